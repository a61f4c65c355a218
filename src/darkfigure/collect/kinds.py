"""What a file is, told from its content; its name says nothing."""

import codecs
import zipfile
from pathlib import Path
from typing import Literal

from darkfigure.collect.archives.broken import BROKEN_ZIP
from darkfigure.errors import SourceError

Kind = Literal["delimited", "json", "parquet", "xlsx", "xlsb", "ods", "xls"]

MEDIA_TYPES: dict[Kind, str] = {
    "delimited": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xls": "application/vnd.ms-excel",
}
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (rar)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_NEEDED = "A table is a CSV, XLSX, XLS, ODS, JSON or Parquet file: save it as one of these."


def infer_kind(path: Path, *, where: str) -> Kind:
    """What the bytes are.

    Raises:
        SourceError: The file is empty, or is no table.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise SourceError(f"{where}: the file is empty. It needs a header row and data rows.")
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK\x03\x04"):
        return _kind_in_zip(path, where=where)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    for magic, what in _OTHERS:
        if start.startswith(magic):
            raise SourceError(f"{where}: this is {what}, not a table. {_NEEDED}")
    text = _peek(start).lstrip()
    if text[:200].lower().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise SourceError(f"{where}: this is a web page or XML, not a table. {_NEEDED}")
    after = text[1:].lstrip()
    if (text.startswith("{") and after.startswith(('"', "}"))) or (
        text.startswith("[") and (after.startswith(("{", "]")) or not after)
    ):
        return "json"
    return "delimited"


def _peek(start: bytes) -> str:
    """The first characters, well enough to see a brace."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", "ignore")
    return start.replace(b"\0", b"").decode("utf-8-sig", "ignore")


def _kind_in_zip(path: Path, *, where: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            media = archive.read("mimetype") if "mimetype" in names else b""
    except BROKEN_ZIP:
        raise SourceError(
            f"{where}: the file is damaged: it ends too early, or bytes in it were changed. Copy it anew "
            "from where it came."
        ) from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in media:
        return "ods"
    raise SourceError(f"{where}: this is a compressed folder (zip) or a document, not a table. {_NEEDED}")
