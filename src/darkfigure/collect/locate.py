"""From the path in study.toml to files, in a fixed order."""

import difflib
import glob
import os
from collections.abc import Iterable
from pathlib import Path

from darkfigure.collect.buckets import FOLDER, is_in_bucket, place_in_copy
from darkfigure.collect.leftovers import left_by_programs
from darkfigure.errors import SourceError

# What a study makes of a person's files.
_MADE = {"vault", "tables", "results", "decisions", FOLDER}


def find_files(path: str, *, study_folder: Path, source: str) -> list[Path]:
    """The files of a source: one file, all files of a folder and the folders in it, or those that match a pattern.

    Hidden files and lock files of office programs are left out of folders and patterns. Sorted by path.

    Raises:
        SourceError: There is no such file, nothing matches, or the path is an address.
    """
    if is_in_bucket(path):
        copies = study_folder / FOLDER
        if ".." in place_in_copy(path).split("/"):
            raise SourceError(f"source `{source}`: {path} leads out of its bucket. Correct `path` in study.toml.")
        if not copies.is_dir():
            raise SourceError(
                f"source `{source}`: {path} has not been copied from its bucket. `darkfigure run` does it, unless "
                "--offline is given."
            )
        return find_files(place_in_copy(path), study_folder=copies, source=source)
    if "://" in path:
        raise SourceError(
            f"source `{source}`: {path} is an address. Tables are read from files: download it into the study folder "
            "and give its path."
        )
    place = study_folder / path
    try:
        if place.is_file():
            return [place]
        if place.is_dir():
            return _in_folder(place, study_folder=study_folder, source=source)
    except OSError as error:
        raise SourceError(
            f"source `{source}`: {place.absolute()} cannot be read: {error.strerror}. Give yourself the right to read "
            "it, or correct `path` of the source in study.toml."
        ) from None
    if any(sign in path for sign in "*?["):
        # the study's own folder may have such signs in its name
        pattern = path if os.path.isabs(path) else os.path.join(glob.escape(str(study_folder)), path)  # noqa: PTH117, PTH118
        matches = (Path(each) for each in glob.glob(pattern, recursive=True))  # noqa: PTH207
        found = [file for file in _usual(matches, below=study_folder) if not _is_made(file, study_folder)]
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
        if path.is_file() and not left_by_programs("/".join(parts)):
            found.append(path)
    return sorted(set(found), key=lambda path: path.as_posix())


def _in_folder(place: Path, *, study_folder: Path, source: str) -> list[Path]:
    if study_folder.resolve().is_relative_to(place.resolve()):
        raise SourceError(
            f"source `{source}`: {place} holds the study itself, with all that is made from its lists. Put the lists "
            "into a folder of their own, such as sources/."
        )
    found = _usual(place.rglob("*"), below=place)
    if not found:
        raise SourceError(
            f"source `{source}`: the folder {place} has no files. Put the list into it, or correct `path`."
        )
    return found


def _is_made(file: Path, study_folder: Path) -> bool:
    """Whether a file that a pattern found is the study's own, not a person's."""
    if not file.is_relative_to(study_folder):
        return False
    first, *more = file.relative_to(study_folder).parts
    return first in _MADE if more else first == "study.toml"


def _nearest(place: Path) -> str:
    if place.is_symlink():
        return "There is a link of this name, which leads nowhere. Put the file itself into the study."
    if place.exists():
        return "What stands there is no file. Put the list there, or correct `path` of the source in study.toml."
    if not place.parent.is_dir():
        return f"The folder {place.parent} does not exist either."
    near = difflib.get_close_matches(place.name, [entry.name for entry in place.parent.iterdir()], n=1)
    return f"Did you mean `{near[0]}`?" if near else "Correct `path` of the source in study.toml."
