"""What was done to a picture to make its copy, in words."""

from dataclasses import dataclass

import numpy as np

from darkfigure.media.agree import Agreement
from darkfigure.media.align import Affine

_WHOLE = 0.97  # of a picture from which on it counts as whole
_TOUCHED = 0.87  # of the places that are the same, below which something lies over the picture
_STRETCHED = 1.04  # one axis against the other
_TURNED = 0.6  # degrees


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a copy differs from the picture it is compared with.

    Attributes:
        mirrored: Whether left and right changed places.
        degrees: By how much it was turned, against the clock, -180 to 180.
        scale: Pixels of the copy to a pixel of the other, along a line.
        stretch: The longer axis against the shorter; 1 when nothing was stretched.
        kept: Share of the other picture that the copy shows.
        filled: Share of the copy that shows it; the rest is frame.
        same: Share of what both show that is the same; the rest lies under text, a banner, a mark.
    """

    mirrored: bool
    degrees: float
    scale: float
    stretch: float
    kept: float
    filled: float
    same: float

    def words(self) -> list[str]:
        """The change in words, the plainest first."""
        said = []
        if self.mirrored:
            said.append("mirrored")
        if abs(self.degrees) >= _TURNED:
            said.append(f"turned by {self.degrees:.0f} degrees")
        if self.kept < _WHOLE:
            said.append(f"cropped to {self.kept:.0%} of the area")
        if self.filled < _WHOLE:
            said.append(f"framed ({self.filled:.0%} of it is the picture)")
        if self.same < _TOUCHED:
            said.append(f"something over it ({1 - self.same:.0%} differs)")
        if self.stretch > _STRETCHED:
            said.append(f"stretched by {self.stretch - 1:.0%}")
        if abs(self.scale - 1) > 0.03:
            said.append(f"resized to {self.scale:.0%}")
        return said or ["saved again"]


def describe(affine: Affine, agreement: Agreement) -> Change:
    """What a map in pixels of the two files, and how far they agree under it, say of a copy."""
    linear = affine[:, :2]
    mirrored = bool(np.linalg.det(linear) < 0)
    plain = linear @ np.diag([-1.0, 1.0]) if mirrored else linear
    long, short = np.linalg.svd(plain, compute_uv=False)
    # rows count downwards: a positive angle of the map is one with the clock
    degrees = -float(np.degrees(np.arctan2(plain[1, 0] - plain[0, 1], plain[0, 0] + plain[1, 1])))
    return Change(
        mirrored=mirrored,
        degrees=round(degrees, 1) + 0.0,
        scale=float(np.sqrt(long * short)),
        stretch=float(long / short),
        kept=agreement.here,
        filled=agreement.there,
        same=agreement.same,
    )
