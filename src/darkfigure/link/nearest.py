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
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields

SLOTS = 8
"""Words of a row that the rough score tells apart; further ones count as the last."""
NEAR = 8
"""Added to the sharing of an entry whose key is a word but for one consonant."""
_NEAR_WORTH = 0.6  # of a shared word's rarity, where the word is shared but for one consonant
_SAME_DAY, _YEAR_APART = 6.0, np.array([2.0, 0.5, -2.0, -4.0])  # same year, one, two, more years apart
_SAME_TOWN, _OTHER_TOWN, _SAME_COUNTRY, _OTHER_COUNTRY, _OTHER_SEX = 2.0, -1.0, 1.0, -2.0, -3.0
_BEST_AGREEMENT = _SAME_DAY + _SAME_TOWN + _SAME_COUNTRY
_CLASH = -3.0  # a name of one's own on either side that nothing on the other answers to
_ONES = np.array([bits.bit_count() for bits in range(256)], dtype=np.int8)
_FIRST = 1 << 20  # pairs that there is room for at first
_AT_ONCE = 20_000  # rows whose partners are sought in one go where the work is divided


NO_REACH = np.empty(0, dtype=np.float32)


class Entries(NamedTuple):
    """Which rows have which keys.

    `row`: int32 [entries]; `block`: number of the key, int32 [entries], in order; `sharing`: what sharing it means,
    plus `NEAR`, int8 [entries]; `bits`: which words of the row it stands for, uint8 [entries].
    """

    row: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]
    sharing: npt.NDArray[np.int8]
    bits: npt.NDArray[np.uint8]


class Words(NamedTuple):
    """The words of n rows: their rarity, natural log, float32 [n, SLOTS]; which are names of one's own, uint8 [n]."""

    worth: npt.NDArray[np.float32]
    own: npt.NDArray[np.uint8]


class _Search(NamedTuple):
    """What seeking partners needs: the entries of each row, `starts` [n + 1] into `order`, and those of each block."""

    starts: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    entries: Entries
    words: Words
    born: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    country: npt.NDArray[np.int32]
    sex: npt.NDArray[np.int8]
    ranked: tuple[int, int]
    most: int
    since: int
    reach: npt.NDArray[np.float32]


class Nearest(NamedTuple):
    """Pairs of n rows, and how good a partner must be.

    `pair`: `(left * n + right) * 8 + sharing`, in order, each once, int64 [pairs]. `reach`: the rough score of the
    worst of a row's best partners, -inf where it has room for more, float32 [rows that were walked].
    """

    pair: npt.NDArray[np.int64]
    reach: npt.NDArray[np.float32]


def nearest_pairs(  # noqa: PLR0913 - each is a table of its own
    engine: Engine,
    entries: Entries,
    fields: Fields,
    words: Words,
    *,
    ranked: tuple[int, int],
    most: int,
    reach: npt.NDArray[np.float32] | None = None,
) -> Nearest:
    """The pairs of n rows that share a key, those of some keys only if they are among the best.

    Args:
        engine: where the work is done.
        entries: which rows have which keys.
        fields: of the n rows.
        words: of the n rows.
        ranked: from which to which sharing a pair must be among the best partners of one of its rows.
        most: how many best partners a row has.
        reach: of the first rows, as a search among them told it: then only pairs of those with the rows after them are
            sought, and a pair is among the best of one of the first rows where its score is within reach.
    """
    first = NO_REACH if reach is None else reach
    n = len(fields.sex)
    blocks = int(entries.block[-1]) + 1 if len(entries.block) else 0
    order = np.argsort(entries.row.astype(np.int64) * 2 + (entries.sharing >= NEAR), kind="stable")
    known = fields.birth_high - fields.birth_low <= 1
    search = _Search(
        starts=np.searchsorted(entries.row[order], np.arange(n + 1)),
        order=order.astype(np.int32),
        begins=np.searchsorted(entries.block, np.arange(blocks + 1)),
        entries=entries,
        words=words,
        born=np.where(known, fields.birth_low, UNKNOWN).astype(np.int32),
        day=fields.birth_day,
        place=fields.place,
        country=fields.country,
        sex=fields.sex,
        ranked=(int(ranked[0]), int(ranked[1])),
        most=most,
        since=len(first),
        reach=first,
    )
    told = engine.map_parts(_seek, search, many=n - len(first), at_once=_AT_ONCE)["found"].to_numpy()
    found: npt.NDArray[np.int64] = np.sort(told)
    rows = int(np.searchsorted(found, 0))
    once = np.ones(len(found) - rows, dtype=np.bool_)
    np.not_equal(found[rows + 1 :] >> 3, found[rows:-1] >> 3, out=once[1:])
    return Nearest(found[rows:][once], _unpack(found[:rows][::-1]))


