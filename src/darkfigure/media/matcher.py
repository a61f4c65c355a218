"""Which pictures are copies of which: candidates by hash and by local features, each checked place by place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.agree import EVERYTHING
from darkfigure.media.align import Affine, align, compose, corners
from darkfigure.media.area import AREA
from darkfigure.media.candidates import Candidate, hash_candidates
from darkfigure.media.check import check
from darkfigure.media.colour import APART, colours_apart
from darkfigure.media.decode import read_picture
from darkfigure.media.edge import Edge
from darkfigure.media.features import Features, features_both_ways, local_features
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.frame_at import frame_at
from darkfigure.media.patience import Patience
from darkfigure.media.picture import Grey, UnreadableMedia
from darkfigure.media.reading import Progress
from darkfigure.media.star import tie_to_first
from darkfigure.media.ties import Joined, Ties
from darkfigure.media.video import VideoPrint
from darkfigure.media.voting import FeatureIndex

_HELD = 256  # decoded pictures in memory: about 50 MB
_SURE = 8  # features that agree on a map; with fewer, more of the pixels must agree
_CLEAR = 0.75  # of the places that show something
TRIES = 5  # pictures that share features, not yet joined, that are looked at: a copy is nearly always the first
_LITTLE = 0.35  # of the overlap that shows something, below which colours must not lie apart
_SAME_PLACE = 2.0  # decoded pixels at the corners by which two maps of one pair may differ, and be one
_EMPTY = np.zeros((2, 2), np.uint8)


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What `find_all` found.

    Attributes:
        copies: Enough pairs of pictures to join each group.
        stills: Pictures that show a frame of a video: edges from the row of the picture to the number of the frame.
    """

    copies: list[Edge]
    stills: list[Edge]


def find_copies(prints: Sequence[Fingerprint], *, progress: Progress = lambda *_: None) -> list[Edge]:
    """Enough pairs of copies to join each group: no pair whose pictures are joined already is looked at."""
    return find_all(prints, (), progress=progress).copies


def find_all(
    pictures: Sequence[Fingerprint], videos: Sequence[VideoPrint], *, progress: Progress = lambda *_: None
) -> Found:
    """Copies among pictures, and pictures that show a frame of a video, with the first such frame of each video.

    Frames are numbered through the `scenes` of all videos.
    """
    scenes = [scene for video in videos for scene in video.scenes]
    prints = [*pictures, *(one for _, one in scenes)]
    ties = Ties(len(pictures), [number for number, video in enumerate(videos) for _ in video.scenes])

    @lru_cache(maxsize=_HELD)
    def grey(row: int) -> Grey:
        try:
            if row < len(pictures):
                return read_picture(pictures[row].path).grey
            frame = frame_at(prints[row].path, scenes[row - len(pictures)][0])
        except (UnreadableMedia, OSError):  # it was there a moment ago; without pixels nothing is claimed of it
            return _EMPTY
        return _EMPTY if frame is None else frame

    found = Found(copies=[], stills=[])
    for edges in (
        _same_bytes(pictures),
        _by_hash(prints, ties, grey, progress),
        _by_features(prints, len(pictures), (ties, grey), progress),
    ):
        for edge in edges:
            if not ties.joined(edge.here, edge.there) and not _told_by_colour(edge, pictures):
                ties.join(edge.here, edge.there)
                if max(edge.here, edge.there) < len(pictures):
                    found.copies.append(edge)
                else:
                    seen = edge if edge.here < len(pictures) else edge.reversed()
                    found.stills.append(replace(seen, there=seen.there - len(pictures)))
    return replace(found, copies=list(tie_to_first(found.copies, pictures, grey)))


def _told_by_colour(edge: Edge, pictures: Sequence[Fingerprint]) -> bool:
    """Whether two pictures of which brightness shows little are different ones by their colours."""
    if edge.agreement.shown >= _LITTLE or max(edge.here, edge.there) >= len(pictures):
        return False
    try:
        return colours_apart(pictures[edge.here], pictures[edge.there], edge.affine) >= APART
    except (UnreadableMedia, OSError):
        return False


def _same_bytes(prints: Sequence[Fingerprint]) -> Iterator[Edge]:
    first: dict[str, int] = {}
    for row, one in enumerate(prints):
        before = first.setdefault(one.digest, row)
        if before != row:
            yield Edge(
                here=before,
                there=row,
                affine=np.eye(2, 3),
                found_by="bytes",
                distance=0,
                points=_no_points(),
                agreement=EVERYTHING,
            )


