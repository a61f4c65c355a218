"""The multinomial likelihood of an unobserved cell: complete the table by a number, fit, and see how well it fits.

The population size is the index of the multinomial distribution. Its estimate is a little smaller than that of the
Poisson likelihood, and its interval is the one that Rcapture's `closedpCI` gives.

Source:
    Cormack (1992), Biometrics 48, 567-576 (interval); Sandland & Cormack (1984), Biometrika 71, 27-33.
"""

import math
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


def complete(design: Floats, counts: Floats, *, offset: Floats | None = None, start: float, level: float) -> Completed:
    """Find the number in cell 0.

    Args:
        design: [cells, coefficients], of full column rank, with a constant; the first row is the unobserved cell.
        counts: [cells], persons; entry 0 is not read.
        offset: [cells], added to the logarithm of the means.
        start: A guess of the number, positive.
        level: Probability of the interval.
    """
    seen = float(counts[1:].sum())

    def likelihood(unseen: float) -> float:
        table = counts.copy()
        table[0] = unseen
        fitted = faces.poisson_fit(design, table, offset=offset)
        if fitted is None:
            return -math.inf
        total = seen + unseen
        return math.lgamma(total + 1) - math.lgamma(unseen + 1) - total * math.log(total) + fitted[1] + total

    best = maximise(likelihood, max(start, 1e-3))
    top = likelihood(best)
    if likelihood(0.0) >= top:
        best, top = 0.0, likelihood(0.0)
    if best > _ENDLESS * seen:
        return Completed(unseen=math.inf, low=0.0, high=None, likelihood=top)
    low, high = interval(lambda unseen: 2.0 * (top - likelihood(unseen)), best, level=level)
    return Completed(unseen=best, low=low, high=high, likelihood=top)
