"""Small compiled steps that several samplers share: sums over subsets, and the two halves of a leapfrog step.

The cache of compiled code does not follow calls into other files: after a change here, touch the files that call it.
"""

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]


@compiled
def superset_sums(values: Floats) -> None:
    """Each cell [2**J] becomes the sum over the cells that contain it."""
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if cell & bit == 0:
                values[cell] += values[cell | bit]
        bit <<= 1


@compiled
def subset_sums(values: Floats) -> None:
    """Each cell [2**J] becomes the sum over the cells it contains."""
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if cell & bit == 0:
                values[cell | bit] += values[cell]
        bit <<= 1


@compiled
def push(root: Floats, gradient: Floats, step: float, momentum: Floats) -> None:
    """Momentum += step * root' gradient."""
    for a in range(momentum.size):
        value = 0.0
        for b in range(a, momentum.size):
            value += root[b, a] * gradient[b]
        momentum[a] += step * value


@compiled
def drift(root: Floats, momentum: Floats, step: float, x: Floats) -> None:
    """Position += step * root momentum, of the leading part that has a momentum."""
    for a in range(momentum.size):
        value = 0.0
        for b in range(a + 1):
            value += root[a, b] * momentum[b]
        x[a] += step * value
