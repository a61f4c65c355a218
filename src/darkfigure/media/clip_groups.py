"""Groups of videos that share footage, or of recordings that share sound, each member tied to one before it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from darkfigure.media.clips import Clip, find_clips
from darkfigure.media.sets import Sets
from darkfigure.media.sound import SoundPrint
from darkfigure.media.sounds import find_sounds
from darkfigure.media.video import VideoPrint


@dataclass(frozen=True, kw_only=True)
class ClipGroup:
    """Videos that share footage, or recordings that share sound.

    Attributes:
        rows: Its members; the first shares with most others.
        clips: What each member but the first shares with one before it: `here` is that one, `there` the member.
    """

    rows: tuple[int, ...]
    clips: tuple[Clip, ...]


class _File(Protocol):
    """What a video and a recording have in common."""

    @property
    def digest(self) -> str: ...
    @property
    def seconds(self) -> float: ...


def form_clip_groups(videos: Sequence[VideoPrint]) -> list[ClipGroup]:
    """Groups of videos that share footage, the largest first."""
    return _groups(find_clips(videos), videos, frames=[len(video.times) for video in videos])


def form_sound_groups(sounds: Sequence[SoundPrint]) -> list[ClipGroup]:
    """Groups of recordings that share sound, the largest first."""
    return _groups(find_sounds(sounds), sounds, frames=[len(sound.items) for sound in sounds])


def _groups(clips: Sequence[Clip], files: Sequence[_File], *, frames: Sequence[int]) -> list[ClipGroup]:
    sets = Sets(len(files))
    ties: dict[int, list[Clip]] = defaultdict(list)
    for clip in [*_same_files(files, frames), *clips]:
        if not sets.joined(clip.here, clip.there):
            sets.join(clip.here, clip.there)
            ties[clip.here].append(clip)
            ties[clip.there].append(_reversed(clip))
    done: set[int] = set()
    groups = []
    for first in sorted(ties, key=lambda row: (-len(ties[row]), -files[row].seconds, row)):
        if first not in done:
            tied = tuple(_walk(first, ties, done))
            groups.append(ClipGroup(rows=(first, *(clip.there for clip in tied)), clips=tied))
    return sorted(groups, key=lambda group: (-len(group.rows), group.rows))


def _walk(first: int, ties: dict[int, list[Clip]], done: set[int]) -> Iterator[Clip]:
    done.add(first)
    waiting = [first]
    while waiting:
        for clip in ties[waiting.pop(0)]:
            if clip.there not in done:
                done.add(clip.there)
                waiting.append(clip.there)
                yield clip


def _same_files(files: Sequence[_File], frames: Sequence[int]) -> Iterator[Clip]:
    first: dict[str, int] = {}
    for row, file in enumerate(files):
        before = first.setdefault(file.digest, row)
        if before != row:
            yield Clip(
                here=before,
                there=row,
                offset=0.0,
                begin=0.0,
                end=file.seconds,
                frames=frames[row],
                share=1.0,
                mirrored=False,
            )


def _reversed(clip: Clip) -> Clip:
    """The same seen from the other video."""
    return replace(
        clip,
        here=clip.there,
        there=clip.here,
        offset=-clip.offset,
        begin=round(clip.begin + clip.offset, 2),
        end=round(clip.end + clip.offset, 2),
    )
