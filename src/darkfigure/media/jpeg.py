"""JPEG: decoded at the smallest scale that has enough pixels, by the DCT itself."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.orientation import orientation_of, upright
from darkfigure.media.picture import UnreadableMedia

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers that carry the size
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xDA)})
_SCAN = 0xDA


def decode_jpeg(
    data: bytes, *, colour: bool, area: int, limits: tuple[int, int]
) -> tuple[NDArray[np.uint8], tuple[int, int], str, tuple[str, ...]] | None:
    """Pixels upright, size of the file upright, format, notes; nothing where Pillow must read it (CMYK, lossless).

    Raises:
        UnreadableMedia: The file is broken, or has more pixels than `limits` (decoded in lines; decoded whole).
    """
    import simplejpeg

    frame, width, height, channels = _header(data)
    limit = limits[1] if frame in _PROGRESSIVE else limits[0]  # progressive files are held whole while decoded
    if width * height > limit:
        raise UnreadableMedia(f"{width} x {height} pixels are more than the {limit:,} that are decoded")
    if channels not in {1, 3} or frame not in {0xC0, 0xC1, 0xC2}:
        return None
    share = min((area / (width * height)) ** 0.5, 1.0)
    try:
        pixels = simplejpeg.decode_jpeg(
            data, "RGB" if colour else "GRAY", min_height=int(height * share), min_width=int(width * share)
        )
    except ValueError as error:
        raise UnreadableMedia("the JPEG data are broken or cut off") from error
    if not colour:
        pixels = pixels[:, :, 0]
    orientation = orientation_of(exif_block(data))
    size = (height, width) if orientation >= 5 else (width, height)
    return upright(pixels, orientation), size, "JPEG", ()


def _header(data: bytes) -> tuple[int, int, int, int]:
    """Marker of the frame, width, height, channels."""
    for marker, start, end in _segments(data):
        if marker in _FRAMES and end - start >= 6:
            height = int.from_bytes(data[start + 1 : start + 3], "big")
            width = int.from_bytes(data[start + 3 : start + 5], "big")
            if width and height:
                return marker, width, height, data[start + 5]
            break
    raise UnreadableMedia("the JPEG data do not say how large the picture is")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment before the first scan."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:  # a filler byte
            at += 1
            continue
        if marker == _SCAN:
            return
        if marker in _NO_LENGTH:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at + 4, min(at + 2 + length, len(data))
        at += 2 + length


def exif_block(data: bytes) -> bytes:
    """The EXIF segment of a JPEG without its mark; empty when there is none."""
    for marker, start, end in _segments(data):
        if marker == 0xE1 and data[start : start + 6] == b"Exif\x00\x00":
            return data[start + 6 : end]
    return b""
