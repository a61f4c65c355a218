"""The partners of each row of a large study: block by block, so that a row that is met is always at hand.

`nearest` walks the blocks of one row after the other. Of a million rows each that it meets lies somewhere else in
memory, and waiting for it takes most of the time. Here what matters of a block's rows is laid side by side, all pairs
of the block are scored at once, and each row keeps its best partners of all blocks, of which a first look then chooses.
Time grows with the rows, times the largest block. Partners are kept for some millions of rows at a time, and what grows
with the pairs is in files where it is large.

The score is what the words of one sound are worth by their rarity, less what names cost that nothing answers to, and
how births, homes and sexes agree, as in `nearest`. It is the same from either side and in every block.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from darkfigure.link.candidates import FAINT
from darkfigure.link.coded import joined, kept, ordered, put_together
from darkfigure.link.glance import BORN, COUNTRY, DAY, PLACE, ROLES, SAYS, SEX, WORDS, Seen, glance
from darkfigure.link.nearest import (
    OTHER_COUNTRY,
    OTHER_SEX,
    OTHER_TOWN,
    SAME_COUNTRY,
    SAME_DAY,
    SAME_TOWN,
    YEAR_APART,
    Many,
    Nearest,
)
from darkfigure.names.name import KUNYA
from darkfigure.store.scratch import Scratch

_HARDLY = -8.0  # what it must say of others, natural log
_COLUMNS = 16  # of what is laid side by side: births, homes, sexes, names of one's own, words and their worth
_SEEN = 5  # words of a row that the score sees
_OWN, _WORD, _WORTH = 5, 6, 11  # the columns after day, year, town, country, sex
_SAME_YEAR, _ONE_YEAR, _TWO_YEARS, _FAR = (np.float32(score) for score in YEAR_APART)
# Of the rarity of a word, natural log, what is worth as much as agreement of homes: words of a name go together. And a
# name of one's own on either side that nothing on the other answers to.
_RARITY, _CLASH = 0.5, -2.0
_PARTS = 256.0  # of a unit, that a score is kept in
_FIRST = 1 << 20  # pairs that there is room for at first
_HELD = 1 << 30  # bytes of the partners of the rows that are walked together


class Blocks(NamedTuple):
    """Rows by block: those of block b are `row[begins[b]:begins[b + 1]]`, in order; `sharing` [blocks]."""

    row: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]


def join_blocks(parts: list[Blocks], *, scratch: Scratch) -> Blocks:
    """Blocks of several kinds as one; where the last block of a part ends follows from its rows.

    Example:
        >>> part = Blocks(np.array([4, 7], np.int32), np.array([0]), np.array([1], np.int8))
        >>> join_blocks([part, part], scratch=Scratch()).begins.tolist()
        [0, 2, 4]
    """
    rows, blocks = sum(len(part.row) for part in parts), sum(len(part.sharing) for part in parts)
    out = Blocks(scratch.empty(rows, np.int32), scratch.empty(blocks + 1, np.int64), scratch.empty(blocks, np.int8))
    at = number = 0
    for part in parts:
        end, last = at + len(part.row), number + len(part.sharing)
        out.row[at:end], out.sharing[number:last] = part.row, part.sharing
        np.add(part.begins, at, out=out.begins[number:last])
        at, number = end, last
    out.begins[number] = at
    return out


def crowd_pairs(
    blocks: Blocks,
    seen: Seen,
    many: Many,
    *,
    reach: npt.NDArray[np.float32] | None = None,
    scratch: Scratch | None = None,
) -> Nearest:
    """The pairs of n rows that share a key, those of some keys only if they are among the best.

    Args:
        blocks: which rows share a key; their order does not matter.
        seen: of the n rows.
        many: how many partners a row has.
        reach: of the first rows, as in `nearest_pairs`.
        scratch: makes the large arrays; in memory if None.

    Returns:
        As of `nearest_pairs`, but that the sharing of a pair is `FAINT` in place of 0 where a first look finds two
        persons. Its `reach` has what the worst of the best is worth by the score and by the first look.
    """
    scratch, n = scratch or Scratch(), len(seen.row)
    by_rank = (blocks.sharing >= many.ranked[0]) & (blocks.sharing <= many.ranked[1])
    least = np.full((0, 2), np.float32(-np.inf)) if reach is None else reach
    whole, since = np.flatnonzero(~by_rank), len(least)
    found = scratch.empty(_count_pairs(*blocks, whole, since), np.int64)
    _write_pairs(*blocks, whole, n, since, found)
    found = ordered(found)
    if not since:
        _part_faint(found, *seen)
    sizes = np.diff(blocks.begins)
    ranked = np.flatnonzero(by_rank)
    ranked = ranked[np.argsort(sizes[ranked], kind="stable")]
    laid, largest = _laid_out(seen), int(sizes.max(initial=1))
    # rows that come later are few; of the others, as many at a time as have room for their partners
    together = n if since else max(_HELD // (8 * many.best), 1)
    near = np.empty((n - since, 2), dtype=np.float32)
    parts = []
    for low in range(since, n, together):
        high = min(low + together, n)
        part, near[low - since : high - since] = _best(
            *blocks, ranked, largest, laid, *seen, many.best, many.compared, least, low, high
        )
        parts.append(kept(part, scratch))
    return Nearest(joined(found, ordered(put_together(parts, scratch)), scratch), near)


def _laid_out(seen: Seen) -> npt.NDArray[np.int32]:
    """What the score needs of n rows, int32 [n, 16]; the worth of words as the bits of float32.

    A word that is not there has a number of its own, so that it equals none.
    """
    n = len(seen.row)
    out = np.zeros((n, _COLUMNS), dtype=np.int32)
    out[:, :_OWN] = seen.row[:, (DAY, BORN, PLACE, COUNTRY, SEX)]
    word, there = seen.row[:, :_SEEN] // ROLES, seen.row[:, :_SEEN] >= 0
    kunya = seen.row[:, :WORDS] % ROLES == KUNYA
    out[:, _OWN] = ((seen.row[:, :WORDS] >= 0) & ~kunya).sum(axis=1)
    out[:, _WORD : _WORD + _SEEN] = np.where(there, word, -1 - np.arange(n * _SEEN).reshape(n, _SEEN))
    worth = np.where(there, _RARITY * seen.worth[np.where(there, word, 0)], 0.0).astype(np.float32)
    out[:, _WORTH : _WORTH + _SEEN] = worth.view(np.int32)
    return out


@numba.njit(cache=True)
def _count_pairs(row, begins, sharing, blocks, since):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, ARG001
    """How many pairs some blocks have; only those with rows from `since` on if that is not 0."""
    total = 0
    for b in blocks:
        size = begins[b + 1] - begins[b]
        before = np.searchsorted(row[begins[b] : begins[b + 1]], since) if since else 0
        total += before * (size - before) if since else size * (size - 1) // 2
    return total


@numba.njit(cache=True)
def _write_pairs(row, begins, sharing, blocks, n, since, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Those pairs, `(left * n + right) * 8 + sharing`."""
    count = 0
    for b in blocks:
        for p in range(begins[b], begins[b + 1]):
            for q in range(p + 1, begins[b + 1]):
                if since == 0 or row[p] < since <= row[q]:
                    out[count] = (np.int64(row[p]) * n + row[q]) * 8 + sharing[b]
                    count += 1


