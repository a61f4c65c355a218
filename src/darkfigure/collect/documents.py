"""The text of a document: plain text, a web page or a PDF file. Offsets of what is read later count in this text."""

import codecs
import re
import tempfile
from pathlib import Path

from darkfigure.collect.markup import strip_markup
from darkfigure.collect.text import detect_encoding
from darkfigure.errors import SourceError

_PAGE = re.compile(rb"\s*(?:<!--|<!doctype|<html|<head|<body|<\?xml)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_document(path: Path) -> str:
    """The text of a file; what kind of file it is follows from its content.

    Raises:
        SourceError: The file is empty, damaged, or neither text nor web page nor PDF; a PDF holds no text.
    """
    where = str(path)
    if path.is_dir():
        raise SourceError(f"{where}: this is a folder. Give the files in it, for instance {where}/*.html.")
    if not path.exists():
        raise SourceError(f"{where}: there is no such file. Check the path.")
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise SourceError(f"{where}: the file is empty.")
    if start.startswith(b"%PDF"):
        return _pdf(path, where)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SourceError(f"{where}: this is an office document or an archive. Save it as text, HTML or PDF.")
    text = _decoded(path, start, where)
    head = start.removeprefix(codecs.BOM_UTF8)
    if _PAGE.match(head) or text[:200].lstrip().lower().startswith(("<!doctype", "<html")):
        return strip_markup(text)
    return text


def read_stream(data: bytes) -> str:
    """The text of a document that came through a pipe."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        path.write_bytes(data)
        try:
            return read_document(path)
        except SourceError as error:
            raise SourceError(str(error).replace(str(path), "standard input")) from None


def _decoded(path: Path, start: bytes, where: str) -> str:
    data = path.read_bytes()
    declared = _CHARSET.search(start) if _PAGE.match(start) else None
    if declared and not start.startswith(_BOMS):
        try:
            codecs.lookup(declared[1].decode())
            return data.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass  # the page is wrong about itself
    return data.decode(detect_encoding(path, where=where).codec)


def _pdf(path: Path, where: str) -> str:
    """The text layer of a PDF, page by page, a blank line between."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        raise SourceError(f"{where}: the PDF file is damaged or locked. Copy it anew, or save it unlocked.") from None
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    text = "\n\n".join(page.replace("\r\n", "\n").replace("\ufffe", "") for page in pages).strip()
    if not text:
        raise SourceError(f"{where}: no page of the PDF holds text: they are pictures. Run it through OCR first.")
    return text
