"""How sure it is that rows belong to their persons."""

import numpy as np

from darkfigure.link.membership import membership


def test_a_row_has_the_mean_of_its_pairs_and_a_row_alone_has_one() -> None:
    left, right = np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3])
    found = membership(left, right, np.array([0.9, 0.5, 0.7, 0.99]), np.array([0, 0, 0, 1]))
    np.testing.assert_allclose(found, [0.7, 0.8, 0.6, 1.0], rtol=1e-6)


def test_a_pair_that_was_never_compared_counts_as_none() -> None:
    found = membership(np.array([0, 1]), np.array([1, 2]), np.array([0.8, 0.6]), np.zeros(3, dtype=np.int64))
    np.testing.assert_allclose(found, [0.4, 0.7, 0.3], rtol=1e-6)
