"""The noise is the distribution it is said to be, in whole numbers."""

import math
import random
from collections import Counter
from fractions import Fraction

import pytest

from darkfigure.federate.noise import discrete_laplace, noise_scale


def draws(scale, size, seed=7):
    rng = random.Random(seed)  # noqa: S311 - a test must draw the same again
    return Counter(discrete_laplace(scale, below=rng.randrange) for _ in range(size))


@pytest.mark.parametrize("scale", [Fraction(1, 2), Fraction(2), Fraction(20, 3)])
def test_every_number_is_drawn_as_often_as_it_should_be(scale):
    size = 6000
    found = draws(scale, size)
    p = math.exp(-1 / float(scale))
    for value in range(-4, 5):
        expected = size * (1 - p) / (1 + p) * p ** abs(value)
        assert abs(found[value] - expected) < 5 * math.sqrt(expected) + 1


def test_it_is_as_often_below_as_above():
    found = draws(Fraction(4), 6000)
    below, above = (sum(count for value, count in found.items() if value * side > 0) for side in (-1, 1))
    assert abs(below - above) < 5 * math.sqrt(below + above)


def test_far_values_are_drawn_and_not_clipped():
    found = draws(Fraction(30), 3000)
    assert min(found) < -120
    assert max(found) > 120


def test_one_membership_changes_two_counts_by_one():
    assert noise_scale(1.0) == 2
    assert noise_scale(0.5) == 4
    assert noise_scale(0.3) == Fraction(20, 3)


def test_it_takes_the_randomness_of_the_system():
    assert len({discrete_laplace(Fraction(1000)) for _ in range(20)}) > 1