def _by_hash(
    prints: Sequence[Fingerprint], ties: Joined, grey: Callable[[int], Grey], progress: Progress
) -> Iterator[Edge]:
    proposed = hash_candidates(prints)
    patience = Patience()

    @lru_cache(maxsize=_HELD)
    def asked(row: int) -> Features:
        return local_features(grey(row))

    for done, one in enumerate(proposed):
        progress("comparing hashes", done, len(proposed))
        if ties.joined(one.here, one.there) or not patience.allows(one, prints[one.here].decoded):
            continue
        found = _look(one, prints, grey, asked)
        if found is None:
            patience.refuse(one)
        else:
            yield found


def _look(
    one: Candidate, prints: Sequence[Fingerprint], grey: Callable[[int], Grey], asked: Callable[[int], Features]
) -> Edge | None:
    """A proposed pair laid one on the other, by the map of their hashes or of their features; None where no copies."""
    here, there = prints[one.here], prints[one.there]
    points = _no_points()
    affine, same = check(grey(one.here), grey(one.there), one.affine, (here.box, there.box))
    if not same.is_copy:
        refined = align(asked(one.here), there.features)
        if refined is None:
            return None
        moved = corners(refined.affine, here.decoded) - corners(affine, here.decoded)
        if np.abs(moved).max() <= _SAME_PLACE:  # a shared banner: features tell what has been looked at
            return None
        points = np.column_stack([refined.here, refined.there])
        affine, same = check(grey(one.here), grey(one.there), refined.affine, (here.box, there.box))
    if not same.is_copy:
        return None
    return Edge(
        here=one.here,
        there=one.there,
        affine=affine,
        found_by="hash",
        distance=one.distance,
        points=points,
        agreement=same,
    )


def _by_features(
    prints: Sequence[Fingerprint], pictures: int, seen: tuple[Joined, Callable[[int], Grey]], progress: Progress
) -> Iterator[Edge]:
    """Pairs that local features propose: pictures are looked up among all others and among frames."""
    ties, grey = seen
    once = list({one.digest: row for row, one in reversed(list(enumerate(prints)))}.values())[::-1]
    index = FeatureIndex.build([prints[row].features for row in once])
    for done, row in enumerate(once):
        if row >= pictures:
            break  # frames are found, they do not ask
        progress("comparing local features", done, len(once))
        for asked, placed in views(grey(row), prints[row]):
            tries = 0
            for found in index.find(asked).tolist():
                there = once[found]
                if tries == TRIES or ties.joined(row, there):
                    continue
                tries += 1
                aligned = align(asked, index.features(found))
                if aligned is None:
                    continue
                affine, same = check(
                    grey(row), grey(there), compose(aligned.affine, placed), (prints[row].box, prints[there].box)
                )
                if same.is_copy and (aligned.inliers >= _SURE or same.same >= _CLEAR):
                    back = np.linalg.solve(placed[:, :2], (aligned.here - placed[:, 2]).T).T
                    points = np.column_stack([back, aligned.there]).astype(np.float32)
                    yield Edge(
                        here=row,
                        there=there,
                        affine=affine,
                        found_by="features",
                        distance=None,
                        points=points,
                        agreement=same,
                    )


def views(grey: Grey, one: Fingerprint) -> Iterator[tuple[Features, Affine]]:
    """The features to look a picture up by, and the map of the picture onto what they were taken from.

    As it lies, mirrored (local features of a mirrored picture are others), and what is inside its margins, enlarged.
    """
    import cv2

    rows, columns = grey.shape
    plain, mirrored = features_both_ways(grey)
    yield plain, np.eye(2, 3)
    yield mirrored, np.array([[-1.0, 0, columns - 1], [0, 1, 0]])
    if one.box is not None and one.decoded == (columns, rows):
        left, top, right, bottom = one.box
        inside = grey[top:bottom, left:right]
        share = min((AREA / inside.size) ** 0.5, 2.0)
        larger = cv2.resize(inside, None, fx=share, fy=share, interpolation=cv2.INTER_LINEAR)
        yield (
            local_features(np.asarray(larger, np.uint8)),
            np.array([[share, 0, -left * share], [0, share, -top * share]]),
        )


def _no_points() -> NDArray[np.float32]:
    return np.zeros((0, 4), np.float32)
