"""Kernels of the join: hashes in the order of a band, and the near pairs among those whose bands nearly agree."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.bits import differ, ones
from darkfigure.media.compiled import compiled

BANDS = 16
WIDTH = 16  # bits of a band
VALUES = 1 << WIDTH

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]
Number = TypeVar("Number", np.int32, np.uint8)


@compiled
def band_of(words: Words, row: int, band: int) -> int:
    """The 16 bits of a band."""
    return int((words[row, band >> 2] >> np.uint64(WIDTH * (band & 3))) & np.uint64(VALUES - 1))


@compiled
def order_by_band(words: Words, band: int) -> tuple[NDArray[np.int64], Rows]:
    """Where each value of a band begins, and the rows in the order of their values."""
    count = len(words)
    starts = np.zeros(VALUES + 1, np.int64)
    for row in range(count):
        starts[band_of(words, row, band) + 1] += 1
    for value in range(VALUES):
        starts[value + 1] += starts[value]
    at = starts[:-1].copy()
    rows = np.empty(count, np.int32)
    for row in range(count):
        value = band_of(words, row, band)
        rows[at[value]] = row
        at[value] += 1
    return starts, rows


@compiled
def pairs_of_band(  # noqa: C901 - a kernel is one nest of loops
    words: Words, band: int, distance: int, cap: int, neighbours: Rows
) -> tuple[Rows, Rows, NDArray[np.uint8]]:
    """Near pairs that this band is the first to find: lower row, higher row, bits in which they differ.

    `neighbours` counts the pairs of each row, and is brought up to date. A pair is left out when both its rows have
    `cap` pairs already.
    """
    starts, rows = order_by_band(words, band)
    # two words that lie elsewhere than the band: 128 bits that tell nearly all pairs apart
    one, two = (0, 1) if band >= 8 else (2, 3)
    left, right = words[rows, one], words[rows, two]
    first, second = np.empty(1024, np.int32), np.empty(1024, np.int32)
    bits = np.empty(1024, np.uint8)
    found = 0
    limit = np.uint64(distance)
    for value in range(VALUES):
        for flip in range(-1, WIDTH):
            other = value if flip < 0 else value ^ (1 << flip)
            if other < value or starts[other] == starts[other + 1]:
                continue
            end = starts[other + 1]
            cold = 0
            for b in range(starts[other], end):
                cold += neighbours[rows[b]] < cap
            for a in range(starts[value], starts[value + 1]):
                if cold == 0 and neighbours[rows[a]] >= cap:
                    continue
                x, y = left[a], right[a]
                for b in range(a + 1 if other == value else starts[other], end):
                    if ones(x ^ left[b]) + ones(y ^ right[b]) > limit:
                        continue
                    i, j = rows[a], rows[b]
                    if neighbours[i] >= cap and neighbours[j] >= cap:
                        continue
                    apart = differ(words, i, words, j)
                    if apart > distance or _first_band(words, i, j) != band:
                        continue
                    if found == len(first):
                        first, second, bits = _longer(first), _longer(second), _longer(bits)
                    first[found], second[found], bits[found] = min(i, j), max(i, j), apart
                    found += 1
                    neighbours[i] += 1
                    neighbours[j] += 1
                    cold -= neighbours[j] == cap
    return first[:found], second[:found], bits[:found]


@compiled
def _first_band(words: Words, i: int, j: int) -> int:
    """The first band in which two hashes differ by at most one bit."""
    for band in range(BANDS):
        if ones(np.uint64(band_of(words, i, band) ^ band_of(words, j, band))) <= np.uint64(1):
            return band
    return BANDS


@compiled
def _longer(values: NDArray[Number]) -> NDArray[Number]:
    """The same values in twice the room."""
    more = np.empty(2 * len(values), values.dtype)
    more[: len(values)] = values
    return more
