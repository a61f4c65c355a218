"""Two pictures that are copies, as this room hands them on within itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.agree import Agreement
from darkfigure.media.align import Affine, invert


@dataclass(frozen=True, kw_only=True, eq=False)
class Edge:
    """Two pictures that are copies, and how the one lies in the other.

    Attributes:
        here: Row of the one picture.
        there: Row of the other.
        affine: Where the one lies in the other, in decoded pixels.
        found_by: `bytes`, `hash` or `features`.
        distance: Bits in which the hashes differ, where they proposed the pair.
        points: Places of features that agree, in the one and the other; features x 4, decoded pixels.
        agreement: How far the pixels agree.
    """

    here: int
    there: int
    affine: Affine
    found_by: str
    distance: int | None
    points: NDArray[np.float32]
    agreement: Agreement

    def reversed(self) -> "Edge":
        """The same pair seen from its other end."""
        return Edge(
            here=self.there,
            there=self.here,
            affine=invert(self.affine),
            found_by=self.found_by,
            distance=self.distance,
            points=self.points[:, [2, 3, 0, 1]],
            agreement=self.agreement.reversed(),
        )
