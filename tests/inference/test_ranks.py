import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from darkfigure.inference.ranks import average_ranks


@given(st.lists(st.integers(-3, 3)))
def test_ranks_are_those_of_the_textbook(values):
    assert average_ranks(values).tolist() == rankdata(values).tolist()


def test_equal_values_share_the_mean_of_their_ranks():
    assert average_ranks(np.array([0.5, 9.0, 0.5, -1.0])).tolist() == pytest.approx([2.5, 4.0, 2.5, 1.0])
