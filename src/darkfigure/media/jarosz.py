"""The numerical kernels of PDQ: two rounds of box filters, 64 by 64 samples, and how steep these are.

Sums run in single precision and in the order of the reference implementation, so that the samples are its samples.
"""

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.compiled import compiled

SIDE = 64  # samples a side
Floats = NDArray[np.float32]


@compiled
def shrink_to_64(grey: NDArray[np.uint8]) -> Floats:
    """64 x 64 samples of a picture smoothed by Jarosz's filter: two rounds of means along rows and columns."""
    rows, columns = grey.shape
    across = (columns + 2 * SIDE - 1) // (2 * SIDE)
    along = (rows + 2 * SIDE - 1) // (2 * SIDE)
    first = np.empty((rows, columns), np.float32)
    second = np.empty((rows, columns), np.float32)
    for r in range(rows):
        for c in range(columns):
            second[r, c] = grey[r, c]
    for _ in range(2):
        _box_rows(second, first, across)
        _box_columns(first, second, along)
    samples = np.empty((SIDE, SIDE), np.float32)
    for i in range(SIDE):
        y = int(((i + 0.5) * rows) / SIDE)
        for j in range(SIDE):
            samples[i, j] = second[y, int(((j + 0.5) * columns) / SIDE)]
    return samples


@compiled
def steepness(samples: Floats) -> int:
    """PDQ's quality: the sum of differences between neighbours, 0 to 100."""
    hundred, full = np.float32(100), np.float32(255)
    total = 0
    for i in range(SIDE):
        for j in range(SIDE):
            if i < SIDE - 1:
                total += abs(int(((samples[i, j] - samples[i + 1, j]) * hundred) / full))
            if j < SIDE - 1:
                total += abs(int(((samples[i, j] - samples[i, j + 1]) * hundred) / full))
    return min(total // 90, 100)


@compiled
def _box_rows(source: Floats, target: Floats, width: int) -> None:
    """Means over a window that slides along each row; it is shorter at both ends."""
    rows, columns = source.shape
    half = (width + 2) // 2
    for r in range(rows):
        total = np.float32(0)
        count = np.float32(0)
        for c in range(half - 1):
            total += source[r, c]
            count += np.float32(1)
        for c in range(half - 1, columns + half - 1):
            if c < columns:
                total += source[r, c]
            if c < width:
                count += np.float32(1)
            if c >= width:
                total -= source[r, c - width]
            if c >= columns:
                count -= np.float32(1)
            target[r, c - half + 1] = total / count


@compiled
def _box_columns(source: Floats, target: Floats, width: int) -> None:  # noqa: C901 - four loops over a row
    """The same along columns, a row at a time, which the processor does for many columns at once."""
    rows, columns = source.shape
    half = (width + 2) // 2
    total = np.zeros(columns, np.float32)
    count = np.float32(0)
    for r in range(half - 1):
        count += np.float32(1)
        for c in range(columns):
            total[c] += source[r, c]
    for r in range(half - 1, rows + half - 1):
        if r < rows:
            for c in range(columns):
                total[c] += source[r, c]
        if r < width:
            count += np.float32(1)
        if r >= width:
            for c in range(columns):
                total[c] -= source[r - width, c]
        if r >= rows:
            count -= np.float32(1)
        for c in range(columns):
            target[r - half + 1, c] = total[c] / count
