"""What readers of outside bytes take and give: a blob, an intake that hears of troubles, and what was found in it.

A reader is a function `read_x(blob, intake) -> Iterator[Found]`. It streams, holds no more than one part in memory,
raises `SourceError` only where the whole blob is at fault, and calls `intake.refuse` for a part that is left out: the
rest is still read.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal


@dataclass(frozen=True, kw_only=True)
class Blob:
    """Bytes to be read: a preserved file, or a part of one.

    `item` is the SHA-256 (hex) of the preserved file that holds them, `locator` the place in it ("" for all of it,
    such as `member a/b.html` or `record 1024`), `name` what they were called where they were found, `where` how
    messages name them. Either `path` (all of a preserved file) or `data` is there.
    """

    item: str
    where: str
    name: str
    locator: str = ""
    path: Path | None = None
    data: bytes | None = None
    url: str | None = None
    depth: int = 0

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


@dataclass(frozen=True, kw_only=True)
class MediaReference:
    """A picture or video that a document shows: its digest where its bytes are kept, else only how it is called."""

    name: str
    digest: str | None = None
    kind: Literal["picture", "video", "audio", "file"] = "file"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One text as it was published, before its main text, language and date are read.

    `content`: a text where the format holds plain text (a message, a PDF's text layer), bytes where it is a web page
    (`media_type` is then `text/html`; `charset` as the server or the container said). `published`: as the format
    states it, in UTC where it has a time. `author` and `forwarded_from` are handles or names as written: personal.
    `links`: claims or metadata that come with the text (GDELT, ACLED, info.json), ready for JSON.
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


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is read at most. Bytes, numbers, and how deep a container may lie in containers."""

    largest_part: int = 50_000_000
    largest_whole: int = 2_000_000_000
    most_parts: int = 100_000
    highest_ratio: float = 200.0
    deepest: int = 3
    most_pixels: int = 100_000_000


@dataclass(kw_only=True)
class Intake:
    """What a reader may ask and tell. `read` opens a part by its content; `refuse` says that a part is left out.

    `refuse(where, code, message)`: `where` names the part, `code` is stable, `message` is one line without anything
    that was written in the part. The caller turns it into a notice and a ledger entry.
    """

    limits: Limits
    refuse: Callable[[str, str, str], None]
    read: Callable[[Blob], Iterator[Found]]
