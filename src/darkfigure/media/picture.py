"""A picture as this room sees it, and a file that could not be one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import InputError

Grey = NDArray[np.uint8]  # rows x columns
Colour = NDArray[np.uint8]  # rows x columns x red, green, blue


class UnreadableMedia(InputError):  # noqa: N818 - what the file is, not what kind of error
    """A file is no picture or video that can be read; the message says why, without the file's name."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """A decoded picture, upright, of at most about `decode.AREA` pixels.

    Attributes:
        grey: Brightness, rows x columns.
        width: Pixels of the file, upright.
        height: Pixels of the file, upright.
        format: What the bytes are: JPEG, PNG, ...
        notes: What a reader should know: "the first of 12 frames".
    """

    grey: Grey
    width: int
    height: int
    format: str
    notes: tuple[str, ...] = ()
