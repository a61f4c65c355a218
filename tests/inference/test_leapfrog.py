import math

import numba
import numpy as np
import pytest

from darkfigure.inference.leapfrog import chance_of, leap


@numba.njit
def density(x: np.ndarray, given: tuple[float, float], by_data: np.ndarray, by_prior: np.ndarray) -> tuple:
    """Standard normal prior, one observation with a precision; the fixed rest of a place is handed back."""
    seen, precision = given
    by_data[0], by_prior[0] = precision * (seen - x[0]), -x[0]
    return -0.5 * precision * (x[0] - seen) ** 2, -0.5 * x[0] ** 2, x[1]


@numba.njit
def walk(heat: float, moves: int, seed: int) -> tuple:
    """Places after each move, the share taken, and whether what is handed back is of the place."""
    np.random.seed(seed)  # noqa: NPY002 - the compiled generator
    x, given, true = np.array([5.0, 7.0]), (3.0, 4.0), True
    slopes, momentum, root = (np.empty(1), np.empty(1)), np.empty(1), np.array([[0.6]])
    kept, share = np.empty(moves), 0.0
    for k in range(moves):
        place = x.copy()
        start = density(place, given, slopes[0], slopes[1])
        chance, taken, offered = leap(density, given, place, start, slopes, root, heat, 0.9, 3, momentum)
        true = true and offered == density(place, given, slopes[0], slopes[1]) and place[1] == 7.0
        share += chance / moves
        if taken:
            x[:] = place
        kept[k] = x[0]
    return kept, share, true


@pytest.mark.parametrize(("heat", "mean", "variance"), [(0.0, 0.0, 1.0), (0.5, 2.0, 1 / 3), (1.0, 2.4, 0.2)])
def test_moves_have_the_heated_posterior(heat: float, mean: float, variance: float) -> None:
    kept, share, true = walk(heat, 20_000, 1)
    assert true
    assert 0.6 < share < 0.999
    assert kept[50:].mean() == pytest.approx(mean, abs=0.03)
    assert kept[50:].var() == pytest.approx(variance, rel=0.05)


def test_a_move_up_is_sure_and_one_to_nowhere_impossible() -> None:
    assert chance_of(0.1) == 1.0
    assert chance_of(math.log(0.3)) == pytest.approx(0.3)
    assert chance_of(-math.inf) == chance_of(math.nan) == 0.0
