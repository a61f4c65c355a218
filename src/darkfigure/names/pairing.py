"""Compiled: which tokens of two names go together, and what those are worth that no calibration weighs.

These are kunyas and origins, and names that hold nothing else.

Numba keeps what it compiled beside each file and looks at that file's age alone: after a change here, touch
`kernel.py`.
"""

import numpy as np
from numba import njit

from darkfigure.names.arrays import Array
from darkfigure.names.evidence import own
from darkfigure.names.name import FATHER, KUNYA
from darkfigure.names.tokens import SINGLE

LEAST = 0.3
"""Names agree from this ratio on."""
SECOND_KUNYA = 2.0
"""The most that a second kunya costs beside a name that agrees."""
_KIN_FROM = 4.0
"""From this cost on a clash is taken for two persons' names. A brother shares a rare name too, and bears
another beside it: rarity tells little then."""


@njit(cache=True)
def pair_off(  # noqa: PLR0913, PLR0917
    scores: Array, left: Array, right: Array, free: Array, moved: Array, agreed: Array, gains: Array
) -> int:
    """Pair off tokens that agree, best first: their places and ratios. `free[side]` marks what is left."""
    number = 0
    for _ in range(min(len(left), len(right))):
        best, i, j = LEAST, -1, -1
        for a in range(len(left)):
            for b in range(len(right)):
                if free[0, a] and free[1, b] and scores[a, b] - moved[left[a], right[b]] > best:
                    best, i, j = scores[a, b] - moved[left[a], right[b]], a, b
        if i < 0:
            break
        free[0, i] = free[1, j] = False
        agreed[number, 0], agreed[number, 1], gains[number] = i, j, best
        number += 1
    return number


@njit(cache=True)
def sum_agreement(
    left: Array, right: Array, agreed: Array, gains: Array, number: int, further: Array
) -> tuple[float, float, bool]:
    """Ratios of own names and of kunyas and origins that agree, and whether any own names do.

    Later names of a person go with the earlier ones (a people's given and family names), so each tells less.
    """
    strong, weak, named = 0.0, 0.0, 0
    for k in range(number):
        if own(left[agreed[k, 0]]) or own(right[agreed[k, 1]]):
            strong += gains[k] * further[min(named, len(further) - 1)]
            named += 1
        else:
            weak += gains[k]
    return strong, weak, named > 0


@njit(cache=True)
def sum_clashes(  # noqa: PLR0913, PLR0917
    scores: Array,
    left: Array,
    right: Array,
    free: Array,
    moved: Array,
    clash: Array,
    kin: tuple[float, float],
    named: bool,  # noqa: FBT001
) -> tuple[float, float]:
    """What names cost that are left on both sides, worst first; and the most that agreement can say beside them.

    A second kunya is little beside a name that agrees (`named`), but where it stands for the name it clashes as one.
    """
    total, most = 0.0, np.inf
    for _ in range(min(len(left), len(right))):
        worst, i, j = 0.0, -1, -1
        for a in range(len(left)):
            for b in range(len(right)):
                if free[0, a] and free[1, b]:
                    here = min(clash[left[a], right[b]], moved[left[a], right[b]] - scores[a, b])
                    if named and left[a] == KUNYA:
                        here = min(here, SECOND_KUNYA)
                    if here > worst:
                        worst, i, j = here, a, b
        if i < 0:
            break
        free[0, i] = free[1, j] = False
        total -= worst
        if worst >= _KIN_FROM:
            most = min(most, kin[1] if left[i] == FATHER or right[j] == FATHER else kin[0])
    return total, most


@njit(cache=True)
def has_own(fact: Array, token: Array, roles: Array) -> bool:
    """Whether a name holds more than a kunya, an origin and initials."""
    for k in range(len(roles)):  # noqa: SIM110 - compiled
        if own(roles[k]) and not fact[token[k], SINGLE]:
            return True
    return False


@njit(cache=True)
def sum_missing(left: Array, right: Array, free: Array, missing: Array) -> float:
    """What names cost that only one side has."""
    total = 0.0
    for i in range(len(left)):
        total += missing[left[i]] if free[0, i] else 0.0
    for j in range(len(right)):
        total += missing[right[j]] if free[1, j] else 0.0
    return total
