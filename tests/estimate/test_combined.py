import math

import numpy as np
import pytest

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.errors import UsageError
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.combined import (
    canonical_order,
    merge_shortest,
    posterior,
    reordered,
    shortest_interval,
)
from darkfigure.estimate.front import estimate
from darkfigure.estimate.prior import STRUCTURES, Prior, unseen_share
from darkfigure.estimate.run import estimate_table
from darkfigure.estimate.verdict import AGREE, OPEN, verdict
from darkfigure.inference import mixtures
from darkfigure.inference.tempering import Effort

QUICK = Effort(particles=60)


def expected(people: float, *classes: tuple[float, list[float]]) -> np.ndarray:
    """Counts that classes of people, each with its share and its chances, lead to on average."""
    lists = len(classes[0][1])
    cells = (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1
    chance = sum(share * np.where(cells, reach, 1 - np.array(reach)).prod(axis=1) for share, reach in classes)
    full = np.rint(people * chance)
    full[0] = 0
    return full


def drawn(people: int, reach: list[float], seed: int) -> np.ndarray:
    cells = (np.arange(1 << len(reach))[:, None] >> np.arange(len(reach))) & 1
    chance = np.where(cells, reach, 1 - np.array(reach)).prod(axis=1)
    full = np.random.default_rng(seed).multinomial(people, chance).astype(float)
    full[0] = 0
    return full


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda one: one.name)
def test_gradients_are_slopes(structure: object) -> None:
    rng = np.random.default_rng(3)
    lists, terms = 3, np.array([3, 5, 6] if structure.pairs else [], dtype=np.int64)
    full = expected(1000, (1.0, [0.3, 0.2, 0.4]))
    cells = np.flatnonzero(full)
    x = 0.5 * Prior().draw(1, structure, lists=lists, terms=len(terms), rng=rng)[0]
    work, grad, spare = np.empty((mixtures.MOST_CLASSES + 4, 8)), np.empty(len(x)), np.empty(len(x))

    def likelihood(at: np.ndarray, into: np.ndarray) -> float:
        return mixtures.likelihood(at, cells, full[cells], terms, structure.kind, work, into)[0]

    def prior(at: np.ndarray, into: np.ndarray) -> float:
        return mixtures.prior(at, lists, len(terms), structure.kind, Prior().scales(lists), into)

    for density in (likelihood, prior):
        density(x, grad)
        for i in range(len(x)):
            step = np.zeros(len(x))
            step[i] = 1e-5
            slope = (density(x + step, spare) - density(x - step, spare)) / 2e-5
            assert slope == pytest.approx(grad[i], abs=1e-4 * np.abs(grad).max())


def test_independent_lists_are_found_and_the_truth_is_inside() -> None:
    full = expected(3000, (1.0, [0.3, 0.2, 0.25, 0.15]))
    found = posterior(full, prior=Prior(), rng=np.random.default_rng(1))
    low, high = shortest_interval(found.unseen, level=0.95)
    assert full.sum() + low < 3000 < full.sum() + high
    assert found.structures[0].structure.name == "none"
    assert found.converged
    assert verdict(found, level=0.95) == AGREE


def test_people_harder_to_see_on_every_list_are_found_and_said_to_leave_the_number_open() -> None:
    full = expected(4000, (0.4, [0.5, 0.45, 0.4, 0.5]), (0.6, [0.1, 0.12, 0.08, 0.1]))
    found = posterior(full, prior=Prior(), rng=np.random.default_rng(1))
    low, high = shortest_interval(found.unseen, level=0.95)
    assert full.sum() + low < 4000 < full.sum() + high
    assert found.weight_of(mixtures.COMMON, mixtures.SMOOTH) > 0.5
    assert verdict(found, level=0.95) == OPEN


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(20):
        full = drawn(1500, [0.3, 0.25, 0.35], seed)
        found = posterior(full, prior=Prior(), rng=np.random.default_rng(seed), effort=QUICK, rounds=1)
        low, high = shortest_interval(found.unseen, level=0.95)
        inside += full.sum() + low <= 1500 <= full.sum() + high
    assert inside >= 17  # 0.95 less three standard errors is 16.1


def test_the_same_seed_gives_the_same_answer_and_the_order_of_lists_none_other() -> None:
    full = drawn(800, [0.3, 0.25, 0.35], 5)
    answers = [
        posterior(table, prior=Prior(), rng=np.random.default_rng(7), effort=QUICK, rounds=1).unseen.tolist()
        for table in (full, full, reordered(full, [2, 0, 1]))
    ]
    assert answers[0] == answers[1] == answers[2]


def test_the_order_of_lists_is_made_from_the_counts() -> None:
    full = drawn(800, [0.1, 0.5, 0.3], 2)
    assert canonical_order(full) == [0, 2, 1]
    assert reordered(full, [0, 1, 2]).tolist() == full.tolist()


