"""Bytes on their way into the vault: read once, hashed twice on the way, written below `incoming`, synced."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO, RawIOBase
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

from darkfigure.errors import SourceError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Content = Path | bytes | BinaryIO

_CHUNK = 1 << 20
_READ_ONLY = 0o444
_DIRECT = getattr(os, "O_DIRECT", 0) if fcntl is not None else 0


@dataclass(frozen=True, kw_only=True)
class Digests:
    """SHA-256 is what bytes are called; BLAKE3 re-checks them three times as fast. Both hex; `size` is bytes."""

    sha256: str
    blake3: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Bytes below `incoming`, not synced yet."""

    path: Path
    digests: Digests


class Intake:
    """Takes in one content after another, each through the same memory, which begins at a page as `O_DIRECT` needs."""

    def __init__(self) -> None:
        self._buffer: memoryview | None = None

    def take_in(self, content: Content, incoming: Path) -> Taken:
        """Write bytes below `incoming` under their digest, in one pass. They are read-only; the caller syncs them.

        Raises:
            SourceError: The content cannot be read.
            OSError: They cannot be written.
        """
        from blake3 import blake3

        if self._buffer is None:
            self._buffer = memoryview(mmap(-1, _CHUNK))
        handle, name = tempfile.mkstemp(dir=incoming, suffix=".tmp")
        try:
            sha, blake, size = hashlib.sha256(), blake3(), 0
            try:
                with _opened(content) as file:
                    for piece in _explained(content, _pieces(file, self._buffer)):
                        sha.update(piece)
                        blake.update(piece)
                        _past_the_cache(handle, wanted=len(piece) == _CHUNK)
                        _write(handle, piece)
                        size += len(piece)
                os.chmod(name, _READ_ONLY)  # noqa: PTH101 - a Path for each of many small files takes time
            finally:
                os.close(handle)
            digests = Digests(sha256=sha.hexdigest(), blake3=blake.hexdigest(), size=size)
            path = incoming / digests.sha256
            os.replace(name, path)  # noqa: PTH105 - the same
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise
        return Taken(path=path, digests=digests)


def digest_of(path: Path) -> Digests:
    """Read a file once and give both its digests.

    Raises:
        OSError: It cannot be read.
    """
    from blake3 import blake3

    sha, blake, size = hashlib.sha256(), blake3(), 0
    with path.open("rb", buffering=0) as file:
        for piece in _pieces(file, memoryview(bytearray(min(_CHUNK, path.stat().st_size + 1)))):
            sha.update(piece)
            blake.update(piece)
            size += len(piece)
    return Digests(sha256=sha.hexdigest(), blake3=blake.hexdigest(), size=size)


def has_digest(path: Path, *, sha256: str, blake3: str | None, size: int | None) -> bool:
    """Whether a file holds these bytes: by BLAKE3 where it is known, by SHA-256 elsewhere.

    Raises:
        OSError: It cannot be read.
    """
    if size is not None and path.stat().st_size != size:
        return False
    if blake3 is None:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    from blake3 import blake3 as hasher

    blake = hasher()
    with path.open("rb", buffering=0) as file:
        for piece in _pieces(file, memoryview(bytearray(min(_CHUNK, path.stat().st_size + 1)))):
            blake.update(piece)
    return bool(blake.hexdigest() == blake3)


def sync(path: Path) -> None:
    """Return when the bytes of a read-only file are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(content: Content) -> Iterator[RawIOBase | BinaryIO]:
    if isinstance(content, bytes):
        yield BytesIO(content)
    elif isinstance(content, Path):
        try:
            file = content.open("rb", buffering=0)
        except OSError as error:
            raise _unreadable(content, error) from error
        with file:
            yield file
    else:
        yield content


def _explained(content: Content, pieces: Iterator[memoryview]) -> Iterator[memoryview]:
    """The pieces; what goes wrong in reading a file is about the source, not about the vault."""
    try:
        yield from pieces
    except OSError as error:
        raise (_unreadable(content, error) if isinstance(content, Path) else error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path}: this file cannot be read: {error.strerror}.")


def _pieces(file: RawIOBase | BinaryIO, buffer: memoryview) -> Iterator[memoryview]:
    """The content in pieces that fill the buffer, all in the same memory; the last may be shorter."""
    read_into = getattr(file, "readinto", None)
    while True:
        filled = 0
        while filled < len(buffer):
            if read_into is not None:
                count = read_into(buffer[filled:])
            else:
                piece = file.read(len(buffer) - filled) or b""
                count = len(piece)
                buffer[filled : filled + count] = piece
            if not count:
                break
            filled += count
        if filled:
            yield buffer[:filled]
        if filled < len(buffer):
            return


def _past_the_cache(handle: int, *, wanted: bool) -> None:
    """Have large content written straight to the disk, where the system can: half of the time goes into copying it.

    Only whole blocks can be written so; a last piece that is shorter goes the usual way.
    """
    if _DIRECT:
        flags = fcntl.fcntl(handle, fcntl.F_GETFL)
        if bool(flags & _DIRECT) != wanted:
            with suppress(OSError):  # a file system that lacks it
                fcntl.fcntl(handle, fcntl.F_SETFL, flags ^ _DIRECT)


def _write(handle: int, piece: memoryview) -> None:
    while piece:
        try:
            piece = piece[os.write(handle, piece) :]
        except OSError as error:
            if error.errno != errno.EINVAL or not _DIRECT:
                raise
            flags = fcntl.fcntl(handle, fcntl.F_GETFL)
            if not flags & _DIRECT:
                raise
            fcntl.fcntl(handle, fcntl.F_SETFL, flags ^ _DIRECT)  # this disk has larger blocks
