"""Whether two pictures show the same where they overlap: the last word on every pair, whatever proposed it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.align import Affine, plausible
from darkfigure.media.overlay import Boxes, overlay, within
from darkfigure.media.picture import Grey
from darkfigure.media.places import Floats, Mask, correlate, uncovered
from darkfigure.media.repeats import agree_elsewhere

_WINDOW = 13  # pixels a side, as correlation is taken over
_LIKE = 0.75  # correlation from which on a place is the same
_LEVELS = (4.0, 0.3)  # by which places that show nothing may differ: levels, and in the picture's deviations
_SAME = 0.6  # of the places that show something, which must be the same
_SAME_IF_ALL = 0.35  # the same, where nearly all of the overlap agrees: words over a quiet picture
_ALL, _NEARLY_ALL = 0.55, 0.8  # of the whole overlap
_MUCH = 0.35  # of the overlap that shows something, below which nearly all must agree
_SHOWN = 0.03  # of the overlap that must show something
_SHOWN_FRAMED = 0.12  # the same, of what lies in a frame
_WORTH = 0.2  # the same, from which on it is asked whether something lies over the picture
_LEFT = 0.45  # of the pixels around a place that must be uncovered, for the place to be judged
_OVERLAP = 0.25  # of the one or the other picture that must lie in the overlap
_WHOLE = (
    0.02  # of the longer side by which the corners of a picture laid onto the whole of another may miss its corners
)
_EQUAL = 0.98  # correlation of the pixels from which on whole pictures are equal, and may repeat


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two pictures agree under a map.

    Attributes:
        same: Share of the places that show something where both show the same.
        all: Share of the whole overlap that agrees, with the places of like brightness that show nothing.
        shown: Share of the overlap that shows something.
        here: Share of the one picture that lies in the overlap.
        there: Share of the other.
        elsewhere: Whether they agree as well a shift away, and so prove nothing; known of what is a copy but for this.
    """

    same: float
    all: float
    shown: float
    here: float
    there: float
    elsewhere: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether the one picture was made from the other, or both from a third."""
        return (
            _is_alike(self.same, self.all, self.shown)
            and self.shown >= _SHOWN
            and max(self.here, self.there) >= _OVERLAP
            and not self.elsewhere
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
    judged = _judge(one, two, inside, inside, framed=framed)
    if judged is None:
        return NOTHING
    alike, (same, everywhere, shown) = judged
    if same >= _WORTH and not _is_alike(same, everywhere, shown):
        left = uncovered(one, two, inside, alike)
        again = _judge(one, two, inside, left, framed=framed) if left.any() else None
        if again is not None and _is_alike(*again[1]):
            same, everywhere, shown = again[1]
    scale = abs(np.linalg.det(affine[:, :2])) * two.size / there.size
    found = Agreement(
        same=same,
        all=everywhere,
        shown=shown,
        here=min(overlap / (here.size * float(scale)), 1.0),
        there=overlap / two.size,
    )
    if not found.is_copy or (_is_whole(here, there, affine) and _is_equal(one, two, inside)):
        return found
    return replace(found, elsewhere=agree_elsewhere(one, two, inside))


def _is_whole(here: Grey, there: Grey, affine: Affine) -> bool:
    """Whether a map carries the corners of the one picture to those of the other, in whatever order."""
    (rows, columns), (high, wide) = here.shape, there.shape
    carried = np.array([[0, 0, 1], [columns, 0, 1], [0, rows, 1], [columns, rows, 1]]) @ affine.T
    ends = np.array([[0, 0], [wide, 0], [0, high], [wide, high]])
    apart = np.abs(carried[:, None] - ends[None]).max(axis=2)
    return bool((apart.min(axis=1) <= _WHOLE * max(high, wide)).all())


def _is_equal(one: Floats, two: Floats, inside: Mask) -> bool:
    x, y = one[inside], two[inside]
    spread = float(x.std() * y.std())
    return spread > 0 and float(np.mean((x - x.mean()) * (y - y.mean()))) >= _EQUAL * spread


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
    """Correlation around each place; places that show something; places that something lies over."""
    import cv2

    like, shows, share = correlate(one, two, weighed)
    near = np.asarray(cv2.blur(inside.astype(np.float32), (_WINDOW, _WINDOW)))
    hidden = inside & (near > 0.5) & (share < _LEFT * near)
    return like, np.asarray(inside & ~hidden & (near > 0.5) & shows), np.asarray(hidden)


def _level(one: Floats, two: Floats, inside: Mask, alike: Mask) -> NDArray[np.bool_]:
    """Where brightness is near, after the one picture is made as bright and as rich in contrast as the other."""
    among = alike if alike.sum() > 100 else inside
    spread = float(one[among].std())
    gain = float(np.clip(two[among].std() / spread, 0.5, 2.0)) if spread > 1 else 1.0
    moved = (one - one[among].mean()) * gain + two[among].mean()
    low, high = np.percentile(two[inside], (16, 84))  # a deviation that words over the picture do not widen
    return np.asarray(np.abs(moved - two) <= _LEVELS[0] + _LEVELS[1] * float(high - low) / 2)
