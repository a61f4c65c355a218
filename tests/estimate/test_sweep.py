import importlib

import numpy as np
import pytest

from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.front import sweep_settings

sweeping = importlib.import_module("darkfigure.estimate.sweep")

PATTERNS = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
TIGHT = (351, 299, 102, 438, 200, 178, 58)
LOOSE = (420, 360, 50, 520, 120, 100, 20)
APART = (420, 360, 0, 520, 0, 0, 0)


def frame(**settings: tuple[int, ...]) -> dict[str, list]:
    columns = {name: [] for name in ("a", "b", "c", "cut", "count")}
    for name, counts in settings.items():
        for pattern, count in zip(PATTERNS, counts, strict=True):
            for column, value in zip(columns, (*pattern, name, count), strict=True):
                columns[column].append(value)
    return columns


def test_each_setting_is_estimated_as_a_whole_in_order_of_size():
    found = sweep_settings(frame(**{"10": LOOSE, "2": TIGHT}), over=("cut",))
    assert [row.at for row in found.rows] == [{"cut": "2"}, {"cut": "10"}]
    tight, loose = found.rows
    assert (tight.observed, loose.observed) == (sum(TIGHT), sum(LOOSE))
    assert tight.low < tight.estimate < tight.high
    assert loose.estimate > 1.5 * tight.estimate
    assert (found.least, found.most) == (tight, loose)
    assert f"from {tight.estimate:,.0f} (cut 2) to {loose.estimate:,.0f} (cut 10)" in found.sentence


def test_a_setting_without_overlap_has_a_bound_and_no_number():
    found = sweep_settings(frame(x=TIGHT, y=APART), over=("cut",), method="log-linear")
    without = found.rows[1]
    assert without.estimate is without.low is without.high is None
    assert without.lower_bound > without.observed
    assert "not-identified" in without.warnings
    assert "1 give a number" in found.sentence


def test_one_setting_is_nothing_to_compare():
    with pytest.raises(TableError, match="one combination"):
        sweep_settings(frame(x=TIGHT), over=("cut",))
    with pytest.raises(TableError, match="no column `cutt`"):
        sweep_settings(frame(x=TIGHT, y=LOOSE), over=("cutt",))
    with pytest.raises(UsageError):
        sweep_settings({"times": np.array([1, 2]), "count": np.array([3, 1])}, over=())


def many_lists(*, split: float) -> dict[str, list]:
    """Three thousand people on seven lists at two settings; at the second a share of the persons is split in two."""
    rng = np.random.default_rng(5)
    seen = rng.random((3000, 7)) < np.linspace(0.05, 0.3, 7)
    apart = rng.random(3000) < split
    half = rng.random((int(apart.sum()), 7)) < 0.5
    settings = {"1": seen, "2": np.vstack([seen[~apart], seen[apart] & half, seen[apart] & ~half])}
    columns: dict[str, list] = {name: [] for name in (*"abcdefg", "cut", "count")}
    for name, rows in settings.items():
        patterns, counts = np.unique(rows[rows.any(axis=1)].astype(int), axis=0, return_counts=True)
        for pattern, count in zip(patterns.tolist(), counts.tolist(), strict=True):
            for column, value in zip(columns, (*pattern, name, count), strict=True):
                columns[column].append(value)
    return columns


def test_settings_of_many_lists_are_led_from_one_to_the_next(monkeypatch):
    frame = many_lists(split=0.1)
    alone = sweep_settings(frame, over=("cut",), method="log-linear")
    monkeypatch.setattr(sweeping, "estimate_table", lambda *_, **__: pytest.fail("answered by itself"))
    found = sweep_settings(frame, over=("cut",))
    assert found.rows[1].estimate > 1.05 * found.rows[0].estimate
    for one, other in zip(found.rows, alone.rows, strict=True):
        assert one.observed == other.observed
        assert one.lower_bound == other.lower_bound
        assert one.estimate == pytest.approx(other.estimate, rel=0.1)
    assert found.rows[0].low < 3000 < found.rows[0].high
