"""Published figures: what others said of how many people, from where, when, and on which page that stands.

Reference data to set beside claims and estimates of one's own. Nothing here says that a figure is right.
"""

import csv
import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from darkfigure.dates import read_date
from darkfigure.errors import UsageError

FIGURES = "foreign_fighters"
TITLE = "Published figures of foreign fighters in Syria and Iraq"
POPULATION = "people from abroad who went to, were in, died in or came back from Syria and Iraq"
YEARS = "2013-2024"
_MONTHS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}
PATH = Path(__file__).parent / "figures" / f"{FIGURES}.csv"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One published figure. Numbers are persons.

    Attributes:
        date: When it was said, or as of when it holds: a day, a month (`2014-06`), a quarter (`2014-Q4`), a half year
            (`2015-H1`) or a year, as the source allows.
        first: The first day that `date` may mean.
        last: The last day that `date` may mean.
        source: Who said it, with who carried it where it is known only so.
        origin: Codes as in claims: ISO 3166-1 alpha-2, ISO 3166-2, or a region such as `central-asia`; `foreign` is all
            countries but those of the location.
        state: As in claims: departed, present, returned, killed, records.
        unit: What is counted: fighters, citizens, persons, natives, residents.
        location: Codes of where.
        low: Lower bound, or nothing.
        high: Upper bound, or nothing.
        point: A single number, or nothing. At least one of the three is there.
        url: The page on which the figure was seen.
        note: What must be known to read it, or nothing.

    Example:
        >>> first = published_figures()[0]
        >>> first.first <= first.last, first.unit
        (True, 'fighters')
    """

    date: str
    first: dt.date
    last: dt.date
    source: str
    origin: tuple[str, ...]
    state: str
    unit: str
    location: tuple[str, ...]
    low: int | None
    high: int | None
    point: int | None
    url: str
    note: str


def published_figures(*, origin: str | None = None, state: str | Sequence[str] | None = None) -> tuple[Figure, ...]:
    """The published figures, by date.

    Args:
        origin: Only figures of this origin; a sum over several origins, one of which this is, is left out.
        state: Only figures of this state, or of these.

    Raises:
        UsageError: No figure has this origin or state.

    Example:
        >>> [(figure.date, figure.point) for figure in published_figures(origin="KG", state="killed")]
        [('2015-04-21', 13), ('2016-01', 33), ('2018-06-28', 150)]
    """
    found = _read()
    if origin is not None:
        _known(origin, {code for figure in found for code in figure.origin}, what="origin")
        found = tuple(figure for figure in found if figure.origin == (origin,))
    if state is not None:
        states = (state,) if isinstance(state, str) else tuple(state)
        for one in states:
            _known(one, {figure.state for figure in _read()}, what="state")
        found = tuple(figure for figure in found if figure.state in states)
    return found


def _known(value: str, values: set[str], *, what: str) -> None:
    if value not in values:
        near = difflib.get_close_matches(value, values, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"There are {', '.join(sorted(values))}."
        raise UsageError(f"no published figure has the {what} `{value}`. {hint}")


@lru_cache(maxsize=1)
def _read() -> tuple[Figure, ...]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return tuple(_figure(row) for row in csv.DictReader(file))


def _figure(row: dict[str, str]) -> Figure:
    first, last = _span(row["date"])
    return Figure(
        date=row["date"],
        first=first,
        last=last,
        source=row["source"],
        origin=tuple(row["origin"].split(";")),
        state=row["state"],
        unit=row["unit"],
        location=tuple(row["location"].split(";")),
        low=_number(row["low"]),
        high=_number(row["high"]),
        point=_number(row["point"]),
        url=row["url"],
        note=row["note"],
    )


def _span(date: str) -> tuple[dt.date, dt.date]:
    """First and last day of a date, which may be a quarter or half of a year."""
    year, _, part = date.partition("-")
    months = _MONTHS.get(part)
    ends = [read_date(f"{year}-{month:02}") for month in months] if months else [read_date(date)] * 2
    if ends[0] is None or ends[1] is None:
        raise ValueError(f"{PATH.name}: {date} is no date")
    return ends[0].first, ends[1].last


def _number(cell: str) -> int | None:
    return int(cell) if cell else None
