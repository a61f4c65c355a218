"""The names of mentions as one table of distinct names, and the name weight of a pair of mentions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from darkfigure.link.codes import number_distinct
from darkfigure.link.equal import first_seen
from darkfigure.names import Name, NameTable, compare_names, parse_name, tabulate_names
from darkfigure.names.name import KUNYA, NISBA
from darkfigure.store.scratch import Scratch

# In a skeleton: k and kh are told apart in some alphabets only; -uf and -zada end family names, or are left out.
_REPEATED = re.compile(r"(.)\1+")
_AT_ONCE = 200_000  # mentions whose names are texts of Python at the same time
_ENDING = re.compile(r"(?<=..)(?:ST|P|T)$")

Ints = npt.NDArray[np.int64]


class MentionNames(NamedTuple):
    """The names of n mentions.

    `table`: the distinct names. `start`, int64 [n + 1], and `name`, int64: mention i bears the names
    `name[start[i]:start[i + 1]]`, the one it is listed under first, then its aliases.
    """

    table: NameTable
    start: Ints
    name: Ints


def tabulate_mentions(mentions: pa.Table) -> MentionNames:
    """Tabulate the names of a `mention` table.

    A kunya in a column of its own, or alone in the aliases, is read as part of the name the person is listed under:
    it adds to what that name says, and says little by itself.
    """
    n = mentions.num_rows
    owner, alias = _aliases(mentions)
    written = _written(mentions, owner, alias)
    coded = pc.dictionary_encode(pa.chunked_array(written, pa.string()).combine_chunks())
    number = coded.indices.to_numpy().astype(np.int64)
    distinct = coded.dictionary
    del written, coded
    table = tabulate_names(_Texts(distinct), counts=np.bincount(number, minlength=len(distinct)))
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=n) + 1, out=start[1:])
    return MentionNames(table=table, start=start, name=number)


def _written(mentions: pa.Table, owner: Ints, alias: list[str]) -> list[pa.Array]:
    """The name that each mention is listed under and after it its aliases, for some mentions after the other."""
    bynames = _kunyas_by_owner(owner, alias)
    parts = []
    for begin in range(0, mentions.num_rows, _AT_ONCE):
        some = mentions.slice(begin, _AT_ONCE)
        names = zip(some["name"].to_pylist(), some["kunya"].to_pylist(), strict=True)
        listed = [
            " ".join(part for part in (name, kunya, *bynames.get(i, ())) if part)
            for i, (name, kunya) in enumerate(names, begin)
        ]
        first, last = np.searchsorted(owner, [begin, begin + len(listed)])
        owners = np.concatenate([np.arange(begin, begin + len(listed)), owner[first:last]])
        text = pa.array([*listed, *alias[first:last]], pa.string())
        parts.append(text.take(pa.array(np.argsort(owners, kind="stable"))))
    return parts


class _Texts:
    """Texts of an Arrow array, which become Python's only while they are looked at."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        for begin in range(0, len(self), _AT_ONCE):
            yield from self._texts.slice(begin, _AT_ONCE).to_pylist()

    def __contains__(self, text: object) -> bool:
        return any(text == one for one in self)


def _aliases(mentions: pa.Table) -> tuple[Ints, list[str]]:
    """The mention and the text of every alias."""
    written = mentions["aliases"].to_pylist()
    found = [(i, alias.strip()) for i, cell in enumerate(written) if cell for alias in cell.split(";") if alias.strip()]
    return np.array([i for i, _ in found], dtype=np.int64), [alias for _, alias in found]


def _kunyas_by_owner(owner: Ints, alias: list[str]) -> dict[int, list[str]]:
    """The aliases that are a kunya and nothing more, by mention."""
    only = {text for text in set(alias) if _is_kunya(parse_name(text))}
    out: dict[int, list[str]] = {}
    for i, text in zip(owner.tolist(), alias, strict=True):
        if text in only:
            out.setdefault(i, []).append(text)
    return out


def _is_kunya(name: Name) -> bool:
    return bool(name.kunya) and not (name.given or name.father or name.family or name.other)


def blocking_tokens(names: MentionNames, *, scratch: Scratch | None = None) -> pa.Table:
    """Blocking's view of the names, each row once or more.

    Columns: mention; name, which of the mention's names; first and last, the places of the tokens it stands for (all
    int32); skeleton (a dictionary of texts); kind (int8: 0 own names; 1 kunya or nisba); role (int8: of the first
    token). Two neighbouring own names written apart also stand as one: some write them together. A name also stands
    without what may be the ending of a family name (-uf, -zada) that another spelling lacks or hides; that comes last.
    Large columns are made by `scratch`.
    """
    mention, variant, entry = tokens_of_mentions(names)
    token, role = names.table.token[entry], names.table.role[entry]
    del entry
    weak = np.isin(role, (KUNYA, NISBA))
    joined = np.flatnonzero((variant[1:] == variant[:-1]) & ~weak[1:] & ~weak[:-1])
    sounds = _coarse_sounds(names.table.skeletons)
    ended = np.flatnonzero((sounds.bare != sounds.own)[token] & ~weak)
    sound, texts = _number_sounds(sounds, token, joined, ended)
    kept = np.flatnonzero(np.array([len(text) > 1 for text in texts], dtype=np.bool_)[sound])
    rows = np.concatenate([np.arange(len(token)), joined, ended])[kept]
    last = rows + ((kept >= len(token)) & (kept < len(token) + len(joined)))
    scratch = scratch or Scratch()
    skeleton = pa.DictionaryArray.from_arrays(_laid(sound[kept], np.int32, scratch), pa.array(texts, pa.string()))
    return pa.table(
        {
            "mention": _laid(mention[rows], np.int32, scratch),
            "name": _laid(variant[rows], np.int32, scratch),
            "first": _laid(rows, np.int32, scratch),
            "last": _laid(last, np.int32, scratch),
            "skeleton": skeleton,
            "kind": _laid(weak[rows], np.int8, scratch),
            "role": _laid(role[rows], np.int8, scratch),
        }
    )


