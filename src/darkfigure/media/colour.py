"""Whether two pictures that show little differ in colour: the same words on two plain grounds look alike in grey."""

from pathlib import Path

import numpy as np

from darkfigure.media.align import Affine
from darkfigure.media.decode import read_colours
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.overlay import overlay, within
from darkfigure.media.picture import Colour

APART = 14.0  # levels of blue and red difference, at the median place, from which on two pictures are not one
_GREY = 4.0  # levels below which a picture has no colours: a grey copy of a coloured one is a copy


def colours_apart(here: Fingerprint, there: Fingerprint, affine: Affine) -> float:
    """How far the colours of two pictures lie apart where they overlap, in levels of blue and red difference.

    At the median place inside their margins; 0 where the one or the other is grey.

    Raises:
        UnreadableMedia: A file is no longer the picture that it was.
    """
    one, two = (_colour_planes(p.path, p.decoded) for p in (here, there))
    planes = [overlay(a, b, affine) for a, b in zip(one, two, strict=True)]
    inside = planes[0][2] & within(two[0], affine, (here.box, there.box), planes[0][2].shape)
    if not inside.any():
        return 0.0
    first, second = (np.array([plane[side][inside] for plane in planes]) - 128.0 for side in (0, 1))
    if min(float(np.percentile(np.hypot(*colour), 90)) for colour in (first, second)) < _GREY:
        return 0.0
    return float(np.median(np.hypot(*(first - second))))


def _colour_planes(path: Path, size: tuple[int, int]) -> list[Colour]:
    """Red and blue difference of a picture, of this many columns and rows."""
    import cv2

    colours = read_colours(path)
    if colours.ndim == 2:
        return [np.full(size[::-1], 128, np.uint8)] * 2
    if colours.shape[:2] != size[::-1]:
        colours = np.asarray(cv2.resize(colours, size, interpolation=cv2.INTER_AREA), np.uint8)
    converted = cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_RGB2YCrCb)
    return [np.ascontiguousarray(converted[:, :, channel]) for channel in (1, 2)]
