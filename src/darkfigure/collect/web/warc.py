"""Web archives (WARC): each page, text or file of a response becomes what was found, with its address and time."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.web.answers import read_answer
from darkfigure.collect.web.digests import check_digest
from darkfigure.collect.web.message import Message, Unreadable, split_message, unchunk
from darkfigure.collect.web.records import Record, iterate_records
from darkfigure.parsing import join_address

_KINDS = frozenset({"response", "resource", "revisit", "conversion"})
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, kw_only=True)
class Archive:
    """A WARC file, alone or in a WACZ file. `locator`: its place in `blob`; `titles` of pages by address."""

    blob: Blob
    open: Callable[[], BinaryIO]
    locator: str = ""
    titles: dict[str, str] = field(default_factory=dict)

    def at(self, offset: int) -> str:
        """The locator of a record."""
        return f"{self._inside(self.blob.locator)}record {offset}"

    def where(self, offset: int) -> str:
        """How messages name a record."""
        return f"{self._inside(self.blob.where)}record {offset}"

    def _inside(self, outer: str) -> str:
        outer = f"{outer}, " if outer else ""
        return f"{outer}{self.locator}, " if self.locator else outer


@dataclass(kw_only=True)
class _Seen:
    """What later records of a file need to know of earlier ones: places of payloads, and who redirected where."""

    by_digest: dict[str, int] = field(default_factory=dict)
    by_address: dict[tuple[str, str], int] = field(default_factory=dict)
    redirected: dict[str, list[str]] = field(default_factory=dict)
    documents: int = 0


def read_warc(blob: Blob, intake: Intake) -> Iterator[Found]:
    """Read the pages, texts and files (PDF and others) of a WARC file, in order, as they were answered.

    Digests are checked; a record with a wrong one is refused, as is what is damaged, and the rest is read. Answers
    other than 200 are no documents; a redirect is told by what it led to (`redirected_from` in the metadata). A
    record that says a page was unchanged (revisit) is read from the earlier record in the same file.
    """
    yield from read_archive(Archive(blob=blob, open=blob.open), intake)


def read_archive(archive: Archive, intake: Intake) -> Iterator[Found]:
    """Read one WARC file, wherever it lies."""

    def refuse(offset: int, code: str, message: str) -> None:
        intake.refuse(archive.where(offset), code, f"{message}.")

    seen, most = _Seen(), intake.limits.most_parts
    with archive.open() as stream:
        for record in iterate_records(stream, kinds=_KINDS, largest=intake.limits.largest_part, damage=refuse):
            try:
                for found in _read_record(record, archive, intake, seen):
                    seen.documents += 1
                    if seen.documents > most:
                        refuse(record.offset, "too-many", f"more than {most:,} documents; what follows is left out")
                        return
                    yield found
            except Unreadable as error:
                refuse(record.offset, error.code, str(error))


def _read_record(record: Record, archive: Archive, intake: Intake, seen: _Seen) -> Iterator[Found]:
    url = record.headers.get("warc-target-uri", "").strip("<>")
    if not url.startswith(("http://", "https://", "file:")):  # dns:..., and what tools write of themselves: urn:...
        return
    largest = intake.limits.largest_part
    message, extra = _answer(record, archive, seen, largest=largest)
    if message is None:
        return
    if message.status in _REDIRECTS:
        _note_redirect(message, url, seen)
    if message.status != 200:
        return
    if record.kind != "revisit":
        _note_place(record, url, seen)
    if url in seen.redirected:
        extra["redirected_from"] = list(dict.fromkeys(seen.redirected[url]))
    place = Found(
        item=archive.blob.item,
        locator=archive.at(record.offset),
        where=archive.where(record.offset),
        media_type="text/html",
        content=b"",
        url=url,
        title=archive.titles.get(url),
        retrieved=_moment(record.headers.get("warc-date")),
        metadata=extra,
    )
    yield from read_answer(message, place, archive.blob, intake)


def _answer(record: Record, archive: Archive, seen: _Seen, *, largest: int) -> tuple[Message | None, dict[str, object]]:
    """The answer that a record holds or stands for, and what is to be said of it; None where it is nothing to read.

    Raises:
        Unreadable: It is damaged, too large, or stands for what is not there.
    """
    if record.digest == "wrong":
        raise Unreadable("wrong-digest", "the bytes of this record do not have the digest written beside them")
    if record.block is None:
        if record.headers.get("content-type", "").startswith(("video/", "audio/", "image/")):
            return None, {}
        raise Unreadable("too-large", f"has {record.length:,} bytes; at most {largest:,} are read")
    if record.kind == "revisit":
        earlier, place = _earlier(record, archive, seen, largest=largest)
        return earlier, {"revisit_of": place}
    message = _message(record)
    if message is None:
        raise Unreadable("damaged", "holds no answer that can be read")
    if _is_wrong(record, message, limit=largest):
        raise Unreadable("wrong-digest", "the page in this record does not have the digest written beside it")
    return message, {}


def _message(record: Record) -> Message | None:
    """The answer in a record; bytes that were kept without one (resource, conversion) count as answered 200."""
    block = record.block or b""
    if record.kind in {"response", "revisit"}:
        return split_message(block)
    return Message(status=200, headers={"content-type": record.headers.get("content-type", "")}, body=block)


def _is_wrong(record: Record, message: Message, *, limit: int) -> bool:
    """Whether the payload lacks its digest. Tools count the payload with its chunks or without them."""
    written = record.headers.get("warc-payload-digest")
    if check_digest(written, message.body) != "wrong":
        return False
    try:
        return check_digest(written, unchunk(message, limit=limit)) == "wrong"
    except Unreadable:
        return True


def _earlier(record: Record, archive: Archive, seen: _Seen, *, largest: int) -> tuple[Message, str]:
    """The earlier answer that a revisit stands for, and its locator."""
    headers = record.headers
    place = headers.get("warc-refers-to-target-uri", "").strip("<>"), headers.get("warc-refers-to-date", "")
    offset = seen.by_address.get(place, seen.by_digest.get(headers.get("warc-payload-digest", "")))
    if offset is not None:
        with archive.open() as stream:
            records = iterate_records(stream, kinds=_KINDS, largest=largest, damage=lambda *_: None, start=offset)
            first = next(records, None)
            message = None if first is None else _message(first)
        if message is not None:
            return message, archive.at(offset)
    raise Unreadable("unresolved", "says that a page was unchanged, and the earlier answer is not in this file")


def _note_redirect(message: Message, url: str, seen: _Seen) -> None:
    target = join_address(url, message.headers.get("location", ""))
    if target != url:
        seen.redirected.setdefault(target, []).extend([*seen.redirected.get(url, ()), url])


def _note_place(record: Record, url: str, seen: _Seen) -> None:
    if digest := record.headers.get("warc-payload-digest"):
        seen.by_digest.setdefault(digest, record.offset)
    seen.by_address[url, record.headers.get("warc-date", "")] = record.offset


def _moment(written: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(written or "").astimezone(dt.UTC)
    except ValueError:
        return None
