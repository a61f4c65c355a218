"""Averaging over decomposable graphical models with hyper-Dirichlet priors, exactly.

Every decomposable graph of dependence between lists has a posterior probability for every population size in closed
form. The saturated graph is left out: it says nothing about people on no list, but always gets weight.

Source:
    Madigan & York (1997), Biometrika 84, 19-31; Dawid & Lauritzen (1993), Annals of Statistics 21, 1272-1317.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.graphs import decomposable_graphs

Floats = NDArray[np.float64]

MOST_LISTS = 6
_BATCH = 2000  # graphs at once, so that memory stays small


@dataclass(frozen=True, kw_only=True)
class Decomposable:
    """Posterior of the unseen over a grid.

    Attributes:
        unseen: [grid], numbers of unseen.
        probability: [grid], posterior probability of each, summing to 1.
        edges: The likeliest graph, as pairs of list numbers from 0.
        graphs: How many graphs were averaged.
        top_weight: Posterior weight of the likeliest graph.
    """

    unseen: Floats
    probability: Floats
    edges: tuple[tuple[int, int], ...]
    graphs: int
    top_weight: float

    def quantile(self, share: float) -> float:
        """The unseen below which this share of the probability lies, between grid points in proportion."""
        return float(np.interp(share, np.cumsum(self.probability), self.unseen))


def average(
    full: Floats, *, grid: Floats | None = None, delta: float | None = None, with_saturated: bool = False
) -> Decomposable:
    """The posterior of the unseen, averaged over graphs. The prior of the population size N is 1/N.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read. At most six lists.
        grid: Numbers of unseen to consider, rising; None lays a fine grid out to where nothing is left.
        delta: Prior count in each cell of the table; 2**-lists where None.
        with_saturated: Whether the saturated graph is averaged in.
    """
    lists = len(full).bit_length() - 1
    delta = 2.0**-lists if delta is None else delta
    coefficients, edges = decomposable_graphs(lists)
    if not with_saturated:
        keep = edges != (1 << (lists * (lists - 1) // 2)) - 1
        coefficients, edges = coefficients[keep], edges[keep]
    seen = float(full[1:].sum())
    points = _grid(seen) if grid is None else grid
    # the prior 1/N, the number of ways to choose who is unseen, and how much of the axis a point stands for
    common = _log_factorials(points, seen) + np.log(np.gradient(points) if len(points) > 1 else np.ones(1))
    terms = _terms(full, points, delta=delta)
    weight = np.zeros(len(points))
    top, by_graph = -np.inf, np.empty(len(edges))
    for first in range(0, len(edges), _BATCH):
        score = coefficients[first : first + _BATCH].astype(np.float64) @ terms + common
        peak = float(score.max())
        if peak > top:
            weight *= np.exp(top - peak) if np.isfinite(top) else 0.0
            by_graph[:first] *= np.exp(top - peak) if np.isfinite(top) else 0.0
            top = peak
        mass = np.exp(score - top)
        weight += mass.sum(axis=0)
        by_graph[first : first + _BATCH] = mass.sum(axis=1)
    best = int(by_graph.argmax())
    pairs = [(a, b) for b in range(lists) for a in range(b)]
    return Decomposable(
        unseen=points,
        probability=weight / weight.sum(),
        edges=tuple(pair for e, pair in enumerate(pairs) if edges[best] >> e & 1),
        graphs=len(edges),
        top_weight=float(by_graph[best] / by_graph.sum()),
    )


def _grid(seen: float) -> Floats:
    """Whole numbers while they are few, then evenly on the logarithm, to a thousand times the people seen."""
    return np.unique(np.rint(np.geomspace(1.0, 1000.0 * max(seen, 10.0), 3000)) - 1.0)


def _log_factorials(points: Floats, seen: float) -> Floats:
    from scipy.special import gammaln

    total = points + seen
    return np.asarray(gammaln(total + 1) - gammaln(points + 1) - np.log(np.maximum(total, 1.0)))


def _terms(full: Floats, points: Floats, *, delta: float) -> Floats:
    """[2**lists, grid]: log marginal likelihood of the margin over each set of lists (Dirichlet-multinomial)."""
    from scipy.special import gammaln

    cells = np.arange(len(full))
    lists = len(full).bit_length() - 1
    mass = delta * len(full)
    total = points + full[1:].sum()
    table = full.copy()
    table[0] = 0.0
    answer = np.zeros((len(full), len(points)))
    for members in range(1, len(full)):
        margin = np.bincount(cells & members, weights=table, minlength=len(full))
        inside = (cells & members) == cells  # the cells of the margin are the subsets of its members
        own = delta * 2.0 ** (lists - int(members).bit_count())
        fixed = gammaln(margin[inside][1:] + own).sum() - inside.sum() * gammaln(own)
        answer[members] = gammaln(mass) - gammaln(total + mass) + fixed + gammaln(margin[0] + points + own)
    return answer
