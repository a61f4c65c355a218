import numpy as np
import pytest

from darkfigure.link.effect import Partition, expected_effects


def partition(person, lists, *, linkable=None, probability=None):
    n = len(person)
    return Partition(
        person=np.array(person),
        list=np.array(lists),
        linkable=np.ones(n, dtype=bool) if linkable is None else np.array(linkable),
        probability=np.ones(n) if probability is None else np.array(probability),
    )


def effect(one, left, right, probability):
    return float(expected_effects(one, np.array([left]), np.array([right]), np.array([probability]))[0])


def bound(*lists_of_persons):
    """Chao's bound, bias-corrected, counted by hand."""
    sizes = [len(set(lists)) for lists in lists_of_persons if lists]
    once, twice = sizes.count(1), sizes.count(2)
    return len(sizes) + once * (once - 1) / (2 * (twice + 1))


def test_a_pair_across_lists_counts_by_what_it_makes_of_the_bound():
    before, after = bound([0], [1], [0], [1]), bound([0, 1], [0], [1])
    assert effect(partition([0, 1, 2, 3], [0, 1, 0, 1]), 0, 1, 0.4) == pytest.approx(0.4 * (before - after))


def test_a_pair_within_a_list_counts_less_than_one_across():
    one = partition(range(8), [0, 0, 1, 1, 0, 1, 2, 2])
    assert 0 < effect(one, 0, 1, 0.5) < effect(one, 0, 2, 0.5)


def test_a_pair_that_is_linked_counts_by_the_probability_that_it_should_not_be():
    one = partition([0, 0, 1, 2], [0, 1, 0, 1])
    before, after = bound([0, 1], [0], [1]), bound([0], [1], [0], [1])
    assert effect(one, 0, 1, 0.9) == pytest.approx(0.1 * (after - before))


def test_of_a_larger_person_the_row_that_fits_less_well_would_leave():
    one = partition([0, 0, 0, 1, 2], [0, 1, 2, 0, 1], probability=[0.9, 0.9, 0.6, 1, 1])
    before, after = bound([0, 1, 2], [0], [1]), bound([0, 1], [2], [0], [1])
    assert effect(one, 0, 2, 0.5) == pytest.approx(0.5 * abs(after - before))
    assert effect(one, 2, 0, 0.5) == effect(one, 0, 2, 0.5)


def test_rows_that_stay_out_of_the_captures_move_nothing():
    one = partition([0, 1, 2, 3], [0, 1, 0, 1], linkable=[False, True, True, True])
    assert effect(one, 0, 1, 0.5) == 0
    assert effect(one, 1, 2, 0.5) > 0
