"""One fixed path from the bytes of a file to pixels; its name is kept beside every hash.

Two decoders, or two ways to shrink, give hashes that differ by some bits. So there is one path: JPEG is shrunk while it
is decoded (simplejpeg, libjpeg-turbo), all else is decoded by Pillow; then both are shrunk by areas.
"""

from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.area import AREA
from darkfigure.media.kinds import HEAD, Kind, tell_kind
from darkfigure.media.picture import Colour, Picture, UnreadableMedia

FILE_LIMIT = 256 << 20  # bytes of a picture file
SCALED_LIMIT = 400_000_000  # pixels of a JPEG that is decoded line by line, already shrunk
WHOLE_LIMIT = 64_000_000  # pixels of all that must be decoded whole: below 1 GiB with all copies


def decoder_name() -> str:
    """The path and the versions on it, kept beside every hash."""
    return f"darkfigure-1 (simplejpeg {version('simplejpeg')}, Pillow {version('pillow')}, areas to {AREA} pixels)"


def read_picture(path: Path) -> Picture:
    """Decode a file to brightness, upright, of at most `AREA` pixels.

    Raises:
        UnreadableMedia: The file is no picture, is broken, or is larger than what is decoded.
    """
    data, kind = _bytes_of(path)
    return decode(data, kind)


def read_colours(path: Path, *, area: int = AREA) -> Colour:
    """The same picture in colours, of at most `area` pixels, to be looked at.

    Raises:
        UnreadableMedia: As `read_picture`.
    """
    data, kind = _bytes_of(path)
    pixels = _pixels(data, kind, colour=True)[0]
    return shrink(pixels, area)


def decode(data: bytes, kind: Kind) -> Picture:
    """As `read_picture`, of bytes in memory."""
    pixels, size, name, notes = _pixels(data, kind, colour=False)
    return Picture(grey=shrink(pixels, AREA), width=size[0], height=size[1], format=name, notes=notes)


def _bytes_of(path: Path) -> tuple[bytes, Kind]:
    size = path.stat().st_size
    if size == 0:
        raise UnreadableMedia("the file is empty")
    with path.open("rb") as file:
        kind = tell_kind(file.read(HEAD))
        if kind in {"other", "video", "sound"}:
            raise UnreadableMedia("the file is no picture")
        if size > FILE_LIMIT:
            raise UnreadableMedia(f"the file is larger than {FILE_LIMIT >> 20} MiB, which no single picture needs")
        file.seek(0)
        return file.read(), kind


_Pixels = tuple[NDArray[np.uint8], tuple[int, int], str, tuple[str, ...]]


def _pixels(data: bytes, kind: Kind, *, colour: bool) -> _Pixels:
    """Pixels upright, size of the file upright, format, notes."""
    from darkfigure.media.jpeg import decode_jpeg
    from darkfigure.media.pillow import decode_pillow

    if kind == "jpeg":
        found = decode_jpeg(data, colour=colour, area=AREA, limits=(SCALED_LIMIT, WHOLE_LIMIT))
        if found is not None:
            return found
    return decode_pillow(data, heif=kind == "heif", colour=colour, limit=WHOLE_LIMIT)


def shrink(pixels: NDArray[np.uint8], area: int) -> NDArray[np.uint8]:
    """Shrink by areas so that `area` pixels are left, or a few more; what is smaller stays."""
    rows, columns = pixels.shape[:2]
    share = (area / (rows * columns)) ** 0.5
    if share > 0.95:
        return np.ascontiguousarray(pixels)
    import cv2

    size = (max(round(columns * share), 1), max(round(rows * share), 1))
    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA), np.uint8)
