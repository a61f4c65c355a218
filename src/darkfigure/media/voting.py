"""An index of local features: which pictures share many of them with this one.

A picture takes 72 features of 256 bits, how they lie, and whose they are: 2.8 kB. They are kept in the order of their
first bits, their key; whoever asks looks also under all keys that differ by one or two bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.features import KEPT, TURNS, Features

if TYPE_CHECKING:
    from darkfigure.media.vote_kernels import Known, Room

FARTHEST = 44  # bits in which two features may differ and count as one; further ones are mostly chance
_FEATURES_A_KEY = 8  # on average, which says how many first bits the table is by
_TELLING = 112  # of the features asked for that are looked up under keys two bits away too; the rest under one bit
_CROWD = 40  # times the average: keys of so many features say nothing
_LOOKED = 1000  # features that are looked at for one that is asked for: so the work grows with the pictures


@dataclass(frozen=True, kw_only=True, eq=False)
class FeatureIndex:
    """Local features of many pictures, to be asked with `find`; by one thread at a time.

    Attributes:
        pictures: The features that are kept of each picture.
        known: The same in the order of their keys.
        masks: Keys to look under, as what they differ in.
        room: Where votes are counted.
    """

    pictures: tuple[Features, ...]
    known: "Known"
    masks: NDArray[np.int64]
    room: "Room"

    @staticmethod
    def build(pictures: Sequence[Features]) -> "FeatureIndex":
        """An index of pictures, in their order; of each the `KEPT` most telling features."""
        from darkfigure.media.vote_kernels import Known, Room, table_of

        few = tuple(found.first(KEPT) for found in pictures)
        words = np.concatenate([np.zeros((0, 4), np.uint64), *(one.words for one in few)])
        poses = np.concatenate([np.zeros(0, np.uint8), *(one.poses for one in few)])
        owners = np.repeat(np.arange(len(few), dtype=np.uint32), [len(one.at) for one in few])
        width = int(np.clip(np.log2(max(len(few) * KEPT, 1) / _FEATURES_A_KEY), 8, 20))
        starts, order = table_of(words, width)
        return FeatureIndex(
            pictures=few,
            known=Known(words=words[order], poses=poses[order], owners=owners[order], starts=starts),
            masks=_masks(width),
            room=Room(
                votes=np.zeros((len(few), TURNS), np.float32),
                asked=np.full(len(few), -1, np.int32),
                found=np.zeros(len(few), np.int32),
            ),
        )

    @property
    def bytes_a_picture(self) -> float:
        """Memory of the index, by picture."""
        return sum(array.nbytes for array in (*self.known, *self.room)) / max(len(self.pictures), 1)

    def features(self, picture: int) -> Features:
        """The features that are kept of a picture."""
        return self.pictures[picture]

    def find(self, asked: Features, *, most: int = 60, least: float = 0.5) -> NDArray[np.int64]:
        """The pictures with most votes, best first: at most `most`, each with votes of at least `least`.

        Votes count together that tell of one turn. A feature that many pictures have says less of each.
        """
        from darkfigure.media.vote_kernels import Limits, vote

        keys = len(self.known.starts) - 1
        limits = Limits(
            telling=_TELLING,
            farthest=FARTHEST,
            crowd=max(_CROWD * len(self.known.owners) // keys, 200),
            looked=_LOOKED,
            least=least,
        )
        found, votes = vote(asked.words, asked.poses, self.known, self.masks, limits, self.room)
        return np.asarray(found[np.lexsort((found, -votes))[:most]], np.int64)


def _masks(width: int) -> NDArray[np.int64]:
    """Keys that differ by no, one or two bits, the nearest first."""
    flips = [0, *(1 << i for i in range(width)), *((1 << i) | (1 << j) for i, j in combinations(range(width), 2))]
    return np.array(flips, np.int64)
