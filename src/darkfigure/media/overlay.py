"""One picture laid onto another by a map, and the map made better by their pixels."""

import numpy as np

from darkfigure.media.align import Affine, compose, invert, plausible
from darkfigure.media.boxes import Box
from darkfigure.media.picture import Grey
from darkfigure.media.places import Floats, Mask

_LONG = 256  # pixels of the longer side at which pictures are compared
_EDGE = (
    11  # pixels a side of what is taken off along the edge of a box: its blur reaches four, what JPEG does to it more
)
_STEPS = 40  # of the search for a better map
_ENOUGH = 1e-4  # by which correlation must grow in a step, for the search to go on

Boxes = tuple[Box | None, Box | None]


def overlay(here: Grey, there: Grey, affine: Affine) -> tuple[Floats, Floats, Mask]:
    """One picture carried onto the other, the other, and where both are; at most 256 pixels long."""
    import cv2

    shrink = _shrinking(there)
    size = (round(there.shape[1] * shrink[0, 0]), round(there.shape[0] * shrink[1, 1]))
    two = cv2.resize(there, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    carried = compose(shrink, affine)
    finer = float(np.sqrt(abs(np.linalg.det(carried[:, :2]))))
    source = here
    if finer < 0.8:  # shrink by areas first: what is finer than a pixel must not flicker
        source = cv2.resize(here, None, fx=finer, fy=finer, interpolation=cv2.INTER_AREA)
        back = np.array([[here.shape[1] / source.shape[1], 0, 0], [0, here.shape[0] / source.shape[0], 0]])
        carried = compose(carried, back)
    one = cv2.warpAffine(source.astype(np.float32), carried, size, flags=cv2.INTER_LINEAR)
    inside = cv2.warpAffine(np.ones(source.shape, np.uint8), carried, size, flags=cv2.INTER_NEAREST) > 0
    return np.asarray(one), np.asarray(two), np.asarray(inside)


def within(there: Grey, affine: Affine, boxes: Boxes, shape: tuple[int, ...]) -> Mask:
    """The places of an overlay that lie inside the box of the one or the other picture; all, when neither has one.

    Of the one or the other and not of both: what one picture shows where the other has its margin is a difference. And
    what was taken for a margin in soft pictures, here one corner and there another, is seen to be the same.
    """
    import cv2

    if boxes == (None, None):
        return np.ones(shape[:2], np.bool_)
    shrink = _shrinking(there)
    kept = np.zeros(shape[:2], np.uint8)
    for box, carried in zip(boxes, (compose(shrink, affine), shrink), strict=True):
        if box is not None:
            left, top, right, bottom = box
            corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
            mask = np.zeros(shape[:2], np.uint8)
            places = np.round(corners @ carried[:, :2].T + carried[:, 2]).astype(np.int32)
            cv2.fillConvexPoly(mask, places, 1)
            kept |= cv2.erode(mask, np.ones((_EDGE, _EDGE), np.uint8))  # the edge of the frame is the frame's
    return np.asarray(kept > 0)


def refine(here: Grey, there: Grey, affine: Affine) -> Affine | None:
    """The map near this one by which the pixels correlate best; None where the search finds no way.

    Source:
        Evangelidis, Psarakis (2008), Parametric image alignment using enhanced correlation coefficient maximization,
        IEEE Transactions on Pattern Analysis and Machine Intelligence 30.
    """
    import cv2

    one, two, inside = overlay(here, there, affine)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, _ENOUGH)
    start = np.eye(2, 3, dtype=np.float32)
    try:
        _, moved = cv2.findTransformECC(two, one, start, cv2.MOTION_AFFINE, stop, inside.astype(np.uint8), 5)
    except cv2.error:  # the pictures have nothing in common that would lead on
        return None
    shrink = _shrinking(there)
    moved = np.asarray(moved, np.float64)
    if not plausible(moved):
        return None
    better = compose(invert(shrink), compose(invert(moved), compose(shrink, affine)))
    return better if plausible(better) else None


def _shrinking(there: Grey) -> Affine:
    """The map onto the size at which pictures are compared."""
    rows, columns = there.shape
    share = min(_LONG / max(rows, columns), 1.0)
    return np.array([[max(round(columns * share), 1) / columns, 0, 0], [0, max(round(rows * share), 1) / rows, 0]])
