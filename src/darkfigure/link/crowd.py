"""The partners of each row of a large study: block by block, so that a row that is met is always at hand.

`nearest` walks the blocks of one row after the other. Of a million rows each that it meets lies somewhere else in
memory, and waiting for it takes most of the time. Here what matters of a block's rows is laid side by side, all pairs
of the block are scored at once, and each row keeps its best partners of all blocks, of which a first look then chooses.
Time and memory grow with the rows, times the largest block.

The score is what the words of one sound are worth by their rarity, less what names cost that nothing answers to, and
how births, homes and sexes agree, as in `nearest`. It is the same from either side and in every block.
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from darkfigure.link.glance import BORN, COUNTRY, DAY, PLACE, ROLES, SAYS, SEX, WORDS, Seen, glance
from darkfigure.link.nearest import (
    OTHER_COUNTRY,
    OTHER_SEX,
    OTHER_TOWN,
    SAME_COUNTRY,
    SAME_DAY,
    SAME_TOWN,
    YEAR_APART,
    Entries,
    Many,
    Nearest,
)
from darkfigure.names.name import KUNYA

FAINT = 5
"""The sharing of pairs that share a key of names alone and that a first look finds two persons."""
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


class _Blocks(NamedTuple):
    """Rows by block: those of block b are `row[begins[b]:begins[b + 1]]`, in order; `sharing` [blocks]."""

    row: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]


def crowd_pairs(entries: Entries, seen: Seen, many: Many, *, reach: npt.NDArray[np.float32] | None = None) -> Nearest:
    """The pairs of n rows that share a key, those of some keys only if they are among the best.

    Args:
        entries: which rows have which keys.
        seen: of the n rows.
        many: how many partners a row has.
        reach: of the first rows, as in `nearest_pairs`.

    Returns:
        As of `nearest_pairs`, but that the sharing of a pair is `FAINT` in place of 0 where a first look finds two
        persons. Its `reach` has what the worst of the best is worth by the score and by the first look.
    """
    blocks = int(entries.block[-1]) + 1 if len(entries.block) else 0
    begins = np.searchsorted(entries.block, np.arange(blocks + 1))
    sharing = entries.sharing[begins[:-1]]
    laid = _Blocks(np.array(entries.row), begins, np.array(sharing))
    by_rank = (sharing >= many.ranked[0]) & (sharing <= many.ranked[1])
    since = 0 if reach is None else len(reach)
    found = _ordered(_all_pairs(*laid, np.flatnonzero(~by_rank), len(seen.row), since))
    if not since:
        _part_faint(found, *seen)
    sizes = np.diff(begins)
    ranked = np.flatnonzero(by_rank)
    ranked = ranked[np.argsort(sizes[ranked], kind="stable")]
    best, near = _best(
        *laid, ranked, int(sizes.max(initial=1)), _laid_out(seen), *seen, many.best, many.compared,
        np.full((0, 2), np.float32(-np.inf)) if reach is None else reach,
    )  # fmt: skip
    best, by_names = _ordered(best), (found & 7 == 0) | (found & 7 == FAINT)
    new = best[~_within(best >> 3, found[by_names] >> 3)]
    return Nearest(_ordered(np.concatenate([found, new])), near)


def _ordered(pair: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Pairs with their sharing in order, each once, by the first sharing."""
    pair.sort()
    once = np.ones(len(pair), dtype=np.bool_)
    np.not_equal(pair[1:] >> 3, pair[:-1] >> 3, out=once[1:])
    return pair[once]


