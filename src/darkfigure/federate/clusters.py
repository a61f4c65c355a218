"""Records to people: pairs are joined from the likeliest on, and a cluster holds one record a list at most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Pairs of records that share a key. Records are numbered through all lists; `lists` is the list of each record.

    Shapes: `one`, `other`, `probability` [pairs]; `lists` [records].
    """

    one: Ints
    other: Ints
    probability: Floats
    lists: Ints


def cluster(pairs: Pairs, order: Sequence[int] | Ints) -> Ints:
    """The person of each record, a number below that of records, joining these pairs in this order.

    A pair whose clusters both hold a record of one list is left apart.
    """
    parent = list(range(len(pairs.lists)))
    held = (np.int64(1) << pairs.lists).tolist()
    one, other = pairs.one.tolist(), pairs.other.tolist()

    def top(record: int) -> int:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for pair in np.asarray(order).tolist():
        a, b = top(one[pair]), top(other[pair])
        if a != b and not held[a] & held[b]:
            parent[b] = a
            held[a] |= held[b]
    return np.array([top(record) for record in range(len(parent))], dtype=np.int64)


def best(pairs: Pairs) -> Ints:
    """The person of each record by the pairs that are more likely one person than not, likeliest first."""
    order = np.lexsort((pairs.other, pairs.one, -pairs.probability))
    return cluster(pairs, order[pairs.probability[order] >= 0.5])


def drawn(pairs: Pairs, *, rng: np.random.Generator) -> Ints:
    """The person of each record by pairs drawn by their probability."""
    taken = rng.random(len(pairs.probability)) < pairs.probability
    order = np.argsort(-pairs.probability + 1e-9 * rng.random(len(taken)), kind="stable")
    return cluster(pairs, order[taken[order]])


def patterns(person: Ints, lists: Ints) -> tuple[Ints, Ints]:
    """The lists each person is on, as a number (bit j: list j), and the person's first record by list."""
    order = np.lexsort((lists, person))
    people, first = np.unique(person[order], return_index=True)
    place = np.searchsorted(people, person)
    seen = np.zeros(len(people), dtype=np.int64)
    np.bitwise_or.at(seen, place, np.int64(1) << lists)
    return seen, order[first]
