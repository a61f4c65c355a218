"""How often two persons agree by chance: the levels of pairs of rows that nothing brought together.

Nearly all pairs of rows are of two persons, so these shares need no model. EM alone can err here: where it takes all
pairs that agree for one person's, it finds agreement by chance as good as impossible; where it takes one person's pairs
for those of two, it finds it common.
"""

import numpy as np
import numpy.typing as npt

from darkfigure.link.candidates import Candidates, Sharing
from darkfigure.link.codes import among
from darkfigure.link.compare import KNOWN, compare_fields
from darkfigure.link.fields import Fields

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PAIRS = 500_000
_GOLDEN = (5**0.5 - 1) / 2


def chance_shares(fields: Fields, found: Candidates) -> tuple[Floats, ...]:
    """Share of each level within what is known, float64 [levels] a component; half a pair is added to each.

    Args:
        fields: of n mentions.
        found: the pairs that were brought together; those by names are left out.
    """
    n = len(fields.sex)
    left, right = _spread(n)
    place, apart = among(found.left, found.right, np.minimum(left, right), np.maximum(left, right))
    there = np.flatnonzero(apart)  # of other keys the levels look at the same things
    apart[there] = found.sharing[place[there]] < Sharing.MARK
    apart = ~apart
    levels = compare_fields(fields, left[apart], right[apart])
    shares = []
    for level, known in zip(levels, KNOWN, strict=True):
        count = np.bincount(level, minlength=len(known)) + 0.5
        shares.append(count / np.bincount(known, weights=count)[known])
    return tuple(shares)


def _spread(n: int) -> tuple[Ints, Ints]:
    """All pairs of n rows, or many: each row with others at distances that are spread evenly over the table."""
    if n * (n - 1) // 2 <= _PAIRS:
        one, other = np.triu_indices(n, 1)
        return one.astype(np.int64), other.astype(np.int64)
    steps = np.unique(1 + ((np.arange(1, -(-_PAIRS // n) + 1) * _GOLDEN % 1.0) * (n - 1)).astype(np.int64))
    left = np.tile(np.arange(n, dtype=np.int64), len(steps))
    return left, (left + np.repeat(steps, n)) % n