def _pack(first: int, reach: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """The reach of rows from `first` on as negative numbers, which stand among the pairs; int64 [rows]."""
    row = np.arange(first, first + len(reach), dtype=np.int64)
    packed: npt.NDArray[np.int64] = -1 - (row << 32 | reach.view(np.uint32).astype(np.int64))
    return packed


def _unpack(packed: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """What `_pack` packed, of all rows in order."""
    reach: npt.NDArray[np.float32] = ((-1 - packed) & 0xFFFFFFFF).astype(np.uint32).view(np.float32)
    return reach


def _seek(search: _Search, begin: int, end: int) -> pa.Table:
    """The pairs of some of the rows that are sought for, in no order and some twice, and the reach of these rows."""
    first, stop = begin + search.since, end + search.since
    row, block, sharing, bits = (_read_only(column) for column in search.entries)
    pair, reach = _walk(
        first, stop, search.starts, search.order, block, sharing, bits, search.begins,
        row, *search.words, search.born, search.day, search.place, search.country, search.sex,
        search.ranked, search.most, search.since, search.reach,
    )  # fmt: skip
    return pa.table({"found": np.concatenate([_pack(first, reach), pair])})


def _read_only(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The column, not to be written to: as some columns of a database are, and the kernel is compiled for one kind."""
    view = column.view()
    view.flags.writeable = False
    return view


@numba.njit(cache=True)
def _agreement(i, j, born, day, place, country, sex):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """How births, homes and sexes agree, in about natural log."""
    score = 0.0
    if day[i] != NO_DAY and day[i] == day[j]:
        score += _SAME_DAY
    elif born[i] != UNKNOWN and born[j] != UNKNOWN:
        score += _YEAR_APART[min(abs(born[i] - born[j]), 3)]
    if place[i] != UNKNOWN and place[j] != UNKNOWN:
        score += _SAME_TOWN if place[i] == place[j] else _OTHER_TOWN
    if country[i] != UNKNOWN and country[j] != UNKNOWN:
        score += _SAME_COUNTRY if country[i] == country[j] else _OTHER_COUNTRY
    if sex[i] != UNKNOWN and sex[j] != UNKNOWN and sex[i] != sex[j]:
        score += _OTHER_SEX
    return score


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
def _walk(  # type: ignore[no-untyped-def]  # noqa: ANN202, C901, PLR0912, PLR0913, PLR0915, PLR0917
    first, stop, starts, order, block, sharing, bits, begins, member, worth, own,  # noqa: ANN001
    born, day, place, country, sex, ranked, most, since, reach,  # noqa: ANN001
):  # fmt: skip
    """Walk the blocks of some rows; a pair that must be among the best is written from the side of either row."""
    n = len(starts) - 1
    others = since if since > 0 else n
    told = np.full(stop - first, -np.inf, np.float32)
    out, count = np.empty(_FIRST, np.int64), 0
    seen, score = np.full(n, -1, np.int32), np.zeros(n, np.float32)
    words, way = np.zeros(n, np.uint8), np.zeros(n, np.int8)
    touched = np.empty(n, np.int32)
    heap, who = np.empty(most, np.float32), np.empty(most, np.int32)
    for i in range(first, stop):
        number = 0
        for at in range(starts[i], starts[i + 1]):
            e = order[at]
            near, mine = sharing[e] >= NEAR, bits[e]
            how, factor = (sharing[e] - NEAR, _NEAR_WORTH) if near else (sharing[e], 1.0)
            whole = np.float32(0.0)
            for slot in range(SLOTS):
                if mine >> slot & 1:
                    whole += worth[i, slot] * factor
            for p in range(begins[block[e]], begins[block[e] + 1]):
                j = member[p]
                if seen[j] != i:
                    if j == i or j >= others:
                        continue
                    seen[j], score[j], words[j], way[j] = i, whole, mine, how
                    touched[number] = j
                    number += 1
                    continue
                way[j] = min(way[j], how)
                new = mine & ~words[j]
                if new:
                    words[j] |= new
                    for slot in range(SLOTS):
                        if new >> slot & 1:
                            score[j] += worth[i, slot] * factor
        held = 0
        for k in range(number):
            j = touched[k]
            shared = _ONES[words[j] & own[i]]
            score[j] += _CLASH * max(min(_ONES[own[i]], _ONES[own[j]]) - shared, 0)
            least = min(heap[0] if held == most else -np.inf, reach[j] if since > 0 else np.inf)
            if score[j] + _BEST_AGREEMENT <= least:
                score[j] = -np.inf
                continue
            score[j] += _agreement(i, j, born, day, place, country, sex)
            held = _hold(heap, who, held, score[j], j)
        if count + number + held > len(out):
            larger = np.empty(max(2 * len(out), count + number + held), np.int64)
            larger[:count] = out[:count]
            out = larger
        for k in range(number):
            j = touched[k]
            if (
                (j > i and not ranked[0] <= way[j] <= ranked[1])
                if since == 0
                else (not ranked[0] <= way[j] <= ranked[1] or score[j] > reach[j])
            ):
                out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + way[j]
                count += 1
        for k in range(held):
            j = who[k]
            if ranked[0] <= way[j] <= ranked[1]:
                out[count] = (np.int64(min(i, j)) * n + max(i, j)) * 8 + way[j]
                count += 1
        if held == most:
            told[i - first] = heap[0]
    return out[:count].copy(), told
