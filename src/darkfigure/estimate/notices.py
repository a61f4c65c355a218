"""The warnings and assumptions that go with an estimate. Codes are stable; docs/reference/warnings.md lists them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.records import Assumption, Notice

CODES = (
    "below-bound",
    "empty-list",
    "few-lists",
    "ignored-column",
    "lower-bound-only",
    "merged-strata",
    "no-overlap",
    "no-upper-bound",
    "not-identified",
    "pooled-instead",
    "sparse",
    "strata-disagree",
)
"""Every code this room can give, in order."""

_SPARSE = 10  # persons on two lists or more below which any model rests on a handful of people


def assumptions(*, stratified: bool, method: str) -> tuple[Assumption, ...]:
    """What must be true for the number to be right."""
    found = [
        Assumption(code="closed-population", text="nobody entered or left the population in the period"),
        Assumption(code="perfect-linkage", text="records of one person were recognised as one, and of two as two"),
        Assumption(code="same-population", text="everybody on a list belongs to the population counted"),
    ]
    if method == "chao-lower-bound":
        found.append(
            Assumption(
                code="positive-dependence",
                text="people who are hard to see on one list are not easier to see on the others",
            )
        )
    else:
        found.append(
            Assumption(
                code="no-highest-interaction",
                text="lists may depend on each other, but not all at once in a way the fewer do not show",
            )
        )
        found.append(
            Assumption(
                code="homogeneous-within-stratum" if stratified else "homogeneous",
                text="people differ in how easily they are seen only as far as the dependence between lists shows it",
            )
        )
        found.append(
            Assumption(code="model-as-chosen", text="the model chosen is the right one; the interval takes it as known")
        )
    return tuple(found)


def look_at_table(table: CaptureTable) -> list[Notice]:
    """Warnings that the pooled counts alone justify."""
    found = []
    overlaps = table.overlaps()
    empty = [f"{a} and {b}" for a, b in _pairs_without_overlap(table.lists, overlaps)]
    if empty:
        shown = "; ".join(empty[:4]) + (f"; and {len(empty) - 4} pairs more" if len(empty) > 4 else "")
        found.append(
            Notice(
                code="no-overlap",
                message=f"Nobody is on both {shown}. Check that these lists were linked and cover the same people, "
                "place and time; if they cannot overlap, do not count them as separate lists.",
            )
        )
    if len(table.lists) == 2:
        found.append(
            Notice(
                code="few-lists",
                message="With two lists nothing can show whether they depend on each other; the estimate takes them "
                "as independent. Add a third list.",
            )
        )
    twice = table.observed - table.count_seen(1)
    if 0 < twice < _SPARSE:
        found.append(
            Notice(
                code="sparse",
                message=f"Only {twice} of {table.observed} persons are on two lists or more; a few wrong or missed "
                "links would change the estimate greatly. Check the linkage, or merge strata.",
            )
        )
    return found


def empty_lists(table: CaptureTable, used: CaptureTable) -> list[Notice]:
    """Say which lists hold nobody."""
    gone = [name for name in table.lists if name not in used.lists]
    if not gone:
        return []
    return [
        Notice(
            code="empty-list",
            message=f"Nobody is on {', '.join(gone)}; left out, which changes nothing. "
            "Check that the list was read and linked.",
        )
    ]


def named(stratum: dict[str, str]) -> str:
    """The stratum in words, e.g. `origin KZ, sex f`."""
    return ", ".join(f"{key} {value}" for key, value in stratum.items())


def some(names: Iterable[str], *, most: int = 5) -> str:
    """Several names in a sentence, the first few written out."""
    every = list(names)
    rest = f"; and {len(every) - most} more" if len(every) > most else ""
    return "; ".join(every[:most]) + rest


def _pairs_without_overlap(lists: tuple[str, ...], overlaps: NDArray[np.float64]) -> list[tuple[str, str]]:
    return [(lists[a], lists[b]) for a in range(len(lists)) for b in range(a + 1, len(lists)) if not overlaps[a, b] > 0]
