"""An index of local features: which pictures share many of them with this one.

A picture takes 72 features of 256 bits, their places, how they lie, and their rows in one table: 3.0 kB. The table is
by the first bits of the features; whoever asks looks also under all keys that differ by one or two bits.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.features import KEPT, TURNS, Features

FARTHEST = 60  # bits in which two features may differ and count as one
_GRAIN = 32  # places are kept in parts of a pixel
_FEATURES_A_KEY = 8  # on average, which says how many first bits the table is by
_TELLING = 112  # of the features asked for that are looked up under keys two bits away too; the rest under one bit
_CROWD = 40  # times the average: keys of so many features say nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class FeatureIndex:
    """Local features of many pictures, to be asked with `find`.

    Attributes:
        words: Pictures * `KEPT` x 4 words.
        at: Pictures * `KEPT` x 2 places, in 1/32 pixel.
        poses: Pictures * `KEPT`, how they lie (see `Features`).
        counts: How many features each picture has.
        starts: Where each key begins in `rows`.
        rows: Features in the order of their keys.
    """

    words: NDArray[np.uint64]
    at: NDArray[np.uint16]
    poses: NDArray[np.uint8]
    counts: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    rows: NDArray[np.uint32]

    @staticmethod
    def build(pictures: "list[Features]") -> "FeatureIndex":
        """An index of pictures, in their order; of each the `KEPT` most telling features."""
        from darkfigure.media.vote_kernels import table_of

        words = np.zeros((len(pictures) * KEPT, 4), np.uint64)
        at = np.zeros((len(pictures) * KEPT, 2), np.uint16)
        poses = np.zeros(len(words), np.uint8)
        counts = np.zeros(len(pictures), np.uint8)
        used = np.zeros(len(words), np.bool_)
        for k, found in enumerate(pictures):
            few = found.first(KEPT)
            counts[k] = len(few.at)
            rows = slice(k * KEPT, k * KEPT + len(few.at))
            words[rows], poses[rows], used[rows] = few.words, few.poses, True
            at[rows] = np.minimum(few.at * _GRAIN, 65535)
        width = int(np.clip(np.log2(max(len(words), 1) / _FEATURES_A_KEY), 8, 20))
        starts, order = table_of(words, used, width)
        return FeatureIndex(words=words, at=at, poses=poses, counts=counts, starts=starts, rows=order)

    @property
    def bytes_a_picture(self) -> float:
        """Memory of the index, by picture."""
        arrays = (self.words, self.at, self.poses, self.counts, self.starts, self.rows)
        return sum(array.nbytes for array in arrays) / max(len(self.counts), 1)

    def features(self, picture: int) -> Features:
        """The features that are kept of a picture."""
        rows = slice(picture * KEPT, picture * KEPT + int(self.counts[picture]))
        at = self.at[rows].astype(np.float32) / np.float32(_GRAIN)
        return Features(at=at, words=self.words[rows], poses=self.poses[rows])

    def find(self, asked: Features, *, most: int = 60, least: float = 0.5) -> NDArray[np.int64]:
        """The pictures with most votes, best first: at most `most`, each with votes of at least `least`.

        Votes count together that tell of one turn. A feature that many pictures have says less of each.
        """
        from darkfigure.media.vote_kernels import vote

        votes = np.zeros((len(self.counts), TURNS), np.float32)
        width = (len(self.starts) - 1).bit_length() - 1
        crowd = max(_CROWD * len(self.rows) // (1 << width), 200)
        table, limits, masks = (self.starts, self.rows), (KEPT, FARTHEST, crowd), _masks(width)
        known = (self.words, self.poses)
        vote((asked.words[:_TELLING], asked.poses[:_TELLING]), known, table, masks, limits, votes)
        vote((asked.words[_TELLING:], asked.poses[_TELLING:]), known, table, masks[: width + 1], limits, votes)
        turned: NDArray[np.float32] = (votes + np.roll(votes, 1, axis=1) + np.roll(votes, -1, axis=1)).max(axis=1)
        best = np.argsort(-turned, kind="stable")[:most]
        return np.asarray(best[turned[best] >= least], np.int64)


def _masks(width: int) -> NDArray[np.int64]:
    """Keys that differ by no, one or two bits, the nearest first."""
    flips = [0, *(1 << i for i in range(width)), *((1 << i) | (1 << j) for i, j in combinations(range(width), 2))]
    return np.array(flips, np.int64)