def test_the_shortest_lists_are_merged_and_nobody_is_lost() -> None:
    full = drawn(3000, [0.4, 0.02, 0.3, 0.03, 0.2], 4)
    merged = merge_shortest(full, most=4)
    assert merged.sum() == full.sum()
    cells, new = np.arange(32), np.arange(16)
    either = full[((cells >> 1) | (cells >> 3)) & 1 == 1].sum()
    lengths = [merged[(new >> j) & 1 == 1].sum() for j in range(4)]
    others = [full[(cells >> j) & 1 == 1].sum() for j in (0, 2, 4)]
    assert sorted(lengths) == sorted([either, *others])


def test_the_shortest_interval_leaves_the_thin_tail_out() -> None:
    draws = np.random.default_rng(1).exponential(size=20000)
    low, high = shortest_interval(draws, level=0.9)
    assert low < 0.01
    assert high == pytest.approx(2.3026, abs=0.1)


def test_the_estimate_says_how_it_came_about() -> None:
    table = table_of(drawn(1500, [0.3, 0.25, 0.35], 1).astype(np.int64), ("a", "b", "c"))
    found = estimate_table(table, options=EstimateOptions(replicates=60))
    said = {method.method: method for method in found.methods}
    assert found.method == "combined"
    assert list(said) == ["combined", "log-linear", "decomposable", "chao-lower-bound"]
    assert said["combined"].diagnostics["r_hat"] <= 1.01
    assert said["combined"].diagnostics["ess"] >= 400
    assert said["combined"].diagnostics["prior"]["reach_mean"] == -2.0
    assert sum(one["weight"] for one in said["combined"].diagnostics["structures"]) == pytest.approx(1, abs=0.01)
    assert found.low < found.estimate < found.high
    assert sum(found.variance_shares.values()) == pytest.approx(1)


def test_strata_sum_in_joint_draws_narrower_than_limits_sum() -> None:
    parts = [table_of(drawn(900, [0.3, 0.25, 0.35], seed).astype(np.int64), ("a", "b", "c")) for seed in (1, 2)]
    table = CaptureTable(
        lists=parts[0].lists,
        strata=({"place": "east"}, {"place": "west"}),
        patterns=np.vstack([p.patterns for p in parts]),
        counts=np.concatenate([p.counts for p in parts]),
        stratum=np.repeat(np.arange(2, dtype=np.int32), [len(p.counts) for p in parts]),
    )
    found = estimate_table(table, options=EstimateOptions(replicates=60))
    assert found.low <= 1800 <= found.high
    assert found.high - found.low < sum(one.high - one.low for one in found.strata)
    assert found.low < found.estimate < found.high


def test_strata_teach_each_other_how_common_a_structure_is() -> None:
    parts = [table_of(drawn(300, [0.3, 0.25, 0.35], seed).astype(np.int64), ("a", "b", "c")) for seed in range(6)]
    table = CaptureTable(
        lists=parts[0].lists,
        strata=tuple({"place": str(i)} for i in range(6)),
        patterns=np.vstack([p.patterns for p in parts]),
        counts=np.concatenate([p.counts for p in parts]),
        stratum=np.repeat(np.arange(6, dtype=np.int32), [len(p.counts) for p in parts]),
    )
    alone = estimate_table(parts[0], options=EstimateOptions(replicates=60))
    found = estimate_table(table, options=EstimateOptions(replicates=60))
    assert found.strata[0].high - found.strata[0].low < alone.high - alone.low
    assert found.low <= 1800 <= found.high


def test_the_prior_is_a_choice_that_is_reported_and_felt() -> None:
    table = table_of(np.array([0, 60, 50, 12, 40, 9, 8, 5]), ("a", "b", "c"))
    plain = estimate(table)
    hidden = estimate(table, prior=Prior(reach_mean=-4.0))
    told = plain.methods[0].diagnostics
    assert hidden.methods[0].diagnostics["prior"]["reach_mean"] == -4.0
    assert hidden.estimate > 1.5 * plain.estimate  # lists that were expected to reach few leave more unseen
    share = told["unseen_share"]
    assert share["before"][0] < share["after"][0] < share["after"][2] < share["before"][2]
    assert 0 < share["prior_weight"] < 1
    assert sum(family["weight"] for family in told["families"]) == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize("change", [{"pair_scale": 0.0}, {"reach_sd": -1.0}, {"gap_sd": math.inf}])
def test_a_prior_without_width_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(change))):
        Prior(**change)


def test_before_any_table_hardly_any_share_of_unseen_is_excluded() -> None:
    share = unseen_share(Prior(), lists=4, rng=np.random.default_rng(1), draws=4000)
    assert ((share > 0) & (share < 1)).all()
    low, high = np.quantile(share, [0.05, 0.95])
    assert low < 0.12
    assert high > 0.7
