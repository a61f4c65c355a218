"""Pairs of pictures that their hashes propose: as they lie, turned, mirrored, with and without margins.

Those come first whose hashes few pictures are near to. What hundreds carry, the banner of a channel or the screen of a
telephone, comes last: see `patience`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from darkfigure.media.align import Affine, box_to_box, invert
from darkfigure.media.boxes import Box
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.join import near_pairs
from darkfigure.media.pdq import DIHEDRAL, DISTANCE, Words

_POSITIONS = len(DIHEDRAL)
_CAP = 512  # near hashes of one hash: what hundreds carry is joined by fewer pairs


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """Two pictures that may be copies.

    Attributes:
        here: Row of the one picture.
        there: Row of the other.
        affine: Where the one would lie in the other, in decoded pixels.
        distance: Bits in which the hashes differ.
    """

    here: int
    there: int
    affine: Affine
    distance: int


def hash_candidates(prints: Sequence[Fingerprint], *, distance: int = DISTANCE) -> list[Candidate]:
    """Pairs whose hashes differ by at most `distance` bits: whole pictures, then parts; of each the rarest first."""
    whole = _Rows()
    parts = _Rows()
    for row, one in enumerate(prints):
        for position in range(_POSITIONS):
            whole.add(row, one.frame, position, one.whole.words[position])
            if one.box is not None and one.inner is not None:
                whole.add(row, one.box, position, one.inner.words[position])
        for box, words in zip(one.parts, one.part_words, strict=True):
            parts.add(row, box, 0, words)
    return [*_pairs(whole, distance), *_pairs(parts, distance)]


class _Rows:
    """Hashes with whose they are."""

    def __init__(self) -> None:
        self.owners: list[tuple[int, Box, int]] = []
        self.words: list[Words] = []

    def add(self, row: int, box: Box, position: int, words: Words) -> None:
        self.owners.append((row, box, position))
        self.words.append(words)


def _pairs(rows: _Rows, distance: int) -> Iterator[Candidate]:
    """Pairs of hashes of two pictures, of which one is as it lies: the rarest first, of these the nearest."""
    if not rows.words:
        return
    pairs = near_pairs(np.array(rows.words), distance=distance, cap=_CAP)
    near = np.bincount(np.concatenate([pairs.first, pairs.second]), minlength=len(rows.words))
    crowd = np.log2(np.maximum(near[pairs.first], near[pairs.second])).astype(np.int64)  # twice as many are as rare
    order = np.lexsort((pairs.distance, crowd))
    for a, b, bits in zip(
        *(column[order].tolist() for column in (pairs.first, pairs.second, pairs.distance)), strict=True
    ):
        here, box, position = rows.owners[a]
        there, other, turned = rows.owners[b]
        if here == there or (position and turned):
            continue
        if turned:
            affine = invert(box_to_box(other, box, DIHEDRAL[turned]))
        else:
            affine = box_to_box(box, other, DIHEDRAL[position])
        yield Candidate(here=here, there=there, affine=affine, distance=bits)
