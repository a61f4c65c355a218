"""Spreadsheets: Excel (xlsx, xlsb, xls) and OpenDocument."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.collect.headers import header_key
from darkfigure.collect.rows import (
    BATCH_ROWS,
    HEADER_DEPTH,
    Rows,
    find_header,
    repeat_notice,
    title_notice,
    to_columns,
)
from darkfigure.errors import SourceError
from darkfigure.records import Notice

if TYPE_CHECKING:
    import pyarrow as pa


def read_sheets(path: Path, *, where: str, recognised: Callable[[Sequence[str]], int]) -> Rows:
    """Open the first sheet that has cells, and with it every other sheet that has the same header.

    Raises:
        SourceError: The file is damaged or locked with a password, or has no cells.
    """
    filled = list(_filled_sheets(path, where=where))
    if not filled:
        raise SourceError(f"{where}: no sheet has cells. It needs a header row and data rows.")
    notices: list[Notice] = []
    header: tuple[str, ...] = ()
    tables: list[list[list[object]]] = []
    left_out = []
    for name, sheet in filled:
        top = [[as_text(cell) for cell in row] for row in sheet[: 10 * HEADER_DEPTH]]
        at = find_header(top, recognised=recognised) or 0
        head = _cut(top[at])
        if not tables:
            header = head
        elif [header_key(cell) for cell in head] != [header_key(cell) for cell in header]:
            left_out.append(name)
            continue
        titles = sum(1 for row in top[:at] if any(cell.strip() for cell in row))
        if titles:
            notices.append(title_notice(f"{where}, sheet `{name}`", titles))
        tables.append(sheet[at + 1 :])
    if left_out:
        notices.append(
            Notice(
                code="other-sheets",
                message=f"{where}: only sheets with the header of `{filled[0][0]}` are read; left out: "
                f"{', '.join(f'`{name}`' for name in left_out)}. Save a sheet as a file of its own to read it.",
            )
        )
    width = max([len(header), *(len(_cut(row)) for table in tables for row in table)])
    header = (*header, *[""] * (width - len(header)))
    return Rows(header=header, batches=_batches(tables, header, notices, where), notices=notices)


def as_text(cell: object) -> str:
    """A cell's value as a person would write it: dates as ISO, whole numbers without a point."""
    match cell:
        case None:
            text = ""
        case bool():
            text = "true" if cell else "false"
        case float():
            # a sheet stores 15 significant digits; more would show the binary fraction
            text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
        case dt.datetime() if cell.time() == dt.time():
            text = cell.date().isoformat()
        case dt.datetime():
            text = cell.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            text = cell.isoformat()
        case _:
            text = str(cell)
    return text


def _filled_sheets(path: Path, *, where: str) -> Iterator[tuple[str, list[list[object]]]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if any(cell != "" for row in rows for cell in row):
                yield name, rows
    except calamine.PasswordError:
        raise SourceError(f"{where}: it is locked with a password. Save it without one.") from None
    except calamine.CalamineError:
        if _is_locked(path):
            raise SourceError(f"{where}: it is locked with a password. Save it without one.") from None
        raise SourceError(
            f"{where}: this spreadsheet is damaged or of a kind that cannot be read. Open it in a spreadsheet program "
            "and save it as XLSX or as CSV (UTF-8)."
        ) from None


def _is_locked(path: Path) -> bool:
    """Whether the file is the shell in which Excel puts an encrypted workbook."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _cut(row: Sequence[object]) -> tuple[str, ...]:
    """A row without the empty cells at its end."""
    cells = [as_text(cell) for cell in row]
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def _batches(
    tables: list[list[list[object]]], header: tuple[str, ...], notices: list[Notice], where: str
) -> Iterator[list["pa.Array"]]:
    again, width = 0, len(header)
    for table in tables:
        for start in range(0, len(table), BATCH_ROWS):
            batch = []
            for row in table[start : start + BATCH_ROWS]:
                cells = [as_text(cell) for cell in row[:width]]
                cells += [""] * (width - len(cells))
                if tuple(cells) == header:
                    again, cells = again + 1, [""] * width
                batch.append(cells)
            yield to_columns(batch, width)
    if again:
        notices.append(repeat_notice(where, again))
