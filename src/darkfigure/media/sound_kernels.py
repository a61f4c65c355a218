"""Kernels of the comparison of sounds: which share items, and where two agree when laid one on the other."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.bits import ones
from darkfigure.media.compiled import compiled

Items = NDArray[np.uint32]
Ints = NDArray[np.int64]
_EDGE = 10  # wrong bits of an item, of 32, with which no stretch begins or ends


@compiled
def meetings(keys: Items, owners: Ints, places: Ints, crowd: int) -> tuple[Ints, Ints]:
    """Pairs of entries with one key, of which each owner has one a key, in the order of keys and owners.

    An entry is paired with the next `crowd` of its key: what hundreds have in common ties each to its neighbours.
    """
    left, right = np.empty(1024, np.int64), np.empty(1024, np.int64)
    found = 0
    for i in range(len(keys)):
        for j in range(i + 1, min(i + 1 + crowd, len(keys))):
            if keys[j] != keys[i]:
                break
            if found == len(left):
                left, right = _longer(left), _longer(right)
            left[found], right[found] = owners[i] << 32 | owners[j], places[j] - places[i]
            found += 1
    return left[:found], right[:found]


@compiled
def longest_agreement(here: Items, there: Items, offset: int, window: int, most: int) -> tuple[int, int, int, int]:
    """Begin and end (beyond it) of the longest stretch of `here` that agrees, its wrong bits, and its distinct steps.

    Item i of the one lies at item i + `offset` of the other. A stretch agrees where every `window` items in a row have
    at most `most` wrong bits. Steps count the items that differ from the one before by more than two bits in both.
    """
    begin, end = max(0, -offset), min(len(here), len(there) - offset)
    best_from, best_to = 0, 0
    wrong, start = 0, -1
    for i in range(begin, end + 1):
        agrees = False
        if i < end:
            wrong += _apart(here[i], there[i + offset])
            if i - begin >= window:
                wrong -= _apart(here[i - window], there[i - window + offset])
            agrees = i - begin >= window - 1 and wrong <= most
        if agrees and start < 0:
            start = i - window + 1
        if not agrees and start >= 0:
            if i - start > best_to - best_from:
                best_from, best_to = start, i
            start = -1
    return _measured(here, there, offset, best_from, best_to)


@compiled
def _measured(here: Items, there: Items, offset: int, begin: int, end: int) -> tuple[int, int, int, int]:
    """A stretch without what its windows reached beyond, its wrong bits, and its distinct steps."""
    while begin < end and _apart(here[begin], there[begin + offset]) > _EDGE:
        begin += 1
    while begin < end and _apart(here[end - 1], there[end - 1 + offset]) > _EDGE:
        end -= 1
    wrong, steps = 0, 0
    for i in range(begin, end):
        wrong += _apart(here[i], there[i + offset])
        if i > begin:
            moved = _apart(here[i], here[i - 1]) > 2 and _apart(there[i + offset], there[i + offset - 1]) > 2
            steps += int(moved)
    return begin, end, wrong, steps


@compiled
def _apart(one: np.uint32, two: np.uint32) -> int:
    """Bits in which two items differ."""
    return int(ones(np.uint64(one ^ two)))


@compiled
def _longer(values: Ints) -> Ints:
    """The same values in twice the room."""
    more = np.empty(2 * len(values), np.int64)
    more[: len(values)] = values
    return more
