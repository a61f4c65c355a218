"""E-mail: single messages, mailboxes in mbox, and pages that browsers save as MHTML."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from darkfigure.collect.archives.members import shown
from darkfigure.collect.found import Blob, Found, Intake, MediaReference
from darkfigure.collect.media_names import media_kind
from darkfigure.collect.whole import whole
from darkfigure.errors import SourceError

_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_PARTS = 1000


def read_mail(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One message: its text, or its page where it has no text; then what is attached to it.

    Raises:
        SourceError: It is too large, or damaged.
    """
    yield from _message(_parsed(whole(blob, intake), blob), blob, intake)


def read_mbox(blob: Blob, intake: Intake) -> Iterator[Found]:
    """Each message of a mailbox, one at a time."""
    with blob.open() as file:
        for number, data in enumerate(_split(file, largest=intake.limits.largest_part), start=1):
            where = f"{blob.where}, message {number}"
            if data is None:
                intake.refuse(where, "too-large", "this message is larger than allowed; it is left out.")
                continue
            part = replace(blob, locator=f"{blob.prefix}message {number}", where=where, path=None, data=data)
            try:
                yield from _message(_parsed(data, part), part, intake)
            except SourceError as error:
                intake.refuse(where, "damaged", str(error).removeprefix(f"{where}: "))
            if number % 100 == 0:
                intake.advance(blob, file.tell())


def read_mhtml(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The page in a file that a browser saved, with the address and the time at which it did.

    Raises:
        SourceError: It is too large, or holds no page.
    """
    message = _parsed(whole(blob, intake), blob)
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise SourceError(f"{blob.where}: this saved page holds no page.")
    content = pages[0].get_payload(decode=True)
    location = message.get("Snapshot-Content-Location") or pages[0].get("Content-Location")
    yield Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="text/html",
        content=content if isinstance(content, bytes) else b"",
        charset=pages[0].get_content_charset(),
        url=str(location).strip() if location else blob.url,
        title=_header(message, "Subject"),
        retrieved=saved if isinstance(saved := _time(message), dt.datetime) else None,
    )


def _parsed(data: bytes, blob: Blob) -> Message:
    try:
        return message_from_bytes(data)
    except (ValueError, LookupError, IndexError, RecursionError):
        raise SourceError(f"{blob.where}: this message is damaged.") from None


def _split(file: BinaryIO, *, largest: int) -> Iterator[bytes | None]:
    """The bytes of each message; None for one that is too large. A line `From ` after a blank one begins a message."""
    lines: list[bytes] = []
    size, blank = 0, True
    for line in file:
        if blank and line.startswith(b"From "):
            if size:
                yield b"".join(lines) if size <= largest else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= largest:
                lines.append(_QUOTED_FROM.sub(rb"\1", line) if line.startswith(b">") else line)
        blank = line in {b"\n", b"\r\n"}
    if size:
        yield b"".join(lines) if size <= largest else None


def _message(message: Message, blob: Blob, intake: Intake) -> Iterator[Found]:
    media: list[MediaReference] = []
    attached: list[Blob] = []
    body = _body(message)
    for number, part in enumerate(message.walk(), start=1):
        if number > _MOST_PARTS:
            intake.refuse(blob.where, "too-many", f"it has more than {_MOST_PARTS:,} parts; the rest is left out.")
            break
        if (
            part is body
            or part.is_multipart()
            or (part.get_filename() is None and part.get_content_maintype() == "text")
        ):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data:
            continue
        name = shown(_filename(part) or f"part {number}")
        kind = media_kind(name, part.get_content_type())
        if kind == "file":
            attached.append(blob.part(data, name=name, locator=f"attachment {number}"))
        else:
            media.append(MediaReference(name=name, kind=kind, digest=intake.keep(blob, name, io.BytesIO(data))))
    yield _found(message, body, blob, tuple(media))
    for part_blob in attached:
        yield from intake.read(part_blob)


def _filename(part: Message) -> str | None:
    name = part.get_filename()
    try:
        return name and str(make_header(decode_header(name)))
    except (ValueError, LookupError, MessageError):
        return name


def _body(message: Message) -> Message | None:
    """The first part with words: a text, or a page where there is no text."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_filename() is None]
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == wanted:
                return part
    return None


def _found(message: Message, body: Message | None, blob: Blob, media: tuple[MediaReference, ...]) -> Found:
    data = body.get_payload(decode=True) if body is not None else b""
    content: str | bytes = data if isinstance(data, bytes) else b""
    charset = body.get_content_charset() if body is not None else None
    page = body is not None and body.get_content_type() == "text/html"
    if not page:
        content = _decoded(bytes(content) if isinstance(content, bytes) else b"", charset, blob)
    return Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="text/html" if page else "text/plain",
        content=content,
        charset=charset if page else None,
        title=_header(message, "Subject"),
        published=_time(message),
        author=_header(message, "From"),
        media=media,
    )


def _decoded(data: bytes, charset: str | None, blob: Blob) -> str:
    from darkfigure.collect.files.plain import decoded

    if charset:
        try:
            return data.decode(charset).replace("\r\n", "\n")
        except (ValueError, LookupError):
            pass
    try:
        return decoded(data, where=blob.where).replace("\r\n", "\n")
    except SourceError:
        return data.decode("utf-8", "replace").replace("\r\n", "\n")


def _header(message: Message, name: str) -> str | None:
    """A header in words: as the standard codes it, or in UTF-8 as it stands."""
    written = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if written is None:
        return None
    written = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        text = str(make_header(decode_header(written)))
    except (ValueError, LookupError, MessageError):
        text = written
    return " ".join(text.split()) or None


def _time(message: Message) -> dt.datetime | dt.date | None:
    """The time of the header, in UTC; the day where its zone is not said."""
    written = _header(message, "Date")
    try:
        time = parsedate_to_datetime(written) if written else None
    except (ValueError, IndexError, OverflowError):
        return None
    if time is None:
        return None
    return time.date() if time.tzinfo is None else time.astimezone(dt.UTC)
