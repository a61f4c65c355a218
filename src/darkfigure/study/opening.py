"""A study folder, opened: where it lies, and what study.toml says."""

from pathlib import Path

from darkfigure.errors import InputError, SettingsError
from darkfigure.settings import read_settings
from darkfigure.study.crate.layout import is_without_evidence
from darkfigure.study.stage import Context


def open_study(folder: Path) -> Context:
    """Read study.toml of a folder.

    Raises:
        InputError: There is no such folder, or it was imported without evidence.
        SettingsError: study.toml is missing or wrong, or names no source.
    """
    if folder.is_file():
        raise InputError(f"{folder}: this is a file. Give the folder of the study: {folder.parent}.")
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder. `darkfigure init {folder}` makes a study.")
    if is_without_evidence(folder):
        raise InputError(
            f"{folder}: this study was imported without its evidence. `darkfigure verify {folder}` works "
            "on it; to run it, ask for an export with evidence."
        )
    settings = read_settings(folder / "study.toml")
    if not settings.source:
        raise SettingsError(
            f"{folder / 'study.toml'}: there is no [[source]] yet. Add one for each list, with a name and a path."
        )
    return Context(folder=folder, settings=settings)
