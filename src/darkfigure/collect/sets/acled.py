"""Events of ACLED: the note of each is a text, with the event's date, place and deaths beside it."""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.errors import SourceError

_KEPT = (
    "event_date", "event_type", "sub_event_type", "country", "admin1", "admin2", "location", "latitude", "longitude",
    "source", "source_scale", "fatalities", "actor1", "actor2", "iso",
)  # fmt: skip
_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%d/%m/%Y")
_NUMBERS = {"fatalities", "iso"}


def read_acled(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found a row with a note; a row of another width is told and passed.

    `published` is the day of the event, the first on which its note can have been written; ACLED does not tell which
    day it was.

    Raises:
        SourceError: There is no column `notes`.
    """
    with blob.open() as file, io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as text:
        start = text.readline()
        separator = max(",;\t", key=start.count)
        header = [name.strip().lower() for name in next(_rows(csv.reader([start], delimiter=separator)), None) or []]
        if "notes" not in header:
            raise SourceError(f"{blob.where}: this has no column `notes`, as events of ACLED have.")
        for number, row in enumerate(_rows(csv.reader(text, delimiter=separator)), start=1):
            if number % 1000 == 0:
                intake.advance(blob, file.tell())
            if row is None or (any(row) and len(row) != len(header)):
                message = "this row is damaged, or not as wide as the header; it is left out."
                intake.refuse(f"{blob.where}, row {number}", "damaged", message)
            elif any(row):
                cells = dict(zip(header, row, strict=True))
                if cells["notes"].strip():
                    yield _found(cells, number, blob)


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """The rows; None for one that cannot be read."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _found(cells: dict[str, str], number: int, blob: Blob) -> Found:
    event = cells.get("event_id_cnty") or cells.get("data_id") or f"row {number}"
    kept = {name: _value(name, cells[name]) for name in _KEPT if cells.get(name)}
    day = _date(cells.get("event_date", ""))
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}event {event}",
        where=f"{blob.where}, row {number}",
        media_type="text/csv",
        content=cells["notes"].strip(),
        published=day,
        metadata={"event": event, **kept},
    )


def _value(name: str, cell: str) -> object:
    return int(cell) if name in _NUMBERS and cell.isdigit() else cell


def _date(written: str) -> dt.date | None:
    for form in _FORMS:
        try:
            return dt.datetime.strptime(written.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