@numba.njit(cache=True)
def _part_faint(pair, row, bag, size, rarity):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Mark those that names alone brought together and a first look finds two persons."""
    left, clash, sights = np.zeros((2, WORDS), np.bool_), np.zeros((2, 6), np.int64), np.zeros(len(SAYS), np.float32)
    n = len(row)
    for k in range(len(pair)):
        if pair[k] & 7 == 0:
            i, j = (pair[k] >> 3) // n, (pair[k] >> 3) % n
            if glance(row, i, j, bag, size, rarity, left, clash, sights) < _HARDLY:
                pair[k] += FAINT


@numba.njit(cache=True)
def _gather(out, row, begin, end, laid, worth):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Lay what the score needs of a block's rows side by side."""
    for p in range(begin, end):
        for column in range(_WORTH):
            out[column, p - begin] = laid[row[p], column]
        for word in range(_SEEN):
            worth[word, p - begin] = laid[row[p], _WORTH + word : _WORTH + word + 1].view(np.float32)[0]


@numba.njit(cache=True)
def _score(side, worth, i, begin, end, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Scores of the `i`th row of a block with those from `begin` to `end`; the compiler does several at once."""
    day, year, town, country, sex, own = side[0], side[1], side[2], side[3], side[4], side[_OWN]
    w0, w1, w2, w3, w4 = side[6], side[7], side[8], side[9], side[10]
    d, y, t, c, x, o = day[i], year[i], town[i], country[i], sex[i], own[i]
    a0, a1, a2, a3, a4 = w0[i], w1[i], w2[i], w3[i], w4[i]
    v0, v1, v2, v3, v4 = worth[0, i], worth[1, i], worth[2, i], worth[3, i], worth[4, i]
    for j in range(begin, end):
        b0, b1, b2, b3, b4 = w0[j], w1[j], w2[j], w3[j], w4[j]
        m0 = (a0 == b0) | (a0 == b1) | (a0 == b2) | (a0 == b3) | (a0 == b4)
        m1 = (a1 == b0) | (a1 == b1) | (a1 == b2) | (a1 == b3) | (a1 == b4)
        m2 = (a2 == b0) | (a2 == b1) | (a2 == b2) | (a2 == b3) | (a2 == b4)
        m3 = (a3 == b0) | (a3 == b1) | (a3 == b2) | (a3 == b3) | (a3 == b4)
        m4 = (a4 == b0) | (a4 == b1) | (a4 == b2) | (a4 == b3) | (a4 == b4)
        shared = np.int32(m0) + np.int32(m1) + np.int32(m2) + np.int32(m3) + np.int32(m4)
        total = m0 * v0 + m1 * v1 + m2 * v2 + m3 * v3 + m4 * v4
        total += np.float32(_CLASH) * max(min(o, own[j]) - shared, 0)
        same_day = (d >= 0) & (d == day[j])
        years = (y >= 0) & (year[j] >= 0) & ~same_day
        apart = abs(y - year[j])
        total += same_day * np.float32(SAME_DAY) + years * (
            (apart == 0) * _SAME_YEAR + (apart == 1) * _ONE_YEAR + (apart == 2) * _TWO_YEARS + (apart > 2) * _FAR
        )
        towns, one_town = (t >= 0) & (town[j] >= 0), t == town[j]
        total += (towns & one_town) * np.float32(SAME_TOWN) + (towns & ~one_town) * np.float32(OTHER_TOWN)
        origins, one_origin = (c >= 0) & (country[j] >= 0), c == country[j]
        total += (origins & one_origin) * np.float32(SAME_COUNTRY) + (origins & ~one_origin) * np.float32(OTHER_COUNTRY)
        total += ((x >= 0) & (sex[j] >= 0) & (x != sex[j])) * np.float32(OTHER_SEX)
        out[j] = total


@numba.njit(cache=True)
def _packed(score, j, kunya):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """A partner as one number, better ones larger: its score, its row, and whether only a kunya is shared."""
    return (np.int64(round(score * _PARTS)) << 32) | np.int64(2 * j + kunya)


@numba.njit(cache=True)
def _again(heap, held, new):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Whether a partner is on a heap already, found by another key. There remains that which is no kunya."""
    again = -1
    for k in range(held):
        if heap[k] >> 1 == new >> 1:
            again = k
    if again >= 0:
        heap[again] = min(heap[again], new)  # becomes smaller by one, and so smaller than no other
    return again >= 0


@numba.njit(cache=True)
def _keep(heap, held, new):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Put a partner on a heap of the best, the worst on top, unless all are better; how many it holds then."""
    if _again(heap, held, new):
        return held
    if held < len(heap):
        here = held
        while here > 0 and heap[(here - 1) // 2] > new:
            heap[here] = heap[(here - 1) // 2]
            here = (here - 1) // 2
        heap[here] = new
        return held + 1
    if new <= heap[0]:
        return held
    here = 0
    while True:
        child = 2 * here + 1
        if child >= held:
            break
        if child + 1 < held and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= new:
            break
        heap[here] = heap[child]
        here = child
    heap[here] = new
    return held


@numba.njit(cache=True)
def _fill(row, begins, sharing, blocks, largest, laid, heap, held, least, low, high):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0917
    """Go through blocks and put the best partners of each row from `low` to `high` into its heap.

    With rows in `least`, [first, 2], those are the others, which come before `low`; pairs that are among the best of
    these, which score above `least`, are returned as they come, as twice the place of the row, plus whether of a kunya.
    """
    n, most, first = len(laid), heap.shape[1], len(least)
    side, worth = np.empty((_WORTH, largest), np.int32), np.empty((_SEEN, largest), np.float32)
    out, floor = np.empty(largest, np.float32), np.empty(largest, np.float32)
    met, count = np.empty(_FIRST if first else 0, np.int64), 0
    for b in blocks:
        begin, size, kunya = begins[b], begins[b + 1] - begins[b], np.int64(sharing[b] == 2)
        split = np.searchsorted(row[begin : begins[b + 1]], low)
        stop = np.searchsorted(row[begin : begins[b + 1]], high)
        if split == stop:
            continue
        _gather(side, row, begin, begins[b + 1], laid, worth)
        for k in range(size):
            i = row[begin + k]
            if i < first:
                floor[k] = least[i, 0]
            elif split <= k < stop:
                floor[k] = (heap[i - low, 0] >> 32) / _PARTS if held[i - low] == most else -np.inf
            else:
                floor[k] = np.inf  # has its turn with others
        for k in range(split, stop):
            i, mine = row[begin + k], floor[k]
            _score(side, worth, k, 0, split, out)
            if first == 0:
                _score(side, worth, k, k + 1, size, out)
            for p in range(size if first == 0 else split):
                if split <= p <= k or out[p] + 1.0 / _PARTS < min(mine, floor[p]):
                    continue
                j, score = row[begin + p], round(out[p] * _PARTS) / _PARTS
                if score >= mine:
                    held[i - low] = _keep(heap[i - low], held[i - low], _packed(score, j, kunya))
                    if held[i - low] == most:
                        mine = (heap[i - low, 0] >> 32) / _PARTS
                if score < floor[p]:
                    continue
                if first == 0:
                    held[j - low] = _keep(heap[j - low], held[j - low], _packed(score, i, kunya))
                    if held[j - low] == most:
                        floor[p] = (heap[j - low, 0] >> 32) / _PARTS
                else:  # later rows go first, as on the heap
                    if count == len(met):
                        larger = np.empty(2 * count, np.int64)
                        larger[:count] = met
                        met = larger
                    met[count] = (np.int64(j) * n + i) * 8 + 1 + kunya
                    count += 1
    return met[:count].copy()


@numba.njit(cache=True)
def _best(row, begins, sharing, blocks, largest, laid, seen, bag, size, rarity, most, compared, reach, low, high):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """The pairs of these blocks that are among the best of a row from `low` to `high`, and the reach of these rows."""
    n = len(seen)
    heap, held = np.empty((high - low, most), np.int64), np.zeros(high - low, np.int32)
    met = _fill(row, begins, sharing, blocks, largest, laid, heap, held, reach, low, high)
    left, clash, sights = np.zeros((2, WORDS), np.bool_), np.zeros((2, 6), np.int64), np.zeros(len(SAYS), np.float32)
    told = np.full((high - low, 2), np.float32(-np.inf))
    out, count = np.empty(len(met) + (high - low) * compared, np.int64), 0
    looked = np.empty(compared, np.int64)
    for pair in met:
        i, j = (pair >> 3) // n, (pair >> 3) % n
        if round(glance(seen, i, j, bag, size, rarity, left, clash, sights) * _PARTS) / _PARTS >= reach[i, 1]:
            out[count] = pair
            count += 1
    for i in range(low, high):
        mine, kept = heap[i - low], 0
        for k in range(held[i - low]):
            j = (mine[k] & 0xFFFFFFFF) >> 1
            said = glance(seen, i, j, bag, size, rarity, left, clash, sights)
            kept = _keep(looked, kept, _packed(said, j, mine[k] & 1))
        if held[i - low] == most:
            told[i - low, 0] = (mine[0] >> 32) / _PARTS
        if kept == compared:
            told[i - low, 1] = (looked[0] >> 32) / _PARTS
        for k in range(kept):
            j = (looked[k] & 0xFFFFFFFF) >> 1
            out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + 1 + (looked[k] & 1)
            count += 1
    return out[:count].copy(), told
