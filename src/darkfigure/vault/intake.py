"""Bytes on their way into the vault: read once, hashed twice on the way, written below `incoming`, synced."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from darkfigure.errors import SourceError

Content = Path | bytes | BinaryIO

_CHUNK = 1 << 20
_READ_ONLY = 0o444


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


def take_in(content: Content, incoming: Path) -> Taken:
    """Write bytes below `incoming` under their digest, in one pass. They are read-only; the caller syncs them.

    Raises:
        SourceError: The content cannot be read.
        OSError: They cannot be written.
    """
    from blake3 import blake3

    handle, name = tempfile.mkstemp(dir=incoming, suffix=".tmp")
    try:
        sha, blake, size = hashlib.sha256(), blake3(), 0
        try:
            with _pieces(content) as pieces:
                for piece in pieces:
                    sha.update(piece)
                    blake.update(piece)
                    size += len(piece)
                    _write(handle, piece)
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
        for piece in _read_into(file):
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
        for piece in _read_into(file):
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
def _pieces(content: Content) -> Iterator[Iterator[bytes | memoryview]]:
    """The bytes in pieces; what goes wrong in reading is about the source, not about the vault."""
    if isinstance(content, bytes):
        yield iter((content,) if content else ())
    elif isinstance(content, Path):
        try:
            file = content.open("rb", buffering=0)
        except OSError as error:
            raise _unreadable(content, error) from error
        with file:
            yield _explained(content, _read_into(file))
    else:
        yield iter(lambda: content.read(_CHUNK), b"")


def _explained(path: Path, pieces: Iterator[memoryview]) -> Iterator[memoryview]:
    try:
        yield from pieces
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path}: this file cannot be read: {error.strerror}.")


def _read_into(file: FileIO) -> Iterator[memoryview]:
    """Pieces of a file, each in the same memory as the one before."""
    buffer = memoryview(bytearray(_CHUNK))
    while count := file.readinto(buffer):
        yield buffer[:count]


def _write(handle: int, piece: bytes | memoryview) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]
