"""Files and folders to fingerprints; what cannot be read is named, and the rest goes on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from darkfigure.engine import Engine, LocalEngine
from darkfigure.errors import InputError
from darkfigure.media.digest import digest_of
from darkfigure.media.exchange import Labelled, known
from darkfigure.media.fingerprint import Fingerprint, fingerprint
from darkfigure.media.kinds import HEAD, Kind, tell_kind
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.sound import NO_TOOL, SoundPrint, read_sound, sound_tool
from darkfigure.media.video import OnlySound, VideoPrint, read_video

Progress = Callable[[str, int, int], None]  # what is done, how many, of how many
_AT_ONCE = 8  # files of a task


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A file that was not read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """A picture that was set aside because a stop-list knows it, and what the list says it is."""

    path: Path
    label: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Read:
    """What files gave."""

    pictures: list[Fingerprint] = field(default_factory=list)
    videos: list[VideoPrint] = field(default_factory=list)
    sounds: list[SoundPrint] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class _How(NamedTuple):
    """How files are read: what a stop-list knows; of videos the key frames only; whether their scenes are wanted."""

    stop: Sequence[Labelled]
    keys_only: bool
    scenes: bool


class _Heard(NamedTuple):
    """A video, and its sound where it has one that was read."""

    video: VideoPrint
    sound: SoundPrint | None


_Task = Sequence[tuple[Path, Kind]]
_Outcome = Fingerprint | _Heard | SoundPrint | Stopped | Skipped


def read_files(
    paths: Iterable[str | Path],
    *,
    stop: Sequence[Labelled],
    keys_only: bool,
    progress: Progress,
    engine: Engine | None = None,
) -> Read:
    """Fingerprints of all pictures and videos among files, and in folders.

    Raises:
        InputError: A path is not there.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder. Check the path.")
    files = [(path, _kind(path)) for path in dict.fromkeys(_files_below(given))]
    scenes = not {"jpeg", "picture", "heif"}.isdisjoint(kind for _, kind in files)  # else nothing could be a still
    found = Read()
    lists: dict[type, list[Any]] = {
        Fingerprint: found.pictures,
        VideoPrint: found.videos,
        SoundPrint: found.sounds,
        Stopped: found.stopped,
        Skipped: found.skipped,
    }
    progress("reading pictures and videos", 0, len(files))
    tasks = (files[start : start + _AT_ONCE] for start in range(0, len(files), _AT_ONCE))
    read = (engine or LocalEngine()).map_tasks(_read_some, _How(stop, keys_only, scenes), tasks)
    for done, one in enumerate(read, start=1):
        for part in one if isinstance(one, _Heard) else (one,):
            if part is not None:
                lists[type(part)].append(part)
        progress("reading pictures and videos", done, len(files))
    return found


def _read_some(how: _How, files: _Task) -> Iterator[_Outcome]:
    """What each file gives, one for one."""
    for path, kind in files:
        try:
            yield _read_one(path, kind, how)
        except UnreadableMedia as error:
            yield Skipped(path=path, reason=str(error))
        except OSError as error:
            yield Skipped(path=path, reason=f"it cannot be read: {error.strerror or error}")
        except MemoryError:
            yield Skipped(path=path, reason="there is not enough memory to decode it")


def _read_one(path: Path, kind: Kind, how: _How) -> _Outcome:
    if kind == "video":
        return _read_video(path, how)
    if kind == "sound":
        return _read_sound(path)
    if not path.is_file():
        raise UnreadableMedia("it is no plain file")
    one = fingerprint(path)
    label = known(one.whole.words[0], how.stop)
    return one if label is None else Stopped(path=path, label=label.label)


def _read_video(path: Path, how: _How) -> _Heard | SoundPrint:
    """A video, and beside it its sound; sound alone where it turns out to be that."""
    try:
        video = read_video(path, keys_only=how.keys_only, scenes=how.scenes)
    except OnlySound:
        return _read_sound(path)
    tool = sound_tool()
    sound = None if tool is None else read_sound(path, tool=tool, digest=video.digest)
    return _Heard(_without_known(video, how.stop), sound)


def _read_sound(path: Path) -> SoundPrint:
    """A file of sound alone.

    Raises:
        UnreadableMedia: fpcalc is not installed, or finds no sound in it.
    """
    tool = sound_tool()
    if tool is None:
        raise UnreadableMedia(f"it is sound alone, and {NO_TOOL}")
    sound = read_sound(path, tool=tool, digest=digest_of(path))
    if sound is None:
        raise UnreadableMedia("there is no picture in it, and no sound that decodes, or less than three seconds of it")
    return sound


def _kind(path: Path) -> Kind:
    """What a file is by its first bytes; `other` where it cannot be read, which is told when it is its turn."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return tell_kind(file.read(HEAD))
    except OSError:
        pass
    return "other"


def _without_known(video: VideoPrint, stop: Sequence[Labelled]) -> VideoPrint:
    """The video without the frames that a stop-list knows."""
    kept = [k for k in range(len(video.times)) if known(video.words[k, 0], stop) is None]
    return video if len(kept) == len(video.times) else video.only(kept)


def _files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as given, and all files in folders, in the order of their names; hidden ones are left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path)
            if file.is_file() and not any(part.startswith(".") for part in inside.parts):
                yield file
