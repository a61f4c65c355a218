"""Each list left out in turn: do the others foretell how many of its people they miss?

That number is known: those on this list alone. What the others say of the whole population is laid beside what all
lists say; the two differ by more than chance where a list reaches people in a way the others cannot tell of.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.checks.sample import Counts, of_structures
from darkfigure.estimate.prior import Structure

Floats = NDArray[np.float64]

_PARTICLES = 60
_FEWEST_LISTS = 3  # that are left must be able to tell dependence from difference
_SURPRISE = 0.01  # probability of naming any list where all is well


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """One list against the others.

    Attributes:
        name: The list.
        missed: Its people that the others miss, counted.
        foretold: The same as the others foretell it: middle.
        low: Lower limit of `foretold` (95 %).
        high: Upper limit of `foretold`.
        without: Population by the other lists.
        distance: How far apart both populations are on the logarithm, in standard errors.
    """

    name: str
    missed: float
    foretold: float
    low: float
    high: float
    without: float
    distance: float


def leave_out(
    counts: Counts, unseen: Floats, structures: dict[Structure, float], *, rng: np.random.Generator
) -> list[LeftOut]:
    """Every list of four or more in turn.

    Args:
        counts: The table.
        unseen: [draws], of the posterior of the whole table.
        structures: Those that have a say, with their weights.
        rng: Source of randomness.
    """
    if counts.lists <= _FEWEST_LISTS:
        return []
    return [_against(counts, j, unseen, structures, rng) for j in range(counts.lists)]


def _against(
    counts: Counts, j: int, unseen: Floats, structures: dict[Structure, float], rng: np.random.Generator
) -> LeftOut:
    others = counts.without(j)
    missed = float(counts.full[1 << j])
    sample = of_structures(others, structures, particles=_PARTICLES, rng=rng)
    chance = np.minimum(sample.chances[:, 0], 1 - 1e-9)
    own = rng.gamma(others.seen, 1.0, size=len(chance)) * chance / (1 - chance)
    # by all lists, those whom the others miss
    whole = unseen + missed
    share = missed / max(float(np.median(whole)), 1.0)
    order = np.argsort(own)
    edges = np.cumsum(sample.weight[order])
    low, middle, high = (
        float(own[order][min(int(np.searchsorted(edges, p)), len(own) - 1)]) for p in (0.025, 0.5, 0.975)
    )
    logs, logs_whole = np.log1p(own), np.log1p(whole)
    mean = float(sample.weight @ logs)
    spread = math.sqrt(float(sample.weight @ (logs - mean) ** 2) + float(logs_whole.var()) + 1e-12)
    return LeftOut(
        name=counts.names[j],
        missed=missed,
        foretold=middle * share,
        low=low * share,
        high=high * share,
        without=others.seen + middle,
        distance=(float(logs_whole.mean()) - mean) / spread,
    )
