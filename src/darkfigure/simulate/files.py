"""Files of a list that rows are written to, some at a time: the same rows give the same bytes."""

import csv
import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | dt.date | None
Rows = list[list[Cell]]
Write = Callable[[Rows], object]
"""Takes the next rows of a file."""


@contextmanager
def delimited(path: Path, headers: tuple[str, ...], *, delimiter: str, encoding: str) -> Iterator[Write]:
    """A text table with a header line."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(headers)
        yield writer.writerows


@contextmanager
def json_lines(path: Path, headers: tuple[str, ...]) -> Iterator[Write]:
    """One JSON object a row; empty cells are left out, as programs that export posts do."""
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(rows: Rows) -> None:
            for row in rows:
                cells = {key: value for key, value in zip(headers, row, strict=True) if value is not None}
                file.write(json.dumps(cells, ensure_ascii=False, default=str) + "\n")

        yield write


@contextmanager
def workbook(path: Path, headers: tuple[str, ...], *, sheet: str = "Sheet1") -> Iterator[Write]:
    """An XLSX file of one sheet: texts, whole numbers, and dates as Excel keeps them (days since 1899-12-30)."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _WORKBOOK.format(sheet=escape(sheet)),
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELS,
        "xl/styles.xml": _STYLES,
    }
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(_member(name), text)
        with archive.open(_member("xl/worksheets/sheet1.xml"), "w") as member:
            member.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            numbers = count(1)

            def write(rows: Rows) -> None:
                for row in rows:
                    member.write(_row(row, next(numbers)).encode())

            write([list(headers)])
            yield write
            member.write(b"</sheetData></worksheet>")


def _member(name: str) -> zipfile.ZipInfo:
    """A part of a workbook, of a fixed time, so that the same rows give the same bytes."""
    member = zipfile.ZipInfo(name, date_time=(2016, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _row(row: list[Cell], number: int) -> str:
    cells = "".join(_cell(value, f"{_letter(place)}{number}") for place, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _letter(place: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def _cell(value: Cell, where: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return f'<c r="{where}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/spreadsheetml/2006/main"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
_APPLICATION = "application/vnd.openxmlformats"
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_APPLICATION}-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_APPLICATION}-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{_APPLICATION}-officedocument.spreadsheetml.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_APPLICATION}-officedocument.spreadsheetml.styles+xml"/>'
    "</Types>"
)
_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_WORKBOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_WORKBOOK_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
