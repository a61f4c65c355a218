"""How far a reader could narrow a withheld count down, answered by tables that look the same on the page.

A table of whole numbers that has every shown sum and differs from the true one is proof that a reader cannot tell the
two apart. Such tables are found by integer programming, so the answer is sound: what is not proven is not claimed.

Source: Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (audit of suppressed tables).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_NODES = 200  # branch-and-bound nodes of one question; an unanswered one counts as unsafe
_ROUNDS = 6  # questions about many cells at once, before each open one is asked about alone

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Whether tables exist that agree in every shown sum and in which each target varies by `span` or more.

    `targets` (t, n) and `sums` (m, n) are 0/1 over the withheld cells, whose true counts are `counts` (n,) and whose
    counts lie in `box` as far as a reader knows.
    """

    targets: Ints
    sums: Ints
    counts: Ints
    box: tuple[int, int]
    span: int

    def passes(self) -> bool:
        """Ask for many targets at once first: one table can show that hundreds of cells may be larger."""
        lows = highs = self.targets @ self.counts
        for _ in range(_ROUNDS):
            open_ = np.flatnonzero(highs - lows < self.span)
            lows, highs = self._widen(open_, lows, highs, up=True)
        for i in np.flatnonzero(highs - lows < self.span):
            for up in (True, False):
                if highs[i] - lows[i] < self.span:
                    lows, highs = self._widen(np.array([i]), lows, highs, up=up)
            if highs[i] - lows[i] < self.span:
                return False
        return True

    def _widen(self, rows: Ints, lows: Ints, highs: Ints, *, up: bool) -> tuple[Ints, Ints]:
        """The ranges with one more table, in which the targets at `rows` are as large (or small) as can be."""
        if not len(rows):
            return lows, highs
        table = self._table(rows, lows, up=up)
        if table is None:
            return lows, highs
        values = self.targets @ table
        return np.minimum(lows, values), np.maximum(highs, values)

    def _table(self, rows: Ints, lows: Ints, *, up: bool) -> Ints | None:
        """A whole-number table with the shown sums, or None if none was found."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        goal = self.targets[rows].sum(axis=0)
        ceiling = np.full(len(self.counts), self.box[1])
        if up and len(rows) > 1:
            # a cell that is wide enough leaves the rest to the others
            single = rows[self.targets[rows].sum(axis=1) == 1]
            cells = self.targets[single].argmax(axis=1)
            ceiling[cells] = np.minimum(ceiling[cells], np.maximum(lows[single] + self.span, self.counts[cells]))
        totals = self.sums @ self.counts
        answer = milp(
            -goal if up else goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(self.box[0], ceiling),
            constraints=LinearConstraint(self.sums, totals, totals) if len(self.sums) else None,
            # of many cells, presolving takes longer than the answer
            options={"node_limit": _NODES, "mip_rel_gap": 0.1 if len(rows) > 1 else 0.0, "presolve": len(rows) == 1},
        )
        if answer.x is None:
            return None
        table: Ints = np.rint(answer.x).astype(np.int64)
        whole = np.array_equal(self.sums @ table, totals)
        return table if whole and table.min() >= self.box[0] and table.max() <= self.box[1] else None
