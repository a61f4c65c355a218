"""All pairs of hashes that differ by few bits: exact, and without comparing each with each.

The 256 bits are cut into 16 bands of 16. Two hashes that differ in at most 31 bits differ in at most one bit of some
band: were it two or more in each, there would be 32. So all pairs are found by comparing, band by band, hashes whose
bands are equal or one bit apart. Each band puts the hashes in the order of its values, so that those to be compared
lie side by side in memory; a pair is handed over by the first band that finds it.

Source:
    Norouzi, Punjani, Fleet (2012), Fast search in Hamming space with multi-index hashing, CVPR, section 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import UsageError
from darkfigure.media.pdq import DISTANCE, Words

FARTHEST = 31  # bits; one more would need bands two bits apart
_NO_CAP = np.iinfo(np.int32).max


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Pairs of near hashes, each once.

    Attributes:
        first: The lower row of each pair.
        second: The higher row.
        distance: Bits in which they differ.
        hot: Rows that reached the cap; of pairs between two of these, some are left out.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    distance: NDArray[np.uint8]
    hot: NDArray[np.int64]


def near_pairs(words: Words, *, distance: int = DISTANCE, cap: int | None = None) -> Pairs:
    """All pairs of rows whose hashes differ by at most `distance` bits.

    Args:
        words: Hashes x 4 words.
        distance: Bits, 0 to 31.
        cap: Pairs after which a row is hot: pairs of two hot rows are left out, so that a picture that thousands
            carry does not fill the memory. None leaves nothing out.

    Raises:
        UsageError: The distance is not between 0 and 31.
    """
    check_distance(distance)
    from darkfigure.media.band_kernels import BANDS, pairs_of_band

    words = np.ascontiguousarray(words, np.uint64).reshape(-1, 4)
    most = _NO_CAP if cap is None else max(cap, 1)
    neighbours = np.zeros(len(words), np.int32)
    bands = [pairs_of_band(words, band, distance, most, neighbours) for band in range(BANDS)]
    first, second, bits = (np.concatenate(parts) for parts in zip(*bands, strict=True))
    order = np.lexsort((second, first))
    return Pairs(first=first[order], second=second[order], distance=bits[order], hot=np.flatnonzero(neighbours >= most))


def check_distance(distance: int) -> None:
    """Raise where bands of 16 bits do not find all pairs.

    Raises:
        UsageError: The distance is not between 0 and 31.
    """
    if not 0 <= distance <= FARTHEST:
        raise UsageError(f"a distance of {distance} bits was asked for; it must be 0 to {FARTHEST}")
