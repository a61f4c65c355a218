"""What all archives share: which members are safe, how much is unpacked, and where what is unpacked lies meanwhile."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Protocol

from darkfigure.collect.found import Beside, Blob, Intake
from darkfigure.errors import InputError
from darkfigure.store import scratch_folder

_CHUNK = 1 << 20
_IN_MEMORY = 8_000_000  # bytes; what is larger lies in a temporary file while it is read
_SUSPICIOUS = 1_000_000  # bytes from which the ratio counts: a short text of one letter is no bomb


class Refused(Exception):  # noqa: N818 - what happened to the part
    """A part is left out: a stable code, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check_name(name: str) -> None:
    """Refuse a name that leads out of the archive.

    Raises:
        Refused: It is absolute, has `..`, or a drive.
    """
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or parts[0][1:2] == ":" or "\0" in name:
        raise Refused("unsafe-name", "its name leads out of the archive; it is left out.")


def shown(name: str) -> str:
    """The name of a member as messages show it: one line, nothing that turns the writing around."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)[:200]


class Content(Protocol):
    """What can be read in pieces."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


def measured(content: Content, intake: Intake, *, packed: int | None, largest: int) -> Iterator[bytes]:
    """The unpacked bytes in chunks, counted while they come.

    Args:
        content: Gives unpacked bytes.
        intake: Counts what is unpacked of the whole blob.
        packed: Bytes that the part takes packed; None where they cannot be known before.
        largest: Bytes of this part at most.

    Raises:
        Refused: It is too large, too much in all, or grows as only bombs do.
    """
    limits, size = intake.limits, 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        intake.inflated += len(chunk)
        if packed is not None and size > _SUSPICIOUS and size > limits.highest_ratio * max(packed, 1):
            raise Refused(
                "bomb", f"it unpacks to more than {limits.highest_ratio:,.0f} times its size; it is left out."
            )
        if size > largest:
            raise Refused("too-large", f"it unpacks to more than {largest / 1e6:,.0f} MB; it is left out.")
        if intake.inflated > limits.largest_whole:
            raise Refused(
                "too-large", f"the whole unpacks to more than {limits.largest_whole / 1e6:,.0f} MB; it is left out."
            )
        yield chunk


@contextmanager
def unpacked(
    blob: Blob, content: Iterator[bytes], *, name: str, locator: str, beside: Beside | None = None
) -> Iterator[Blob]:
    """A part as a blob: in memory if it is small, else in a temporary file that lasts as long as the block.

    Raises:
        Refused: What measures the content refuses it.
    """
    start = bytearray()
    for chunk in content:
        start += chunk
        if len(start) > _IN_MEMORY:
            break
    else:
        yield replace(blob.part(bytes(start), name=name, locator=locator), beside=beside)
        return
    with scratch_folder(Path(tempfile.gettempdir()), name="darkfigure") as folder:
        path = folder / "part"
        _spill(path, start, content)
        yield replace(blob.part(b"", name=name, locator=locator), data=None, path=path, beside=beside)


def _spill(path: Path, start: bytearray, content: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        for chunk in chain([bytes(start)], content):
            try:
                file.write(chunk)
            except OSError as error:
                raise InputError(
                    f"{path.parent}: a large part of an archive cannot be unpacked here: {error.strerror}. Free some "
                    "space, or name another folder in TMPDIR, and run again."
                ) from error


def inside(folder: str, name: str) -> str | None:
    """The name in the archive of what a member in `folder` calls `name`; None if that leads out of it."""
    parts: list[str] = []
    written = PurePosixPath(name.replace("\\", "/"))
    if written.is_absolute():
        return None
    for part in (*PurePosixPath(folder).parts, *written.parts):
        if part == "..":
            return None
        if part != ".":
            parts.append(part)
    return "/".join(parts)
