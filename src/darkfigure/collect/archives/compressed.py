"""One file compressed with gzip, bzip2 or xz."""

import bz2
import gzip
import lzma
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from darkfigure.collect.archives.broken import BROKEN_STREAM
from darkfigure.collect.archives.members import Refused, measured, unpacked
from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.errors import SourceError

_SUFFIXES = {".gz", ".bz2", ".xz"}


def read_compressed(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The texts in the file that was compressed. Where it breaks off, what came before is read.

    Raises:
        SourceError: Nothing can be unpacked, or it unpacks to too much.
    """
    name = PurePosixPath(blob.name)
    inner = name.stem if name.suffix.lower() in _SUFFIXES else name.name
    with blob.open() as file:
        try:
            chunks = until_broken(file, blob, intake)
            with unpacked(blob, chunks, name=inner, locator="unpacked", beside=blob.beside) as part:
                if part.data == b"":
                    raise SourceError(f"{blob.where}: nothing in this compressed file can be unpacked. Copy it anew.")
                yield from intake.read(part)
        except Refused as refusal:
            raise SourceError(f"{blob.where}: {refusal}") from None


def until_broken(file: BinaryIO, blob: Blob, intake: Intake) -> Iterator[bytes]:
    """What compressed bytes unpack to, up to where they break off; one refusal then says so.

    Raises:
        Refused: It unpacks to too much.
    """
    content = _Inflating(file)
    size = blob.path.stat().st_size if blob.path is not None else len(blob.data or b"")
    yield from measured(content, intake, packed=size, largest=intake.limits.largest_whole)
    if content.broken:
        message = "the compressed file breaks off or is damaged; what comes before is read. Copy it anew."
        intake.refuse(blob.where, "cut", message)


class _Inflating:
    """A compressed stream, unpacked. It ends where the bytes break off, and then says so."""

    def __init__(self, file: BinaryIO) -> None:
        magic = file.read(6)
        file.seek(0)
        opener = gzip.open if magic.startswith(b"\x1f\x8b") else bz2.open if magic.startswith(b"BZh") else lzma.open
        self._content = opener(file)
        self.broken = False

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        try:
            return bytes(self._content.read1(size))  # one step at a time, so that no whole step is lost
        except BROKEN_STREAM:
            self.broken = True
            return b""
