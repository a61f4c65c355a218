"""Poisson log-linear models some of whose coefficients may not be negative, by active sets.

Source:
    Lawson & Hanson (1974), Solving Least Squares Problems, chapter 23 (the active sets).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference import faces

Floats = NDArray[np.float64]

_PULL = 1e-6  # slope, per person, below which a coefficient at zero stays there
_MOST_PREDICTED = 600.0


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Columns of `extra` with a positive coefficient, in rising order, and the kernel of the log-likelihood."""

    chosen: tuple[int, ...]
    kernel: float


def fit_nonnegative(
    base: Floats, extra: Floats, counts: Floats, *, offset: Floats | None = None, start: tuple[int, ...] = ()
) -> Fitted | None:
    """Fit a model whose coefficients of `extra` are not negative.

    Args:
        base: [cells, coefficients], columns with a free coefficient.
        extra: [cells, more], columns whose coefficient may not be negative.
        counts: [cells], not negative.
        offset: [cells], added to the linear predictor.
        start: Columns of `extra` to begin with, for instance those of a like table.

    Returns:
        None where the steps do not settle.
    """
    chosen = sorted(start)
    shift = np.zeros(len(counts)) if offset is None else offset
    smallest = _PULL * max(1.0, float(counts.sum()))
    for _ in range(4 * extra.shape[1] + 4):
        design = np.column_stack([base, extra[:, chosen]])
        found = faces.poisson_fit(design, counts, offset=offset)
        if found is None:
            return None
        theta, kernel = found
        below = [i for i, value in zip(chosen, theta[base.shape[1] :], strict=True) if value < 0]
        if below:
            chosen.remove(below[0])
            continue
        rest = counts - np.exp(np.minimum(design @ theta + shift, _MOST_PREDICTED))
        pull = extra.T @ rest
        pull[chosen] = -np.inf
        if not len(pull) or pull.max() <= smallest:
            return Fitted(chosen=tuple(chosen), kernel=kernel)
        chosen = sorted([*chosen, int(pull.argmax())])
    return None
