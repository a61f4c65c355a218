"""From divided columns to a capture table: pattern rows with counts, or one row a person."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.columns import Columns
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError

_MOST = 1 << 53  # whole numbers are exact up to here


def pattern_counts(columns: Columns, *, noisy: bool = False) -> CaptureTable:
    """The table of pattern rows; with `noisy` counts may be negative.

    Raises:
        TableError: A count that is missing, negative, fractional or beyond 2**53, a count for people on no list,
            or a pattern given twice in one stratum.
    """
    counts = columns.counts
    if counts is None:
        raise ValueError("these columns hold no count")
    bits = _numbers(columns.lists)
    unlisted = bits == 0
    lists = ", ".join(columns.list_names)
    _refuse(
        columns,
        unlisted & (counts != 0) & ~np.isnan(counts) if noisy else unlisted & (counts > 0),
        f"counts people on none of the lists ({lists}). Nobody can have counted them: remove the row.",
    )
    keep = ~(unlisted & (np.isnan(counts) | (counts == 0)))
    _refuse(columns, keep & np.isnan(counts), "the count is missing or is no number. Write a whole number, 0 for none.")
    if not noisy:
        _refuse(
            columns,
            keep & (counts < 0),
            "the count is negative. Counts are persons: write 0 or more; if noise was added, say so with --noisy.",
        )
    _refuse(
        columns,
        keep & (counts != np.floor(counts)),
        "the count is not a whole number. Counts are persons: write a whole number.",
    )
    _refuse(columns, keep & (np.abs(counts) > _MOST), "the count is larger than can be counted exactly. Correct it.")
    place = columns.stratum << columns.lists.shape[1] | bits
    order = np.argsort(place[keep], kind="stable")
    rows = np.flatnonzero(keep)[order]
    again = np.flatnonzero(np.diff(place[rows]) == 0)
    if len(again):
        _refuse_twice(columns, rows[again[0]], rows[again[0] + 1])
    return _table(columns, rows, counts[rows], noisy=noisy)


def person_counts(columns: Columns) -> CaptureTable:
    """The table of rows that are persons.

    Raises:
        TableError: A person on no list, or rows that look like patterns whose count has another name.
    """
    bits = _numbers(columns.lists)
    place = columns.stratum << columns.lists.shape[1] | bits
    _, first, counts = np.unique(place, return_index=True, return_counts=True)
    if columns.others and len(first) == len(bits) > 2:
        named = " or ".join(f"`{name}`" for name in columns.others)
        raise TableError(
            f"{columns.name}: there is no column `count`, and every row has a pattern of its own, as in a table of "
            f"patterns. If {named} holds the counts, rename it to `count`; if every row is a person, remove it."
        )
    _refuse(columns, bits == 0, "the person is on no list. Remove the row, or mark the list that held the person.")
    return _table(columns, first, counts.astype(np.float64))


def _numbers(lists: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.asarray(lists.astype(np.int64) @ (1 << np.arange(lists.shape[1], dtype=np.int64)))


def _table(
    columns: Columns, rows: NDArray[np.int64], counts: NDArray[np.float64], *, noisy: bool = False
) -> CaptureTable:
    if not counts.any() if noisy else not counts.sum():
        raise TableError(f"{columns.name}: every count is 0. There is nobody to estimate from.")
    return CaptureTable(
        lists=columns.list_names,
        strata=columns.strata,
        patterns=columns.lists[rows],
        counts=counts.astype(np.int64),
        stratum=columns.stratum[rows].astype(np.int32),
        notices=columns.notices,
    )


def _refuse(columns: Columns, wrong: NDArray[np.bool_], why: str) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        where = "" if columns.counts is None else ", column `count`"
        raise TableError(f"{columns.name}, data row {row + 1}{where}: {why}")


def _refuse_twice(columns: Columns, first: int, second: int) -> None:
    inside = ""
    if columns.strata != ({},):
        stratum = columns.strata[int(columns.stratum[first])]
        inside = " in stratum " + ", ".join(f"{k}={v}" for k, v in stratum.items())
    hint = "Add them up in one row"
    if columns.others:
        hint += f", or name the column that tells them apart as a stratum ({', '.join(columns.others)})"
    raise TableError(
        f"{columns.name}, data row {second + 1}: the pattern of data row {first + 1} stands here again{inside}. {hint}."
    )
