"""Files that appear under their name only when they are whole."""

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.store.leftovers import remove_leftovers

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}
_IN_THE_WAY = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; on success it is synced to disk and takes the final name.

    On an error the temporary file is removed and whatever stood under the final name stays as it was.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> with atomic_path(Path("whole.txt")) as unfinished:
        ...     _ = unfinished.write_text("all of it", encoding="utf-8")
        ...     Path("whole.txt").exists()
        False
        >>> Path("whole.txt").read_text(encoding="utf-8")
        'all of it'
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(path.parent, name=path.name)
        handle, temporary_name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}-", suffix=".tmp")
        os.close(handle)
    temporary = Path(temporary_name)
    try:
        with explained(path, reasons=_NO_SPACE):  # other errors of the block are about other files
            yield temporary
        with explained(path):
            sync_file(temporary)
            temporary.chmod(0o666 & ~_umask())  # mkstemp gives 0600; a table is as readable as any file
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):  # the first error is the one to tell; who writes next removes what is left
            temporary.unlink()


def write_atomically(path: Path, content: bytes) -> None:
    """Write a small file in one piece.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> write_atomically(Path("small.json"), b"{}")
        >>> Path("small.json").read_bytes()
        b'{}'
    """
    with atomic_path(path) as temporary, explained(path):
        temporary.write_bytes(content)


@contextmanager
def explained(path: Path, *, reasons: Collection[int] | None = None) -> Iterator[None]:
    """Turn what the operating system says about a file that cannot be written into what to do about it.

    Only errors whose number is in `reasons` are turned; all known ones if None.

    Example:
        >>> import errno
        >>> from darkfigure.errors import InputError
        >>> try:
        ...     with explained(Path("table.parquet")):
        ...         raise OSError(errno.ENOSPC, "no space")
        ... except InputError as error:
        ...     print(str(error).split(";")[0])
        table.parquet: the disk is full or the quota is used up
    """
    try:
        yield
    except OSError as error:
        if reasons is not None and error.errno not in reasons:
            raise
        if error.errno in _NO_SPACE:
            raise InputError(
                f"{path}: the disk is full or the quota is used up; nothing was written under this name. "
                "Free some space and run again: finished stages are kept."
            ) from error
        if error.errno in _NO_RIGHT:
            raise InputError(
                f"{path}: this folder cannot be written to. Give yourself the right to write in "
                f"{path.parent}, or copy the study to a folder of your own."
            ) from error
        if error.errno in _IN_THE_WAY:
            raise InputError(f"{path}: a file stands where a folder is needed. Move it away and run again.") from error
        raise


@contextmanager
def scratch_folder(parent: Path, *, name: str) -> Iterator[Path]:
    """A folder for what is needed for a while, removed afterwards, with those that killed processes left.

    Args:
        parent: where it is made.
        name: what it is for, as its own name begins.

    Raises:
        InputError: It cannot be made, or the disk is full.

    Example:
        >>> with scratch_folder(Path(tempfile.gettempdir()), name="sorting") as place:
        ...     place.is_dir()
        True
        >>> place.exists()
        False
    """
    with explained(parent / name):
        remove_leftovers(parent, name=name)
        place = Path(tempfile.mkdtemp(dir=parent, prefix=f".{name}.{os.getpid()}-", suffix=".tmp"))
    try:
        with explained(place, reasons=_NO_SPACE):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def whole_folder(folder: Path, *, mode: int = 0o777) -> Iterator[Path]:
    """Give a folder to fill; when the block ends without an error, it takes the place of `folder`.

    Args:
        folder: is not there yet, or is empty.
        mode: of the folder; what the user's mask takes away is taken away.

    Raises:
        InputError: It cannot be made, or the disk is full.

    Example:
        >>> with scratch_folder(Path(tempfile.gettempdir()), name="whole") as scratch:
        ...     with whole_folder(scratch / "result") as place:
        ...         _ = (place / "count.txt").write_text("3")
        ...     (scratch / "result" / "count.txt").read_text()
        '3'
    """
    parent = folder.absolute().parent
    with explained(folder):
        parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(parent, name=folder.name) as scratch:
        place = scratch / "whole"
        place.mkdir()
        yield place
        with explained(folder):
            place.chmod(mode & ~_umask())
            if folder.exists():
                folder.rmdir()
            place.rename(folder)
            sync_folder(parent)


def write_private(path: Path, content: bytes) -> None:
    """Write a new small file that only its owner may read, in one piece.

    With its rights from the start: a chmod afterwards would leave a moment in which others read it.

    Raises:
        FileExistsError: There is such a file; it is not touched.
        OSError: It cannot be written.

    Example:
        >>> with scratch_folder(Path(tempfile.gettempdir()), name="key") as place:
        ...     write_private(place / "key", b"secret")
        ...     oct((place / "key").stat().st_mode & 0o777)
        '0o600'
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{os.getpid()}-", suffix=".tmp")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name_new(Path(name), path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def _name_new(temporary: Path, path: Path) -> None:
    """Give a file its name, unless there is one of this name."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # some file systems have no links
        temporary.replace(path)


def sync_file(path: Path) -> None:
    """Return when the bytes are on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Return when the folder's names are on the disk, where the system can say so."""
    with suppress(OSError):  # Windows cannot open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
