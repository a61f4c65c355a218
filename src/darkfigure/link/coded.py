"""Pairs of n rows as numbers, `(left * n + right) * 8 + sharing`: in order, each once, several lists as one.

The lists are as long as there are pairs, and are kept in files where they are large: all is done in their order.
"""

import numba
import numpy as np
import numpy.typing as npt

from darkfigure.link.candidates import FAINT
from darkfigure.store.scratch import Scratch


def kept(part: npt.NDArray[np.int64], scratch: Scratch) -> npt.NDArray[np.int64]:
    """A copy that is in a file where it is large."""
    out: npt.NDArray[np.int64] = scratch.empty(len(part), np.int64)
    out[:] = part
    return out


def put_together(parts: list[npt.NDArray[np.int64]], scratch: Scratch) -> npt.NDArray[np.int64]:
    """Lists one after the other; `parts` is emptied."""
    if len(parts) == 1:
        return parts[0]
    out: npt.NDArray[np.int64] = scratch.empty(sum(map(len, parts)), np.int64)
    at = 0
    while parts:
        part = parts.pop(0)
        out[at : at + len(part)] = part
        at += len(part)
    return out


def joined(found: npt.NDArray[np.int64], best: npt.NDArray[np.int64], scratch: Scratch) -> npt.NDArray[np.int64]:
    """Two pieces of pairs with their sharing as one, both in order: names alone count before all other sharing."""
    out = scratch.empty(len(found) + len(best), np.int64)
    return out[: _merge(found, best, out)]


def ordered(pair: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Pairs with their sharing in order, each once, by the first sharing; `pair` is overwritten."""
    pair.sort()
    return pair[: _once(pair)]


@numba.njit(cache=True)
def _once(pair):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Move the first of each pair to the front; returns how many there are."""
    count = 0
    for k in range(len(pair)):
        if count == 0 or pair[k] >> 3 != pair[count - 1] >> 3:
            pair[count] = pair[k]
            count += 1
    return count


@numba.njit(cache=True)
def _merge(found, best, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    count, at = 0, 0
    for pair in best:
        while at < len(found) and found[at] >> 3 < pair >> 3:
            out[count] = found[at]
            count, at = count + 1, at + 1
        if at < len(found) and found[at] >> 3 == pair >> 3:
            by_names = found[at] & 7 == 0 or found[at] & 7 == FAINT
            out[count] = found[at] if by_names else min(found[at], pair)
            at += 1
        else:
            out[count] = pair
        count += 1
    for pair in found[at:]:
        out[count] = pair
        count += 1
    return count
