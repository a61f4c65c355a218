"""A small JPEG of a picture, made of its pixels: nothing else that its file holds comes along."""

from pathlib import Path

import numpy as np

from darkfigure.media.decode import read_colours, shrink
from darkfigure.media.picture import Colour

AREA = 50_000  # pixels
_QUALITY = 70


def thumbnail(path: Path, *, area: int = AREA) -> tuple[bytes, int, int]:
    """The bytes, the width and the height in pixels.

    Raises:
        UnreadableMedia: It is no picture that can be read.
    """
    return small_jpeg(read_colours(path, area=area), area=area)


def small_jpeg(pixels: Colour, *, area: int = AREA) -> tuple[bytes, int, int]:
    """As `thumbnail`, of pixels in memory, grey or in colours."""
    import simplejpeg

    small = shrink(pixels, area)
    if small.ndim == 2:
        small = np.repeat(small[:, :, None], 3, axis=2)
    data: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(small), quality=_QUALITY)
    return data, small.shape[1], small.shape[0]
