"""Pairs that share no key, and yet must be weighed: those between groups of rows that other pairs bring together.

Average linkage asks for the weight of every pair between two groups. Blocking misses some pairs of one person: a slip
changed the key, or a name is common and nothing else is known. Counted as rather unlikely, they keep apart what other
pairs hold together. There are few of them, so they are compared after all.
"""

import numpy as np
import numpy.typing as npt

from darkfigure.link.blocking import MANY
from darkfigure.link.candidates import Candidates, Sharing
from darkfigure.link.codes import among, distinct, number_distinct
from darkfigure.link.partition import LOWEST

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MOST = 400  # pairs between two groups; larger groups are told apart by what was compared
_AT_BEST = -2.0  # weight that pairs not found are taken to have at best, on average, where there are many mentions


def missing_pairs(found: Candidates, person: Ints, weight: Floats) -> Candidates:
    """The pairs, in order, that were not found and lie within a person, or between two persons that a near pair ties.

    Args:
        found: pairs of n mentions that were brought together.
        person: the person of each mention by these pairs, int64 [n], dense from 0.
        weight: of the pairs, float64 [pairs]; from `LOWEST` on they may be one person's.

    Example:
        >>> found = Candidates(np.array([0, 1]), np.array([1, 2]), np.zeros(2, np.int8))
        >>> missing_pairs(found, np.zeros(3, np.int64), np.ones(2)).right.tolist()
        [2]
    """
    n, near = len(person), weight >= LOWEST
    size = np.bincount(person)
    start = np.cumsum(size) - size
    members = np.argsort(person, kind="stable")
    one, other = person[found.left[near]], person[found.right[near]]
    tied, which = number_distinct(np.minimum(one, other) * len(size) + np.maximum(one, other))
    if n > MANY:
        # Two groups become one where the mean of all pairs between them is high: a few near ones are not enough.
        above = np.bincount(which, weights=weight[near] - _AT_BEST, minlength=len(tied))
        tied = tied[above > (LOWEST - _AT_BEST) * size[tied // len(size)] * size[tied % len(size)]]
    inside = np.flatnonzero(size > 2)
    one, other = (np.concatenate(ends) for ends in zip(np.divmod(tied, max(len(size), 1)), [inside] * 2, strict=True))
    ways = size[one] * size[other]
    one, other, ways = one[ways <= _MOST], other[ways <= _MOST], ways[ways <= _MOST]
    way = np.arange(ways.sum()) - np.repeat(np.cumsum(ways) - ways, ways)
    one, other = np.repeat(one, ways), np.repeat(other, ways)
    a, b = members[start[one] + way // size[other]], members[start[other] + way % size[other]]
    code = distinct((np.minimum(a, b) * n + np.maximum(a, b))[a != b])
    left, right = np.divmod(code, max(n, 1))
    new = ~among(found.left, found.right, left, right)[1]
    left, right = left[new], right[new]
    return Candidates(left, right, np.full(len(left), Sharing.NAMES, dtype=found.sharing.dtype))
