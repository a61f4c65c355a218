"""Persons by month and source: what each source says of a person in each month, for open populations."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    import duckdb

Ints = NDArray[np.int64]

NOTHING, THEATRE, THIRD, HOME, DETAINED, DEAD, PERSON = range(7)
_VAGUE = 92  # days: a wider range says a year or a stay, not when somebody was seen
_LIVING = (THEATRE, THIRD, HOME, DETAINED)
_UNKNOWN = "unknown"

_SAID = 'SELECT DISTINCT "status", "location", "origin" FROM read_parquet($mentions)'
_DATED = """
SELECT person, coalesce(k.number, -1)::INTEGER AS source, c.code::INTEGER AS code, first_date - DATE '1970-01-01' AS
    first_day, coalesce(last_date, first_date) - DATE '1970-01-01' AS last_day
FROM read_parquet($persons) AS p JOIN read_parquet($mentions) AS m USING (mention)
JOIN coded AS c ON m."status" IS NOT DISTINCT FROM c."status" AND m."location" IS NOT DISTINCT FROM c."location"
    AND m."origin" IS NOT DISTINCT FROM c."origin"
LEFT JOIN known AS k USING (source)
WHERE draw = $draw AND linkable AND first_date IS NOT NULL
ORDER BY person, mention
"""
# of each dated person the origin that most of its dated rows say; of several the first
_ORIGINS = """
WITH told AS (
    SELECT person, origin, count(*) AS times
    FROM read_parquet($persons) AS p JOIN read_parquet($mentions) AS m USING (mention)
    WHERE draw = $draw AND linkable AND first_date IS NOT NULL AND origin IS NOT NULL
    GROUP BY person, origin
)
SELECT person, origin FROM told
QUALIFY row_number() OVER (PARTITION BY person ORDER BY times DESC, origin) = 1 ORDER BY person
"""


@dataclass(frozen=True, kw_only=True)
class MonthlyEvents:
    """E events of N persons, in order of person, month and source.

    `person`, `month`, `source`, `code`: [E]; no two of a person, month and source. `months`: [T], first days.
    `origins`: names, the last of them "unknown". `origin`: [N], of each person the place in `origins`. `undated`: dated
    mentions whose range of dates is too wide to say a month, or that lie outside the months.
    """

    person: Ints
    month: Ints
    source: Ints
    code: Ints
    months: tuple[str, ...]
    origins: tuple[str, ...]
    origin: Ints
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
    files = {"persons": str(persons), "mentions": str(mentions), "draw": draw}
    _register(connection, mentions, sources, event_of)
    months = _months(period)
    person, source, code, first, last = _read(connection.sql(_DATED, params=files).to_arrow_table())
    spread = last - first
    day = first + rng.integers(0, np.maximum(spread, 0) + 1)
    month = _month_of(day) - (period[0].year * 12 + period[0].month - 1)
    dated = (spread <= _VAGUE) & (month >= 0) & (month < len(months)) & (source >= 0)
    kept = dated & (code != NOTHING)
    people, number = np.unique(person[kept], return_inverse=True)
    events = _settled(number.ravel(), month[kept], day[kept], source[kept], code[kept])
    origins, origin = _origins(connection.sql(_ORIGINS, params=files).to_arrow_table(), people)
    return MonthlyEvents(
        **dict(zip(("person", "month", "source", "code"), events, strict=True)),
        months=months,
        origins=origins,
        origin=origin,
        undated=int((~dated).sum()),
    )


def _register(
    connection: "duckdb.DuckDBPyConnection",
    mentions: Path,
    sources: Sequence[str],
    event_of: Callable[[str | None, str | None, str | None], int],
) -> None:
    """The tables `coded`, what is said and its code, and `known`, the number of each source."""
    said = connection.execute(_SAID, {"mentions": str(mentions)}).fetchall()
    columns = list(zip(*said, strict=True)) if said else [(), (), ()]
    coded = {name: pa.array(cells, pa.string()) for name, cells in zip(("status", "location", "origin"), columns)}  # noqa: B905 - three each
    connection.register("coded", pa.table(coded | {"code": pa.array([event_of(*one) for one in said], pa.int32())}))
    known = {"source": pa.array(sources, pa.string()), "number": pa.array(range(len(sources)), pa.int32())}
    connection.register("known", pa.table(known))


def _read(rows: pa.Table) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    person, source, code, first, last = (column.to_numpy().astype(np.int64) for column in rows.columns)
    return person, source, code, first, last


def _month_of(day: Ints) -> Ints:
    """Months since the year 0 of days since 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _settled(person: Ints, month: Ints, day: Ints, source: Ints, code: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """What each source says of a person in a month: the latest of it, death above all; others of the month yield."""
    # what says only that somebody was seen is told by no source that also says where
    rank = np.where(code == DEAD, 2, np.where(code == PERSON, 0, 1))
    order = np.lexsort((day, rank, source, month, person))
    person, month, day, source, code = (each[order] for each in (person, month, day, source, code))
    last = _last(person, month, source)
    place = np.flatnonzero(code != PERSON)
    latest = place[np.lexsort((code[place], day[place], code[place] == DEAD, month[place], person[place]))]
    latest = latest[_last(person[latest], month[latest])]
    person_month = _keys(person, month)
    at = np.searchsorted(person_month[latest], person_month[last])
    found = np.minimum(at, max(latest.size - 1, 0))
    said = np.zeros(last.sum(), dtype=np.int64)
    if latest.size:
        said = np.where(person_month[latest][found] == person_month[last], code[latest][found], NOTHING)
    person, month, source, code = (each[last] for each in (person, month, source, code))
    other = np.isin(code, _LIVING) & (code != said)
    other &= (said != DEAD) | (code != THEATRE)  # alive before the death in the same month: in the theatre or unplaced
    return person, month, source, np.where(other & (said != NOTHING), PERSON, code)


def _keys(person: Ints, month: Ints) -> Ints:
    return person * (int(month.max(initial=0)) + 1) + month


def _last(*columns: Ints) -> NDArray[np.bool_]:
    """Whether each row is the last of those with the same values; rows are in order of them."""
    last = np.ones(columns[0].size, dtype=bool)
    if last.size:
        last[:-1] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return last


def _origins(told: pa.Table, people: Ints) -> tuple[tuple[str, ...], Ints]:
    """Names of origins, in order and "unknown" last, and the place of that of each person."""
    column = told["origin"].combine_chunks().dictionary_encode()
    spelled = column.dictionary.to_pylist()
    names = sorted({*spelled} - {_UNKNOWN})
    place = {name: number for number, name in enumerate([*names, _UNKNOWN])}
    codes = np.array([place[name] for name in spelled], dtype=np.int64)[column.indices.to_numpy().astype(np.int64)]
    persons = told["person"].to_numpy().astype(np.int64)
    found = np.full(people.size, len(names), dtype=np.int64)
    if persons.size:
        at = np.minimum(np.searchsorted(persons, people), persons.size - 1)
        found = np.where(persons[at] == people, codes[at], found)
    return (*names, _UNKNOWN), found


def _months(period: tuple[dt.date, dt.date]) -> tuple[str, ...]:
    first, last = (day.year * 12 + day.month - 1 for day in period)
    return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}-01" for month in range(first, last + 1))
