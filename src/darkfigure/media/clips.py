"""Which videos show the same, and by how many seconds they are shifted: frames that agree at one offset.

Source:
    Meta (2022), vPDQ: hashes of frames compared frame by frame; here with the time at which each is shown, so that
    frames count only together.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.join import near_pairs
from darkfigure.media.pdq import RELIABLE, distances
from darkfigure.media.video import VideoPrint

_CAP = 512  # near frames of a frame: what every video begins with says nothing
_SLACK = 1.01  # seconds by which the offsets of frames may differ: one frame a second is hashed
_LEAST = 3  # frames that must agree
_DIFFERENT = 2  # of these, that must differ from one another: a standing picture is one picture
_SHARE = 0.5  # of the frames both show in the same seconds, that must agree


@dataclass(frozen=True, kw_only=True)
class Clip:
    """Two videos that show the same for some seconds.

    Attributes:
        here: Row of the one video.
        there: Row of the other.
        offset: Seconds that the other is behind the one: what the one shows at 5 s, the other shows at 5 s + offset.
        begin: Second of the one at which it begins.
        end: Second of the one at which it ends.
        frames: Frames that agree.
        share: Share of the frames in these seconds that agree.
        mirrored: Whether the other is mirrored.
    """

    here: int
    there: int
    offset: float
    begin: float
    end: float
    frames: int
    share: float
    mirrored: bool


def find_clips(videos: Sequence[VideoPrint]) -> list[Clip]:
    """All pairs of videos that show the same for at least three frames, the longest first."""
    good = [np.flatnonzero(video.quality >= RELIABLE) for video in videos]
    counts = [2 * len(rows) for rows in good]
    if not sum(counts):
        return []
    words = np.concatenate([video.words[rows].reshape(-1, 4) for video, rows in zip(videos, good, strict=True)])
    owner = np.repeat(np.arange(len(videos)), counts)
    frame = np.concatenate([np.repeat(rows, 2) for rows in good])
    flipped = np.arange(len(words)) % 2 == 1
    pairs = near_pairs(words, cap=_CAP)
    kept = (owner[pairs.first] != owner[pairs.second]) & ~(flipped[pairs.first] & flipped[pairs.second])
    groups: dict[tuple[int, int, bool], list[tuple[int, int]]] = defaultdict(list)
    for a, b in zip(pairs.first[kept].tolist(), pairs.second[kept].tolist(), strict=True):
        mirrored = bool(flipped[a] != flipped[b])
        groups[int(owner[a]), int(owner[b]), mirrored].append((int(frame[a]), int(frame[b])))
    return sorted(_clips(groups, videos), key=lambda clip: (-clip.frames, clip.here, clip.there))


def _clips(groups: dict[tuple[int, int, bool], list[tuple[int, int]]], videos: Sequence[VideoPrint]) -> Iterator[Clip]:
    for (here, there, mirrored), found in groups.items():
        matches = np.array(sorted(set(found)))
        clip = _clip(matches, videos[here], videos[there])
        if clip is not None:
            offset, begin, end, frames, share = clip
            yield Clip(
                here=here,
                there=there,
                offset=offset,
                begin=begin,
                end=end,
                frames=frames,
                share=share,
                mirrored=mirrored,
            )


def _clip(
    matches: NDArray[np.int64], here: VideoPrint, there: VideoPrint
) -> tuple[float, float, float, int, float] | None:
    """Offset, begin, end, frames and share of the offset that most frames tell; None where too few do."""
    times, others = here.times[matches[:, 0]], there.times[matches[:, 1]]
    offsets = np.sort(others - times)
    within = np.searchsorted(offsets, offsets + _SLACK, side="right") - np.arange(len(offsets))
    first = int(within.argmax())
    offset = float(np.median(offsets[first : first + within[first]]))
    agree = np.unique(matches[np.abs(others - times - offset) <= _SLACK, 0])
    if len(agree) < _LEAST or _distinct(here, agree) < _DIFFERENT:
        return None
    begin, end = float(here.times[agree[0]]), float(here.times[agree[-1]])
    inside = (here.times >= begin) & (here.times <= end) & (here.quality >= RELIABLE)
    share = len(agree) / int(inside.sum())
    return (round(offset, 2), round(begin, 2), round(end, 2), len(agree), share) if share >= _SHARE else None


def _distinct(video: VideoPrint, frames: NDArray[np.int64]) -> int:
    """How many of these frames differ from all before, up to `_DIFFERENT`."""
    kept: list[int] = []
    for row in frames.tolist():
        if all(distances(video.words[row, 0], video.words[other, 0]) > 2 * 31 for other in kept):
            kept.append(row)
        if len(kept) == _DIFFERENT:
            break
    return len(kept)
