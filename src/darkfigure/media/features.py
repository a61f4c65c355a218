"""Local features: corners spread over the picture, each with 256 bits that say what is around it (ORB).

Contrast is evened out first, so that haze and night have corners too. Of the corners found, those are kept that are
strongest within the widest surroundings: so they lie all over the picture, and a crop or a caption takes its share.

Source:
    Rublee, Rabaud, Konolige, Bradski (2011), ORB: an efficient alternative to SIFT or SURF, ICCV.
    Brown, Szeliski, Winder (2005), Multi-image matching using multi-scale oriented patches, CVPR, section 3 (spread).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.picture import Grey
from darkfigure.media.spread_kernels import reach

if TYPE_CHECKING:
    import cv2

KEPT = 72  # features of a picture that an index holds
ASKED = 256  # features of a picture that is looked up: more are found again
TURNS = 16  # directions that are told apart
STEP = 1.2  # from one size that is told apart to the next: that of ORB's pyramid
_PATCH = 31  # pixels of the smallest feature
_FOUND = 1000  # corners to choose from
_SMALLER = 0.35  # the picture in which soft things have corners
_BLUR = 1.0  # pixels
_WINDOW = 61  # pixels a side over which contrast is evened out
_FLOOR = 1.0  # square root of the levels of deviation below which it is hardly raised: there is only noise


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """Local features, the most telling first.

    Attributes:
        at: Column and row of each, in pixels of the decoded picture; features x 2.
        words: Four 64-bit words each; features x 4.
        poses: Which way each lies, in sixteenths of a circle, times 16, and how large it is, in steps of a fifth.
    """

    at: NDArray[np.float32]
    words: NDArray[np.uint64]
    poses: NDArray[np.uint8]

    def first(self, count: int) -> "Features":
        """The most telling ones."""
        return Features(at=self.at[:count], words=self.words[:count], poses=self.poses[:count])


_NONE = Features(at=np.zeros((0, 2), np.float32), words=np.zeros((0, 4), np.uint64), poses=np.zeros(0, np.uint8))


def local_features(grey: Grey, *, count: int = ASKED) -> Features:
    """At most `count` features spread over the picture; few or none where there is nothing to see.

    Two of three are looked for in the picture as it is, one in the picture made smaller: soft things have no corners
    but there, and what is fine is lost when a picture is saved badly.
    """
    (found,) = _both_sizes(grey, count, mirrored=(False,))
    return found


def features_both_ways(grey: Grey, *, count: int = ASKED) -> tuple[Features, Features]:
    """The features of a picture, and those of the picture mirrored: the same corners, told the other way round."""
    plain, mirrored = _both_sizes(grey, count, mirrored=(False, True))
    return plain, mirrored


def _both_sizes(grey: Grey, count: int, *, mirrored: tuple[bool, ...]) -> list[Features]:
    import cv2

    small = cv2.resize(grey, None, fx=_SMALLER, fy=_SMALLER, interpolation=cv2.INTER_AREA)
    ratio = np.array([grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0]], np.float32)
    coarse = _corners(np.asarray(small, np.uint8), count // 3, larger=1 / _SMALLER, mirrored=mirrored)
    fine = _corners(grey, count - len(coarse[0].at), mirrored=mirrored)
    return [_mixed(one, two, ratio) for one, two in zip(fine, coarse, strict=True)]


def _mixed(fine: Features, coarse: Features, ratio: NDArray[np.float32]) -> Features:
    """Two fine ones, one coarse one, and so on."""
    order = np.argsort(np.concatenate([np.arange(len(fine.at)) * 0.5, np.arange(len(coarse.at))]), kind="stable")
    return Features(
        at=np.concatenate([fine.at, coarse.at * ratio])[order],
        words=np.concatenate([fine.words, coarse.words])[order],
        poses=np.concatenate([fine.poses, coarse.poses])[order],
    )


def _corners(grey: Grey, count: int, *, larger: float = 1.0, mirrored: tuple[bool, ...]) -> list[Features]:
    """Corners of one picture at all scales of ORB, those first that are strongest in the widest surroundings."""
    import cv2

    even = _even_out(grey)
    orb = cv2.ORB.create(nfeatures=_FOUND, fastThreshold=10, edgeThreshold=19)
    corners = orb.detect(even, None) if min(grey.shape) > 40 else ()
    if not corners:
        return [_NONE] * len(mirrored)
    at = np.array([corner.pt for corner in corners], np.float32)
    strength = np.array([corner.response for corner in corners], np.float32)
    order = np.argsort(-strength, kind="stable")
    chosen = [corners[k] for k in order[np.argsort(-reach(at[order], strength[order]), kind="stable")[:count]]]
    return [_told(orb, even, chosen, larger=larger, mirrored=flip) for flip in mirrored]


def _told(orb: "cv2.ORB", even: Grey, corners: "list[cv2.KeyPoint]", *, larger: float, mirrored: bool) -> Features:
    """What is around corners, in the picture or in the picture mirrored."""
    if mirrored:
        import cv2

        even, last = np.ascontiguousarray(even[:, ::-1]), even.shape[1] - 1
        corners = [
            cv2.KeyPoint(last - one.pt[0], one.pt[1], one.size, (180 - one.angle) % 360, one.response, one.octave)
            for one in corners
        ]
    kept, bits = orb.compute(even, corners)
    if bits is None or not len(kept):
        return _NONE
    turns = np.array([corner.angle for corner in kept]) / 360 * TURNS
    steps = np.log([corner.size * larger / _PATCH for corner in kept]) / np.log(STEP)
    poses = np.round(turns).astype(np.int64) % TURNS * TURNS + np.round(steps).clip(0, TURNS - 1).astype(np.int64)
    return Features(
        at=np.array([corner.pt for corner in kept], np.float32),
        words=np.ascontiguousarray(bits).view("<u8").astype(np.uint64),
        poses=poses.astype(np.uint8),
    )


def _even_out(grey: Grey) -> Grey:
    """Brightness less its mean around, large differences drawn in, by its deviation around.

    Without the drawing in (a square root) the letters of a caption would hide whatever they lie on.
    """
    import cv2

    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), _BLUR)
    apart = smooth - cv2.blur(smooth, (_WINDOW, _WINDOW))
    spread = np.sqrt(np.maximum(cv2.blur(np.abs(apart), (_WINDOW, _WINDOW)), 0))
    drawn = np.copysign(np.sqrt(np.abs(apart)), apart)
    return np.asarray((128 + 48 * drawn / (spread + _FLOOR)).clip(0, 255), np.uint8)
