"""Distinct numbers, and numbers among others, as numpy finds them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.link.codes import distinct, number_distinct, within

codes = st.lists(st.integers(-5, 2**62), max_size=30).map(lambda held: np.array(held, dtype=np.int64))


@given(codes)
def test_distinct_numbers_are_those_of_numpy(some: np.ndarray) -> None:
    values, number = np.unique(some, return_inverse=True)
    np.testing.assert_array_equal(distinct(some), values)
    for mine, theirs in zip(number_distinct(some), (values, number), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@given(codes, codes)
def test_numbers_among_others_are_those_of_numpy(some: np.ndarray, others: np.ndarray) -> None:
    np.testing.assert_array_equal(within(some, np.sort(others)), np.isin(some, others))
