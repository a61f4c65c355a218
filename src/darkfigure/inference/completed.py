"""The multinomial likelihood of an unobserved cell: complete the table by a number, fit, and see how well it fits.

The population size is the index of the multinomial distribution. Its estimate is a little smaller than that of the
Poisson likelihood, and its interval is the one that Rcapture's `closedpCI` gives.

Source:
    Cormack (1992), Biometrics 48, 567-576 (interval); Sandland & Cormack (1984), Biometrika 71, 27-33.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference import faces
from darkfigure.inference.profile import interval, maximise

Floats = NDArray[np.float64]

_ENDLESS = 1e9  # times the persons seen: from there on an estimate is taken for infinite


@dataclass(frozen=True, kw_only=True)
class Completed:
    """The number in the unobserved cell, its likelihood interval, and the likelihood there.

    `high` is None where the likelihood never falls far enough; `unseen` is infinite where it only rises.
    """

    unseen: float
    low: float
    high: float | None
    likelihood: float


def complete(kernel: Callable[[Floats], float], counts: Floats, *, start: float, level: float) -> Completed:
    """Find the number in cell 0.

    Args:
        kernel: Of a table [cells], the largest kernel of its Poisson log-likelihood under a model with a constant;
            minus infinity where there is none.
        counts: [cells], persons; entry 0 is not read.
        start: A guess of the number, positive.
        level: Probability of the interval.
    """
    seen = float(counts[1:].sum())

    def likelihood(unseen: float) -> float:
        table = counts.copy()
        table[0] = unseen
        total = seen + unseen
        return math.lgamma(total + 1) - math.lgamma(unseen + 1) - total * math.log(total) + kernel(table) + total

    best = maximise(likelihood, max(start, 1e-3))
    top = likelihood(best)
    if likelihood(0.0) >= top:
        best, top = 0.0, likelihood(0.0)
    if best > _ENDLESS * seen:
        return Completed(unseen=math.inf, low=0.0, high=None, likelihood=top)
    low, high = interval(lambda unseen: 2.0 * (top - likelihood(unseen)), best, level=level)
    return Completed(unseen=best, low=low, high=high, likelihood=top)


def kernel_of(design: Floats, *, offset: Floats | None = None) -> Callable[[Floats], float]:
    """The kernel of an ordinary model: `design` [cells, coefficients], and an offset [cells] of the predictor."""

    def kernel(table: Floats) -> float:
        fitted = faces.poisson_fit(design, table, offset=offset)
        return -math.inf if fitted is None else fitted[1]

    return kernel
