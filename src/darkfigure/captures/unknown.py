"""Persons whose stratum nobody wrote down: shared out among the strata they may belong to, or handed on as unknown.

Left as a stratum of their own they would look like people hardly anybody sees twice: each further trace is another
chance that the stratum is written. Given the lists a person is on, whether the stratum is known is taken not to
depend on what it is (missing at random within the pattern).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.columns import UNKNOWN
from darkfigure.captures.table import CaptureTable
from darkfigure.records import Notice


def share_out_unknown(table: CaptureTable) -> CaptureTable:
    """The same persons, those of unknown stratum in proportion to the known ones of the same pattern.

    Persons stay whole: fractions are carried from pattern to pattern, so that no stratum gains by rounding. A stratum
    known in part (origin but not sex) is shared out among those that agree with the part. Where no stratum is known
    at all, the table comes back as it is.

    Example:
        >>> table = CaptureTable(
        ...     lists=("a", "b"), strata=({"sex": "f"}, {"sex": "m"}, {"sex": "unknown"}),
        ...     patterns=np.array([[1, 0], [1, 0], [1, 0]], np.uint8),
        ...     counts=np.array([10, 30, 8]), stratum=np.array([0, 1, 2], np.int32),
        ... )
        >>> share_out_unknown(table).counts.tolist()
        [12, 36]
    """
    vague = [i for i, stratum in enumerate(table.strata) if UNKNOWN in stratum.values()]
    known = [i for i in range(len(table.strata)) if i not in vague]
    if not vague or not known:
        return table
    cells, place = np.unique(table.cells, return_inverse=True)
    counts = np.zeros((len(table.strata), len(cells)), dtype=np.int64)
    np.add.at(counts, (table.stratum, place), table.counts.astype(np.int64))
    shared = 0
    for i in vague:
        fitting = [k for k in known if _agree(table.strata[i], table.strata[k])]
        if fitting:
            shared += int(counts[i].sum())
            counts[fitting] += _allot(counts[i], counts[fitting])
            counts[i] = 0
    kept = [i for i in range(len(table.strata)) if i in known or counts[i].any()]
    stratum, cell = np.nonzero(counts[kept])
    return replace(
        table,
        strata=tuple(table.strata[i] for i in kept),
        patterns=((cells[cell][:, None] >> np.arange(len(table.lists))) & 1).astype(np.uint8),
        counts=counts[kept][stratum, cell],
        stratum=stratum.astype(np.int32),
        notices=(*table.notices, _notice(shared)) if shared else table.notices,
    )


def known_and_unknown(
    table: CaptureTable,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Counts of the strata that are known, those of the others, and to which of the known the others may belong.

    The known strata are those of `share_out_unknown(table)`, in their order.

    Returns:
        float64 [known, 2**lists] and [unknown, 2**lists], by pattern number; [unknown, known], 1 where they agree.
    """
    counts = np.zeros((len(table.strata), 1 << len(table.lists)))
    np.add.at(counts, (table.stratum, table.cells), table.counts)
    vague = [i for i, stratum in enumerate(table.strata) if UNKNOWN in stratum.values()]
    known = [i for i in range(len(table.strata)) if i not in vague]
    fitting = np.array([[_agree(table.strata[i], table.strata[k]) for k in known] for i in vague], dtype=np.float64)
    fitting = fitting.reshape(len(vague), len(known))
    alone = [i for i, fits in zip(vague, fitting.sum(axis=1), strict=True) if not fits]
    if alone:  # they agree with nothing known and are strata of their own
        known = sorted([*known, *alone])
        vague = [i for i in vague if i not in alone]
        fitting = np.array(
            [[k not in alone and _agree(table.strata[i], table.strata[k]) for k in known] for i in vague],
            dtype=np.float64,
        ).reshape(len(vague), len(known))
    return counts[known], counts[vague], fitting


def _agree(vague: dict[str, str], known: dict[str, str]) -> bool:
    return all(value in (UNKNOWN, known[name]) for name, value in vague.items())


def _allot(persons: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole persons [strata, cells] for the persons of each cell, by the known ones of the cell, else of all cells."""
    out = np.zeros_like(known)
    overall = known.sum(axis=1) / known.sum()
    debt = np.zeros(len(known))
    for cell in np.flatnonzero(persons):
        here = known[:, cell].sum()
        debt += persons[cell] * (known[:, cell] / here if here else overall)
        for _ in range(persons[cell]):
            to = int(debt.argmax())
            out[to, cell] += 1
            debt[to] -= 1.0
    return out


def _notice(shared: int) -> Notice:
    return Notice(
        code="unknown-stratum",
        message=f"{shared:,} persons seen are of unknown stratum; they are shared out among the strata in proportion "
        "to the persons on the same lists, and the combined method draws their strata anew each time, so that its "
        "intervals hold the doubt. If strata are left out more often for some people than for others on the "
        "same lists, the split is wrong, the total hardly.",
    )
