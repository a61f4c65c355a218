"""The text layer of a PDF file."""

from collections.abc import Iterator

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.whole import whole
from darkfigure.errors import SourceError


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
    pages, length = [], 0
    try:
        for number in range(len(document)):
            try:
                page = document[number].get_textpage().get_text_bounded()
            except pypdfium2.PdfiumError:
                intake.refuse(f"{blob.where}, page {number + 1}", "damaged", "this page is damaged; it is left out.")
                continue
            length += len(page)
            if length > intake.limits.largest_part:
                intake.refuse(f"{blob.where}, page {number + 1}", "too-large", "the text is longer than allowed.")
                break
            pages.append(page)
        title = document.get_metadata_value("Title").strip() or None
    finally:
        document.close()
    text = "\n\n".join(page.replace("\r\n", "\n").replace("\ufffe", "") for page in pages).strip()
    if not text:
        raise SourceError(f"{blob.where}: no page of the PDF holds text: they are pictures. Run it through OCR first.")
    yield Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="application/pdf",
        content=text,
        url=blob.url,
        title=title,
    )
