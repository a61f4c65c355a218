"""The front of the room: near-duplicates among files, and what could not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.media.decode import decoder_name
from darkfigure.media.exchange import Labelled, known
from darkfigure.media.fingerprint import Fingerprint, fingerprint
from darkfigure.media.groups import Group, files_below, form_groups
from darkfigure.media.matcher import Progress, find_copies
from darkfigure.media.picture import UnreadableMedia


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
class NearDuplicates:
    """What was found among files.

    Attributes:
        pictures: All pictures that were read.
        groups: Those that are copies of one another; rows are of `pictures`.
        stopped: Pictures that a stop-list knows; they are in no group.
        skipped: Files that were not read.
        decoder: The path from bytes to pixels, with versions.
    """

    pictures: tuple[Fingerprint, ...]
    groups: tuple[Group, ...]
    stopped: tuple[Stopped, ...]
    skipped: tuple[Skipped, ...]
    decoder: str


def near_duplicates(
    paths: Iterable[str | Path], *, stop: Sequence[Labelled] = (), progress: Progress = lambda *_: None
) -> NearDuplicates:
    """Find pictures that are copies of one another, be they saved again, resized, cropped, framed, mirrored or turned.

    Copies of pictures are found, never faces.

    Args:
        paths: Files, and folders whose files are all read.
        stop: Hashes of pictures that everybody carries, such as flags and logos: these pictures form no group.
        progress: Is told what is done, how many, of how many.

    Raises:
        InputError: A path is not there.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder. Check the path.")
    files = list(dict.fromkeys(files_below(given)))
    prints: list[Fingerprint] = []
    stopped: list[Stopped] = []
    skipped: list[Skipped] = []
    for done, path in enumerate(files):
        progress("reading pictures", done, len(files))
        try:
            one = fingerprint(path)
        except UnreadableMedia as error:
            skipped.append(Skipped(path=path, reason=str(error)))
        except OSError as error:
            skipped.append(Skipped(path=path, reason=f"it cannot be read: {error.strerror or error}"))
        else:
            known_as = known(one.whole.words, stop)
            if known_as is None:
                prints.append(one)
            else:
                stopped.append(Stopped(path=path, label=known_as.label))
    edges = find_copies(prints, progress=progress)
    return NearDuplicates(
        pictures=tuple(prints),
        groups=tuple(form_groups(prints, edges)),
        stopped=tuple(stopped),
        skipped=tuple(skipped),
        decoder=decoder_name(),
    )


def labelled(found: NearDuplicates) -> list[Labelled]:
    """The hash of every picture that was read, labelled by its group: what `exchange.write_hashes` writes."""
    label = {row: f"group {number}" for number, group in enumerate(found.groups, 1) for row in group.rows}
    return [
        Labelled(words=one.whole.words[0], quality=one.whole.quality, label=label.get(row, ""))
        for row, one in enumerate(found.pictures)
    ]
