"""How sure it is that a mention belongs to its person, in each of many partitions."""

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def membership(left: Ints, right: Ints, probability: Floats, person: Ints) -> npt.NDArray[np.float32]:
    """Mean probability of a mention's pairs with the others of its person; 1 where it stands alone; float32 [n].

    Args:
        left: compared pairs of n mentions, int64 [pairs].
        right: the other mention of each.
        probability: that each pair is one person's, float64 [pairs].
        person: of each mention, int64 [n], dense from 0.
    """
    sums = _sum_within(left, right, probability, person)
    others = np.bincount(person)[person] - 1
    return np.where(others > 0, sums / np.maximum(others, 1), 1.0).astype(np.float32)


@njit(cache=True)
def _sum_within(left, right, probability, person):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    sums = np.zeros(len(person))
    for k in range(len(left)):
        if person[left[k]] == person[right[k]]:
            sums[left[k]] += probability[k]
            sums[right[k]] += probability[k]
    return sums
