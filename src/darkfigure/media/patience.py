"""How often two pictures are laid one on the other in vain.

Of a thousand pictures under the banner of one channel, half a million pairs have that banner in common. Each is looked
at only while one of its two pictures has not been looked at in vain some times already: so the work grows with the
pictures and not with their pairs. What is found is no refusal: of a picture that hundreds carry, all copies are found.
"""

from collections import Counter

import numpy as np

from darkfigure.media.align import corners
from darkfigure.media.candidates import Candidate

_REFUSALS = 5  # of a picture, after which it is looked at only beside one that has fewer
_SAME = 4.0  # pixels by which the corners of two proposals of one pair may differ, and be one


class Patience:
    """Counts refusals."""

    def __init__(self) -> None:
        self._refused: Counter[int] = Counter()
        self._seen: set[tuple[int, int, bytes]] = set()

    def allows(self, pair: Candidate, size: tuple[int, int]) -> bool:
        """Whether a proposed pair is worth a look; a proposal that is like one before is not.

        Args:
            pair: The proposal.
            size: Columns and rows of the one picture, `pair.here`.
        """
        if min(self._refused[pair.here], self._refused[pair.there]) >= _REFUSALS:
            return False
        key = (pair.here, pair.there, np.round(corners(pair.affine, size) / _SAME).astype(np.int32).tobytes())
        known = key in self._seen
        self._seen.add(key)
        return not known

    def refuse(self, pair: Candidate) -> None:
        """The pictures have been laid one on the other, and are no copies."""
        self._refused[pair.here] += 1
        self._refused[pair.there] += 1
