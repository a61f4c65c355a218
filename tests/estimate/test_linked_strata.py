import importlib

import numpy as np
import pytest

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate.linkage import sample_population, sample_populations
from darkfigure.estimate.linked_strata import estimate_drawn
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table

linkage = importlib.import_module("darkfigure.estimate.linkage")  # `estimate` is a function of the package too


def table(counts, strata=({},)) -> CaptureTable:
    """Three lists; the counts of patterns 1..7, stratum by stratum."""
    patterns = ((np.arange(1, 8)[:, None] >> np.arange(3)) & 1).astype(np.uint8)
    return CaptureTable(
        lists=("a", "b", "c"),
        strata=strata,
        patterns=np.tile(patterns, (len(strata), 1)),
        counts=np.concatenate([np.asarray(one, np.int64) for one in counts]),
        stratum=np.repeat(np.arange(len(strata), dtype=np.int32), 7),
    )


BOTH = ({"origin": "KZ"}, {"origin": "UZ"})
KZ, UZ = np.array([90, 85, 30, 80, 28, 26, 10]), np.array([60, 55, 20, 50, 18, 17, 6])
# the same rows by linkages that find fewer and more links
FEWER = np.array([10, 10, -4, 10, -4, -4, -1])


def test_without_drawn_linkages_the_answer_is_that_of_the_best():
    best = table([KZ, UZ], BOTH)
    assert estimate_drawn(best, []).to_dict().keys() == estimate_table(best).to_dict().keys()
    assert estimate_drawn(best, []).low == estimate_table(best).low
    assert estimate_drawn(best, []).variance_shares["linkage"] == 0


@pytest.mark.parametrize("strata", [False, True])
def test_linkages_that_disagree_widen_the_interval_and_say_so(strata):
    def of(change):
        return table([KZ + change, UZ + change], BOTH) if strata else table([KZ + UZ + 2 * change])

    alone = estimate_drawn(of(0), [])
    found = estimate_drawn(of(0), [of(FEWER), of(-FEWER)] * 3, options=EstimateOptions(seed=2))
    assert found.observed == alone.observed
    assert found.high - found.low > 1.1 * (alone.high - alone.low)
    assert found.variance_shares["linkage"] > 0.1
    assert sum(found.variance_shares.values()) == pytest.approx(1, abs=1e-3)
    for one, other in zip(found.strata, alone.strata, strict=True):
        assert one.high - one.low > other.high - other.low


def test_linkages_that_find_fewer_links_move_the_number_up_in_every_stratum():
    best, fewer = table([KZ, UZ], BOTH), table([KZ + FEWER, UZ + FEWER], BOTH)
    alone, told = estimate_drawn(best, []), []
    found = estimate_drawn(best, [fewer] * 4, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (0, 2), (1, 2), (2, 2)]  # what four equal linkages ask for is worked out once
    assert found.estimate > 1.1 * alone.estimate
    assert all(one.estimate > 1.05 * other.estimate for one, other in zip(found.strata, alone.strata, strict=True))
    assert found.methods[0].estimate == found.estimate


def test_linkages_that_are_all_the_best_one_change_next_to_nothing():
    best = table([KZ, UZ], BOTH)
    alone, found = estimate_drawn(best, []), estimate_drawn(best, [best] * 5)
    assert found.variance_shares["linkage"] == 0
    assert found.estimate == pytest.approx(alone.estimate, rel=0.02)  # 1,000 draws of the best a linkage
    assert found.low == pytest.approx(alone.low, rel=0.03)
    assert found.high == pytest.approx(alone.high, rel=0.03)


def many_lists(seed: int, *, lists: int) -> CaptureTable:
    """A few hundred people on many lists, each of them on a list with a chance of its own."""
    rng = np.random.default_rng(seed)
    seen = rng.random((600, lists)) < np.linspace(0.1, 0.4, lists)
    patterns, counts = np.unique(seen[seen.any(axis=1)].astype(np.uint8), axis=0, return_counts=True)
    return CaptureTable(
        lists=tuple("abcdefgh"[:lists]),
        strata=({},),
        patterns=patterns,
        counts=counts,
        stratum=np.zeros(len(counts), dtype=np.int32),
    )


@pytest.mark.parametrize("lists", [5, 8])
def test_tables_led_from_one_to_the_next_say_what_each_says_alone(lists):
    tables = [many_lists(seed, lists=lists) for seed in (1, 2, 3)]
    options = EstimateOptions(seed=4)
    together = sample_populations(tables, options=options)
    for one, other in zip(together, (sample_population(table, options=options) for table in tables), strict=True):
        assert np.log(one.population).mean() == pytest.approx(np.log(other.population).mean(), abs=0.04)
        assert np.percentile(one.population, [10, 50]) == pytest.approx(
            np.percentile(other.population, [10, 50]), rel=0.03
        )


def test_tables_of_many_lists_are_not_answered_one_by_one(monkeypatch):
    monkeypatch.setattr(linkage, "answer_table", lambda *_, **__: pytest.fail("answered by itself"))
    found = sample_populations([many_lists(seed, lists=7) for seed in (1, 2)], options=EstimateOptions())
    assert all(one.population.min() > 400 for one in found)


def test_progress_of_tables_answered_one_by_one_is_told():
    told = []
    tables, options = [table([KZ]), table([UZ])], EstimateOptions(method="log-linear", replicates=50)
    sample_populations(tables, options=options, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
