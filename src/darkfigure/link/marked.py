"""Pairs that share a mark or a day of birth are compared whatever else they share.

Of the rows that share one common name only the best partners are compared, by a rough score that knows no marks. A pair
that has an identifier and one common name, and else nothing, would be left out by the name: the weaker key would
take back what the stronger one brought. Such pairs are put back here, as pairs that share one name.
"""

import numpy as np
import numpy.typing as npt

from darkfigure.link.codes import distinct, within

Ints = npt.NDArray[np.int64]


def pairs_of_blocks(row: npt.NDArray[np.int32], block: npt.NDArray[np.int32], *, mentions: int) -> Ints:
    """All pairs of rows within each block, as `left * mentions + right`, in order, each once, int64 [pairs].

    Args:
        row: of each entry, rising within a block, each row once, int32 [entries].
        block: of each entry, in order, int32 [entries].
        mentions: how many rows there are.

    Example:
        >>> pairs_of_blocks(np.array([0, 2, 3], np.int32), np.array([5, 5, 5], np.int32), mentions=10).tolist()
        [2, 3, 23]
    """
    if not len(row):
        return np.empty(0, dtype=np.int64)
    ends = np.searchsorted(block, block, side="right")
    after = ends - np.arange(len(row)) - 1
    left = np.repeat(np.arange(len(row)), after)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(after) - after, after)
    return distinct(row[left].astype(np.int64) * mentions + row[right])


def put_back(pair: Ints, marked: Ints, *, sharing: int) -> Ints:
    """The pairs with those of `marked` that they lack.

    Args:
        pair: `code * 8 + sharing`, in order, int64 [pairs].
        marked: codes, in order, int64 [marked].
        sharing: of those that are put back.
    """
    new = marked[~within(marked, pair >> 3)]
    return np.sort(np.concatenate([pair, new * 8 + sharing]), kind="stable") if len(new) else pair
