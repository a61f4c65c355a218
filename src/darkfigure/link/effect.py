"""How much the answer to *are these two rows one person?* is expected to move the estimate, pair by pair.

The estimate is stood in for by Chao's lower bound, which has a closed form:

    N = n + f1 (f1 - 1) / (2 (f2 + 1))

for n persons seen, f1 of them on one list and f2 on two. The expected effect of a pair is the probability that the
answer is not what the partition holds, times how far the bound moves if it is not. A pair across two lists moves n, f1
and f2; one within a list moves less; one of rows that stay out of the captures moves nothing.

Source:
    Chao (1987), Biometrics 43, 783-791 (the bias-corrected form).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Partition(NamedTuple):
    """Who is who.

    For each of n mentions its person, int64 [n]; its list, int64 [n]; whether it counts, bool [n]; the probability
    that it belongs to its person, float64 [n].
    """

    person: Ints
    list: Ints
    linkable: npt.NDArray[np.bool_]
    probability: Floats


def expected_effects(partition: Partition, left: Ints, right: Ints, probability: Floats) -> Floats:
    """Expected change of the bound by the answer about each pair, in persons, float64 [pairs].

    Args:
        partition: who is who now.
        left: one mention of each pair, int64 [pairs].
        right: the other.
        probability: that they are one person, float64 [pairs].
    """
    person, lists, linkable, belongs = partition
    seen = np.zeros((person.max(initial=-1) + 1, lists.max(initial=0) + 1), dtype=np.int32)
    np.add.at(seen, (person[linkable], lists[linkable]), 1)
    size = (seen > 0).sum(axis=1)
    found = np.array([(size > 0).sum(), (size == 1).sum(), (size == 2).sum()], dtype=np.int64)

    one, other = person[left], person[right]
    together = one == other
    # the row that fits its person less well is the one that would leave it
    leaves = np.where(belongs[left] < belongs[right], left, right)
    rest = seen[one]
    np.subtract.at(rest, (np.arange(len(left)), lists[leaves]), linkable[leaves].astype(np.int32))
    apart = np.stack([(rest > 0).sum(axis=1), linkable[leaves].astype(np.int64)], axis=1)
    merged = np.stack([((seen[one] + seen[other]) > 0).sum(axis=1), np.zeros(len(left), dtype=np.int64)], axis=1)
    now = np.where(
        together[:, None], np.stack([size[one], np.zeros_like(one)], axis=1), np.stack([size[one], size[other]], axis=1)
    )
    then = np.where(together[:, None], apart, merged)
    moved = np.stack([_counted(then, k) - _counted(now, k) for k in range(3)], axis=1)
    wrong = np.where(together, 1.0 - probability, probability)
    effects: Floats = wrong * np.abs(_bound(found + moved) - _bound(found[None, :]))
    return effects


def _counted(sizes: Ints, seen_on: int) -> Ints:
    """How many of the persons of each row are on so many lists; on any, for 0."""
    counted: Ints = ((sizes > 0) if seen_on == 0 else (sizes == seen_on)).sum(axis=1)
    return counted


def _bound(counts: Ints) -> Floats:
    """Chao's bound from persons seen, seen once and seen twice, [..., 3]."""
    seen, once, twice = (counts[..., k].astype(np.float64) for k in range(3))
    bound: Floats = seen + once * (once - 1.0) / (2.0 * (twice + 1.0))
    return bound
