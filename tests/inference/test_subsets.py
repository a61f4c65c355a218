import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkfigure.inference import faces, subsets

PAIRWISE = np.array([0, 1, 2, 4, 3, 5, 6], dtype=np.int64)
COUNTS = hnp.arrays(np.float64, 8, elements=st.integers(1, 500).map(float))


def design(terms: np.ndarray, cells: int) -> np.ndarray:
    return ((np.arange(cells)[:, None] & terms) == terms).astype(float)


@given(COUNTS)
def test_the_two_transforms_sum_over_supersets_and_subsets(counts: np.ndarray) -> None:
    above, below = counts.copy(), counts.copy()
    subsets.superset_sums(above)
    subsets.subset_sums(below)
    for cell in range(8):
        assert above[cell] == sum(counts[o] for o in range(8) if o & cell == cell)
        assert below[cell] == sum(counts[o] for o in range(8) if o & cell == o)


@settings(deadline=None)
@given(COUNTS)
def test_without_the_highest_interaction_the_unseen_has_a_closed_form(counts: np.ndarray) -> None:
    # Bishop, Fienberg & Holland (1975), equation 6.4-14
    unseen, _, status = subsets.fit_models(counts[None], PAIRWISE[None])
    expected = counts[7] * counts[1] * counts[2] * counts[4] / (counts[3] * counts[5] * counts[6])
    assert status[0, 0] == subsets.CONVERGED
    assert unseen[0, 0] == pytest.approx(expected, rel=1e-6)


@settings(deadline=None)
@given(COUNTS)
def test_the_transforms_fit_what_an_ordinary_design_matrix_fits(counts: np.ndarray) -> None:
    terms = np.array([0, 1, 2, 4, 5], dtype=np.int64)
    unseen, kernel, _ = subsets.fit_models(counts[None], terms[None])
    theta, expected = faces.poisson_fit(design(terms, 8)[1:], counts[1:])
    assert unseen[0, 0] == pytest.approx(np.exp(theta[0]), rel=1e-6)
    assert kernel[0, 0] == pytest.approx(expected, rel=1e-9)


def test_a_term_that_nobody_counts_in_sets_its_cells_to_zero() -> None:
    # factors 0 and 1 never meet: the fit equals the one on the cells without both
    counts = np.array([0.0, 30, 20, 0, 25, 10, 8, 0])
    terms = np.array([0, 1, 2, 4, 3], dtype=np.int64)
    unseen, _, status = subsets.fit_models(counts[None], terms[None])
    cells = np.array([1, 2, 4, 5, 6])
    theta, _ = faces.poisson_fit(design(terms[:4], 8)[cells], counts[cells])
    assert status[0, 0] == subsets.CONVERGED
    assert unseen[0, 0] == pytest.approx(np.exp(theta[0]), rel=1e-6)


def test_a_fit_that_runs_away_is_called_doubtful() -> None:
    counts = np.array([0.0, 10, 20, 0, 30, 5, 0, 0])
    _, _, status = subsets.fit_models(counts[None], PAIRWISE[None, :5])
    _, _, whole = subsets.fit_models(counts[None], np.array([[0, 1, 2, 4, 6, 5, 3]]))
    assert status[0, 0] == subsets.DOUBTFUL or whole[0, 0] == subsets.DOUBTFUL
