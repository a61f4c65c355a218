"""A small JPEG of a picture, made of its pixels: nothing else that its file holds comes along."""

from pathlib import Path

import numpy as np

from darkfigure.media.decode import read_colours

AREA = 50_000  # pixels
_QUALITY = 70


def thumbnail(path: Path, *, area: int = AREA) -> tuple[bytes, int, int]:
    """The bytes, the width and the height in pixels.

    Raises:
        UnreadableMedia: It is no picture that can be read.
    """
    import simplejpeg

    pixels = read_colours(path, area=area)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    data: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality=_QUALITY)
    return data, pixels.shape[1], pixels.shape[0]
