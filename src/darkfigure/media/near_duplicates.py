"""The front of the room: near-duplicates among files, and what could not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from darkfigure.engine import Engine
from darkfigure.media.clip_groups import ClipGroup, form_clip_groups, form_sound_groups
from darkfigure.media.decode import decoder_name
from darkfigure.media.exchange import Labelled
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.groups import Group, form_groups
from darkfigure.media.matcher import find_all
from darkfigure.media.reading import Progress, Skipped, Stopped, read_files
from darkfigure.media.sound import SoundPrint, sound_tool, tool_name
from darkfigure.media.stills import Still, form_stills
from darkfigure.media.video import VideoPrint


@dataclass(frozen=True, kw_only=True, eq=False)
class NearDuplicates:
    """What was found among files.

    Attributes:
        pictures: All pictures that were read.
        groups: Those that are copies of one another; rows are of `pictures`.
        videos: All videos that were read.
        video_groups: Those that share footage; rows are of `videos`.
        sounds: The sound of all videos and files of sound, as far as it was read.
        sound_groups: Those that share sound; rows are of `sounds`.
        stills: Pictures that show a frame of a video.
        stopped: Pictures that a stop-list knows; they are in no group.
        skipped: Files that were not read.
        decoder: The path from bytes to pixels, with versions.
        listener: What fingerprinted sound, with its version; None where fpcalc is not installed.

    Example:
        >>> near_duplicates([]).pictures
        ()
    """

    pictures: tuple[Fingerprint, ...]
    groups: tuple[Group, ...]
    videos: tuple[VideoPrint, ...]
    video_groups: tuple[ClipGroup, ...]
    sounds: tuple[SoundPrint, ...]
    sound_groups: tuple[ClipGroup, ...]
    stills: tuple[Still, ...]
    stopped: tuple[Stopped, ...]
    skipped: tuple[Skipped, ...]
    decoder: str
    listener: str | None


def near_duplicates(
    paths: Iterable[str | Path],
    *,
    stop: Sequence[Labelled] = (),
    keys_only: bool = False,
    progress: Progress = lambda *_: None,
    engine: Engine | None = None,
) -> NearDuplicates:
    """Find pictures that are copies of one another, videos that share footage or sound, and stills.

    Copies may be saved again, resized, cropped, framed, mirrored or turned. Copies are found, never faces.

    Args:
        paths: Files, and folders whose files are all read.
        stop: Hashes of pictures that everybody carries, such as flags and logos: these pictures form no group.
        keys_only: Of videos, read the key frames and not a frame a second: faster, and blind to short clips.
        progress: Is told what is done, how many, of how many.
        engine: Where files are decoded and hashed; here if None.

    Raises:
        InputError: A path is not there.

    Example:
        >>> import numpy as np
        >>> from PIL import Image
        >>> noise = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
        >>> picture = Image.fromarray(noise).resize((300, 200))
        >>> picture.save("one.png")
        >>> picture.resize((240, 160)).save("smaller.jpg")
        >>> found = near_duplicates(["one.png", "smaller.jpg"])
        >>> len(found.pictures), len(found.groups)
        (2, 1)
    """
    tool = sound_tool()
    read = read_files(paths, stop=stop, keys_only=keys_only, progress=progress, engine=engine)
    edges = find_all(read.pictures, read.videos, progress=progress)
    return NearDuplicates(
        pictures=tuple(read.pictures),
        groups=tuple(form_groups(read.pictures, edges.copies)),
        videos=tuple(read.videos),
        video_groups=tuple(form_clip_groups(read.videos)),
        sounds=tuple(read.sounds),
        sound_groups=tuple(form_sound_groups(read.sounds)),
        stills=tuple(form_stills(read.pictures, read.videos, edges.stills)),
        stopped=tuple(read.stopped),
        skipped=tuple(read.skipped),
        decoder=decoder_name(),
        listener=None if tool is None else tool_name(tool),
    )


def labelled(found: NearDuplicates) -> list[Labelled]:
    """The hash of every picture that was read, labelled by its group: what `exchange.write_hashes` writes."""
    label = {row: f"group {number}" for number, group in enumerate(found.groups, 1) for row in group.rows}
    return [
        Labelled(words=one.whole.words[0], quality=one.whole.quality, label=label.get(row, ""))
        for row, one in enumerate(found.pictures)
    ]