@numba.njit(cache=True)
def _within(pairs, others):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Whether each pair is among others; both are in order."""
    found, at = np.zeros(len(pairs), np.bool_), 0
    for k in range(len(pairs)):
        while at < len(others) and others[at] < pairs[k]:
            at += 1
        found[k] = at < len(others) and others[at] == pairs[k]
    return found


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
def _all_pairs(row, begins, sharing, blocks, n, since):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """All pairs of some blocks, `(left * n + right) * 8 + sharing`; only with rows from `since` on if that is not 0."""
    total = 0
    for turn in range(2):
        out, count = np.empty(total, np.int64), 0
        for b in blocks:
            for p in range(begins[b], begins[b + 1]):
                for q in range(p + 1, begins[b + 1]):
                    if since == 0 or row[p] < since <= row[q]:
                        if turn:
                            out[count] = (np.int64(row[p]) * n + row[q]) * 8 + sharing[b]
                        count += 1
        total = count
    return out


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
def _fill(row, begins, sharing, blocks, largest, laid, heap, held, least, first):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0917
    """Go through blocks and put the best partners of each row from `first` on into its heap.

    With `first` above 0 the others are rows before it; pairs that are among the best of these, which score above
    `least` [first, 2], are returned as they come, as twice the place of the row, plus whether of a kunya.
    """
    n, most = len(laid), heap.shape[1]
    side, worth = np.empty((_WORTH, largest), np.int32), np.empty((_SEEN, largest), np.float32)
    out, floor = np.empty(largest, np.float32), np.empty(largest, np.float32)
    met, count = np.empty(_FIRST if first else 0, np.int64), 0
    for b in blocks:
        begin, size, kunya = begins[b], begins[b + 1] - begins[b], np.int64(sharing[b] == 2)
        _gather(side, row, begin, begins[b + 1], laid, worth)
        split = np.searchsorted(row[begin : begins[b + 1]], first)
        for k in range(size):
            i = row[begin + k]
            if i < first:
                floor[k] = least[i, 0]
            else:
                floor[k] = (heap[i - first, 0] >> 32) / _PARTS if held[i - first] == most else -np.inf
        for k in range(split, size):
            i, mine = row[begin + k], floor[k]
            start, end = (0, split) if first else (k + 1, size)
            _score(side, worth, k, start, end, out)
            for p in range(start, end):
                if out[p] + 1.0 / _PARTS < min(mine, floor[p]):
                    continue
                j, score = row[begin + p], round(out[p] * _PARTS) / _PARTS
                if score >= mine:
                    held[i - first] = _keep(heap[i - first], held[i - first], _packed(score, j, kunya))
                    if held[i - first] == most:
                        mine = (heap[i - first, 0] >> 32) / _PARTS
                if first == 0 and score >= floor[p]:
                    held[j] = _keep(heap[j], held[j], _packed(score, i, kunya))
                    if held[j] == most:
                        floor[p] = (heap[j, 0] >> 32) / _PARTS
                elif first and score >= floor[p]:  # later rows go first, as on the heap
                    if count == len(met):
                        larger = np.empty(2 * count, np.int64)
                        larger[:count] = met
                        met = larger
                    met[count] = (np.int64(j) * n + i) * 8 + 1 + kunya
                    count += 1
    return met[:count].copy()


@numba.njit(cache=True)
def _best(row, begins, sharing, blocks, largest, laid, seen, bag, size, rarity, most, compared, reach):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """The pairs of these blocks that are among the best of a row, and the reach of the rows."""
    n, first = len(seen), len(reach)
    heap, held = np.empty((n - first, most), np.int64), np.zeros(n - first, np.int32)
    met = _fill(row, begins, sharing, blocks, largest, laid, heap, held, reach, first)
    left, clash, sights = np.zeros((2, WORDS), np.bool_), np.zeros((2, 6), np.int64), np.zeros(len(SAYS), np.float32)
    told = np.full((n - first, 2), np.float32(-np.inf))
    out, count = np.empty(len(met) + (n - first) * compared, np.int64), 0
    looked = np.empty(compared, np.int64)
    for pair in met:
        i, j = (pair >> 3) // n, (pair >> 3) % n
        if round(glance(seen, i, j, bag, size, rarity, left, clash, sights) * _PARTS) / _PARTS >= reach[i, 1]:
            out[count] = pair
            count += 1
    for i in range(first, n):
        mine, kept = heap[i - first], 0
        for k in range(held[i - first]):
            j = (mine[k] & 0xFFFFFFFF) >> 1
            said = glance(seen, i, j, bag, size, rarity, left, clash, sights)
            kept = _keep(looked, kept, _packed(said, j, mine[k] & 1))
        if held[i - first] == most:
            told[i - first, 0] = (mine[0] >> 32) / _PARTS
        if kept == compared:
            told[i - first, 1] = (looked[0] >> 32) / _PARTS
        for k in range(kept):
            j = (looked[k] & 0xFFFFFFFF) >> 1
            out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + 1 + (looked[k] & 1)
            count += 1
    return out[:count].copy(), told
