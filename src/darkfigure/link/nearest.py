"""The partners of each row that are worth a comparison: of all that share a key with it, the best by a rough score.

The rough score of a pair is what its shared words are worth by their rarity, and how births, homes and sexes agree. It
is cheap, because it is summed while the blocks of a row are walked, and only orders the partners of one row.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.fields import UNKNOWN
from darkfigure.link.glance import BORN, COUNTRY, DAY, PLACE, SEX

SLOTS = 8
"""Words of a row that the rough score tells apart; further ones count as the last."""
NEAR = 8
"""Added to the sharing of an entry whose key is a word but for one consonant."""
_NEAR_WORTH = 0.6  # of a shared word's rarity, where the word is shared but for one consonant
SAME_DAY, YEAR_APART = 6.0, np.array([2.0, 0.5, -2.0, -4.0])  # same year, one, two, more years apart
SAME_TOWN, OTHER_TOWN, SAME_COUNTRY, OTHER_COUNTRY, OTHER_SEX = 2.0, -1.0, 1.0, -2.0, -3.0
CLASH = -3.0  # a name of one's own on either side that nothing on the other answers to
_ONES = np.array([bits.bit_count() for bits in range(256)], dtype=np.int8)
_FIRST = 1 << 20  # pairs that there is room for at first
_AT_ONCE = 20_000  # rows whose partners are sought in one go where the work is divided


NO_REACH = np.empty((0, 2), dtype=np.float32)


class Entries(NamedTuple):
    """Which rows have which keys.

    `row`: int32 [entries]; `block`: number of the key, int32 [entries], in order; `sharing`: what sharing it means,
    plus `NEAR`, int8 [entries]; `bits`: which words of the row it stands for, uint8 [entries]; `sound`: of a word but
    for one consonant, its number, int32 [entries]: rows that share the whole word share a key of their own.
    """

    row: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]
    sharing: npt.NDArray[np.int8]
    bits: npt.NDArray[np.uint8]
    sound: npt.NDArray[np.int32]


class Words(NamedTuple):
    """The words of n rows: their rarity, natural log, float32 [n, SLOTS]; which are names of one's own, uint8 [n]."""

    worth: npt.NDArray[np.float32]
    own: npt.NDArray[np.uint8]


class Many(NamedTuple):
    """How many partners a row has whose key must be `ranked`, from which to which sharing.

    `best`: by the rough score; `compared`: of these, by a first look, where one is taken.
    """

    ranked: tuple[int, int]
    best: int
    compared: int


class _Search(NamedTuple):
    """What seeking partners needs: the entries of each row, `starts` [n + 1] into `order`, and those of each block.

    `turns`: the rows that are walked, those after each other that meet the same others: a processor has them at hand.
    """

    starts: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    turns: npt.NDArray[np.int64]
    entries: Entries
    words: Words
    seen: npt.NDArray[np.int32]
    many: Many
    since: int
    reach: npt.NDArray[np.float32]


class Nearest(NamedTuple):
    """Pairs of n rows, and how good a partner must be.

    `pair`: `(left * n + right) * 8 + sharing`, in order, each once, int64 [pairs]. `reach`: the rough score of the
    worst of a row's best partners, and what a first look says of the worst that is compared, where one is taken; -inf
    where there is room for more; float32 [rows that were walked, 2].
    """

    pair: npt.NDArray[np.int64]
    reach: npt.NDArray[np.float32]


def nearest_pairs(
    engine: Engine,
    entries: Entries,
    words: Words,
    seen: npt.NDArray[np.int32],
    many: Many,
    *,
    reach: npt.NDArray[np.float32] | None = None,
) -> Nearest:
    """The pairs of n rows that share a key, those of some keys only if they are among the best.

    Args:
        engine: where the work is done.
        entries: which rows have which keys.
        words: of the n rows.
        seen: what is known of the n rows, as `Seen.row`.
        many: how many partners a row has.
        reach: of the first rows, as a search among them told it: then only pairs of those with the rows after them are
            sought, and a pair is among the best of one of the first rows where it is within reach.
    """
    first = NO_REACH if reach is None else reach
    n = len(seen)
    blocks = int(entries.block[-1]) + 1 if len(entries.block) else 0
    order = np.argsort(entries.row.astype(np.int64) * 2 + (entries.sharing >= NEAR), kind="stable")
    begins = np.searchsorted(entries.block, np.arange(blocks + 1))
    search = _Search(
        starts=np.searchsorted(entries.row[order], np.arange(n + 1)),
        order=order.astype(np.int32),
        begins=begins,
        turns=_turns(entries, begins, n, len(first)),
        entries=entries,
        words=words,
        seen=seen,
        many=many,
        since=len(first),
        reach=first,
    )
    told = pa.concat_tables(engine.map_parts(_seek, search, many=n - len(first), at_once=_AT_ONCE))["found"]
    found: npt.NDArray[np.int64] = np.sort(told.to_numpy())
    rows = int(np.searchsorted(found, 0))
    once = np.ones(len(found) - rows, dtype=np.bool_)
    np.not_equal(found[rows + 1 :] >> 3, found[rows:-1] >> 3, out=once[1:])
    return Nearest(found[rows:][once], _unpack(found[:rows][::-1]).reshape(2, -1).T.copy())


