"""The combined posterior that is told of the noise: its slopes, its limit without noise, what it costs in width."""

import numpy as np
import pytest
from test_noisy import laplace, table_with

from darkfigure.estimate import estimate_table
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.noise_curves import NoisyCounts
from darkfigure.estimate.noisy import estimate_noisy, told_of_noise
from darkfigure.estimate.noisy_posterior import noisy_posterior
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.prior import STRUCTURES, Prior
from darkfigure.inference import mixtures
from darkfigure.inference.tempering import Effort

SMALL = Effort(particles=30, kept=0.45)
EFFORT = Effort(particles=100, kept=0.45)
TRUE = np.array([0, 160, 130, 90, 100, 70, 55, 40])


@pytest.fixture(scope="module")
def noisy():
    return NoisyCounts(counts=TRUE[1:] + laplace(3.0, (7,), np.random.default_rng(5)), scale=3.0)


@pytest.mark.parametrize(
    ("count", "means"),
    [(-4, (0.01, 0.7, 6.3)), (0, (0.01, 12.34)), (25, (9.9, 25.03, 48.0)), (150, (97.0, 160.2, 210.0))],
)
def test_a_curve_is_the_sum_over_persons_and_noise(count, means):
    curves, step = NoisyCounts(counts=np.array([count, 300]), scale=2.0).curves()
    persons = np.arange(1000)
    log_factorial = np.cumsum(np.log(np.maximum(persons, 1)))
    for mean in means:
        poisson = np.exp(persons * np.log(mean) - mean - log_factorial)
        exact = np.log((poisson * np.exp(-np.abs(count - persons) / 2.0)).sum())
        at = int(np.sqrt(mean) / step)
        u, (one, two) = np.sqrt(mean) / step - at, curves[1, at : at + 2]
        bend = u * (1 - u)
        found = one[0] + u * u * (3 - 2 * u) * (two[0] - one[0]) + bend * step * ((1 - u) * one[1] - u * two[1])
        assert found == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda one: one.name)
def test_gradients_are_slopes(structure, noisy):
    rng = np.random.default_rng(3)
    terms = np.array([3, 5, 6] if structure.pairs else [], dtype=np.int64)
    curves, step = noisy.curves()
    x = 0.5 * Prior().draw(1, structure, lists=3, terms=len(terms), rng=rng)[0]
    x = np.append(x, np.log(620.0))
    work, grad, spare = np.empty((mixtures.MOST_CLASSES + 4, 8)), np.empty(len(x)), np.empty(len(x))

    def density(at, into):
        return mixtures.noisy_likelihood(at, curves, step, terms, structure.kind, work, into)[0]

    density(x, grad)
    for i in range(len(x)):
        move = np.zeros(len(x))
        move[i] = 1e-5
        slope = (density(x + move, spare) - density(x - move, spare)) / 2e-5
        assert slope == pytest.approx(grad[i], abs=1e-3 * np.abs(grad).max())


def test_means_beyond_the_curves_are_worse_and_worse(noisy):
    curves, step = noisy.curves()
    structure = STRUCTURES[0]
    work, grad = np.empty((mixtures.MOST_CLASSES + 4, 8)), np.empty(4)
    values = [
        mixtures.noisy_likelihood(
            np.array([-1.0, -1.0, -1.0, seen]), curves, step, np.zeros(0, dtype=np.int64), structure.kind, work, grad
        )[0]
        for seen in (6.4, 8.0, 10.0, 12.0)
    ]
    assert values == sorted(values, reverse=True)
    assert grad[-1] < 0


def test_hardly_any_noise_leads_to_the_answer_without():
    clear = posterior(TRUE.astype(float), prior=Prior(), rng=np.random.default_rng(1), effort=EFFORT, rounds=1)
    noisy = noisy_posterior(TRUE, scale=0.05, prior=Prior(), rng=np.random.default_rng(2), effort=EFFORT, rounds=1)
    seen = TRUE.sum()
    assert np.median(noisy.unseen) == pytest.approx(seen + clear.median, rel=0.05)
    spreads = [np.subtract(*np.log(np.quantile(draws, [0.9, 0.1]))) for draws in (seen + clear.unseen, noisy.unseen)]
    assert spreads[1] == pytest.approx(spreads[0], rel=0.3)


def test_persons_are_drawn_around_their_counts_and_never_below_none():
    counts = NoisyCounts(counts=np.array([-3, 40]), scale=2.0)
    means = np.tile([2.0, 40.0], (4000, 1))
    drawn = counts.draw_persons(means, rng=np.random.default_rng(4))
    assert drawn.min() >= 0
    few = np.arange(60)
    weight = np.exp(few * np.log(2.0) - np.abs(-3 - few) / 2.0 - np.cumsum(np.log(np.maximum(few, 1))))
    assert drawn[:, 0].mean() == pytest.approx((few * weight).sum() / weight.sum(), abs=0.05)
    assert drawn[:, 1].mean() == pytest.approx(40.0, abs=0.2)
    assert drawn[:, 1].std() < 2.7  # the noise alone has a standard deviation of 2.8, the persons alone of 6.3


def test_the_interval_is_hardly_wider_than_noise_makes_it():
    people, scale = 400, 4.0
    reach = np.array([0.4, 0.35, 0.3, 0.3])
    seen = (np.random.default_rng(8).random((people, 4)) < reach) @ (1 << np.arange(4))
    counts = np.bincount(seen, minlength=16)[1:] + laplace(scale, (15,), np.random.default_rng(9))
    prior = Prior(gap_sd=0.01, type_sd=0.01, spread_sd=0.01, pair_scale=0.001)  # lists that are known to be independent
    found = noisy_posterior(
        np.concatenate([[0], counts]), scale=scale, prior=prior, rng=np.random.default_rng(1), effort=EFFORT, rounds=1
    )
    low, high = np.quantile(found.unseen, [0.025, 0.975])
    assert low < people < high
    assert 85 < high - low < 135  # the information on independent lists gives 108


def test_several_tables_with_the_same_noise_are_put_together():
    tables = [table_with(TRUE[1:] + shift) for shift in (0, 40)]
    first = estimate_table(tables[0], options=EstimateOptions(seed=3))
    rng = np.random.default_rng(1)
    both = told_of_noise(first, tables, scale=1.0, options=EstimateOptions(), rng=rng, between="noise and links")
    one = told_of_noise(first, tables[:1], scale=1.0, options=EstimateOptions(), rng=rng)
    assert both.high > one.high
    assert both.variance_shares["noise and links"] > one.variance_shares["noise"]
    assert sum(both.variance_shares.values()) == pytest.approx(1, abs=1e-3)


def test_the_same_seed_gives_the_same_draws():
    first, again = (
        noisy_posterior(TRUE, scale=2.0, prior=Prior(), rng=np.random.default_rng(4), effort=SMALL, rounds=1).unseen
        for _ in range(2)
    )
    assert first.tolist() == again.tolist()


def test_the_default_method_is_told_of_the_noise():
    table = table_with(TRUE[1:] + laplace(2.0, (7,), np.random.default_rng(6)))
    found = estimate_noisy(table, scale=2.0, options=EstimateOptions(seed=4))
    assert found.low < found.estimate < found.high
    assert found.variance_shares["noise"] >= 0
