"""Files and folders to fingerprints; what cannot be read is named, and the rest goes on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.media.exchange import Labelled, known
from darkfigure.media.fingerprint import Fingerprint, fingerprint
from darkfigure.media.kinds import HEAD, Kind, tell_kind
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.video import VideoPrint, read_video

Progress = Callable[[str, int, int], None]  # what is done, how many, of how many


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


def read_files(paths: Iterable[str | Path], *, stop: Sequence[Labelled], keys_only: bool, progress: Progress) -> Read:
    """Fingerprints of all pictures and videos among files, and in folders.

    Raises:
        InputError: A path is not there.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder. Check the path.")
    files = list(dict.fromkeys(_files_below(given)))
    kinds = {path: _kind(path) for path in files}
    scenes = not {"jpeg", "picture", "heif"}.isdisjoint(kinds.values())  # else there is nothing that could be a still
    found = Read()
    for done, path in enumerate(files):
        progress("reading pictures and videos", done, len(files))
        try:
            if kinds[path] == "video":
                video = read_video(path, keys_only=keys_only, scenes=scenes)
                found.videos.append(_without_known(video, stop))
            else:
                _read_picture(path, found, stop)
        except UnreadableMedia as error:
            found.skipped.append(Skipped(path=path, reason=str(error)))
        except OSError as error:
            found.skipped.append(Skipped(path=path, reason=f"it cannot be read: {error.strerror or error}"))
        except MemoryError:
            found.skipped.append(Skipped(path=path, reason="there is not enough memory to decode it"))
    return found


def _kind(path: Path) -> Kind:
    """What a file is by its first bytes; `other` where it cannot be read, which is told when it is its turn."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return tell_kind(file.read(HEAD))
    except OSError:
        pass
    return "other"


def _read_picture(path: Path, found: Read, stop: Sequence[Labelled]) -> None:
    if not path.is_file():
        raise UnreadableMedia("it is no plain file")
    one = fingerprint(path)
    label = known(one.whole.words[0], stop)
    if label is None:
        found.pictures.append(one)
    else:
        found.stopped.append(Stopped(path=path, label=label.label))


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
