"""The affine map that carries one picture onto another, from features that both have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.features import Features

Affine = NDArray[np.float64]  # 2 x 3: (column, row, 1) of the one to (column, row) of the other

_FARTHEST = 64  # bits in which features of one place may differ
_REACH = 4.0  # pixels by which a feature may miss its place
_LEAST = 4  # features that must lie where the map says; the pixels are compared after that
_ROUNDS = 1000  # of the search for what agrees
_STEPS = 2  # sizes by which features of one scale may differ
_SMALLEST, _LARGEST = 0.15, 6.5  # scales
_STRETCH = 1.8  # the one axis against the other


@dataclass(frozen=True, kw_only=True, eq=False)
class Alignment:
    """Where the pixels of one picture lie in another.

    Attributes:
        affine: The map, in pixels of the decoded pictures.
        here: Places of the features that agree, in the one picture; features x 2.
        there: The same places in the other.
    """

    affine: Affine
    here: NDArray[np.float32]
    there: NDArray[np.float32]

    @property
    def inliers(self) -> int:
        """How many features lie where the map says."""
        return len(self.here)


def align(here: Features, there: Features) -> Alignment | None:
    """The map from one picture to another; None where too few features agree on one.

    Only features that tell of one turn and one scale are asked: among few, chance does not lead astray.
    """
    if min(len(here.at), len(there.at)) < _LEAST:
        return None
    apart = _table(here, there)
    nearest = apart.argmin(axis=1)
    mutual = apart.argmin(axis=0)[nearest] == np.arange(len(nearest))
    kept = np.flatnonzero(mutual & (apart[np.arange(len(nearest)), nearest] <= _FARTHEST))
    if len(kept) < _LEAST:
        return None
    kept = kept[_of_one_pose(here.poses[kept], there.poses[nearest[kept]])]
    found = [_fit(here.at[kept], there.at[nearest[kept]], stretched=stretched) for stretched in (False, True)]
    return max((one for one in found if one is not None), key=lambda one: one.inliers, default=None)


def _of_one_pose(here: NDArray[np.uint8], there: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pairs of features tell of the turn and the scale that most tell of."""
    turn = (there >> 4).astype(np.int64) - (here >> 4)
    step = (there & 15).astype(np.int64) - (here & 15)
    close = (np.abs((turn[:, None] - turn + 8) % 16 - 8) <= 1) & (np.abs(step[:, None] - step) <= _STEPS)
    return np.asarray(close[close.sum(axis=1).argmax()])


def _table(here: Features, there: Features) -> NDArray[np.uint16]:
    """Bits in which each feature differs from each of the other picture."""
    apart = np.zeros((len(here.words), len(there.words)), np.uint16)
    for word in range(4):
        apart += np.bitwise_count(here.words[:, word, None] ^ there.words[None, :, word])
    return apart


def _fit(here: NDArray[np.float32], there: NDArray[np.float32], *, stretched: bool) -> Alignment | None:
    """The map most places agree on: turned, scaled and shifted, which few places decide, or any affine one."""
    import cv2

    if len(here) < _LEAST:
        return None
    estimate = cv2.estimateAffine2D if stretched else cv2.estimateAffinePartial2D
    affine, inside = estimate(here, there, ransacReprojThreshold=_REACH, maxIters=_ROUNDS, confidence=0.999)
    if affine is None or not plausible(affine):
        return None
    kept = inside.ravel().astype(bool)
    if kept.sum() < _LEAST:
        return None
    return Alignment(affine=np.asarray(affine, np.float64), here=here[kept], there=there[kept])


def plausible(affine: Affine) -> bool:
    """Whether a map is one that people make: no extreme scale, no extreme stretch."""
    if not np.isfinite(affine).all():
        return False
    long, short = np.linalg.svd(affine[:, :2], compute_uv=False)
    return bool(short >= _SMALLEST and long <= _LARGEST and long <= _STRETCH * short)


def compose(second: Affine, first: Affine) -> Affine:
    """First the one map, then the other."""
    linear = second[:, :2] @ first[:, :2]
    return np.column_stack([linear, second[:, :2] @ first[:, 2] + second[:, 2]])


def corners(affine: Affine, size: tuple[int, int]) -> NDArray[np.float64]:
    """Where a map carries three corners of a picture of so many columns and rows: all there is to the map; 3 x 2."""
    return np.asarray(np.array([[0.0, 0, 1], [size[0], 0, 1], [0, size[1], 1]]) @ affine.T, np.float64)


def invert(affine: Affine) -> Affine:
    """The map back."""
    linear = np.linalg.inv(affine[:, :2])
    return np.column_stack([linear, -linear @ affine[:, 2]])


def box_to_box(
    here: tuple[int, int, int, int], there: tuple[int, int, int, int], position: tuple[bool, bool, bool]
) -> Affine:
    """The map of one box onto another, in one of the eight positions (see `pdq.DIHEDRAL`)."""
    transposed, left, down = position
    unit = np.array([[1.0, 0, -here[0]], [0, 1, -here[1]]])
    unit = unit / np.array([[here[2] - here[0]], [here[3] - here[1]]])
    if transposed:
        unit = unit[::-1]
    size = np.array([there[2] - there[0], there[3] - there[1]], np.float64)
    flips = np.array([left, down])
    unit = np.where(flips[:, None], -unit, unit)
    unit[:, 2] += flips
    unit = unit * size[:, None]
    unit[:, 2] += there[:2]
    return np.asarray(unit, np.float64)
