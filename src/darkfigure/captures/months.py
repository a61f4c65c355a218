"""Persons by month and source: what each source says of a person in each month, for open populations."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import duckdb

Ints = NDArray[np.int64]

NOTHING, THEATRE, THIRD, HOME, DETAINED, DEAD, PERSON = range(7)
_VAGUE = 92  # days: a wider range says a year or a stay, not when somebody was seen
_LIVING = (THEATRE, THIRD, HOME, DETAINED)

_SAID = 'SELECT DISTINCT "status", "location", "origin" FROM read_parquet($mentions)'
_DATED = """
SELECT person, source, origin, "status" AS said, "location" AS place, first_date,
    coalesce(last_date, first_date) AS last
FROM read_parquet($persons) AS p JOIN read_parquet($mentions) AS m USING (mention)
WHERE draw = $draw AND linkable AND first_date IS NOT NULL
ORDER BY person, mention
"""


@dataclass(frozen=True, kw_only=True)
class MonthlyEvents:
    """`events`: [N, T, K], code by person, month and source. `months`: [T], first days.

    `origin`: [N], code or "unknown".
    `undated`: dated mentions whose range of dates is too wide to say a month, or that lie outside the months.
    """

    events: Ints
    months: tuple[str, ...]
    origin: tuple[str, ...]
    undated: int


def monthly_events(  # noqa: PLR0913 - the tables, the draw and how to read them
    connection: "duckdb.DuckDBPyConnection",
    *,
    persons: Path,
    mentions: Path,
    sources: Sequence[str],
    draw: int,
    period: tuple[dt.date, dt.date],
    event_of: Callable[[str | None, str | None, str | None], int],
    rng: np.random.Generator,
) -> MonthlyEvents:
    """Events of one draw of the linkage.

    A sighting whose date is a range lies in a month of the range, drawn by days; ranges of more than 92 days say no
    month. Where sources place one person differently in one month, the latest of them is taken, a death above all; the
    others then say that the person was seen, not where.

    Args:
        connection: an open database.
        persons: Parquet file of the table `person`.
        mentions: Parquet file of the table `mention`.
        sources: [K], the lists.
        draw: which partition.
        period: first and last day; its months are the occasions.
        event_of: the code of a mention by its status, location and origin.
        rng: the source of chance for dates that are ranges.
    """
    values = {"persons": str(persons), "mentions": str(mentions), "draw": draw}
    codes = {said: event_of(*said) for said in connection.execute(_SAID, {"mentions": str(mentions)}).fetchall()}
    rows = connection.execute(_DATED, values).fetchall()
    place = {source: number for number, source in enumerate(sources)}
    months = _months(period)
    first_month = period[0].year * 12 + period[0].month - 1
    found: list[tuple[int, int, int, int, int]] = []
    origins: dict[int, list[str]] = {}
    undated = 0
    for person, source, origin, said, where, first, last in rows:
        spread = (last - first).days
        day = first + dt.timedelta(days=int(rng.integers(0, max(spread, 0) + 1)))
        month = day.year * 12 + day.month - 1 - first_month
        code = codes[said, where, origin]
        if origin is not None:
            origins.setdefault(person, []).append(origin)
        if spread > _VAGUE or not 0 <= month < len(months) or source not in place:
            undated += 1
        elif code != NOTHING:
            found.append((person, month, day.toordinal(), place[source], code))
    people = sorted({row[0] for row in found})
    number = {person: row for row, person in enumerate(people)}
    events = np.zeros((len(people), len(months), len(sources)), dtype=np.int64)
    _place(events, [(number[person], month, day, source, code) for person, month, day, source, code in found])
    return MonthlyEvents(
        events=events,
        months=months,
        origin=tuple(_commonest(origins.get(person, [])) for person in people),
        undated=undated,
    )


def _place(events: Ints, found: list[tuple[int, int, int, int, int]]) -> None:
    """Write (person, month, day, source, code) into the table, later ones over earlier ones; then settle months."""
    latest: dict[tuple[int, int], tuple[bool, int, int]] = {}
    for person, month, day, source, code in sorted(found, key=lambda row: row[:4]):
        if events[person, month, source] != DEAD and (code != PERSON or not events[person, month, source]):
            events[person, month, source] = code
        if code != PERSON:
            said = (code == DEAD, day, code)
            latest[person, month] = max(latest.get((person, month), said), said)
    for (person, month), (_, _, code) in latest.items():
        cells = events[person, month]
        others = np.isin(cells, _LIVING) & (cells != code)
        if code != DEAD:
            cells[others] = PERSON
        else:  # alive before the death in the same month: in the theatre or unplaced
            cells[others & (cells != THEATRE)] = PERSON


def _months(period: tuple[dt.date, dt.date]) -> tuple[str, ...]:
    first, last = (day.year * 12 + day.month - 1 for day in period)
    return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in range(first, last + 1))


def _commonest(values: list[str]) -> str:
    return max(sorted(set(values)), key=values.count) if values else "unknown"
