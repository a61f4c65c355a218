"""Where the picture itself lies in a picture that was framed: borders, bars and banners of one ground are taken off.

A line of pixels is margin when half of it or more has the ground of the side it lies at, be there words on it or not;
and so are the lines of large letters, which leave less of it free, where the ground comes back beyond them. A margin
ends at an edge: a sky that slowly changes has none.
So the status bar, the white and the caption of a screenshot go, and what is left is compared as a picture of its own.
"""

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.picture import Grey

Box = tuple[int, int, int, int]  # left, top, right, bottom; pixels, the last two beyond the end

_NEAR = 10  # levels by which the ground of a margin may vary: what JPEG does to flat grounds
_SHARE = 0.5  # of a line that must be ground
_BETWEEN, _TALL = 0.15, 0.12  # of a line that large letters leave free, and of the lines that a row of them takes
_BACK = 0.9  # of the line beyond such letters that is ground
_DROP, _ACROSS = 0.35, 2  # by which this share must fall where the margin ends, and within how many lines at each side
_GROUNDS = 6  # margins of different grounds one inside the other, at each side
_LEAST = 0.08  # of the pixels that must be left
_SHORTEST = 0.2  # of a side that must be left
_FEWEST = 16  # pixels of a side that must be left
_FRAMED = 0.97  # of the pixels: a box that holds more is the whole picture


def content_box(grey: Grey) -> Box | None:
    """The box inside the margins; None when there are no margins, or hardly anything else."""
    rows, columns = grey.shape
    box = (0, 0, columns, rows)
    for _ in range(_GROUNDS):
        before = box
        for side in range(4):
            smaller = _without_margin(grey, box, side)
            wide, high = smaller[2] - smaller[0], smaller[3] - smaller[1]
            enough = wide >= _SHORTEST * columns and high >= _SHORTEST * rows and min(wide, high) >= _FEWEST
            if enough and wide * high >= _LEAST * rows * columns:  # else what looks like margin is all there is
                box = smaller
        if box == before:
            break
    inner = (box[2] - box[0]) * (box[3] - box[1])
    return box if inner <= _FRAMED * rows * columns else None


def _without_margin(grey: Grey, box: Box, side: int) -> Box:
    """The box less the margin at one side: top, bottom, left, right."""
    left, top, right, bottom = box
    inner = grey[top:bottom, left:right]
    if side == 0:
        return left, top + _margin(inner), right, bottom
    if side == 1:
        return left, top, right, bottom - _margin(inner[::-1])
    if side == 2:
        return left + _margin(inner.T), top, right, bottom
    return left, top, right - _margin(inner.T[::-1]), bottom


def _margin(lines: Grey) -> int:
    """How many lines from the first on are margin."""
    ground = _ground(lines[: max(len(lines) // 100, 2)])
    if ground is None:
        return 0
    near = np.abs(lines.astype(np.int16) - ground) <= _NEAR
    share = near.mean(axis=1)
    end = _beyond_letters(share)
    if end == len(share):
        return end
    before = share[max(end - _ACROSS, 0) : end + 1].max()
    after = share[end : end + _ACROSS + 1].min()  # JPEG rings at an edge: the ground may come back for a line
    return end if before - after >= _DROP else 0


def _beyond_letters(share: NDArray[np.float64]) -> int:
    """The first line that is no margin, by the share of ground in each; as many as there are, where all are."""
    end = _next(share < _SHARE, 0)
    while end < len(share):
        beyond = _next(share >= _BACK, end)
        letters = share[end:beyond]
        if beyond == len(share) or len(letters) > _TALL * len(share) or letters.min() < _BETWEEN:
            return end
        end = _next(share < _SHARE, beyond)
    return end


def _next(lines: NDArray[np.bool_], start: int) -> int:
    """The first of these lines from one on; as many as there are, where there is none."""
    found = np.flatnonzero(lines[start:])
    return start + int(found[0]) if len(found) else len(lines)


def _ground(lines: NDArray[np.uint8]) -> int | None:
    """The level that most pixels of these lines are near; None when there is none."""
    counts = np.bincount(lines.ravel(), minlength=256)
    around = np.convolve(counts, np.ones(2 * _NEAR + 1, np.int64), mode="same")
    level = int(around.argmax())
    return level if around[level] >= 0.6 * lines.size else None
