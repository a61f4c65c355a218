"""Which small counts are withheld, and which others with them, so that none can be worked out from what is shown.

The reader is taken to know a lot: every count and total on the page, that counts are whole, which cells are empty,
and that the cells withheld in addition are the smallest ones. A small count is safe when, with all that, the range of
values it could have is at least `smallest` wide. The range is found by integer programming; the tables it finds are
proof that the range is that wide. Withholding goes on, smallest cell first, until every small count is safe.

Source: Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (secondary cell suppression, audit).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

_NODES = 200  # branch-and-bound nodes of one question; unanswered counts as unsafe
_ROUNDS = 6  # questions about many cells at once, before each open one is asked about alone

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Positions of the cells and of the sums that are not shown. `everything`: not even which cells are empty."""

    cells: frozenset[int]
    sums: frozenset[int]
    everything: bool = False


@dataclass(frozen=True, kw_only=True)
class _Problem:
    """Cell counts (n,), sums as a 0/1 matrix (m, n), the smallest count that may be shown, the least a
    withheld cell can hold."""

    counts: Ints
    members: Ints
    smallest: int
    least: int

    @property
    def totals(self) -> Ints:
        """The sums, (m,)."""
        return self.members @ self.counts

    def small(self, values: Ints) -> frozenset[int]:
        """Positions of the values that are too small to show: 1 up to below `smallest`."""
        return frozenset(np.flatnonzero((values > 0) & (values < self.smallest)).tolist())


def withhold(
    counts: Sequence[int],
    sums: Sequence[Sequence[int]],
    *,
    smallest: int,
    cells: frozenset[int] = frozenset(),
    hidden_sums: frozenset[int] = frozenset(),
    empties_known: bool = True,
) -> Withheld:
    """The cells and sums to withhold, so that no count from 1 to `smallest - 1` can be worked out.

    `counts` has one count a cell; each of `sums` names the cells (by position) whose sum is shown too, the first being
    the sum of all. `cells` and `hidden_sums` are not shown anyway. `empties_known` says whether the page tells an empty
    cell from a withheld one.
    """
    members = np.zeros((len(sums), len(counts)), dtype=np.int64)
    for row, positions in enumerate(sums):
        members[row, list(positions)] = 1
    problem = _Problem(
        counts=np.asarray(counts, dtype=np.int64),
        members=members,
        smallest=smallest,
        least=1 if empties_known else 0,
    )
    small_cells, small_sums = problem.small(problem.counts), problem.small(problem.totals)
    if not small_cells and not small_sums:
        return Withheld(cells=cells, sums=hidden_sums)
    if 0 in small_sums:
        return _all(problem, hidden_sums | {0})
    first = Withheld(cells=cells | small_cells, sums=hidden_sums | small_sums)
    if _safe(problem, first):
        return first
    ways = (_by_cells(problem, first), _by_sums(problem, first))
    return min(ways, key=lambda way: len(way.cells) + len(way.sums))


def _by_cells(problem: _Problem, kept: Withheld) -> Withheld:
    """Withhold further cells, the smallest first, until every small count is safe."""
    order = [i for i in np.argsort(problem.counts, kind="stable").tolist() if problem.counts[i] > 0]
    for i in order:
        if i not in kept.cells:
            kept = replace(kept, cells=kept.cells | {i})
            if _safe(problem, kept):
                return kept
    return _all(problem, kept.sums)


def _by_sums(problem: _Problem, kept: Withheld) -> Withheld:
    """Withhold every sum but the first, then as many cells as are needed, then show the sums that may be shown."""
    apart = replace(kept, sums=kept.sums | frozenset(range(1, len(problem.totals))))
    apart = apart if _safe(problem, apart) else _by_cells(problem, apart)
    for row in sorted(apart.sums - kept.sums, key=lambda row: -int(problem.totals[row])):
        back = replace(apart, sums=apart.sums - {row})
        if not apart.everything and _safe(problem, back):
            apart = back
    return apart


def _all(problem: _Problem, sums: frozenset[int]) -> Withheld:
    """Every cell and every sum but the first, which goes only if it is in `sums`."""
    return Withheld(
        cells=frozenset(range(len(problem.counts))),
        sums=frozenset(range(1, len(problem.totals))) | sums,
        everything=True,
    )


def _safe(problem: _Problem, kept: Withheld) -> bool:
    """Whether the range of every small cell and small sum is at least `smallest` wide."""
    free = np.array(sorted(kept.cells), dtype=np.int64)
    free = free[problem.counts[free] > 0]
    small_cells = sorted(problem.small(problem.counts))
    targets = [np.isin(free, [cell]).astype(np.int64) for cell in small_cells]
    targets += [problem.members[row, free] for row in sorted(problem.small(problem.totals))]
    shown = [row for row in range(len(problem.totals)) if row not in kept.sums]
    others = np.setdiff1d(np.flatnonzero(problem.counts), free)
    # who knows how the further cells were chosen knows that they are no larger than the smallest one shown
    most = int(problem.counts[others].min()) if len(others) else int(problem.counts.sum())
    most = max(most, int(problem.counts[free].max(initial=1)))
    audit = _Audit(
        targets=np.array(targets),
        sums=problem.members[shown][:, free],
        counts=problem.counts[free],
        box=(problem.least, most),
        span=problem.smallest - 1,
    )
    return audit.passes()


@dataclass(frozen=True, kw_only=True)
class _Audit:
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
            options={"node_limit": _NODES, "mip_rel_gap": 0.1 if len(rows) > 1 else 0.0},
        )
        if answer.x is None:
            return None
        table: Ints = np.rint(answer.x).astype(np.int64)
        whole = np.array_equal(self.sums @ table, totals)
        return table if whole and table.min() >= self.box[0] and table.max() <= self.box[1] else None
