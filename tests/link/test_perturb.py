import numpy as np
import pytest

from darkfigure.link.equal import first_seen
from darkfigure.link.held import Pairs
from darkfigure.link.partition import cut_tree, merge_tree
from darkfigure.link.perturb import lay_out, perturbed_partitions


def compared(n: int, many: int, *, seed: int) -> Pairs:
    rng = np.random.default_rng(seed)
    code = np.unique(rng.integers(0, n * n, many))
    left, right = np.divmod(code, n)
    kept = left < right
    return Pairs(left[kept], right[kept], rng.normal(-3, 5, kept.sum()))


def undisturbed(pairs: Pairs, n: int) -> np.ndarray:
    """One draw whose noise is as good as nothing beside weights a million times as large, all within reach of it."""
    laid = lay_out(n, pairs)
    return first_seen(perturbed_partitions(laid, np.array([[0.0, 1e6]]), rng=np.random.default_rng(1))[0])


@pytest.mark.parametrize("seed", range(4))
def test_without_noise_a_draw_is_average_linkage_cut_at_even_odds(seed):
    n = 300
    pairs = compared(n, 900, seed=seed)
    sure = np.where(pairs.weight > 0, 1e7, -1e7)
    tree = merge_tree(n, left=pairs.left, right=pairs.right, weight=sure)
    expected = cut_tree(n, tree, 0.0)
    # ties are all alike here, and so is what comes of them
    assert (undisturbed(pairs._replace(weight=sure), n) == expected).all()


def test_a_component_beyond_the_size_limit_is_taken_apart():
    n = 1200
    left = np.arange(n - 1)
    weight = np.where(left % 2 == 0, 1e9, 0.0)  # every other pair is judged one person's
    person = perturbed_partitions(
        lay_out(n, Pairs(left, left + 1, weight)), np.array([[3.0, 1.0]]), rng=np.random.default_rng(2)
    )[0]
    assert (person[0::2] == person[1::2]).all()
    assert np.bincount(first_seen(person)).max() <= 400


@pytest.mark.parametrize(("weight", "slope"), [(-9.0, 0.6), (-7.0, 5.4 / 7), (-5.0, 5.4 / 5), (-3.0, 1.8), (-1.0, 5.4)])
def test_faint_pairs_tie_as_often_as_their_probability_says(weight, slope):
    n = 40_000
    left = np.arange(0, n, 2)
    laid = lay_out(n, Pairs(left, left + 1, np.full(len(left), weight)))
    maps = np.tile([1.0, slope], (60, 1))  # log-odds of -4.4
    person = perturbed_partitions(laid, maps, rng=np.random.default_rng(3))
    share = (person[:, left] == person[:, left + 1]).mean()
    assert share == pytest.approx(1 / (1 + np.exp(4.4)), rel=0.05)  # a pair alone, by its probability
    assert len(np.unique(person.sum(axis=1))) > 30  # and others in each draw


@pytest.mark.parametrize("weight", [-7.0, -5.0, -3.0, -1.0])
def test_three_rows_are_drawn_as_if_each_pair_had_its_value_from_the_start(weight):
    n, many = 30_000, 40
    first = np.arange(0, n, 3)
    ends = [(first, first + 1, 2.0), (first, first + 2, weight), (first + 1, first + 2, 1.0)]
    left, right, log_odds = (
        np.stack(column, axis=1).ravel()
        for column in zip(*((a, b, np.full(len(a), w)) for a, b, w in ends), strict=True)
    )
    drawn = perturbed_partitions(
        lay_out(n, Pairs(left, right, log_odds)), np.tile([0.3, 0.8], (many, 1)), rng=np.random.default_rng(4)
    )
    rng = np.random.default_rng(5)
    w = np.clip(0.3 + 0.8 * np.array([2.0, weight, 1.0])[:, None] + rng.logistic(size=(3, 400_000)), -6.0, 12.0)
    best = np.sort(w, axis=0)[::-1]
    together = (best[0] > 0) & ((best[1] + best[2]) / 2 > 0)  # average linkage of three
    apart = best[0] <= 0
    rows = drawn.reshape(many, -1, 3)
    persons = np.array([len(set(one)) for one in rows[:4].reshape(-1, 3).tolist()])
    assert (persons == 1).mean() == pytest.approx(together.mean(), abs=0.012)
    assert (persons == 3).mean() == pytest.approx(apart.mean(), abs=0.012)


def test_a_large_component_is_taken_apart_at_one_weight_after_the_other():
    # two thousand pairs of one person each, in a chain whose ties hold for some weights beyond the lowest
    left = np.arange(3999)
    weight = np.where(left % 2 == 0, 12.0, 5.0)
    laid = lay_out(4000, Pairs(left, left + 1, weight))
    (person,) = perturbed_partitions(laid, np.array([[0.0, 1.0]]), rng=np.random.default_rng(3))
    assert (person[::2] == person[1::2]).mean() > 0.99
