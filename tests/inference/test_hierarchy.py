import numpy as np
import pytest

from darkfigure.estimate.pooled import Spread, _beliefs
from darkfigure.estimate.prior import Prior
from darkfigure.inference import hierarchy
from darkfigure.inference.hierarchy_density import (
    belief,
    common_density,
    evaluate,
    information,
    likelihood_power,
    most_spread,
)

LISTS = 3
SIZE = 2 * LISTS + 1 + LISTS * (LISTS - 1) // 2
CELLS = (np.arange(8)[:, None] >> np.arange(LISTS)) & 1
COUNTS = np.array([0, 30, 22, 9, 41, 12, 6, 4], dtype=np.float64)


def point(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.7, SIZE)


def by_hand(x: np.ndarray) -> np.ndarray:
    """The chance of every cell, written out."""
    reach, together, share, gaps = x[:3], x[3:6], 1 / (1 + np.exp(-x[6])), x[7:]
    pairs = [(0, 1), (0, 2), (1, 2)]
    total = np.zeros(8)
    for weight, odds in ((share, reach + (1 - share) * gaps), (1 - share, reach - share * gaps)):
        linear = CELLS @ odds + sum(e * CELLS[:, i] * CELLS[:, j] for e, (i, j) in zip(together, pairs, strict=True))
        total += weight * np.exp(linear) / np.exp(linear).sum()
    return total


def value_of(x: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    chance, grad = np.empty(8), np.empty(SIZE)
    return evaluate(x, COUNTS, COUNTS.sum(), LISTS, np.empty((7, 8)), chance, grad), chance, grad


def slopes(function, x: np.ndarray) -> np.ndarray:
    steps = 1e-5 * np.eye(len(x))
    return np.array([(function(x + step) - function(x - step)) / 2e-5 for step in steps])


@pytest.mark.parametrize("seed", range(3))
def test_the_likelihood_is_that_written_out_and_its_gradient_is_right(seed: int) -> None:
    x = point(seed)
    value, chance, grad = value_of(x)
    assert chance == pytest.approx(by_hand(x))
    seen = by_hand(x)[1:] / (1 - by_hand(x)[0])
    assert value == pytest.approx(float(COUNTS[1:] @ np.log(seen)))
    assert grad == pytest.approx(slopes(lambda y: value_of(y)[0], x), abs=1e-5)


def test_the_gradients_of_belief_and_of_all_together_are_right() -> None:
    beliefs = _beliefs(Prior(), Spread(), LISTS)
    x, grad = 0.4 * point(1), np.empty(SIZE)
    belief(x, LISTS, beliefs, grad)
    assert grad == pytest.approx(slopes(lambda y: belief(y, LISTS, beliefs, np.empty(SIZE)), x), abs=1e-5)
    places, tables = np.array([point(2), point(3)]), np.array([COUNTS, COUNTS[::-1]])
    tables[:, 0] = 0
    persons = tables.sum(axis=1)
    together = np.concatenate([x, np.log([0.4, 0.5, 0.3, 0.2, 0.3, 0.2])])

    def density(y: np.ndarray, grad: np.ndarray) -> float:
        x, chances = np.empty((2, SIZE)), np.empty((2, 8))
        return common_density(y, places, tables, persons, beliefs, x, chances, np.empty((7, 8)), grad)

    grad = np.empty(len(together))
    density(together, grad)
    assert grad == pytest.approx(slopes(lambda y: density(y, np.empty(len(y))), together), abs=1e-4)


def test_the_information_is_the_spread_of_the_scores() -> None:
    x, info = point(4), np.empty((SIZE, SIZE))
    information(x, LISTS, np.empty((7, 8)), np.empty(8), info)
    chance = by_hand(x)
    expected = np.zeros((SIZE, SIZE))
    for cell in range(1, 8):
        one, grad = np.zeros(8), np.empty(SIZE)
        one[cell] = 1
        evaluate(x, one, 1.0, LISTS, np.empty((7, 8)), np.empty(8), grad)
        expected += chance[cell] / (1 - chance[0]) * np.outer(grad, grad)
    assert info == pytest.approx(expected)


def test_without_anybody_the_sweeps_draw_the_prior() -> None:
    """Nothing but the prior is left where nobody was seen: centres and spreads must come out as believed."""
    beliefs = _beliefs(Prior(), Spread(), 2)
    size, times = 6, 6000
    x, centre, spread = np.zeros((3, size)), np.zeros(size), np.log(np.full(5, 0.3))
    steps, root = np.array([0.6, 0.3]), np.eye(size + 5)
    commons, hidden = np.empty((times, size + 5)), np.empty((times, 3))
    none = np.zeros((0, 4)), np.zeros((0, 3))
    hierarchy.sweep(
        x, centre, spread, steps, root, np.zeros((3, 4)), *none, beliefs, 1.0, 500, 8,
        hidden, np.empty_like(hidden), np.empty((times, 3)), commons, 7,
    )  # fmt: skip
    reach = commons[1000:, 0]
    assert reach.mean() == pytest.approx(-2.0, abs=0.25)
    assert reach.std() == pytest.approx(1.5, rel=0.15)
    # the median of the half-Student distribution with 3 degrees of freedom is 0.765 of its scale
    assert np.median(np.exp(commons[1000:, size])) == pytest.approx(0.765 * Spread().reach, rel=0.2)
    assert np.median(np.exp(commons[1000:, size + 2])) == pytest.approx(0.765 * Spread().pair, rel=0.25)


def test_the_spread_of_shares_does_not_run_away() -> None:
    """A class that is nobody's is the same at any distance; a run that has gone out there must be led back."""
    beliefs = _beliefs(Prior(), Spread(), LISTS)
    most = most_spread(LISTS + 1, LISTS, beliefs)
    assert most == pytest.approx(np.log(20 * Spread().share))
    assert all(most_spread(block, LISTS, beliefs) == np.inf for block in (0, 1, 2, LISTS, LISTS + 2))
    assert hierarchy._slice(np.log(0.3), 1e12, 11, Spread().share, most) <= most
    together = np.concatenate([point(1), np.log([0.4, 0.5, 0.3, 0.2, 0.3, 0.2])])
    room = np.zeros((1, SIZE)), COUNTS[None], np.array([COUNTS.sum()])
    values = []
    for factor in (0.99, 1.01):
        together[-2] = np.log(factor) + most
        rest = np.empty((1, SIZE)), np.empty((1, 8)), np.empty((7, 8)), np.empty(len(together))
        values.append(common_density(together, *room, beliefs, *rest))
    assert np.isfinite(values[0])
    assert values[1] == -np.inf


def test_no_more_persons_count_than_can_be_told_from_what_no_model_gets_right() -> None:
    power = likelihood_power
    assert power(4000.0, 4000.0, 0.0) == power(300_000.0, 400_000.0, 1.0) == 1.0
    assert power(300_000.0, 400_000.0, 0.0) * 300_000 == pytest.approx(5000)
    assert power(300_000.0, 400_000.0, 0.0) < power(300_000.0, 400_000.0, 0.5) < 1.0
    assert power(8_000_000.0, 400_000.0, 1.0) * 8_000_000 == pytest.approx(400_000)
