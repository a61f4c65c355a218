"""From the path in study.toml to files, in a fixed order."""

import difflib
import glob
import os
from collections.abc import Iterable
from pathlib import Path

from darkfigure.errors import SourceError

# What programs leave beside a person's files.
_LEFT_BY_PROGRAMS = {"thumbs.db", "desktop.ini"}


def find_files(path: str, *, study_folder: Path, source: str) -> list[Path]:
    """The files of a source: one file, all files of a folder and the folders in it, or those that match a pattern.

    Hidden files and lock files of office programs are left out of folders and patterns. Sorted by path.

    Raises:
        SourceError: There is no such file, nothing matches, or the path is an address.
    """
    if "://" in path:
        raise SourceError(
            f"source `{source}`: {path} is an address. Tables are read from files: download it into the study folder "
            "and give its path."
        )
    place = study_folder / path
    if place.is_file():
        return [place]
    if place.is_dir():
        found = _usual(place.rglob("*"), below=place)
        if not found:
            raise SourceError(f"source `{source}`: the folder {place} has no files.")
        return found
    if any(sign in path for sign in "*?["):
        # the study's own folder may have such signs in its name
        pattern = path if os.path.isabs(path) else os.path.join(glob.escape(str(study_folder)), path)  # noqa: PTH117, PTH118
        found = _usual((Path(each) for each in glob.glob(pattern, recursive=True)), below=study_folder)  # noqa: PTH207
        if not found:
            raise SourceError(f"source `{source}`: no file matches {path} (looked for in {study_folder.absolute()}).")
        return found
    raise SourceError(
        f"source `{source}`: there is no file or folder {path} (looked for at {place.absolute()}). {_nearest(place)}"
    )


def path_in_study(file: Path, *, study_folder: Path) -> str:
    """The path that ledger and tables show: relative to the study folder if it lies inside, else absolute."""
    study, whole = Path(os.path.abspath(study_folder)), Path(os.path.abspath(file))  # noqa: PTH100 - keeps symbolic links
    return (whole.relative_to(study) if whole.is_relative_to(study) else whole).as_posix()


def _usual(paths: Iterable[Path], *, below: Path) -> list[Path]:
    found = []
    for path in paths:
        parts = path.relative_to(below).parts if path.is_relative_to(below) else path.parts[-1:]
        hidden = any(part.startswith((".", "~$")) and part not in {".", ".."} for part in parts)
        if path.is_file() and not hidden and path.name.lower() not in _LEFT_BY_PROGRAMS:
            found.append(path)
    return sorted(set(found), key=lambda path: path.as_posix())


def _nearest(place: Path) -> str:
    if not place.parent.is_dir():
        return f"The folder {place.parent} does not exist either."
    near = difflib.get_close_matches(place.name, [entry.name for entry in place.parent.iterdir()], n=1)
    return f"Did you mean `{near[0]}`?" if near else "Correct `path` of the source in study.toml."
