"""The frames of a video that show something new, kept as pictures are: stills that people share are found by these."""

from pathlib import Path

import numpy as np

from darkfigure.media.fingerprint import Fingerprint, fingerprint_of
from darkfigure.media.pdq import DISTANCE, RELIABLE, Hashed, Words, distances
from darkfigure.media.picture import Grey, Picture

_NEW = 2 * DISTANCE  # bits by which a frame differs from those before, to show something new
_RECENT = 8  # frames that it is compared with
_MOST = 2000  # frames of a video that are kept: 6 MB


class Scenes:
    """Takes the frames of a video in their order, and keeps the new ones."""

    def __init__(self, path: Path, digest: str, width: int, height: int) -> None:
        self._path, self._digest, self._size = path, digest, (width, height)
        self._recent: list[Words] = []
        self.kept: list[tuple[float, Fingerprint]] = []

    def see(self, at: float, grey: Grey, hashed: Hashed) -> None:
        """Keep a frame that shows something, unless it is like one of the last that were kept."""
        if hashed.quality < RELIABLE or len(self.kept) >= _MOST:
            return
        words = hashed.words[0]
        if self._recent and int(distances(np.array(self._recent), words).min()) <= _NEW:
            return
        self._recent = [*self._recent, words][-_RECENT:]
        frame = Picture(grey=grey, width=self._size[0], height=self._size[1], format="frame")
        self.kept.append((at, fingerprint_of(frame, path=self._path, digest=f"{self._digest}@{at:.3f}")))
