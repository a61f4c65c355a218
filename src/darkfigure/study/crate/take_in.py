"""Take in an export: verify a file, or make a study folder of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.store import scratch_folder, whole_folder
from darkfigure.store.leftovers import remove_leftovers
from darkfigure.study.crate.again import restore_sources, run_again
from darkfigure.study.crate.check import Checked, Trusted, check_export
from darkfigure.study.crate.unpack import unpack
from darkfigure.study.stage import Listener
from darkfigure.vault import Difference


@contextmanager
def opened_export(
    path: Path, *, identity: Path | None = None, trusted: Trusted | None = None
) -> Iterator[tuple[Path, Checked]]:
    """Unpack an export into a folder that is removed afterwards, and check it.

    Raises:
        InputError: It is no export, or it holds what no export holds.
        VerificationFailed: It is damaged.
    """
    with scratch_folder(Path(gettempdir()), name="darkfigure") as scratch:
        folder = scratch / "study"
        folder.mkdir()
        unpack(path, folder, identity=identity)
        yield folder, check_export(folder, trusted=trusted)


def verify_again(folder: Path, checked: Checked, *, listener: Listener | None = None) -> tuple[Difference, ...]:
    """Run an unpacked export again, if it is whole; see `again.run_again`."""
    return () if checked.differences else run_again(folder, listener=listener)


def import_study(path: Path, folder: Path, *, identity: Path | None = None) -> Checked:
    """Make a study folder of an export that is whole; its sources are put where they were.

    Raises:
        InputError: There is something in the folder, it is no export, or it holds what no export holds.
        VerificationFailed: It differs from what was exported. Nothing is left then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remove_leftovers(folder.absolute().parent, name=folder.name)
        raise InputError(f"{folder}: there is something here already. Name a folder that is empty or not there yet.")
    if not folder.absolute().parent.is_dir():
        raise InputError(f"{folder}: there is no folder {folder.parent}. Make it, or choose another place.")
    with whole_folder(folder) as place:
        unpack(path, place, identity=identity)
        checked = _whole(check_export(place), path)
        if checked.evidence:
            restore_sources(place)
    return checked


def _whole(checked: Checked, path: Path) -> Checked:
    if not checked.differences:
        return checked
    first = checked.differences[0]
    raise VerificationFailed(
        f"{path}: {len(checked.differences)} differences from what was exported, the first at {first.where}: "
        f"{first.message}. Nothing was imported. `darkfigure verify` names all of them."
    )
