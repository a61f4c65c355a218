import math

import numpy as np
import pytest
from scipy.stats import poisson

from darkfigure.estimate.loglinear import fit_model
from darkfigure.estimate.models import pairs
from darkfigure.estimate.stepwise import THRESHOLD, choose_stepwise, is_settled, resample_stepwise
from darkfigure.inference import subsets


def members(lists: int) -> np.ndarray:
    return (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1


def table(lists: int, reach: float, bonds: dict[int, float], size: float, seed: int | None = None) -> np.ndarray:
    """Expected or drawn counts when some pairs of lists attract each other by a log-odds."""
    cells = np.arange(1 << lists)
    log = members(lists).sum(axis=1) * math.log(reach / (1 - reach))
    for term, strength in bonds.items():
        log = log + strength * (cells & term == term)
    mean = np.exp(log)
    mean *= size / mean.sum()
    full = mean if seed is None else np.random.default_rng(seed).poisson(mean).astype(float)
    return np.where(cells == 0, 0.0, full)


@pytest.mark.parametrize(("seen", "expected"), [(0, 3.2), (3, 9.5), (20, 7.0), (1, 0.01), (400, 500.0), (0, 0.5)])
def test_the_tail_is_that_of_the_poisson_distribution(seen: int, expected: float) -> None:
    smaller = min(poisson.cdf(seen, expected), poisson.sf(seen - 1, expected))
    assert subsets._log_tail(float(seen), expected) == pytest.approx(math.log(smaller), rel=1e-9)


@pytest.mark.parametrize("seen", [1_995_000, 2_004_000])
def test_the_tail_of_millions_is_near_the_exact_one(seen: int) -> None:
    smaller = min(poisson.cdf(seen, 2e6), poisson.sf(seen - 1, 2e6))
    assert subsets._log_tail(float(seen), 2e6) == pytest.approx(math.log(smaller), rel=1e-2)


def test_the_bonds_that_are_there_are_found_and_the_answer_is_that_of_the_model() -> None:
    full = table(4, 0.2, {3: 1.2, 12: -1.5}, 20000)
    found = choose_stepwise(full)
    assert set(found.terms) == {3, 12}
    assert all(tail < THRESHOLD for tail in found.tails)
    assert found.unseen == pytest.approx(fit_model(full, (3, 12))[0], rel=1e-9)


def test_independent_lists_stay_independent_nearly_always() -> None:
    full = table(4, 0.3, {}, 1000)
    assert choose_stepwise(full).terms == ()


def test_two_lists_without_overlap_are_taken_to_exclude_each_other() -> None:
    full = table(4, 0.3, {}, 3000)
    full[np.arange(16) & 3 == 3] = 0
    found = choose_stepwise(full)
    assert 3 in found.terms
    assert found.unseen == pytest.approx(fit_model(full, found.terms)[0], rel=1e-6)


@pytest.mark.parametrize("order", [(3, 1, 0, 2), (1, 2, 3, 0)])
def test_the_order_of_the_lists_is_irrelevant(order: tuple[int, ...]) -> None:
    # overlaps so surprising that their probability is no number: logarithms still tell them apart
    full = table(4, 0.2, {3: 2.5, 6: 2.0, 12: 1.5}, 4e5, seed=3)
    moved = (members(4) << np.array(order)).sum(axis=1)
    other = np.zeros(16)
    other[moved] = full
    one, two = choose_stepwise(full), choose_stepwise(other)
    assert one.tails[0] == 0.0
    assert {int(moved[term]) for term in one.terms} == set(two.terms)
    assert one.unseen == pytest.approx(two.unseen, rel=1e-8)


@pytest.mark.parametrize("seed", range(12))
def test_steps_and_linear_programming_agree_on_what_is_identified(seed: int) -> None:
    # sparse tables, on which many models have no finite estimate
    full = table(4, 0.12, {5: 1.0}, 60, seed=seed)
    for term in pairs(4):
        base = np.array([0, 1, 2, 4, 8], dtype=np.int64)
        unseen, _, _ = subsets.add_forward(full[None], np.append(base, term), np.array([term]), 1e-300)
        assert math.isfinite(unseen[0]) == is_settled(full, (term,))


def test_every_replicate_chooses_for_itself() -> None:
    full = table(4, 0.2, {3: 0.5}, 900, seed=1)
    found = resample_stepwise(full, replicates=200, rng=np.random.default_rng(4))
    assert len(set(found.chosen.tolist())) > 1
    low, high = found.bca(level=0.95)
    assert low < found.estimate < high
    # the table itself and what it is without one person are answered as alone
    without = full.copy()
    without[3] -= 1
    assert found.left_one_out[3] == pytest.approx(choose_stepwise(without).unseen, rel=1e-12)
    assert found.estimate == choose_stepwise(full).unseen


@pytest.mark.parametrize("full", [[0, 5, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0], [0, 20, 30, 0, 10, 0, 0, 0]])
def test_without_overlap_there_is_no_number(full: list[int]) -> None:
    assert choose_stepwise(np.array(full, dtype=float)).unseen is None


def test_doubling_the_counts_doubles_the_estimate_when_the_choice_is_the_same() -> None:
    full = table(4, 0.2, {3: 1.2}, 20000)
    one, two = choose_stepwise(full), choose_stepwise(2 * full)
    assert set(one.terms) == set(two.terms)
    assert two.unseen == pytest.approx(2 * one.unseen, rel=1e-8)