def _turns(entries: Entries, begins: npt.NDArray[np.int64], mentions: int, since: int) -> npt.NDArray[np.int64]:
    """The rows from `since` on, by the largest block that they are in."""
    largest = np.full(mentions, -1, dtype=np.int64)
    by_size = np.diff(begins)[entries.block] << 32 | entries.block
    np.maximum.at(largest, entries.row, by_size)
    turns: npt.NDArray[np.int64] = since + np.argsort(largest[since:], kind="stable")
    return turns


def _pack(row: npt.NDArray[np.int64], reach: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """The reach of rows as negative numbers, which stand among the pairs; int64 [rows]."""
    packed: npt.NDArray[np.int64] = -1 - (row << 32 | reach.view(np.uint32).astype(np.int64))
    return packed


def _unpack(packed: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """What `_pack` packed, of all rows in order."""
    reach: npt.NDArray[np.float32] = ((-1 - packed) & 0xFFFFFFFF).astype(np.uint32).view(np.float32)
    return reach


def _seek(search: _Search, begin: int, end: int) -> pa.Table:
    """The pairs of some of the rows that are sought for, in no order and some twice, and the reach of these rows."""
    turns = search.turns[begin:end]
    row, block, sharing, bits, sound = (_read_only(column) for column in search.entries)
    pair, reach = _walk(
        turns, search.starts, search.order, block, sharing, bits, sound, search.begins, row,
        *search.words, search.seen, search.many.ranked, search.many.best, search.since, search.reach,
    )  # fmt: skip
    rows = [_pack(turns + side * len(search.seen), reach[:, side]) for side in range(2)]
    return pa.table({"found": np.concatenate([*rows, pair])})


def _read_only(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The column, not to be written to: as some columns of a database are, and the kernel is compiled for one kind."""
    view = column.view()
    view.flags.writeable = False
    return view


@numba.njit(cache=True)
def _agreement(row, i, j):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """How births, homes and sexes of two rows agree, in about natural log."""
    score = 0.0
    if row[i, DAY] != UNKNOWN and row[i, DAY] == row[j, DAY]:
        score += SAME_DAY
    elif row[i, BORN] != UNKNOWN and row[j, BORN] != UNKNOWN:
        score += YEAR_APART[min(abs(row[i, BORN] - row[j, BORN]), 3)]
    if row[i, PLACE] != UNKNOWN and row[j, PLACE] != UNKNOWN:
        score += SAME_TOWN if row[i, PLACE] == row[j, PLACE] else OTHER_TOWN
    if row[i, COUNTRY] != UNKNOWN and row[j, COUNTRY] != UNKNOWN:
        score += SAME_COUNTRY if row[i, COUNTRY] == row[j, COUNTRY] else OTHER_COUNTRY
    if row[i, SEX] != UNKNOWN and row[j, SEX] != UNKNOWN and row[i, SEX] != row[j, SEX]:
        score += OTHER_SEX
    return score


@numba.njit(cache=True)
def _best_agreement(row, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The most that `_agreement` of a row with another can be."""
    most = SAME_DAY if row[i, DAY] != UNKNOWN else (YEAR_APART[0] if row[i, BORN] != UNKNOWN else 0.0)
    most += SAME_TOWN if row[i, PLACE] != UNKNOWN else 0.0
    return most + (SAME_COUNTRY if row[i, COUNTRY] != UNKNOWN else 0.0)


@numba.njit(cache=True)
def _hold(heap, who, held, score, j):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Put row `j` on a heap of the best, the worst on top, unless all are better; how many it holds then."""
    if held < len(heap):
        here = held
        while here > 0 and heap[(here - 1) // 2] > score:
            heap[here], who[here] = heap[(here - 1) // 2], who[(here - 1) // 2]
            here = (here - 1) // 2
        heap[here], who[here] = score, j
        return held + 1
    if score <= heap[0]:
        return held
    here = 0
    while True:
        child = 2 * here + 1
        if child >= held:
            break
        if child + 1 < held and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= score:
            break
        heap[here], who[here] = heap[child], who[child]
        here = child
    heap[here], who[here] = score, j
    return held


@numba.njit(cache=True)
def _meet(  # type: ignore[no-untyped-def]  # noqa: ANN202, C901, PLR0913, PLR0917
    turn, i, others, starts, order, block, sharing, bits, sound, begins, member, worth, state, who, score, words, way,  # noqa: ANN001
):  # fmt: skip
    """Walk the blocks of row `i`: whom it meets, which words they share and by which way; how many there are.

    `state` says of each row in which turn it was met last and, below, as which of `who`, `score`, `words` and `way`.
    """
    number, mark = 0, np.int64(turn + 1) << 32
    for at in range(starts[i], starts[i + 1]):
        e = order[at]
        near, mine = sharing[e] >= NEAR, bits[e]
        how, factor = (sharing[e] - NEAR, _NEAR_WORTH) if near else (sharing[e], 1.0)
        whole = np.float32(0.0)
        for slot in range(SLOTS):
            if mine >> slot & 1:
                whole += worth[i, slot] * factor
        for p in range(begins[block[e]], begins[block[e] + 1]):
            if near and sound[p] == sound[e]:
                continue
            j = member[p]
            if state[j] < mark:
                if j == i or j >= others:
                    continue
                state[j] = mark | number
                who[number], score[number], words[number], way[number] = j, whole, mine, how
                number += 1
                continue
            k = state[j] & 0xFFFFFFFF
            way[k] = min(way[k], how)
            new = mine & ~words[k]
            if new:
                words[k] |= new
                for slot in range(SLOTS):
                    if new >> slot & 1:
                        score[k] += worth[i, slot] * factor
    return number


@numba.njit(cache=True)
def _walk(  # type: ignore[no-untyped-def]  # noqa: ANN202, PLR0913, PLR0917
    turns, starts, order, block, sharing, bits, sound, begins, member, worth, own, row,  # noqa: ANN001
    ranked, most, since, reach,  # noqa: ANN001
):  # fmt: skip
    """Walk the blocks of some rows; a pair that must be among the best is written from the side of either row."""
    n = len(starts) - 1
    others = since if since > 0 else n
    told = np.full((len(turns), 2), -np.inf, np.float32)
    out, count = np.empty(_FIRST, np.int64), 0
    state, who, score = np.zeros(n, np.int64), np.empty(n, np.int32), np.empty(n, np.float32)
    words, way = np.empty(n, np.uint8), np.empty(n, np.int8)
    heap, held_who = np.empty(most, np.float32), np.empty(most, np.int32)
    for turn, i in enumerate(turns):
        number = _meet(
            turn, i, others, starts, order, block, sharing, bits, sound, begins, member, worth,
            state, who, score, words, way,
        )  # fmt: skip
        held, best = 0, _best_agreement(row, i)
        for k in range(number):
            j = who[k]
            shared = _ONES[words[k] & own[i]]
            score[k] += CLASH * max(min(_ONES[own[i]], _ONES[own[j]]) - shared, 0)
            least = min(heap[0] if held == most else -np.inf, reach[j, 0] if since > 0 else np.inf)
            if score[k] + best <= least:
                score[k] = -np.inf
                continue
            score[k] += _agreement(row, i, j)
            held = _hold(heap, held_who, held, score[k], k)
        if held == most:
            told[turn, 0] = heap[0]
        if count + number + held > len(out):
            larger = np.empty(max(2 * len(out), count + number + held), np.int64)
            larger[:count] = out[:count]
            out = larger
        for k in range(number):
            j = who[k]
            by_rank = ranked[0] <= way[k] <= ranked[1]
            if (since == 0 and (by_rank or j < i)) or (by_rank and score[k] <= reach[j, 0]):
                continue
            out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + way[k]
            count += 1
        for at in range(held):
            k = held_who[at]
            if ranked[0] <= way[k] <= ranked[1]:
                j = who[k]
                out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + way[k]
                count += 1
    return out[:count].copy(), told
