"""Small pictures that nobody took, and what happens to them when they travel: coded again, made smaller, cropped."""

import io
from collections import deque

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
_ROWS, _COLUMNS = 240, 320
_COARSEST, _FINEST = 3, 48
CHANGES = ("coded again", "smaller", "cropped")
_REMEMBERED = 64


def invent_picture(rng: np.random.Generator) -> Pixels:
    """Sky and ground of noise at several scales, with flat shapes in front, shape (240, 320, 3)."""
    canvas = np.zeros((_ROWS, _COLUMNS, 3), dtype=np.float32)
    size = _COARSEST
    while size <= _FINEST:
        field = rng.normal(size=(size, size, 3)).astype(np.float32)
        canvas += _stretched(field) * (24.0 * _COARSEST / size + 6.0)
        size *= 2
    canvas += rng.uniform(60, 190, 3).astype(np.float32)
    horizon = int(rng.uniform(0.3, 0.7) * _ROWS)
    canvas[horizon:] += rng.uniform(-70, 70, 3).astype(np.float32)
    for _ in range(int(rng.integers(3, 9))):
        top, left = int(rng.integers(_ROWS - 24)), int(rng.integers(_COLUMNS - 24))
        high, wide = (int(value) for value in rng.integers(16, 110, 2))
        canvas[top : top + high, left : left + wide] = rng.uniform(0, 255, 3)
    return canvas.clip(0, 255).astype(np.uint8)


def _stretched(field: NDArray[np.float32]) -> NDArray[np.float32]:
    """A small field over the whole picture, with straight lines between its values."""
    size = len(field)
    for axis, length in ((0, _ROWS), (1, _COLUMNS)):
        place = np.linspace(0, size - 1, length)
        low = np.minimum(place.astype(np.int64), size - 2)
        share = (place - low).astype(np.float32)
        share = share[:, None, None] if axis == 0 else share[None, :, None]
        field = np.take(field, low, axis) * (1 - share) + np.take(field, low + 1, axis) * share
    return field


def changed(pixels: Pixels, change: str, *, rng: np.random.Generator) -> bytes:
    """The JPEG file of a picture after one of `CHANGES`."""
    if change == "coded again":
        return as_jpeg(pixels, quality=int(rng.integers(50, 80)))
    if change == "smaller":
        return as_jpeg(pixels[::2, ::2], quality=85)
    rows, columns = (int(size * rng.uniform(0.82, 0.95)) for size in pixels.shape[:2])
    top, left = int(rng.integers(_ROWS - rows + 1)), int(rng.integers(_COLUMNS - columns + 1))
    return as_jpeg(pixels[top : top + rows, left : left + columns], quality=85)


def as_jpeg(pixels: Pixels, *, quality: int) -> bytes:
    """The bytes of a JPEG file."""
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(data, "JPEG", quality=quality)
    return data.getvalue()


class Album:
    """Pictures by number; the last of them are remembered so that they can be shown again."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._last: deque[tuple[int, Pixels]] = deque(maxlen=_REMEMBERED)

    def new(self) -> tuple[int, bytes]:
        """The next picture: its number and its file."""
        number = self._count
        pixels = invent_picture(np.random.default_rng([self._seed, 4, number]))
        self._last.append((number, pixels))
        self._count += 1
        return number, as_jpeg(pixels, quality=88)

    def again(self, number: int, *, rng: np.random.Generator) -> tuple[str, bytes] | None:
        """A picture shown before, changed: what was done to it, and the file. None where it is forgotten."""
        found = next((pixels for known, pixels in self._last if known == number), None)
        if found is None:
            return None
        change = CHANGES[int(rng.integers(len(CHANGES)))]
        return change, changed(found, change, rng=rng)
