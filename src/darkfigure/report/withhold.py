"""Which small counts are withheld, and which others with them, so that none can be worked out from what is shown.

The reader is taken to know a lot: every count and total on the page, that counts are whole, and that the cells
withheld in addition are the smallest ones. A small count is safe when, with all that, the range of values it could
have is at least `smallest` wide (`darkfigure.report.audit`). Withholding goes on, smallest cell first, until every
small count is safe.

Source: Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (secondary cell suppression).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from darkfigure.report.audit import Audit, Ints


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Positions of the cells and of the sums that are not shown. `everything`: not even which cells are empty."""

    cells: frozenset[int]
    sums: frozenset[int]
    everything: bool = False


@dataclass(frozen=True, kw_only=True)
class _Problem:
    """Cell counts (n,), sums as a 0/1 matrix (m, n), the smallest count to show, the least a withheld cell holds."""

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
    audit = Audit(
        targets=np.array(targets),
        sums=problem.members[shown][:, free],
        counts=problem.counts[free],
        box=(problem.least, most),
        span=problem.smallest - 1,
    )
    return audit.passes()
