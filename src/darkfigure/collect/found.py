"""What readers of outside bytes take and give: a blob, an intake that hears of troubles, and what was found in it.

A reader is a function `read_x(blob, intake) -> Iterator[Found]`. It streams, holds no more than one part in memory,
raises `SourceError` only where the whole blob is at fault, and calls `intake.refuse` for a part that is left out: the
rest is still read.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

# Opens what lies beside some bytes by the name they call it; None where nothing does.
Beside = Callable[[str], BinaryIO | None]


@dataclass(frozen=True, kw_only=True)
class Blob:
    """Bytes to be read: a preserved file, or a part of one.

    `item` is the SHA-256 (hex) of the preserved file that holds them, `locator` the place in it ("" for all of it,
    such as `member a/b.html` or `record 1024`), `name` what they were called where they were found, `where` how
    messages name them. Either `path` (all of a preserved file, or a part that was too large for memory) or `data` is
    there. `beside` opens the files that lay where these bytes lay, such as the pictures of a chat.
    """

    item: str
    where: str
    name: str
    locator: str = ""
    path: Path | None = None
    data: bytes | None = None
    url: str | None = None
    depth: int = 0
    beside: Beside | None = None

    def open(self) -> BinaryIO:
        """The bytes as a stream."""
        if self.path is not None:
            return self.path.open("rb")
        return io.BytesIO(self.data or b"")

    def part(self, data: bytes, *, name: str, locator: str, url: str | None = None) -> "Blob":
        """A part of these bytes, one container deeper."""
        inner = f"{self.locator}, {locator}" if self.locator else locator
        return Blob(
            item=self.item,
            where=f"{self.where}, {locator}",
            name=name,
            locator=inner,
            data=data,
            url=url or self.url,
            depth=self.depth + 1,
        )

    @property
    def prefix(self) -> str:
        """What stands before the locator of a part of these bytes."""
        return f"{self.locator}, " if self.locator else ""


MediaKind = Literal["picture", "video", "audio", "file"]


@dataclass(frozen=True, kw_only=True)
class MediaReference:
    """A picture or video that a document shows: its digest where its bytes are kept, else only how it is called."""

    name: str
    digest: str | None = None
    kind: MediaKind = "file"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One text as it was published, before its main text, language and date are read.

    `content`: a text where the format holds plain text (a message, a PDF's text layer), bytes where it is a web page
    (`media_type` is then `text/html`; `charset` as the server or the container said). `published`: as the format
    states it, in UTC where it has a time. `author` and `forwarded_from` are handles or names as written: personal.
    `reply_to`: the locator of the text that this one answers. `metadata`: what else the format says (GDELT, ACLED,
    info.json), ready for JSON and without authors. `persons`: whom the format itself lists, as rows of a table under
    the standard column names; such a Found need not hold a text.
    """

    item: str
    locator: str
    where: str
    media_type: str
    content: str | bytes
    charset: str | None = None
    url: str | None = None
    title: str | None = None
    published: dt.date | dt.datetime | None = None
    retrieved: dt.datetime | None = None
    author: str | None = None
    forwarded_from: str | None = None
    reply_to: str | None = None
    media: tuple[MediaReference, ...] = ()
    metadata: dict[str, object] = field(default_factory=dict)
    persons: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is read at most. Bytes, numbers, and how deep a container may lie in containers."""

    largest_part: int = 50_000_000
    largest_whole: int = 2_000_000_000
    most_parts: int = 100_000
    highest_ratio: float = 200.0
    deepest: int = 3
    most_pixels: int = 100_000_000


def _keep_nothing(_blob: Blob, _name: str, _content: BinaryIO) -> str | None:
    return None


def _tell_nobody(_blob: Blob, _position: int) -> None:
    return None


@dataclass(kw_only=True)
class Intake:
    """What a reader may ask and tell. `read` opens a part by its content; `refuse` says that a part is left out.

    `refuse(where, code, message)`: `where` names the part, `code` is stable, `message` is one line without anything
    that was written in the part. The caller turns it into a notice and a ledger entry. `keep(blob, name, content)`
    preserves a picture or video that the text of a blob refers to, and gives its digest. `advance(blob, position)`
    tells how far a long blob has been read, in bytes. `recognise(picture)` gives the text in a picture; None where
    pictures are not to be read. `inflated`: bytes unpacked so far out of the blob at the top.
    """

    limits: Limits
    refuse: Callable[[str, str, str], None]
    read: Callable[[Blob], Iterator[Found]]
    keep: Callable[[Blob, str, BinaryIO], str | None] = _keep_nothing
    advance: Callable[[Blob, int], None] = _tell_nobody
    recognise: Callable[[bytes], str] | None = None
    inflated: int = 0

    def has(self, blob: Blob, name: str) -> bool:
        """Whether a file of this name lies beside a blob."""
        content = blob.beside(name) if blob.beside is not None else None
        if content is None:
            return False
        content.close()
        return True

    def refer(self, blob: Blob, name: str, kind: MediaKind) -> MediaReference:
        """A reference to a file that lay beside a blob, with its digest where it is there and was kept."""
        content = blob.beside(name) if blob.beside is not None else None
        if content is None:
            return MediaReference(name=name, kind=kind)
        with content:
            return MediaReference(name=name, kind=kind, digest=self.keep(blob, name, content))
