"""Plain text and web pages."""

from collections.abc import Iterator

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.text import detect_encoding
from darkfigure.collect.whole import whole


def read_text_file(blob: Blob, intake: Intake) -> Iterator[Found]:
    """A plain text: one Found.

    Raises:
        SourceError: It is too large, or its encoding cannot be told.
    """
    text = decoded(whole(blob, intake), where=blob.where)
    yield Found(
        item=blob.item, locator=blob.locator, where=blob.where, media_type="text/plain", content=text, url=blob.url
    )


def read_page(blob: Blob, intake: Intake) -> Iterator[Found]:
    """A web page: one Found with the bytes of the page.

    Raises:
        SourceError: It is too large.
    """
    data = whole(blob, intake)
    yield Found(
        item=blob.item, locator=blob.locator, where=blob.where, media_type="text/html", content=data, url=blob.url
    )


def decoded(data: bytes, *, where: str) -> str:
    """The text that bytes are.

    Raises:
        SourceError: No encoding fits, or two fit alike.
    """
    return data.decode(detect_encoding(data, where=where).codec)
