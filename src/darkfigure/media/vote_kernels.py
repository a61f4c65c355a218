"""Kernels of the index of local features: a table by the first bits of each, and votes for pictures."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.bits import differ
from darkfigure.media.compiled import compiled

Words = NDArray[np.uint64]
Described = tuple[Words, NDArray[np.uint8]]  # words and poses of features

_HITS = 4096  # pictures that a feature finds at most


@compiled
def table_of(words: Words, used: NDArray[np.bool_], width: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Where each value of the first `width` bits begins, and the features in the order of these values."""
    starts = np.zeros((1 << width) + 1, np.uint32)
    for row in range(len(words)):
        if used[row]:
            starts[_key(words, row, width) + 1] += np.uint32(1)
    for value in range(1 << width):
        starts[value + 1] += starts[value]
    at = starts[:-1].copy()
    rows = np.empty(starts[-1], np.uint32)
    for row in range(len(words)):
        if used[row]:
            value = _key(words, row, width)
            rows[at[value]] = row
            at[value] += np.uint32(1)
    return starts, rows


@compiled
def vote(
    asked: Described,
    known: Described,
    table: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    masks: NDArray[np.int64],
    limits: tuple[int, int, int],
    votes: NDArray[np.float32],
) -> None:
    """Add to the votes of each picture, by the turn they tell of, what the features asked for find in it.

    `table` is that of `table_of`. `limits`: features of a picture, bits in which two features may differ, features that
    share the first bits above which these say nothing. Each feature gives a picture one vote, the nearer the more; the
    votes of a feature that finds many pictures are smaller.
    """
    starts, rows = table
    stride, farthest, crowd = limits
    width = int(np.log2(len(starts)))
    seen = np.full(len(votes), -1, np.int32)
    hits = np.empty((_HITS, 2), np.int32)
    for a in range(len(asked[0])):
        key, count = _key(asked[0], a, width), 0
        for flip in masks:
            value = key ^ flip
            begin, end = int(starts[value]), int(starts[value + 1])
            if end - begin > crowd:
                continue
            for k in range(begin, end):
                row = int(rows[k])
                picture = row // stride
                if seen[picture] == a or count == _HITS:
                    continue
                apart = differ(asked[0], a, known[0], row)
                if apart <= farthest:
                    seen[picture] = a
                    hits[count, 0], hits[count, 1] = row, apart
                    count += 1
        for hit in range(count):
            row = hits[hit, 0]
            turn = ((known[1][row] >> 4) - (asked[1][a] >> 4)) & 15
            share = np.float32(1) - np.float32(hits[hit, 1]) / np.float32(2 * farthest)
            votes[row // stride, turn] += share / np.float32(np.sqrt(count))


@compiled
def _key(words: Words, row: int, width: int) -> int:
    """The first `width` bits of a feature."""
    return int(np.int64(words[row, 0] & np.uint64((1 << width) - 1)))
