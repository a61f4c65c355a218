"""Whether two pictures show the same where they overlap: the last word on every pair, whatever proposed it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.align import Affine, plausible
from darkfigure.media.overlay import Boxes, Floats, Mask, overlay, within
from darkfigure.media.picture import Grey

_WINDOW = 13  # pixels a side within which brightness is correlated
_LIKE = 0.75  # correlation from which on a place is the same
_TEXTURE = (0.5, 2.0)  # levels of deviation below which a place shows nothing: in the palest pictures, and in others
_PALE = 0.15  # of the deviation of the whole picture, between these two
_LEVELS = (4.0, 0.3)  # by which places that show nothing may differ: levels, and in the picture's deviations
_SAME = 0.6  # of the places that show something, which must be the same
_SAME_IF_ALL = 0.35  # the same, where nearly all of the overlap agrees: words over a quiet picture
_ALL, _NEARLY_ALL = 0.55, 0.8  # of the whole overlap
_MUCH = 0.35  # of the overlap that shows something, below which nearly all must agree
_SHOWN = 0.03  # of the overlap that must show something
_SHOWN_FRAMED = 0.12  # the same, of what lies in a frame
_WORTH = 0.2  # the same, from which on it is asked whether something lies over the picture
_CLOSE = (4.0, 0.6)  # levels by which uncovered pixels may differ, and the same in deviations around
_LEFT = 0.45  # of the pixels around a place that must be uncovered, for the place to be judged
_OVERLAP = 0.25  # of the one or the other picture that must lie in the overlap


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two pictures agree under a map.

    Attributes:
        same: Share of the places that show something where both show the same.
        all: Share of the whole overlap that agrees, with the places of like brightness that show nothing.
        shown: Share of the overlap that shows something.
        here: Share of the one picture that lies in the overlap.
        there: Share of the other.
    """

    same: float
    all: float
    shown: float
    here: float
    there: float

    @property
    def is_copy(self) -> bool:
        """Whether the one picture was made from the other, or both from a third."""
        return (
            _is_alike(self.same, self.all, self.shown)
            and self.shown >= _SHOWN
            and max(self.here, self.there) >= _OVERLAP
        )

    def reversed(self) -> "Agreement":
        """The same, seen from the other picture."""
        return replace(self, here=self.there, there=self.here)


NOTHING = Agreement(same=0.0, all=0.0, shown=0.0, here=0.0, there=0.0)
EVERYTHING = Agreement(same=1.0, all=1.0, shown=1.0, here=1.0, there=1.0)


def agreement(here: Grey, there: Grey, affine: Affine, boxes: Boxes = (None, None)) -> Agreement:
    """Lay one picture onto the other by a map, and compare them place by place.

    `boxes` are those inside the margins of the one and the other: only what lies in both is compared, for the same
    screen or frame around two pictures makes no copies of them.
    """
    if not plausible(affine):
        return NOTHING
    one, two, inside = overlay(here, there, affine)
    overlap = int(inside.sum())
    if overlap < 400:
        return NOTHING
    inside &= within(there, affine, boxes, two.shape)
    seen = int(inside.sum())
    if seen < 400:
        return NOTHING
    framed = boxes != (None, None)
    found = _judge(one, two, inside, inside, framed=framed)
    if found is None:
        return NOTHING
    alike, (same, everywhere, shown) = found
    if same >= _WORTH and not _is_alike(same, everywhere, shown):
        left = uncovered(one, two, inside, alike)
        again = _judge(one, two, inside, left, framed=framed) if left.any() else None
        if again is not None and _is_alike(*again[1]):
            same, everywhere, shown = again[1]
    scale = abs(np.linalg.det(affine[:, :2])) * two.size / there.size
    return Agreement(
        same=same,
        all=everywhere,
        shown=shown,
        here=min(overlap / (here.size * float(scale)), 1.0),
        there=overlap / two.size,
    )


def _is_alike(same: float, everywhere: float, shown: float) -> bool:
    least = _ALL if shown >= _MUCH else _NEARLY_ALL  # the same words on two plain grounds make no copies
    return (same >= _SAME and everywhere >= least) or (same >= _SAME_IF_ALL and everywhere >= _NEARLY_ALL)


