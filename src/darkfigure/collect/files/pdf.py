"""The text layer of a PDF file; pages without one, which are pictures, where pictures are to be read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.ocr import HOW_TO_SWITCH_ON
from darkfigure.collect.whole import whole
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_DOTS = 200 / 72  # pixels for each point: 200 an inch, from which on letters are read well
_MOST_PIXELS = 20_000_000  # of a page; larger ones are drawn smaller


def read_pdf(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found with the text of all pages, a blank line between; pages that cannot be read are left out and told.

    Raises:
        SourceError: The file is damaged or locked, or no page holds text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(blob.path if blob.path is not None else whole(blob, intake))
    except pypdfium2.PdfiumError:
        raise SourceError(
            f"{blob.where}: the PDF file is damaged or locked. Copy it anew, or save it unlocked."
        ) from None
    try:
        pages, recognised = _pages(document, blob, intake)
        title = document.get_metadata_value("Title").strip() or None
    finally:
        document.close()
    text = "\n\n".join(page.replace("\r\n", "\n").replace("\ufffe", "") for page in pages).strip()
    if not text:
        how = "tesseract read nothing in them either." if intake.recognise else HOW_TO_SWITCH_ON
        raise SourceError(f"{blob.where}: no page of the PDF holds text: they are pictures. {how}")
    yield Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="application/pdf",
        content=text,
        url=blob.url,
        title=title,
        metadata={"recognised_pages": recognised} if recognised else {},
    )


def _pages(document: "PdfDocument", blob: Blob, intake: Intake) -> tuple[list[str], list[int]]:
    """The texts of the pages, and the numbers of those that were read as pictures."""
    import pypdfium2

    pages, recognised, length = [], [], 0
    for number in range(len(document)):
        where = f"{blob.where}, page {number + 1}"
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            if not text.strip() and intake.recognise is not None:
                text = intake.recognise(_drawn(page))
                recognised += [number + 1] if text else []
        except pypdfium2.PdfiumError:
            intake.refuse(where, "damaged", "this page is damaged; it is left out.")
            continue
        length += len(text)
        if length > intake.limits.largest_part:
            intake.refuse(where, "too-large", "the text is longer than allowed.")
            break
        pages.append(text)
    return pages, recognised


def _drawn(page: "PdfPage") -> bytes:
    """A page as a grey picture (PNM)."""
    points = page.get_width() * page.get_height()
    scale = min(_DOTS, (_MOST_PIXELS / max(points, 1)) ** 0.5)
    drawn = page.render(scale=scale, grayscale=True).to_numpy()
    height, width = drawn.shape[:2]
    pixels: bytes = drawn.tobytes()
    return b"P5 %d %d 255\n" % (width, height) + pixels
