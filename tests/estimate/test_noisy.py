import numpy as np
import pytest

from darkfigure import estimate, read_table
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate import noisy

TRUE = np.array([333, 409, 407, 196, 56, 60, 4])


def table_with(counts: np.ndarray, strata: tuple[dict[str, str], ...] = ({},)) -> CaptureTable:
    lists = len(counts).bit_length()
    cells = np.tile(np.arange(1, 1 << lists), len(strata))
    return CaptureTable(
        lists=tuple("abcdefghij"[:lists]),
        strata=strata,
        patterns=((cells[:, None] >> np.arange(lists)) & 1).astype(np.uint8),
        counts=np.tile(counts, len(strata)),
        stratum=np.repeat(np.arange(len(strata), dtype=np.int32), len(counts)),
    )


def laplace(scale: float, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    stop = 1 - np.exp(-1 / scale)
    return rng.geometric(stop, shape) - rng.geometric(stop, shape)


def test_the_variance_is_that_of_the_noise():
    drawn = laplace(3.0, (200_000,), np.random.default_rng(1))
    assert noisy.noise_variance(3.0) == pytest.approx(drawn.var(), rel=0.02)


def test_hardly_any_noise_leaves_the_counts():
    expected, drawn = noisy.complete(table_with(TRUE), scale=0.05, draws=3, rng=np.random.default_rng(1))
    assert expected.full()[1:].tolist() == TRUE.tolist()
    assert all(one.full()[1:].tolist() == TRUE.tolist() for one in drawn)


def test_drawn_persons_surround_the_truth_without_the_bias_of_clipping():
    rng = np.random.default_rng(2)
    true = np.array([176, 189, 27, 131, 4, 3, 0])  # the triple overlap is empty, and noise would fill it
    inside, small, clipped = [], [], []
    for counts in true + laplace(6.0, (8, 7), rng):
        _, drawn = noisy.complete(table_with(counts), scale=6.0, draws=40, rng=rng)
        cells = np.array([one.full()[1:] for one in drawn])
        low, high = np.quantile(cells, [0.025, 0.975], axis=0)
        inside.append((low <= true) & (true <= high))
        small.append(cells[:, 6].mean())
        clipped.append(max(counts[6], 0))
    assert np.mean(inside) > 0.87
    assert np.mean(small) < np.mean(clipped)


def test_a_missing_cell_too_many_lists_and_an_impossible_scale_are_refused():
    whole = table_with(TRUE)
    part = read_table({"a": [1, 0], "b": [0, 1], "count": [-3, 40]}, noisy=True)
    rng = np.random.default_rng(1)
    with pytest.raises(TableError, match=r"exactly a and b is missing \(1 of 3 patterns"):
        noisy.complete(part, scale=2.0, draws=2, rng=rng)
    with pytest.raises(TableError, match="at most 8"):
        noisy.complete(table_with(np.ones(511, dtype=np.int64)), scale=1.0, draws=2, rng=rng)
    for scale in (0.0, -1.0, float("nan")):
        with pytest.raises(UsageError):
            noisy.estimate_noisy(whole, scale=scale)


def test_only_a_table_said_to_be_noisy_may_hold_negative_counts():
    rows = {"a": [1, 0, 1], "b": [0, 1, 1], "count": [120, 80, -3]}
    assert read_table(rows, noisy=True).counts.tolist() == [120, 80, -3]
    with pytest.raises(TableError, match="--noisy"):
        read_table(rows)
    with pytest.raises(TableError, match="count"):
        read_table({"a": [1, 0], "b": [1, 1]}, noisy=True)


def test_noise_widens_the_interval_and_is_said(monkeypatch):
    monkeypatch.setattr(noisy, "_DRAWS", 8)
    noise = laplace(8.0, (7,), np.random.default_rng(4))
    found = estimate(table_with(TRUE + noise), noisy=8.0, method="log-linear")
    without = estimate(table_with(TRUE), method="log-linear")
    assert found.observed == int((TRUE + noise).sum())
    assert found.high - found.low > without.high - without.low
    assert found.variance_shares["noise"] > 0.05
    assert sum(found.variance_shares.values()) == pytest.approx(1)
    assert found.warnings[0].code == "noisy-counts"


def test_strata_are_completed_each_by_itself(monkeypatch):
    monkeypatch.setattr(noisy, "_DRAWS_STRATA", 3)
    table = table_with(TRUE, ({"sex": "f"}, {"sex": "m"}))
    found = noisy.estimate_noisy(table, scale=1.0, options=noisy.EstimateOptions(method="log-linear", replicates=50))
    assert [one.stratum for one in found.strata] == [{"sex": "f"}, {"sex": "m"}]


def test_counts_that_are_noise_alone_are_refused():
    with pytest.raises(TableError, match="nothing to estimate"):
        noisy.estimate_noisy(table_with(np.array([0, -1, 0, 0, -2, -1, 0])), scale=1.0)
