"""Texts of files that belong to no study: read where they lie, nothing is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

from darkfigure.collect.found import Blob, Found
from darkfigure.collect.leftovers import left_by_programs
from darkfigure.collect.open import open_intake, read_blob
from darkfigure.collect.texts import beside_file
from darkfigure.errors import SourceError

Refuse = Callable[[str, str, str], None]


def read_loose(path: Path, *, refuse: Refuse) -> Iterator[Found]:
    """The texts in a file, or in all files of a folder. `where` of each is the path as given, and the place in it.

    Args:
        path: A file or a folder.
        refuse: Told of each part that is left out: where, a code, and why.

    Raises:
        SourceError: There is no such file, or it cannot be read at all.
    """
    if path.is_dir():
        yield from _folder(path, refuse)
        return
    if not path.exists():
        raise SourceError(f"{path}: there is no such file. Check the path.")
    blob = Blob(item="", where=str(path), name=path.name, path=path, beside=beside_file(path))
    yield from read_blob(blob, open_intake(refuse=refuse))


def read_bytes(data: bytes, *, where: str, refuse: Refuse) -> Iterator[Found]:
    """The texts in bytes that came through a pipe.

    Raises:
        SourceError: They cannot be read at all.
    """
    yield from read_blob(Blob(item="", where=where, name=where, data=data), open_intake(refuse=refuse))


def _folder(folder: Path, refuse: Refuse) -> Iterator[Found]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    wanted = sorted(path for path in files if not left_by_programs(path.relative_to(folder).as_posix()))
    if not wanted:
        raise SourceError(f"{folder}: the folder has no files.")
    for path in wanted:
        try:
            yield from read_loose(path, refuse=refuse)
        except SourceError as error:
            refuse(str(path), "unreadable", str(error).removeprefix(f"{path}: "))
