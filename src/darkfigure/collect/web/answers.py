"""The documents in an answer of a web server: a page, a text, the entries of a feed, or what a file holds."""

import codecs
from collections.abc import Iterator
from dataclasses import replace

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.web.content import tell_content
from darkfigure.collect.web.feeds import read_feed
from darkfigure.collect.web.message import Message, decode_body
from darkfigure.errors import SourceError

_NEVER = ("image/", "video/", "audio/", "font/", "text/css")


def read_answer(message: Message, place: Found, blob: Blob, intake: Intake) -> Iterator[Found]:
    """Read what an answer holds.

    Args:
        message: The answer.
        place: What is known of it whatever it holds: item, locator, address, time, title, metadata.
        blob: The file in which the answer stands.
        intake: Opens files (PDF and others); hears of what is left out.

    Raises:
        Unreadable: Its body cannot be unpacked within the limit.
    """
    packed = "content-encoding" in message.headers or "transfer-encoding" in message.headers
    media_type = message.media_type
    if media_type.startswith(_NEVER):
        return
    body = decode_body(message, limit=intake.limits.largest_part) if packed else message.body
    kind = tell_content(media_type, body)
    if kind is None or not body.strip():
        return
    text = _text(body, message.charset) if kind == "text" else None
    if text is not None:
        yield replace(place, media_type="text/plain", content=text)
    elif kind == "page":
        yield replace(place, media_type="text/html", content=body, charset=message.charset)
    else:
        yield from _inside(body, place, blob, intake, feed=kind == "feed")


def _inside(body: bytes, place: Found, blob: Blob, intake: Intake, *, feed: bool) -> Iterator[Found]:
    """What the file of an answer holds; what it does not say itself, the answer says."""
    url = place.url or ""
    part = replace(
        blob.part(body, name=url.rpartition("/")[2] or "response", locator="", url=url),
        locator=place.locator,
        where=place.where,
    )
    try:
        for each in read_feed(part, intake) if feed else intake.read(part):
            yield replace(
                each,
                url=each.url or place.url,
                retrieved=each.retrieved or place.retrieved,
                title=each.title or place.title,
                metadata={**each.metadata, **place.metadata},
            )
    except SourceError as error:
        intake.refuse(place.where, "unreadable", str(error).removeprefix(f"{place.where}: "))


def _text(body: bytes, charset: str | None) -> str | None:
    """Plain text in the encoding that is stated, or in UTF-8; None where neither fits."""
    for name in filter(None, (charset, "utf-8-sig")):
        try:
            return body.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return None
