"""Pairs of pictures that their hashes propose: as they lie, turned, mirrored, with and without margins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darkfigure.media.align import Affine, box_to_box, invert
from darkfigure.media.boxes import Box
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.join import near_pairs
from darkfigure.media.pdq import DIHEDRAL, DISTANCE

_POSITIONS = len(DIHEDRAL)
_CAP = 64  # near hashes of one hash: what hundreds carry is joined by fewer pairs


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
    """Pairs whose hashes differ by at most `distance` bits in some position, the nearest first."""
    owners: list[tuple[int, Box]] = []
    words = []
    for row, one in enumerate(prints):
        owners.append((row, one.frame))
        words.append(one.whole.words)
        if one.box is not None and one.inner is not None:
            owners.append((row, one.box))
            words.append(one.inner.words)
    if not words:
        return []
    pairs = near_pairs(np.concatenate(words), distance=distance, cap=_CAP * _POSITIONS)
    order = np.argsort(pairs.distance, kind="stable")
    first, second = pairs.first[order], pairs.second[order]
    as_they_lie = (first % _POSITIONS == 0) | (second % _POSITIONS == 0)
    found: list[Candidate] = []
    for a, b, bits in zip(
        first[as_they_lie].tolist(),
        second[as_they_lie].tolist(),
        pairs.distance[order][as_they_lie].tolist(),
        strict=True,
    ):
        (here, box), (there, other) = owners[a // _POSITIONS], owners[b // _POSITIONS]
        if here == there:
            continue
        if b % _POSITIONS == 0:
            affine = box_to_box(box, other, DIHEDRAL[a % _POSITIONS])
        else:
            affine = invert(box_to_box(other, box, DIHEDRAL[b % _POSITIONS]))
        found.append(Candidate(here=here, there=there, affine=affine, distance=bits))
    return found
