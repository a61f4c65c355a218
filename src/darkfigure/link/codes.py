"""Many whole numbers at once, such as `left * n + right` of pairs: which are distinct, and which are among others.

By sorting, which compiled code does several times as fast as `numpy.unique` and `numpy.isin` hash tens of millions.
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def distinct(codes: Ints) -> Ints:
    """The numbers in order, each once.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(codes)
    return ordered[_begins(ordered)]


def number_distinct(codes: Ints) -> tuple[Ints, Ints]:
    """The numbers in order, each once, and for each of `codes` which of these it is.

    >>> [part.tolist() for part in number_distinct(np.array([3, 1, 3]))]
    [[1, 3], [1, 0, 1]]
    """
    order = np.argsort(codes)
    ordered = codes[order]
    begins = _begins(ordered)
    number = np.empty(len(codes), dtype=np.int64)
    number[order] = np.cumsum(begins) - 1
    return ordered[begins], number


def within(codes: Ints, ordered: Ints) -> npt.NDArray[np.bool_]:
    """Whether each number is among others, which are in order.

    >>> within(np.array([3, 1]), np.array([1, 2])).tolist()
    [False, True]
    """
    if not len(ordered):
        return np.zeros(len(codes), dtype=np.bool_)
    place = np.minimum(np.searchsorted(ordered, codes), len(ordered) - 1)
    found: npt.NDArray[np.bool_] = ordered[place] == codes
    return found


def _begins(ordered: Ints) -> npt.NDArray[np.bool_]:
    """Where in an order a number stands for the first time."""
    begins = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins
