"""Kernels of the index of local features: a table by the first bits of each, and votes for pictures."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.bits import differ
from darkfigure.media.compiled import compiled

Words = NDArray[np.uint64]


class Known(NamedTuple):
    """Features of many pictures in the order of their keys, so that those of one key lie side by side in memory.

    Attributes:
        words: Features x 4 words.
        poses: How each lies (see `Features`).
        owners: Whose each is.
        starts: Where each key begins.
    """

    words: Words
    poses: NDArray[np.uint8]
    owners: NDArray[np.uint32]
    starts: NDArray[np.uint32]


class Room(NamedTuple):
    """Room to count in, for each picture of an index; as it was again after each count.

    It is made once: else each picture that is looked up would have to go through all others.

    Attributes:
        votes: Pictures x `TURNS`; 0.
        asked: The last feature that found the picture; -1.
        found: Pictures that were found, in any order.
    """

    votes: NDArray[np.float32]
    asked: NDArray[np.int32]
    found: NDArray[np.int32]


class Limits(NamedTuple):
    """What a count leaves out.

    Attributes:
        telling: How many of the features asked for are looked up under all keys; the rest under those a bit away.
        farthest: Bits in which two features may differ and count as one.
        crowd: Features of one key above which these say nothing.
        looked: Features that are looked at for one that is asked for, the nearest keys first.
        least: Votes below which a picture is not told of.
    """

    telling: int
    farthest: int
    crowd: int
    looked: int
    least: float


@compiled
def table_of(words: Words, width: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Where each value of the first `width` bits begins, and the features in the order of these values."""
    starts = np.zeros((1 << width) + 1, np.uint32)
    for row in range(len(words)):
        starts[_key(words, row, width) + 1] += np.uint32(1)
    for value in range(1 << width):
        starts[value + 1] += starts[value]
    at = starts[:-1].copy()
    rows = np.empty(len(words), np.uint32)
    for row in range(len(words)):
        value = _key(words, row, width)
        rows[at[value]] = row
        at[value] += np.uint32(1)
    return starts, rows


@compiled
def vote(
    words: Words, poses: NDArray[np.uint8], known: Known, masks: NDArray[np.int64], limits: Limits, room: Room
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Pictures that the features asked for find, in any order, and how many votes these give each at its best turn.

    Each feature gives a picture one vote, the nearer the more; the votes of a feature that finds many pictures are
    smaller. `masks` are the keys to look under, the nearest first, as what they differ in.
    """
    width = int(np.log2(len(known.starts)))
    rows, apart = np.empty(limits.looked, np.int64), np.empty(limits.looked, np.int32)
    touched = 0
    for a in range(len(words)):
        key, count, looked = _key(words, a, width), 0, 0
        for flip in masks if a < limits.telling else masks[: width + 1]:
            begin, end = int(known.starts[key ^ flip]), int(known.starts[(key ^ flip) + 1])
            if end - begin > limits.crowd:
                continue
            end = min(end, begin + limits.looked - looked)
            looked += end - begin
            for row in range(begin, end):
                bits = differ(words, a, known.words, row)
                if bits > limits.farthest:
                    continue
                owner = known.owners[row]
                if room.asked[owner] == a:
                    continue
                if room.asked[owner] < 0:
                    room.found[touched] = owner
                    touched += 1
                room.asked[owner] = a
                rows[count], apart[count] = row, bits
                count += 1
        for hit in range(count):
            row = rows[hit]
            turn = ((known.poses[row] >> 4) - (poses[a] >> 4)) & 15
            share = np.float32(1) - np.float32(apart[hit]) / np.float32(2 * limits.farthest)
            room.votes[known.owners[row], turn] += share / np.float32(np.sqrt(count))
    return _count(room, touched, limits.least)


@compiled
def _count(room: Room, touched: int, least: float) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Those found with at least `least` votes, and their votes; votes of neighbouring turns count together."""
    pictures, best = np.empty(touched, np.int32), np.empty(touched, np.float32)
    kept, turns = 0, room.votes.shape[1]
    for k in range(touched):
        owner = room.found[k]
        votes = room.votes[owner]
        most = np.float32(0)
        for turn in range(turns):
            most = max(most, votes[turn] + votes[(turn - 1) % turns] + votes[(turn + 1) % turns])
        votes[:] = 0
        room.asked[owner] = -1
        if most >= least:
            pictures[kept], best[kept] = owner, most
            kept += 1
    return pictures[:kept], best[:kept]


@compiled
def _key(words: Words, row: int, width: int) -> int:
    """The first `width` bits of a feature."""
    return int(np.int64(words[row, 0] & np.uint64((1 << width) - 1)))
