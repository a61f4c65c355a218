"""The same persons with other lists: a list left out, or several taken for one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from darkfigure.captures.table import CaptureTable
from darkfigure.errors import UsageError


def drop_lists(table: CaptureTable, names: Sequence[str]) -> CaptureTable:
    """The persons on the other lists; who is on none of these is gone.

    Raises:
        UsageError: There is no such list.
    """
    _check(table, names)
    keep = np.array([name not in names for name in table.lists])
    held = table.patterns[:, keep].any(axis=1)
    return replace(
        table,
        lists=tuple(name for name in table.lists if name not in names),
        patterns=table.patterns[held][:, keep],
        counts=table.counts[held],
        stratum=table.stratum[held],
    )


def merge_lists(table: CaptureTable, names: Sequence[str]) -> CaptureTable:
    """The same persons, with several lists as one, in the place of the first: on it is who is on any of them.

    Raises:
        UsageError: There is no such list.
    """
    _check(table, names)
    places = [place for place, name in enumerate(table.lists) if name in names]
    if len(places) < 2:
        return table
    patterns = table.patterns.copy()
    patterns[:, places[0]] = patterns[:, places].any(axis=1)
    keep = [place for place in range(len(table.lists)) if place not in places[1:]]
    joined = "+".join(table.lists[place] for place in places)
    return replace(
        table,
        lists=tuple(joined if place == places[0] else table.lists[place] for place in keep),
        patterns=patterns[:, keep],
    )


def _check(table: CaptureTable, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in table.lists]
    if missing:
        raise UsageError(f"there is no list `{missing[0]}`. There are {', '.join(table.lists)}.")
