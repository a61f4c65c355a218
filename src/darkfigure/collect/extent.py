"""How large the sheets of an XLSX file are, told before reading takes the memory of the whole rectangle."""

import re
import zipfile
from pathlib import Path

from darkfigure.collect.archives.broken import BROKEN_ZIP
from darkfigure.errors import SourceError

_MOST_CELLS = 100_000_000  # about 2.4 GB when read
_CHUNK = 1 << 20
_DECLARED = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')


def refuse_stray_cells(path: Path, *, where: str) -> None:
    """Refuse a sheet in which a cell far from the table makes a rectangle too large to read.

    Raises:
        SourceError: There is one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    rows, columns = _extent(archive, name)
                    if rows * columns > _MOST_CELLS:
                        raise SourceError(
                            f"{where}: a sheet reaches to row {rows:,} and column {columns:,}: a cell far from the "
                            "table holds something. Copy the table into a new sheet, or save it as CSV (UTF-8)."
                        )
    except BROKEN_ZIP:
        return  # the reader says what is wrong with it


def _extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Last row and column with a cell. What the sheet declares is believed where it is small enough."""
    rows = columns = 0
    with archive.open(name) as file:
        chunk = file.read(_CHUNK)
        declared = _DECLARED.search(chunk)
        if declared and _number(declared[1]) * int(declared[2]) <= _MOST_CELLS:
            return int(declared[2]), _number(declared[1])
        rest = b""
        while chunk:
            chunk = rest + chunk
            for cell in _CELL.finditer(chunk):
                rows, columns = max(rows, int(cell[2])), max(columns, _number(cell[1]))
            rest, chunk = chunk[-32:], file.read(_CHUNK)
    return rows, columns


def _number(letters: bytes) -> int:
    """Column letters as a number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
