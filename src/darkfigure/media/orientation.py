"""Which way is up: the EXIF tag that cameras write, and pixels turned by it."""

import numpy as np
from numpy.typing import NDArray

_TAG = 0x0112
_TRANSPOSED = 5  # from here on, rows and columns change places


def orientation_of(tiff: bytes) -> int:
    """Orientation (1 to 8) in an EXIF block, which is a small TIFF file; 1 when nothing is said."""
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1

    def number(start: int, size: int) -> int:
        return int.from_bytes(tiff[start : start + size], order)  # type: ignore[arg-type]

    at = number(4, 4)
    if at + 2 > len(tiff):
        return 1
    for entry in range(at + 2, min(at + 2 + 12 * number(at, 2), len(tiff) - 11), 12):
        if number(entry, 2) == _TAG:
            value = number(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1


def upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn and mirror pixels as the orientation asks."""
    if orientation >= _TRANSPOSED:
        pixels = pixels.swapaxes(0, 1)
    down = orientation in {3, 4, 7, 8}
    left = orientation in {2, 3, 6, 7}
    return pixels[:: -1 if down else 1, :: -1 if left else 1]
