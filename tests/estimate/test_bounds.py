import numpy as np
import pytest

from darkfigure.captures.table import table_of
from darkfigure.errors import NotIdentified, UsageError
from darkfigure.estimate.bounds import identified_set, sensitivity

ABC = ("a", "b", "c")
FULL = np.array([0, 40, 50, 20, 60, 25, 30, 15])


def test_the_curve_passes_through_no_highest_interaction() -> None:
    curve = sensitivity(table_of(FULL, ABC), strengths=(0.0, 1.0))
    unseen = 40 * 50 * 60 * 15 / (20 * 25 * 30)
    assert curve.population[0] == pytest.approx(FULL.sum() + unseen, abs=0.001)
    assert curve.population[1] == pytest.approx(FULL.sum() + unseen * np.e, abs=0.001)


def test_the_curve_needs_somebody_in_every_combination() -> None:
    with pytest.raises(NotIdentified, match="exactly a, b"):
        sensitivity(table_of(np.where(np.arange(8) == 3, 0, FULL), ABC))


def test_two_independent_lists_leave_one_number() -> None:
    found = identified_set(table_of(np.array([0, 20, 30, 10]), ("a", "b")), odds_ratio=(1, 1))
    assert found.low == found.high == 120


def test_wider_bounds_leave_more_and_the_ends_attain_them() -> None:
    table = table_of(FULL, ABC)
    narrow, wide = (identified_set(table, odds_ratio=o) for o in ((1, 3), (0.5, 6)))
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    a, b = (ABC.index(name) for name in narrow.binding_high)
    both = table.overlaps()
    shared, one, two = both[a, b], both[a, a] - both[a, b], both[b, b] - both[a, b]
    assert shared * (narrow.high - shared - one - two) / (one * two) == pytest.approx(3)


def test_bounds_that_contradict_the_table_name_the_pairs() -> None:
    cells = (np.arange(8)[:, None] >> np.arange(3)) & 1
    lumpy = np.where(np.arange(8) == 3, 300, 20 * (cells.sum(axis=1) > 0))
    with pytest.raises(NotIdentified, match="Widen the bounds"):
        identified_set(table_of(lumpy, ABC), odds_ratio=(1, 1.01))
    with pytest.raises(UsageError):
        identified_set(table_of(FULL, ABC), odds_ratio=(2, 1))
