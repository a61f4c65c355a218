"""Files and folders to fingerprints; what cannot be read is named, and the rest goes on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from darkfigure.engine import Engine, LocalEngine
from darkfigure.errors import InputError
from darkfigure.media.exchange import Labelled, known
from darkfigure.media.fingerprint import Fingerprint, fingerprint
from darkfigure.media.kinds import HEAD, Kind, tell_kind
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.video import VideoPrint, read_video

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
    stopped: list[Stopped] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class _How(NamedTuple):
    """How files are read: what a stop-list knows; of videos the key frames only; whether their scenes are wanted."""

    stop: Sequence[Labelled]
    keys_only: bool
    scenes: bool


_Task = Sequence[tuple[Path, Kind]]
_Outcome = Fingerprint | VideoPrint | Stopped | Skipped


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
        Stopped: found.stopped,
        Skipped: found.skipped,
    }
    progress("reading pictures and videos", 0, len(files))
    tasks = (files[start : start + _AT_ONCE] for start in range(0, len(files), _AT_ONCE))
    read = (engine or LocalEngine()).map_tasks(_read_some, _How(stop, keys_only, scenes), tasks)
    for done, one in enumerate(read, start=1):
        lists[type(one)].append(one)
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
        return _without_known(read_video(path, keys_only=how.keys_only, scenes=how.scenes), how.stop)
    if not path.is_file():
        raise UnreadableMedia("it is no plain file")
    one = fingerprint(path)
    label = known(one.whole.words[0], how.stop)
    return one if label is None else Stopped(path=path, label=label.label)


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
