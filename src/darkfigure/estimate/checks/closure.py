"""Did people come and go in the period? Dates of the same person on two lists tell.

In a closed population a person can be seen on any day, so that the day on one list says nothing about the day on
another. Where people come and go, both days lie within a person's stay: they are nearer to each other than chance
would have them, and reappearances are rarer the longer the lag.

Source:
    Hotelling & Pabst (1936), Annals of Mathematical Statistics 7, 29-43 (rank correlation); the idea is that of tests
    of closure, Stanley & Burnham (1999), Environmental and Ecological Statistics 6, 197-209.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.ranks import average_ranks

Floats = NDArray[np.float64]

FEWEST = 20  # pairs of sightings
_SAME_DAY = 1.0  # days: one event told twice, or a copy
_MOSTLY = 0.5  # share of same days from which two lists tell of the same events


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Lags between two sightings of one person on two lists.

    Attributes:
        pairs: How many.
        apart: Mean lag, days.
        apart_by_chance: The same if the days were independent of each other.
        probability: Of days at least as close to each other in a closed population.
        same_events: Pairs of lists left out, because most of their days are the same.
    """

    pairs: int
    apart: float
    apart_by_chance: float
    probability: float
    same_events: tuple[tuple[int, int], ...]


def closure(days: Floats) -> Closure | None:
    """Test for a closed population; None where too few persons have dates on two lists.

    The days must be of a sighting picked at random where a person has several on a list: first sightings of people who
    are easy to see are early on every list, and would look like an open population.

    Args:
        days: [persons, lists], day of the person's sighting on the list; nan where there is none, or no date.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> stay = rng.uniform(0, 1000, 300)
        >>> found = closure(stay[:, None] + rng.uniform(0, 90, (300, 2)))
        >>> found.pairs, found.probability < 0.001
        (296, True)
    """
    strength, weight, pairs = 0.0, 0.0, 0
    lags, by_chance = 0.0, 0.0
    same: list[tuple[int, int]] = []
    for a, b in combinations(range(days.shape[1]), 2):
        both = days[np.isfinite(days[:, a]) & np.isfinite(days[:, b])][:, [a, b]]
        apart = np.abs(both[:, 0] - both[:, 1]) > _SAME_DAY
        if len(both) and 1 - apart.mean() > _MOSTLY:
            same.append((a, b))
            continue
        one, other = both[apart].T
        if len(one) < 3:
            continue
        strength += _rank_correlation(one, other) * (len(one) - 1)
        weight += len(one) - 1
        pairs += len(one)
        lags += float(np.abs(one - other).sum())
        by_chance += len(one) * _mean_distance(one, other)
    if pairs < FEWEST:
        return None
    return Closure(
        pairs=pairs,
        apart=lags / pairs,
        apart_by_chance=by_chance / pairs,
        probability=0.5 * math.erfc(strength / math.sqrt(weight) / math.sqrt(2)),
        same_events=tuple(same),
    )


def _rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's; 0 where one side has one day only. Its variance under independence is 1 / (n - 1)."""
    a, b = (average_ranks(side) - (len(side) + 1) / 2 for side in (one, other))
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size > 0 else 0.0


def _mean_distance(one: Floats, other: Floats) -> float:
    """Mean distance between a day of the one and a day of the other, over all pairs."""
    ordered = np.sort(other)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    below = np.searchsorted(ordered, one)
    total = one * below - sums[below] + (sums[-1] - sums[below]) - one * (len(ordered) - below)
    return float(total.mean() / len(ordered))