def _judge(
    one: Floats, two: Floats, inside: Mask, weighed: Mask, *, framed: bool
) -> tuple[Mask, tuple[float, float, float]] | None:
    """Places that are the same, and the shares `same`, `all` and `shown`; None for two nearly flat things in a frame.

    Of the places `inside`, each judged by the pixels around it that are `weighed`.
    """
    like, textured, hidden = _correlate(one, two, inside, weighed)
    alike = textured & (like >= _LIKE)
    quiet = inside & ~textured & ~hidden & _level(one, two, inside, alike)
    seen, places = int(inside.sum()), int(textured.sum() + hidden.sum())
    if framed and places < _SHOWN_FRAMED * seen:
        return None
    same = float(alike.sum()) / places if places else 0.0
    return alike, (same, float(alike.sum() + quiet.sum()) / seen, places / seen)


def _correlate(one: Floats, two: Floats, inside: Mask, weighed: Mask) -> tuple[Floats, Mask, Mask]:
    """Correlation within a window around each place; places that show something; places that something lies over."""
    import cv2

    window = (_WINDOW, _WINDOW)
    one, two = np.asarray(cv2.GaussianBlur(one, (0, 0), 1.0)), np.asarray(cv2.GaussianBlur(two, (0, 0), 1.0))
    weight = weighed.astype(np.float32)
    share = np.asarray(cv2.blur(weight, window))
    held = np.maximum(share, 1e-6)

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values * weight, window) / held, np.float32)

    mean_one, mean_two = mean(one), mean(two)
    spread_one = np.sqrt(np.maximum(mean(one * one) - mean_one * mean_one, 0))
    spread_two = np.sqrt(np.maximum(mean(two * two) - mean_two * mean_two, 0))
    floor = np.clip(_PALE * min(one[weighed].std(), two[weighed].std()), *_TEXTURE)
    like = (mean(one * two) - mean_one * mean_two) / (spread_one * spread_two + 0.1 * floor**2)
    around = np.asarray(cv2.blur(inside.astype(np.float32), window))
    hidden = inside & (around > 0.5) & (share < _LEFT * around)
    textured = inside & ~hidden & (around > 0.5) & (np.maximum(spread_one, spread_two) >= floor)
    return np.asarray(like, np.float32), np.asarray(textured), np.asarray(hidden)


def uncovered(one: Floats, two: Floats, inside: Mask, alike: Mask) -> Mask:
    """Pixels that are nearly the same, brightness and contrast made alike: what words leave free between their lines.

    Nearly is less than most of what the quieter of both varies around: of two pictures with nothing in common, a third
    of the pixels are so by chance, and no place has enough of them.
    """
    import cv2

    x, y = one[alike], two[alike]
    varies = float(x.var())
    gain = float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / varies, 0.4, 2.5)) if varies > 1 else 1.0
    apart = np.abs((one - x.mean()) * gain + y.mean() - two)
    spreads = []
    for values in (one * np.float32(gain), two):
        middle = cv2.blur(values, (_WINDOW, _WINDOW))
        spreads.append(np.sqrt(np.maximum(cv2.blur(values * values, (_WINDOW, _WINDOW)) - middle * middle, 0)))
    return np.asarray(inside & (apart <= np.maximum(_CLOSE[0], _CLOSE[1] * np.minimum(*spreads))))


def _level(one: Floats, two: Floats, inside: Mask, alike: Mask) -> NDArray[np.bool_]:
    """Where brightness is near, after the one picture is made as bright and as rich in contrast as the other."""
    among = alike if alike.sum() > 100 else inside
    spread = float(one[among].std())
    gain = float(np.clip(two[among].std() / spread, 0.5, 2.0)) if spread > 1 else 1.0
    moved = (one - one[among].mean()) * gain + two[among].mean()
    low, high = np.percentile(two[inside], (16, 84))  # a deviation that words over the picture do not widen
    return np.asarray(np.abs(moved - two) <= _LEVELS[0] + _LEVELS[1] * float(high - low) / 2)
