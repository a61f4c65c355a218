"""The total over strata and its interval, from the joint likelihood of all strata.

The total is the sum of the strata's estimates, so the two can never contradict each other. Its interval is the
likelihood interval of the sum: every way to divide a total among the strata is allowed, the likeliest one counts.
By Lagrange's rule it gives each stratum the number of unseen at which all strata's deviances have the same slope.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from darkfigure.inference.profile import bisect, chi_square_quantile, x_log_x

Kernel = Callable[[float], tuple[float, float]]

_FAR = 1e9


@dataclass(frozen=True, kw_only=True)
class Part:
    """One stratum: its unseen, log-likelihood kernel, and the kernel of its table completed by a number of unseen."""

    unseen: float
    best: float
    completed: Kernel

    def drop(self, unseen: float) -> float:
        """Twice the fall of the log-likelihood from its maximum when so many are unseen."""
        return 2.0 * (self.best + x_log_x(unseen) - unseen - self.completed(unseen)[0])

    def slope(self, unseen: float) -> float:
        """Half the derivative of `drop`."""
        mean = self.completed(unseen)[1]
        return math.log(unseen) - math.log(mean) if mean > 0 else math.inf


def sum_interval(parts: list[Part], *, level: float) -> tuple[float, float | None]:
    """Likelihood interval of the sum of the parts' unseen; high is None where the likelihood is flat."""
    limit = chi_square_quantile(level)

    def at(slope: float) -> tuple[float, float]:
        numbers = [_where(part, slope) for part in parts]
        if any(math.isinf(number) for number in numbers):
            return math.inf, math.inf
        return sum(numbers), sum(part.drop(number) for part, number in zip(parts, numbers, strict=True)) - limit

    low, high = 0.0, None
    if sum(part.drop(0.0) for part in parts) > limit:
        low = at(_slope(at, -1.0))[0]
    slope = _slope(at, 1.0)
    if math.isfinite(slope):
        high = at(slope)[0]
    return low, high


def _slope(at: Callable[[float], tuple[float, float]], sign: float) -> float:
    """The common slope at which the summed deviance reaches its limit; infinite where it never does."""
    reach = 0.05 * sign
    while True:
        total, over = at(reach)
        if math.isinf(total):
            return math.inf
        if over >= 0:
            return bisect(lambda slope: at(slope)[1], 0.0, reach)
        reach *= 2.0
        if abs(reach) > 60:
            return reach


def _where(part: Part, slope: float) -> float:
    """The number of unseen at which the part's deviance has this slope; infinite where it never rises so steeply."""
    best = max(part.unseen, 1e-9)
    if slope > 0:
        reach = best + 1.0
        while part.slope(reach) < slope:
            reach *= 2.0
            if reach > _FAR * (best + 1.0):
                return math.inf
        return bisect(lambda x: part.slope(x) - slope, best, reach)
    reach = best
    while part.slope(reach) > slope:
        reach /= 2.0
        if reach < 1e-9:
            return 0.0
    return bisect(lambda x: slope - part.slope(x), min(best, 2 * reach), reach) if reach < best else best
