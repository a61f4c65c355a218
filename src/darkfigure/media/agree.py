"""Whether two pictures show the same where they overlap: the last word on every pair, whatever proposed it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.align import Affine, plausible
from darkfigure.media.picture import Grey

_LONG = 256  # pixels of the longer side at which pictures are compared
_WINDOW = 13  # pixels a side within which brightness is correlated
_LIKE = 0.75  # correlation from which on a place is the same
_TEXTURE = (0.5, 2.0)  # levels of deviation below which a place shows nothing: in the palest pictures, and in others
_PALE = 0.15  # of the deviation of the whole picture, between these two
_SHARE = 0.6  # of the places that show something, which must be the same
_SHOWN = 0.03  # of the overlap that must show something
_OVERLAP = 0.25  # of the one or the other picture that must lie in the overlap

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two pictures agree under a map.

    Attributes:
        same: Share of the places that show something where both show the same.
        shown: Share of the overlap that shows something.
        here: Share of the one picture that lies in the overlap.
        there: Share of the other.
    """

    same: float
    shown: float
    here: float
    there: float

    @property
    def is_copy(self) -> bool:
        """Whether the one picture was made from the other, or both from a third."""
        return self.same >= _SHARE and self.shown >= _SHOWN and max(self.here, self.there) >= _OVERLAP


_NOTHING = Agreement(same=0.0, shown=0.0, here=0.0, there=0.0)


def agreement(here: Grey, there: Grey, affine: Affine) -> Agreement:
    """Lay one picture onto the other by a map, and compare them place by place."""
    if not plausible(affine):
        return _NOTHING
    one, two, inside = overlay(here, there, affine)
    overlap = int(inside.sum())
    if overlap < 400:
        return _NOTHING
    like, textured = _correlate(one, two, inside)
    places = int(textured.sum())
    scale = abs(np.linalg.det(affine[:, :2])) * two.size / there.size
    return Agreement(
        same=float((like[textured] >= _LIKE).mean()) if places else 0.0,
        shown=places / overlap,
        here=min(overlap / (here.size * scale), 1.0),
        there=overlap / two.size,
    )


def overlay(here: Grey, there: Grey, affine: Affine) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """One picture carried onto the other, the other, and where both are; at most `_LONG` pixels long."""
    import cv2

    share = min(_LONG / max(there.shape), 1.0)
    size = (max(round(there.shape[1] * share), 1), max(round(there.shape[0] * share), 1))
    two = cv2.resize(there, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    shrink = np.array([[size[0] / there.shape[1]], [size[1] / there.shape[0]]])
    carried = affine * shrink
    finer = float(np.sqrt(abs(np.linalg.det(carried[:, :2]))))
    source = here
    if finer < 0.8:  # shrink by areas first: what is finer than a pixel must not flicker
        source = cv2.resize(here, None, fx=finer, fy=finer, interpolation=cv2.INTER_AREA)
        carried = np.column_stack(
            [
                carried[:, 0] * here.shape[1] / source.shape[1],
                carried[:, 1] * here.shape[0] / source.shape[0],
                carried[:, 2],
            ]
        )
    one = cv2.warpAffine(source.astype(np.float32), carried, size, flags=cv2.INTER_LINEAR)
    inside = cv2.warpAffine(np.ones(source.shape, np.uint8), carried, size, flags=cv2.INTER_NEAREST) > 0
    return np.asarray(one), np.asarray(two), np.asarray(inside)


def _correlate(one: Floats, two: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Correlation within a window around each place, and which places show something."""
    import cv2

    window = (_WINDOW, _WINDOW)
    one, two = cv2.GaussianBlur(one, (0, 0), 1.0), cv2.GaussianBlur(two, (0, 0), 1.0)
    weight = inside.astype(np.float32)
    share = np.maximum(cv2.blur(weight, window), 1e-6)

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values * weight, window) / share, np.float32)

    mean_one, mean_two = mean(one), mean(two)
    spread_one = np.sqrt(np.maximum(mean(one * one) - mean_one * mean_one, 0))
    spread_two = np.sqrt(np.maximum(mean(two * two) - mean_two * mean_two, 0))
    floor = np.clip(_PALE * min(one[inside].std(), two[inside].std()), *_TEXTURE)
    like = (mean(one * two) - mean_one * mean_two) / (spread_one * spread_two + 0.1 * floor**2)
    textured = inside & (share > 0.5) & (np.maximum(spread_one, spread_two) >= floor)
    return np.asarray(like, np.float32), np.asarray(textured)
