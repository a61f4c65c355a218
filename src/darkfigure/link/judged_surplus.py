"""How many more links people find among the pairs they judge than drawn partitions expect there.

Drawn partitions have the right number of links in all, but not in every place: of pairs that the best partition joins
against their weight they make too few, and make up for it by links of which nobody knows where they are. People are
asked about just these pairs first. What they find there beyond what was expected was among the links held for missed,
and is not to be counted twice.
"""

import numpy as np

from darkfigure.link.calibration import Trust
from darkfigure.link.draws import Rows, draw_partitions
from darkfigure.link.held import Pairs

_DRAWS = 20


def surplus_of(rows: Rows, pairs: Pairs, held: Pairs, *, rng: np.random.Generator, trust: Trust) -> float:
    """The links found beyond those expected; 0 where there are fewer.

    Args:
        rows: the rows.
        pairs: compared pairs, in order, as if nobody had judged.
        held: judged pairs; those of one person have a weight above 0.
        rng: source of randomness.
        trust: how far the weights can be trusted.
    """
    drawn = draw_partitions(rows, pairs, draws=_DRAWS, rng=rng, trust=trust).person
    counts = rows.linkable[held.left] & rows.linkable[held.right]
    left, right = held.left[counts], held.right[counts]
    expected = float((drawn[:, left] == drawn[:, right]).mean(axis=0).sum())
    return max(float((held.weight[counts] > 0).sum()) - expected, 0.0)
