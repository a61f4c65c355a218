"""The names of mentions as one table of distinct names, and the name weight of a pair of mentions."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from darkfigure.names import NameTable, compare_names, tabulate_names
from darkfigure.names.name import KUNYA, NISBA

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
    """Tabulate the names of a `mention` table. A kunya in a column of its own is read as part of the name."""
    listed = pc.binary_join_element_wise(
        mentions["name"].cast(pa.string()), mentions["kunya"].cast(pa.string()), " ", null_handling="skip"
    )
    aliases = pc.split_pattern(pc.fill_null(mentions["aliases"].cast(pa.string()), ""), ";")
    aliases = aliases.combine_chunks() if isinstance(aliases, pa.ChunkedArray) else aliases
    n = mentions.num_rows
    owner = np.concatenate([np.arange(n), pc.list_parent_indices(aliases).to_numpy()])
    text = pc.utf8_trim_whitespace(pa.concat_arrays([_one(listed), _one(pc.list_flatten(aliases))]))
    kept = (np.arange(len(text)) < n) | (pc.utf8_length(text).to_numpy(zero_copy_only=False) > 0)
    order = np.flatnonzero(kept)
    order = order[np.argsort(owner[order], kind="stable")]
    coded = pc.dictionary_encode(text.take(pa.array(order)))
    number = coded.indices.to_numpy().astype(np.int64)
    distinct = coded.dictionary.to_pylist()
    table = tabulate_names(distinct, counts=np.bincount(number, minlength=len(distinct)).tolist())
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner[order], minlength=n), out=start[1:])
    return MentionNames(table=table, start=start, name=number)


def blocking_tokens(names: MentionNames) -> pa.Table:
    """Blocking's view of the names: mention, skeleton (int32), kind (0 own names; 1 kunya or nisba), each row once."""
    number = {skeleton: i for i, skeleton in enumerate(sorted(set(names.table.skeletons)))}
    skeleton = np.array([number[s] for s in names.table.skeletons], dtype=np.int32)
    long_enough = np.array([len(s) > 1 for s in names.table.skeletons], dtype=bool)
    mention, entry = _tokens_of_mentions(names)
    token, role = names.table.token[entry], names.table.role[entry]
    kept = long_enough[token]
    return pa.table(
        {
            "mention": mention[kept],
            "skeleton": skeleton[token[kept]],
            "kind": np.isin(role[kept], (KUNYA, NISBA)).astype(np.int8),
        }
    )


def own_names(names: MentionNames) -> Ints:
    """How many names of their own (neither kunya nor nisba) the mentions bear at most under one name, int64 [n]."""
    own = ~np.isin(names.table.role, (KUNYA, NISBA)) & np.array(
        [len(names.table.tokens[token]) > 1 for token in names.table.token], dtype=bool
    )
    before = np.concatenate([[0], np.cumsum(own)])
    per_name = before[names.table.offsets[1:]] - before[names.table.offsets[:-1]]
    most: Ints = np.maximum.reduceat(per_name[names.name], names.start[:-1])
    return most


def _tokens_of_mentions(names: MentionNames) -> tuple[Ints, Ints]:
    """Mention and place in `table.token` of every token of every name of every mention."""
    owner = np.repeat(np.arange(len(names.start) - 1), np.diff(names.start))
    first, size = names.table.offsets[names.name], np.diff(names.table.offsets)[names.name]
    mention = np.repeat(owner, size)
    entry = np.arange(len(mention)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first, size)
    return mention, entry


def name_weights(names: MentionNames, left: Ints, right: Ints) -> npt.NDArray[np.float64]:
    """Name LLR of each pair of mentions, natural log, float64 [pairs]: of the two names that agree best."""
    held = np.diff(names.start)
    ways = held[left] * held[right]
    pair = np.repeat(np.arange(len(left)), ways)
    way = np.arange(len(pair)) - np.repeat(np.cumsum(ways) - ways, ways)
    a = names.name[names.start[left[pair]] + way // held[right[pair]]]
    b = names.name[names.start[right[pair]] + way % held[right[pair]]]
    code, back = np.unique(np.minimum(a, b) * len(names.table.offsets) + np.maximum(a, b), return_inverse=True)
    first, second = np.divmod(code, len(names.table.offsets))
    weight = compare_names(names.table, first, second).astype(np.float64)[back]
    best: npt.NDArray[np.float64] = np.full(len(left), -np.inf)
    np.maximum.at(best, pair, weight)
    return best


def _one(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
