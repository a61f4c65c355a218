"""GDELT's Global Knowledge Graph, version 2: one Found a document that GDELT read, with what it counted there.

The file does not hold the texts: a Found holds the title, and the sentences quoted from the document.
"""

import datetime as dt
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from darkfigure.collect.found import Blob, Found, Intake

_COLUMNS = 27
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_PRECISE = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_WEB = "1"
_LONGEST = 2_000_000  # characters of a row


def read_gdelt(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The rows of a GKG file. Rows of another width are told and passed."""
    with blob.open() as file, io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n") as lines:
        number = 0
        while line := lines.readline(_LONGEST):
            number += 1
            if number % 1000 == 0:
                intake.advance(blob, file.tell())
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) == 1 and not cells[0].strip():
                continue
            if not _COLUMNS - 4 <= len(cells) <= _COLUMNS or not cells[1].isdigit():
                message = f"this row has {len(cells)} cells and not {_COLUMNS}, or no date; it is left out."
                intake.refuse(f"{blob.where}, row {number}", "damaged", message)
                continue
            yield _found(cells + [""] * (_COLUMNS - len(cells)), number, blob)


def _found(cells: list[str], number: int, blob: Blob) -> Found:
    title = html.unescape(found[1]).strip() if (found := _TITLE.search(cells[26])) else None
    quotes = [quote for _, _, _, quote in _parts(cells[22], "#", "|", 4)]
    precise = _PRECISE.search(cells[26])
    web = cells[2] == _WEB
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}row {number}",
        where=f"{blob.where}, row {number}",
        media_type="text/tab-separated-values",
        content="\n\n".join(part for part in (title, *quotes) if part),
        url=cells[4] if web else None,
        title=title,
        published=_time(precise[1] if precise else cells[1]),
        metadata=_metadata(cells),
    )


def _metadata(cells: list[str]) -> dict[str, object]:
    said: dict[str, object] = {
        "record": cells[0],
        "outlet": cells[3],
        "counts": [_count(parts) for parts in _parts(cells[5], ";", "#", 6)],
        "persons": [name for name in cells[11].split(";") if name],
        "organisations": [name for name in cells[13].split(";") if name],
        "themes": sorted({name for name in cells[7].split(";") if name}),
        "countries": sorted({parts[2] for parts in _parts(cells[9], ";", "#", 3) if parts[2]}),
        "translated_from": found[1] if (found := re.search(r"srclc:(\w+)", cells[25])) else None,
    }
    return {key: value for key, value in said.items() if value}


def _count(parts: list[str]) -> dict[str, Any]:
    """What GDELT counted: of whom, how many, where (FIPS code of the country)."""
    number = int(parts[1]) if parts[1].isdigit() else None
    return {"type": parts[0], "number": number, "of": parts[2] or None, "place": parts[4] or None, "country": parts[5]}


def _parts(cell: str, between: str, within: str, least: int) -> Iterator[list[str]]:
    """The entries of a cell that have at least so many parts."""
    for entry in cell.split(between):
        parts = entry.split(within)
        if len(parts) >= least:
            yield parts


def _time(written: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(written[:14], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
