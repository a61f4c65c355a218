"""Pictures that show a frame of a video: a still that somebody took from it and shares as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darkfigure.media.align import Affine
from darkfigure.media.describe import Change, describe
from darkfigure.media.edge import Edge
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.groups import in_files
from darkfigure.media.pdq import DISTANCE, distances
from darkfigure.media.video import VideoPrint


@dataclass(frozen=True, kw_only=True, eq=False)
class Still:
    """A picture that shows a frame of a video.

    Attributes:
        picture: Row of the picture.
        video: Row of the video.
        at: Second of the video, as far as one frame a second tells it.
        affine: Where the frame lies in the picture, in pixels of the files; 2 x 3.
        change: What was done to the frame to make the picture.
        found_by: `hash` or `features`.
    """

    picture: int
    video: int
    at: float
    affine: Affine
    change: Change
    found_by: str


def form_stills(pictures: Sequence[Fingerprint], videos: Sequence[VideoPrint], edges: Sequence[Edge]) -> list[Still]:
    """Stills of edges from pictures to frames, which are numbered through the scenes of all videos."""
    frames = [(row, at, one) for row, video in enumerate(videos) for at, one in video.scenes]
    found = []
    for edge in edges:
        video, at, frame = frames[edge.there]
        picture, seen = pictures[edge.here], edge.reversed()
        affine = in_files(seen.affine, frame, picture)
        found.append(
            Still(
                picture=edge.here,
                video=video,
                at=_nearest(picture, videos[video], at),
                affine=affine,
                change=describe(affine, seen.agreement),
                found_by=edge.found_by,
            )
        )
    return sorted(found, key=lambda one: (one.video, one.at, one.picture))


def _nearest(picture: Fingerprint, video: VideoPrint, at: float) -> float:
    """The time of the frame whose hash is nearest to the picture's; the one given, where none is near."""
    asked = [picture.whole.words] + ([picture.inner.words] if picture.inner is not None else [])
    apart = distances(np.concatenate(asked)[:, None], video.words[None, :, 0]).min(axis=0)
    return float(video.times[apart.argmin()]) if apart.min() <= DISTANCE else at
