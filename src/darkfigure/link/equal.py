"""Rows that say the same in every field that is compared: linked by two of them, the others follow.

A row copied a thousand times makes every block it is in too large to compare. All pairs of equal rows have the same
weight, so that two of them show what holds for all: where the two are one person, all are; where they are not, each
stays its own. It also keeps a copied row from making its name look common.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit

Ints = npt.NDArray[np.int64]

COMPARED = (
    *("name", "aliases", "kunya", "sex", "birth_low", "birth_high", "birth_date", "origin", "hometown"),
    *("identifier", "handle", "media"),
)
"""The columns of the table `mention` that are compared."""


class EqualRows(NamedTuple):
    """The equal rows of a table of mentions.

    `kept`: the rows that are linked, at most two of each that are equal, int64, in order. `first`, `second`: where in
    `kept` the two stand that a row is equal to, int64 [mentions]; both the same for a row without an equal.
    """

    kept: Ints
    first: Ints
    second: Ints


def equal_rows(mentions: pa.Table, *, apart: Ints | None = None) -> EqualRows:
    """Find the equal rows of a `mention` table.

    Args:
        mentions: the table.
        apart: rows that a person judged, int64; each is linked by itself, whatever it is equal to.
    """
    n = mentions.num_rows
    group = np.zeros(n, dtype=np.int64)
    for name in COMPARED:
        codes = mentions[name].combine_chunks().dictionary_encode().indices.cast(pa.int64())
        _, group = np.unique(group * (n + 1) + codes.fill_null(n).to_numpy(zero_copy_only=False), return_inverse=True)
    if apart is not None and len(apart):
        group[apart] = n + apart
        _, group = np.unique(group, return_inverse=True)
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]]) if n else np.empty(0, np.int64)
    size = np.bincount(group)
    one = order[begins]
    two = order[begins + np.minimum(size - 1, 1)]
    kept = np.union1d(one, two)
    return EqualRows(kept, np.searchsorted(kept, one)[group], np.searchsorted(kept, two)[group])


def expand_persons(rows: EqualRows, person: Ints) -> Ints:
    """The person of every mention, int64 [mentions], dense from 0, from the persons of the rows that were linked."""
    together = person[rows.first] == person[rows.second]
    expanded = person[rows.first].copy()
    expanded[rows.kept] = person
    alone = ~together
    alone[rows.kept] = False
    expanded[alone] = person.max(initial=-1) + 1 + np.arange(alone.sum())
    return first_seen(expanded)


def first_seen(label: Ints) -> Ints:
    """Renumber labels >= 0 from 0 in the order of their first appearance, int64 [n].

    >>> first_seen(np.array([7, 2, 7, 0])).tolist()
    [0, 1, 0, 2]
    """
    number: Ints = _renumber(label, int(label.max(initial=-1)) + 1)
    return number


@njit(cache=True)
def _renumber(label, labels):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    number, out, count = np.full(labels, -1, np.int64), np.empty(len(label), np.int64), 0
    for k in range(len(label)):
        if number[label[k]] < 0:
            number[label[k]] = count
            count += 1
        out[k] = number[label[k]]
    return out
