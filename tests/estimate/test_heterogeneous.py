import math

import numpy as np
import pytest

from darkfigure.estimate.heterogeneous import SHAPES, mh_estimates, mth_estimate

EASY = np.array([0.0, 50, 40, 15, 30, 11, 9, 12])


def members(lists: int) -> np.ndarray:
    return (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1


@pytest.mark.parametrize("shape", SHAPES)
def test_the_order_of_the_lists_is_irrelevant(shape: str) -> None:
    order = (2, 0, 1)
    moved = (members(3) << np.array(order)).sum(axis=1)
    other = np.zeros(8)
    other[moved] = EASY
    one, two = mth_estimate(EASY, shape, level=0.95), mth_estimate(other, shape, level=0.95)
    assert one.unseen == pytest.approx(two.unseen, rel=1e-5)
    assert one.high == pytest.approx(two.high, rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_doubling_the_counts_doubles_the_poisson_number_and_narrows_the_interval(shape: str) -> None:
    once, twice = mth_estimate(EASY, shape, level=0.95), mth_estimate(2 * EASY, shape, level=0.95)
    assert twice.unseen_poisson == pytest.approx(2 * once.unseen_poisson, rel=1e-6)
    assert twice.high - twice.low < 2 * (once.high - once.low)


def test_people_who_differ_normally_are_counted_by_darroch() -> None:
    # given that nobody saw them, log-odds differ with standard deviation 0.8: Darroch's model holds exactly
    lists, unseen, spread = 4, 1000.0, 0.8
    reach = np.array([-1.5, -1.0, -2.0, -1.2])
    held = members(lists)
    full = unseen * np.exp(held @ reach + spread**2 * held.sum(axis=1) ** 2 / 2)
    found = mth_estimate(full, "darroch", level=0.95)
    assert found.unseen_poisson == pytest.approx(unseen, rel=1e-5)
    assert found.unseen == pytest.approx(unseen, rel=5e-3)
    assert found.spread == pytest.approx(spread**2, rel=1e-4)
    assert found.deviance == pytest.approx(0, abs=1e-6)
    assert found.low < unseen < found.high


@pytest.mark.parametrize("shape", SHAPES)
def test_people_who_do_not_differ_have_no_spread(shape: str) -> None:
    held = members(3)
    reach = np.array([0.4, 0.5, 0.3])
    full = 1000 * np.where(held, reach, 1 - reach).prod(axis=1)
    # people seen once too often by chance: a spread below zero is none
    full[[3, 5, 6]] *= 1.3
    found = mth_estimate(full, shape, level=0.95)
    assert found.spread == 0.0
    assert found.unbounded_spread < 0
    assert found.unseen_poisson > found.unseen_unbounded


@pytest.mark.parametrize(
    "full",
    [
        [0, 5, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 9],
        [0, 50, 0, 8, 0, 0, 0, 0],
        [0, 20, 30, 0, 10, 0, 0, 0],
        [0, 1, 1, 0, 0, 0, 0, 0],
        [0, 3e6, 2e6, 4e5, 5e6, 7e5, 5e5, 1e5],
    ],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_the_counts_a_number_is_finite_or_none(full: list[float], shape: str) -> None:
    found = mth_estimate(np.array(full, dtype=float), shape, level=0.95)
    for value in (found.unseen, found.low, found.high, found.spread, found.deviance):
        assert value is None or math.isfinite(value)
    if found.unseen is not None:
        assert 0 <= found.low <= found.unseen
        assert found.high is None or found.high >= found.unseen


def test_without_anybody_seen_twice_no_model_of_frequencies_has_a_number() -> None:
    assert [one.unseen for one in mh_estimates(np.array([12.0, 0, 0]), level=0.95)] == [None] * 5


def test_times_nobody_was_seen_count_as_observed() -> None:
    frequencies = np.array([60.0, 30, 8])
    short = mh_estimates(frequencies, level=0.95, lists=6)
    padded = mh_estimates(np.concatenate([frequencies, np.zeros(3)]), level=0.95)
    assert [one.unseen for one in short] == [one.unseen for one in padded]


def test_chaos_bound_is_its_closed_form_where_effects_are_not_negative() -> None:
    # log-frequencies per way bend upwards: every effect is positive, and the fit to three times and more is perfect
    found = {one.model: one for one in mh_estimates(np.array([60.0, 20, 12, 9]), level=0.95)}
    assert found["chao"].unseen_poisson == pytest.approx(3 / 4 * 60**2 / (2 * 20), rel=1e-5)
    assert found["chao"].unseen_poisson > found["m0"].unseen_poisson


def test_without_a_most_times_are_poisson() -> None:
    mean = 1.3
    frequencies = np.array([5000 * math.exp(-mean) * mean**k / math.factorial(k) for k in range(1, 9)])
    found = mh_estimates(frequencies, level=0.95, lists=math.inf)
    assert found[0].unseen_poisson == pytest.approx(5000 * math.exp(-mean), rel=1e-3)


@pytest.mark.parametrize(("frequencies", "lists"), [([3.0, 1.0], 1), ([0.0, 0.0], None), ([2.0, -1.0], None)])
def test_frequencies_that_cannot_be_are_refused(frequencies: list[float], lists: float | None) -> None:
    with pytest.raises(ValueError, match="frequencies"):
        mh_estimates(np.array(frequencies), level=0.95, lists=lists)
