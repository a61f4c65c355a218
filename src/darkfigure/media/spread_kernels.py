"""A kernel: how far each corner is from a stronger one."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.compiled import compiled

_STRONGER = np.float32(0.9)  # a corner gives way only to one that is clearly stronger


@compiled
def reach(at: NDArray[np.float32], strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distance of each corner to the nearest clearly stronger one; the strongest come first in the arrays."""
    count = len(at)
    found = np.full(count, np.float32(np.inf))
    for i in range(count):
        for j in range(i):
            if strength[j] * _STRONGER < strength[i]:
                break
            x, y = at[i, 0] - at[j, 0], at[i, 1] - at[j, 1]
            apart = x * x + y * y
            found[i] = min(found[i], apart)
    return found
