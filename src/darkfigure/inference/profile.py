"""Likelihood intervals for a quantity whose profile is known at every value, by root finding."""

import math
from collections.abc import Callable

_FAR = 1e12


def chi_square_quantile(level: float) -> float:
    """The quantile of the chi-square distribution with one degree of freedom."""
    return normal_quantile(0.5 + level / 2) ** 2


def normal_quantile(probability: float) -> float:
    """The quantile of the standard normal distribution."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)


def interval(drop: Callable[[float], float], best: float, *, level: float) -> tuple[float, float | None]:
    """Where a deviance that is zero at `best` and rises on both sides reaches the chi-square quantile.

    Args:
        drop: Twice the fall of the log-likelihood from its maximum, for a value of at least 0.
        best: The value that maximises the likelihood, at least 0.
        level: Probability of the interval.

    Returns:
        Low, not below 0, and high; high is None where the likelihood never falls that far.
    """
    limit = chi_square_quantile(level)
    low = 0.0
    if best > 0 and drop(0.0) > limit:
        low = bisect(lambda x: drop(x) - limit, best, 0.0)
    reach = max(1.0, best)
    while drop(best + reach) < limit:
        reach *= 2.0
        if reach > _FAR * max(1.0, best):
            return low, None
    return low, bisect(lambda x: drop(x) - limit, best, best + reach)


def bisect(function: Callable[[float], float], inside: float, outside: float) -> float:
    """The root between a point where the function is negative and one where it is positive.

    Regula falsi with the Illinois rule: safe as bisection, nearly as fast as Newton's method.
    """
    below, above = function(inside), function(outside)
    for _ in range(200):
        if abs(outside - inside) <= 1e-7 * max(1.0, abs(inside)):
            break
        middle = inside - below * (outside - inside) / (above - below)
        if not min(inside, outside) < middle < max(inside, outside):
            middle = 0.5 * (inside + outside)
        value = function(middle)
        if abs(value) < 1e-10:
            return middle
        if value < 0:
            inside, below = middle, value
            above /= 2.0
        else:
            outside, above = middle, value
            below /= 2.0
    return 0.5 * (inside + outside)


def x_log_x(value: float) -> float:
    """The product of a number and its logarithm; 0 at 0."""
    return value * math.log(value) if value > 0 else 0.0


def maximise(function: Callable[[float], float], start: float) -> float:
    """The positive value at which a function with one peak is largest, to seven digits.

    Args:
        function: Finite somewhere near `start`.
        start: A positive guess.
    """
    from scipy.optimize import minimize_scalar

    reach = 2.0
    while True:
        low, high = math.log(start) - reach, math.log(start) + reach
        found = minimize_scalar(
            lambda x: -function(math.exp(x)), bounds=(low, high), method="bounded", options={"xatol": 1e-9}
        )
        if low + 0.01 < found.x < high - 0.01 or reach > 30.0:
            return math.exp(float(found.x))
        reach *= 2.0
