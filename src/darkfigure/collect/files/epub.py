"""Books in EPUB: each chapter of the spine is a page."""

import datetime as dt
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from darkfigure.collect.archives.documents import local, opened_package
from darkfigure.collect.archives.members import shown
from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PAGES = {"application/xhtml+xml", "text/html"}


def read_epub(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found a chapter, in reading order, with title, author and date of the book. Damaged chapters are told.

    Raises:
        SourceError: The book is damaged where it lists its chapters.
    """
    with opened_package(blob, intake) as package:
        roots = [one for one in package.tree("META-INF/container.xml").iter() if local(one.tag) == "rootfile"]
        path = roots[0].get("full-path", "") if roots else ""
        book = package.tree(path)
        whole = _about(book, blob)
        for chapter in _chapters(book, posixpath.dirname(path)):
            locator = f"member {shown(chapter)}"
            where = f"{blob.where}, {locator}"
            try:
                content = package.read(chapter)
            except SourceError as error:
                intake.refuse(where, "damaged", str(error).removeprefix(f"{blob.where}: "))
                continue
            yield replace(whole, content=content, locator=f"{blob.prefix}{locator}", where=where)


def _about(book: "Element", blob: Blob) -> Found:
    said: dict[str, str] = {}
    for element in book.iter():
        if element.text and element.text.strip():
            said.setdefault(local(element.tag), element.text.strip())
    return Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="text/html",
        content="",
        title=said.get("title"),
        author=said.get("creator"),
        published=_date(said.get("date")),
    )


def _chapters(book: "Element", folder: str) -> Iterator[str]:
    pages = {
        one.get("id"): unquote(one.get("href", ""))
        for one in book.iter()
        if local(one.tag) == "item" and one.get("media-type") in _PAGES
    }
    for one in book.iter():
        if local(one.tag) == "itemref" and one.get("idref") in pages:
            yield posixpath.normpath(posixpath.join(folder, pages[one.get("idref")]))


def _date(written: str | None) -> dt.date | None:
    """The day a book came out, where it is written to the day."""
    try:
        return dt.date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
