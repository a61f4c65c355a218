"""Whether the families of structures agree, and whether the data identify a number at all."""

from dataclasses import dataclass

import numpy as np

from darkfigure.estimate.combined import Posterior, shortest_interval
from darkfigure.inference import mixtures

AGREE, DISAGREE, OPEN = "families agree", "families disagree", "not identified"

FAMILIES = {
    "people do not differ": (mixtures.NONE,),
    "some are harder to see on every list": (mixtures.COMMON, mixtures.SMOOTH),
    "some kinds are on some kinds of lists": (mixtures.TYPED,),
}

_PLAUSIBLE = 0.1  # weight from which a family has a say
# weight from which people may differ; beforehand it is two thirds, and the runs leave some doubt about a weight
_SURE = 0.6
_VAGUE = 2.0  # how often the lower limit of the unseen goes into the upper before the number is called open


@dataclass(frozen=True, kw_only=True)
class Family:
    """What one family says of the unseen, and its weight."""

    name: str
    weight: float
    median: float
    low: float
    high: float


def families(found: Posterior, *, level: float) -> list[Family]:
    """The families that have a say, by falling weight."""
    said = []
    for name, kinds in FAMILIES.items():
        own = [one for one in found.structures if one.structure.kind in kinds]
        weight = sum(one.weight for one in own)
        if weight < _PLAUSIBLE:
            continue
        draws = np.concatenate([one.unseen for one in own])
        share = np.concatenate([np.full(len(one.unseen), one.weight / len(one.unseen)) for one in own])
        order = np.argsort(draws)
        places = np.searchsorted(np.cumsum(share[order]) / share.sum(), [(1 - level) / 2, 0.5, (1 + level) / 2])
        low, median, high = draws[order][places.clip(0, len(draws) - 1)]
        said.append(Family(name=name, weight=weight, median=float(median), low=float(low), high=float(high)))
    return sorted(said, key=lambda one: -one.weight)


def verdict(found: Posterior, *, level: float) -> str:
    """`families agree`, `families disagree` or `not identified`.

    Not identified is a number that rests on how people differ, which no table shows: the data do not speak against
    their differing, and the limits of the unseen lie more than a factor of two apart.
    """
    low, high = shortest_interval(found.unseen, level=level)
    if 1.0 - found.weight_of(mixtures.NONE) >= _SURE and high + 1.0 > _VAGUE * (low + 1.0):
        return OPEN
    said = families(found, level=level)
    for one in said:
        for other in said:
            if not one.low <= other.median <= one.high and not other.low <= one.median <= other.high:
                return DISAGREE
    return AGREE
