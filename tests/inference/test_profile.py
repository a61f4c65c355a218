import math

import pytest

from darkfigure.inference.profile import bisect, interval, maximise


def test_the_interval_of_a_poisson_mean_is_the_likelihood_interval() -> None:
    def drop(mean: float) -> float:
        return 2 * ((10 * math.log(10) - 10) - (10 * math.log(mean) - mean)) if mean > 0 else math.inf

    low, high = interval(drop, 10.0, level=0.95)
    assert high is not None
    assert low < 10 < high
    assert drop(low) == pytest.approx(1.959964**2, abs=1e-4)
    assert drop(high) == pytest.approx(1.959964**2, abs=1e-4)


def test_a_flat_likelihood_has_no_upper_end() -> None:
    assert interval(lambda x: min(x, 1.0), 0.0, level=0.95) == (0.0, None)


def test_bisect_finds_the_root_of_a_crooked_function() -> None:
    assert bisect(lambda x: x**9 - 1e-3, 0.0, 50.0) == pytest.approx(1e-3 ** (1 / 9), rel=1e-5)


def test_maximise_moves_on_from_a_bad_guess() -> None:
    assert maximise(lambda x: -((math.log(x) - 9.0) ** 2), 1.0) == pytest.approx(math.exp(9.0), rel=1e-5)
