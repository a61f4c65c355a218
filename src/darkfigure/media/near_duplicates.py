"""The front of the room: near-duplicates among files, and what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.media.decode import decoder_name
from darkfigure.media.fingerprint import Fingerprint, fingerprint
from darkfigure.media.groups import Group, files_below, form_groups
from darkfigure.media.matcher import Progress, find_copies
from darkfigure.media.picture import UnreadableMedia


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A file that was not read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, kw_only=True, eq=False)
class NearDuplicates:
    """What was found among files.

    Attributes:
        pictures: All pictures that were read.
        groups: Those that are copies of one another; rows are of `pictures`.
        skipped: Files that were not read.
        decoder: The path from bytes to pixels, with versions.
    """

    pictures: tuple[Fingerprint, ...]
    groups: tuple[Group, ...]
    skipped: tuple[Skipped, ...]
    decoder: str


def near_duplicates(paths: Iterable[str | Path], *, progress: Progress = lambda *_: None) -> NearDuplicates:
    """Find pictures that are copies of one another, be they saved again, resized, cropped, framed, mirrored or turned.

    Copies of pictures are found, never faces.

    Args:
        paths: Files, and folders whose files are all read.
        progress: Is told what is done, how many, of how many.

    Raises:
        InputError: A path is not there.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder. Check the path.")
    files = list(dict.fromkeys(files_below(given)))
    prints, skipped = [], []
    for done, path in enumerate(files):
        progress("reading pictures", done, len(files))
        try:
            prints.append(fingerprint(path))
        except UnreadableMedia as error:
            skipped.append(Skipped(path=path, reason=str(error)))
        except OSError as error:
            skipped.append(Skipped(path=path, reason=f"it cannot be read: {error.strerror or error}"))
    edges = find_copies(prints, progress=progress)
    return NearDuplicates(
        pictures=tuple(prints),
        groups=tuple(form_groups(prints, edges)),
        skipped=tuple(skipped),
        decoder=decoder_name(),
    )
