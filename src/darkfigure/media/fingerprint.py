"""All that is kept of a picture to find its copies."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from darkfigure.media.boxes import Box, content_box
from darkfigure.media.decode import read_picture
from darkfigure.media.digest import digest_of
from darkfigure.media.features import KEPT, Features, local_features
from darkfigure.media.jarosz import SIDE
from darkfigure.media.pdq import SMALLEST, Hashed, Words, pdq
from darkfigure.media.picture import Grey, Picture, UnreadableMedia

_PARTS = 3  # a side
_PART_QUALITY = 10  # of a part, below which it shows too little to propose a pair


@dataclass(frozen=True, kw_only=True, eq=False)
class Fingerprint:
    """All that is kept of a picture to find its copies.

    Attributes:
        path: The file.
        digest: BLAKE3 of its bytes, hexadecimal.
        width: Pixels of the file, upright.
        height: Pixels of the file, upright.
        decoded: Columns and rows of the decoded picture, which boxes and features are in.
        format: What the bytes are: JPEG, PNG, ...
        notes: What a reader should know.
        whole: Hash of the whole picture.
        box: The box inside its margins, when it has any.
        inner: Hash of what is in the box.
        parts: Boxes of a grid over the picture that show something, the whole before them.
        part_words: Hash of each part; parts x 4 words.
        features: The local features that an index keeps.
    """

    path: Path
    digest: str
    width: int
    height: int
    decoded: tuple[int, int]
    format: str
    notes: tuple[str, ...]
    whole: Hashed
    box: Box | None
    inner: Hashed | None
    parts: tuple[Box, ...]
    part_words: Words
    features: Features

    @property
    def frame(self) -> Box:
        """The whole picture as a box."""
        return (0, 0, *self.decoded)

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the file to a decoded pixel, across and down."""
        return self.width / self.decoded[0], self.height / self.decoded[1]


def fingerprint(path: Path) -> Fingerprint:
    """Decode a picture and take its hashes and features.

    Raises:
        UnreadableMedia: The file is no picture, is broken, too large, or too small to tell from others.
    """
    found = read_picture(path)
    return fingerprint_of(found, path=path, digest=digest_of(path))


def fingerprint_of(picture: Picture, *, path: Path, digest: str) -> Fingerprint:
    """As `fingerprint`, of a decoded picture."""
    grey = picture.grey
    rows, columns = grey.shape
    if min(rows, columns) < SMALLEST:
        raise UnreadableMedia(f"{picture.width} x {picture.height} pixels are too few to tell it from others")
    box = content_box(grey)
    parts = _hashed_parts(grey)
    inner = None
    if box is not None:
        inside = grey[box[1] : box[3], box[0] : box[2]]
        inner = pdq(inside) if min(inside.shape) >= SMALLEST else None
    return Fingerprint(
        path=path,
        digest=digest,
        width=picture.width,
        height=picture.height,
        decoded=(columns, rows),
        format=picture.format,
        notes=picture.notes,
        whole=pdq(grey),
        box=box if inner is not None else None,
        inner=inner,
        parts=tuple(part for part, _ in parts),
        part_words=np.array([words for _, words in parts], np.uint64).reshape(-1, 4),
        features=local_features(grey, count=KEPT),
    )


def _hashed_parts(grey: Grey) -> list[tuple[Box, Words]]:
    """Parts of a grid that show something, with their hashes: what a banner or words leave free is found by these.

    And the whole, shrunk by areas first: the lines of a page flicker in a plain PDQ hash when a copy is smaller.
    """
    import cv2

    rows, columns = grey.shape
    xs = [columns * k // _PARTS for k in range(_PARTS + 1)]
    ys = [rows * k // _PARTS for k in range(_PARTS + 1)]
    even = pdq(np.asarray(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8))
    found = [((0, 0, columns, rows), even.words[0])] if even.quality >= _PART_QUALITY else []
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            inside = grey[top:bottom, left:right]
            if min(inside.shape) >= SMALLEST:
                hashed = pdq(inside)
                if hashed.quality >= _PART_QUALITY:
                    found.append(((left, top, right, bottom), hashed.words[0]))
    return found
