"""Small compiled steps that several samplers share: sums over subsets.

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
