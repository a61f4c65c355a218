"""The capture table: how many persons were seen on exactly these lists, per stratum."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.records import Notice

MAX_LISTS = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class CaptureTable:
    """Persons by capture pattern and stratum.

    Attributes:
        lists: Names of the lists, in order.
        strata: One mapping of stratum column to value per stratum; `({},)` without strata.
        patterns: uint8 [cells, lists], 1 where the cell's persons are on the list; never a row of zeros.
        counts: int64 [cells], persons; where noise was added they may be negative.
        stratum: int32 [cells], position in `strata`.
        notices: What reading the table found that the reader must know.

    Example:
        >>> from darkfigure import read_table
        >>> table = read_table({"press": [1, 0, 1], "police": [0, 1, 1], "count": [60, 45, 20]})
        >>> table.lists, table.observed, table.count_seen(2)
        (('press', 'police'), 125, 20)
    """

    lists: tuple[str, ...]
    strata: tuple[dict[str, str], ...]
    patterns: NDArray[np.uint8]
    counts: NDArray[np.int64] | NDArray[np.float64]
    stratum: NDArray[np.int32]
    notices: tuple[Notice, ...] = ()

    @property
    def observed(self) -> int:
        """Persons on at least one list."""
        return round(float(self.counts.sum()))

    @property
    def cells(self) -> NDArray[np.int64]:
        """int64 [cells]: the pattern as a number; list j is bit j."""
        bits = np.int64(1) << np.arange(len(self.lists), dtype=np.int64)
        return np.asarray(self.patterns.astype(np.int64) @ bits, dtype=np.int64)

    def count_seen(self, times: int) -> int:
        """Persons on exactly `times` lists."""
        return round(float(self.counts[self.patterns.sum(axis=1) == times].sum()))

    def full(self) -> NDArray[np.float64]:
        """float64 [2**lists]: pooled counts by pattern number (see `cells`); entry 0, the unseen, is 0."""
        return np.bincount(self.cells, weights=self.counts, minlength=1 << len(self.lists)).astype(np.float64)

    def overlaps(self) -> NDArray[np.float64]:
        """float64 [lists, lists]: persons on both lists; the diagonal is each list's length."""
        weighted = self.patterns.astype(np.float64)
        return weighted.T @ (weighted * self.counts[:, None])

    def pooled(self) -> "CaptureTable":
        """The same persons without strata, one row per pattern."""
        full = self.full()
        return replace(
            self,
            strata=({},),
            patterns=_patterns_of(np.flatnonzero(full), len(self.lists)),
            counts=full[full != 0].astype(self.counts.dtype),
            stratum=np.zeros(int((full != 0).sum()), dtype=np.int32),
        )

    def split(self) -> Iterator[tuple[dict[str, str], "CaptureTable"]]:
        """Each stratum with its own table, in order."""
        for position, stratum in enumerate(self.strata):
            mine = self.stratum == position
            yield (
                stratum,
                replace(
                    self,
                    strata=({},),
                    patterns=self.patterns[mine],
                    counts=self.counts[mine],
                    stratum=np.zeros(int(mine.sum()), dtype=np.int32),
                ),
            )

    def without_empty_lists(self) -> "CaptureTable":
        """The same persons without the lists that nobody is on."""
        used = (self.patterns * (self.counts != 0)[:, None]).any(axis=0)
        if used.all():
            return self
        names = tuple(name for name, keep in zip(self.lists, used, strict=True) if keep)
        held = self.patterns[:, used].any(axis=1)
        return replace(
            self,
            lists=names,
            patterns=self.patterns[held][:, used],
            counts=self.counts[held],
            stratum=self.stratum[held],
        )


def table_of(full: NDArray[np.int64], lists: tuple[str, ...]) -> CaptureTable:
    """The table without strata whose `full()` is `full` ([2**lists] by pattern number; entry 0 is ignored)."""
    cells = np.flatnonzero(full)
    cells = cells[cells > 0]
    return CaptureTable(
        lists=lists,
        strata=({},),
        patterns=_patterns_of(cells, len(lists)),
        counts=full[cells],
        stratum=np.zeros(len(cells), dtype=np.int32),
    )


def _patterns_of(cells: NDArray[np.int64], lists: int) -> NDArray[np.uint8]:
    return ((cells[:, None] >> np.arange(lists)) & 1).astype(np.uint8)
