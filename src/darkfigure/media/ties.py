"""Which pairs of pictures and frames need no look: tied already, or of no interest."""

from collections.abc import Sequence
from typing import Protocol

from darkfigure.media.sets import Sets


class Joined(Protocol):
    """Says which pairs need no look."""

    def joined(self, here: int, there: int) -> bool:
        """Whether a pair needs no look."""

    def join(self, here: int, there: int) -> None:
        """A pair has been found."""


class Ties:
    """Pictures are joined into groups of copies; a picture and a video are tied once; frames are never compared.

    Rows are pictures first, then frames. A video joins no two pictures: what shows two stills is no copy of either.
    """

    def __init__(self, pictures: int, videos: Sequence[int]) -> None:
        """`videos` is the video of each frame."""
        self._pictures, self._videos = pictures, videos
        self._sets = Sets(pictures)
        self._tied: set[tuple[int, int]] = set()

    def joined(self, here: int, there: int) -> bool:
        """Whether a pair needs no look."""
        one, two = min(here, there), max(here, there)
        if two < self._pictures:
            return self._sets.joined(one, two)
        return one >= self._pictures or (one, self._videos[two - self._pictures]) in self._tied

    def join(self, here: int, there: int) -> None:
        """A pair has been found."""
        one, two = min(here, there), max(here, there)
        if two < self._pictures:
            self._sets.join(one, two)
        else:
            self._tied.add((one, self._videos[two - self._pictures]))
