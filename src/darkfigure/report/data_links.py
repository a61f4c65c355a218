"""The data behind a figure as a CSV file inside the page, offered for download without any request."""

import base64
import csv
import io
from collections.abc import Iterable, Sequence

from darkfigure.report.clean import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_link(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """A `data:` address of the table as UTF-8 CSV with a byte order mark, which spreadsheets need.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    encoded = base64.b64encode(text.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(round(value))  # counts of persons; more digits would help only to work back from them
    value = clean(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
