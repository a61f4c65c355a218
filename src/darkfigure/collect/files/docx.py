"""Word documents: the paragraphs of the body, with its tables, without headers, footers and notes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from darkfigure.collect.archives.documents import Package, local, opened_package
from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_CORE = "docProps/core.xml"


def read_docx(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found with the text, a blank line between paragraphs; title, author and day of making as the file says.

    Raises:
        SourceError: The file is damaged, or holds no text.
    """
    with opened_package(blob, intake) as package:
        text = "\n\n".join(part for part in _paragraphs(package.tree("word/document.xml")) if part.strip())
        title, author, created = _properties(package)
    if not text:
        raise SourceError(f"{blob.where}: the document holds no text.")
    yield Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        content=text,
        url=blob.url,
        title=title,
        author=author,
        metadata={"created": created} if created else {},
    )


def _paragraphs(body: "Element") -> Iterator[str]:
    for paragraph in body.iter():
        if local(paragraph.tag) == "p":
            yield "".join(_pieces(paragraph))


def _pieces(element: "Element") -> Iterator[str]:
    """The text of a paragraph, without what tracked changes deleted; text boxes have paragraphs of their own."""
    for child in element:
        name = local(child.tag)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name not in {"del", "txbxContent", "Fallback", "p"}:
            yield from _pieces(child)


def _properties(package: Package) -> tuple[str | None, str | None, str | None]:
    if _CORE not in package.names:
        return None, None, None
    said = {local(element.tag): (element.text or "").strip() for element in package.tree(_CORE)}
    return said.get("title") or None, said.get("creator") or None, said.get("created") or None