def _laid(column: npt.NDArray[Any], kind: npt.DTypeLike, scratch: Scratch) -> pa.Array:
    out = scratch.empty(len(column), kind)
    out[:] = column
    return pa.array(out)


class _Sounds(NamedTuple):
    """The coarse sound of each token, and that without an ending, as numbers of `texts`; int64 [tokens] each."""

    own: Ints
    bare: Ints
    texts: list[str]


def _coarse_sounds(skeletons: Sequence[str]) -> _Sounds:
    number: dict[str, int] = {}
    coarse = [_REPEATED.sub(r"\1", skeleton.replace("H", "K")) for skeleton in skeletons]
    own, bare = (
        np.array([number.setdefault(text, len(number)) for text in texts], dtype=np.int64)
        for texts in (coarse, [_ENDING.sub("", text) for text in coarse])
    )
    return _Sounds(own, bare, list(number))


def _number_sounds(sounds: _Sounds, token: npt.NDArray[np.int32], joined: Ints, ended: Ints) -> tuple[Ints, list[str]]:
    """The sounds of all tokens, of those that are joined with the next, and of those that have ended.

    One after the other, as numbers, int64 [rows], of texts, which are numbered by who comes first: nothing but the rows
    decides it.
    """
    known = max(len(sounds.texts), 1)
    pair, which = number_distinct(sounds.own[token[joined]] * known + sounds.own[token[joined + 1]])
    number = {text: place for place, text in enumerate(sounds.texts)}
    ends = (part.tolist() for part in np.divmod(pair, known))
    two = [number.setdefault(sounds.texts[a] + sounds.texts[b], len(number)) for a, b in zip(*ends, strict=True)]
    code = np.concatenate([sounds.own[token], np.array(two, dtype=np.int64)[which], sounds.bare[token[ended]]])
    numbered, texts = first_seen(code), list(number)
    place = np.full(len(texts), -1)
    place[code] = numbered
    there = np.flatnonzero(place >= 0)
    return numbered, [texts[one] for one in there[np.argsort(place[there])].tolist()]


def own_names(names: MentionNames) -> Ints:
    """How many names of their own (neither kunya nor nisba) the mentions bear at most under one name, int64 [n]."""
    long = np.array([len(text) > 1 for text in names.table.tokens], dtype=np.bool_)
    own = ~np.isin(names.table.role, (KUNYA, NISBA)) & long[names.table.token]
    before = np.concatenate([[0], np.cumsum(own)])
    per_name = before[names.table.offsets[1:]] - before[names.table.offsets[:-1]]
    most: Ints = np.maximum.reduceat(per_name[names.name], names.start[:-1])
    return most


def tokens_of_mentions(names: MentionNames) -> tuple[Ints, Ints, Ints]:
    """Mention, number of the mention's name, and place in `table.token` of every token of every name."""
    owner = np.repeat(np.arange(len(names.start) - 1), np.diff(names.start))
    first, size = names.table.offsets[names.name], np.diff(names.table.offsets)[names.name]
    variant = np.repeat(np.arange(len(names.name)), size)
    entry = np.arange(len(variant)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first, size)
    return owner[variant], variant, entry


@lru_cache(maxsize=4)  # comparing prepares each table once
def _without_nisbas(table: NameTable) -> NameTable:
    """The names without what they say of an origin: that is compared with the origins, and must not count twice."""
    kept = table.role != NISBA
    before = np.concatenate([[0], np.cumsum(kept)])
    return replace(table, token=table.token[kept], role=table.role[kept], offsets=before[table.offsets])


def agreeing_names(names: MentionNames, left: int, right: int) -> tuple[NameTable, int, int]:
    """The table that two mentions' names are compared in, and the numbers of the two names that agree best."""
    table = _without_nisbas(names.table)
    a, b = (names.name[names.start[i] : names.start[i + 1]] for i in (left, right))
    one, other = np.repeat(a, len(b)), np.tile(b, len(a))
    best = int(np.argmax(compare_names(table, one, other)))
    return table, int(one[best]), int(other[best])


def name_weights(names: MentionNames, left: Ints, right: Ints) -> npt.NDArray[np.float64]:
    """Name LLR of each pair of mentions, natural log, float64 [pairs]: of the two names that agree best."""
    held = np.diff(names.start)
    ways = held[left] * held[right]
    pair = np.repeat(np.arange(len(left)), ways)
    way = np.arange(len(pair)) - np.repeat(np.cumsum(ways) - ways, ways)
    a = names.name[names.start[left[pair]] + way // held[right[pair]]]
    b = names.name[names.start[right[pair]] + way % held[right[pair]]]
    code, back = number_distinct(np.minimum(a, b) * len(names.table.offsets) + np.maximum(a, b))
    first, second = np.divmod(code, len(names.table.offsets))
    weight = compare_names(_without_nisbas(names.table), first, second).astype(np.float64)[back]
    best: npt.NDArray[np.float64] = np.full(len(left), -np.inf)
    np.maximum.at(best, pair, weight)
    return best
