"""An index of hashes to be asked: all that differ by at most 31 bits from one, exactly, without a look at each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.join import check_distance
from darkfigure.media.pdq import DISTANCE, Words


@dataclass(frozen=True, kw_only=True, eq=False)
class HashIndex:
    """Hashes in the order of each of their 16 bands.

    Attributes:
        words: Hashes x 4 words.
        starts: Where each value of each band begins in `rows`; bands x 65,537.
        rows: Rows in the order of their values, for each band; bands x hashes.
    """

    words: Words
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]

    @staticmethod
    def build(words: Words) -> "HashIndex":
        """An index of hashes (hashes x 4 words)."""
        from darkfigure.media.band_kernels import BANDS, order_by_band

        words = np.ascontiguousarray(words, np.uint64).reshape(-1, 4)
        bands = [order_by_band(words, band) for band in range(BANDS)]
        return HashIndex(
            words=words, starts=np.stack([starts for starts, _ in bands]), rows=np.stack([rows for _, rows in bands])
        )

    def find(self, asked: Words, *, distance: int = DISTANCE) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Rows within `distance` bits of one hash (four words), the nearest first, and the bits in which they differ.

        Raises:
            UsageError: The distance is not between 0 and 31.
        """
        check_distance(distance)
        asked = np.ascontiguousarray(asked, np.uint64).reshape(4)
        bands = np.array([int(word) >> shift & 0xFFFF for word in asked for shift in (0, 16, 32, 48)])
        flips = np.array([0, *(1 << bit for bit in range(16))])
        found = [np.zeros(0, np.int32)]
        for band, values in enumerate(bands[:, None] ^ flips):
            begin, end = self.starts[band][values], self.starts[band][values + 1]
            found += [self.rows[band][a:b] for a, b in zip(begin.tolist(), end.tolist(), strict=True) if a < b]
        rows = np.unique(np.concatenate(found)).astype(np.int64)
        apart = np.bitwise_count(self.words[rows] ^ asked).sum(axis=1).astype(np.uint8)
        near = np.flatnonzero(apart <= distance)
        order = near[np.argsort(apart[near], kind="stable")]
        return rows[order], apart[order]
