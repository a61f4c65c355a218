"""Persons and their mentions to captures: who was seen on exactly which lists, per draw and stratum."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from darkfigure.captures.columns import UNKNOWN
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import InputError
from darkfigure.records import MENTION

if TYPE_CHECKING:
    import duckdb

ListSources = str | tuple[str, ...]  # the source that a list is, or those that are counted as one list

_AGE_GROUPS = ((18, "0-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (60, "45-59"))
_OLDEST = "60+"
_VAGUE = 5  # years of birth further apart than this say nothing about the age group
_QUARTERS = 2 * 366  # days up to which a study is divided by quarters, beyond by years


def capture_rows(  # noqa: PLR0913 - what is counted, of whom, and how it is divided
    connection: "duckdb.DuckDBPyConnection",
    *,
    persons: Path,
    mentions: Path,
    sources: Sequence[ListSources],
    strata: Sequence[str] = (),
    period: tuple[dt.date, dt.date] | None = None,
    draw: int | None = None,
) -> Any:  # noqa: ANN401 - an Arrow table
    """Count persons by draw, stratum and pattern.

    Only linkable mentions count. A person's stratum is the commonest value over its mentions (of equally common ones
    the first in order), `unknown` where no mention has one.

    Args:
        connection: An open database.
        persons: Parquet file or glob of the table `person`.
        mentions: Parquet file or glob of the table `mention`.
        sources: The lists, in the order of the pattern; sources that count as one list stand together.
        strata: `origin` (a country, or a subdivision that is counted by itself), `region` (the country of the origin),
            `sex`, `age_group`, `period` (quarter or year of the sighting), a column of `mention`, or a column of a
            source that is not standard.
        period: First and last day of the study. Where a sighting has no date, ages are taken at its middle; a study
            of up to two years is divided by quarters, a longer one by years.
        draw: The one draw to count; None counts all.

    Returns:
        Arrow table of `capture`, in order of draw, stratum and pattern.

    Raises:
        InputError: A stratum is named twice.

    Example:
        >>> from pathlib import Path
        >>> from darkfigure.store import connect
        >>> tables = Path("my-study") / "tables"  # of a study that is linked
        >>> with connect() as database:
        ...     rows = capture_rows(
        ...         database,
        ...         persons=tables / "person.parquet",
        ...         mentions=tables / "mention.parquet",
        ...         sources=["interior-list", "press-arabic", "ngo-latin", "posts", "returns-list"],
        ...     )
        >>> rows.column_names
        ['draw', 'stratum', 'pattern', 'count']
    """
    if len(set(strata)) < len(strata):
        raise InputError(f"the strata {', '.join(strata)} name one column twice. Name each once.")
    values: dict[str, object] = {"persons": str(persons), "mentions": str(mentions)}
    which = "" if draw is None else f"AND draw = {int(draw)}"
    found = _persons(connection, sources=sources, strata=strata, period=period, values=values, which=which)
    return connection.sql(_COUNTED.format(persons=found), params=values).to_arrow_table()


def person_rows(
    connection: "duckdb.DuckDBPyConnection",
    *,
    persons: Path,
    mentions: Path,
    sources: Sequence[ListSources],
    strata: Sequence[str] = (),
    period: tuple[dt.date, dt.date] | None = None,
) -> Any:  # noqa: ANN401 - an Arrow table
    """The persons of the best linkage whom `capture_rows` counts; arguments as there.

    Returns:
        Arrow table of `person`, `stratum` and `pattern`, in the order of `person`.
    """
    values: dict[str, object] = {"persons": str(persons), "mentions": str(mentions)}
    found = _persons(connection, sources=sources, strata=strata, period=period, values=values, which="AND draw = 0")
    return connection.sql(_LISTED.format(persons=found), params=values).to_arrow_table()


def rows_with_stratum(
    connection: "duckdb.DuckDBPyConnection",
    *,
    mentions: Path,
    strata: Sequence[str],
    period: tuple[dt.date, dt.date] | None = None,
) -> dict[str, dict[str, int]]:
    """How many rows of each source have each stratum; arguments as in `capture_rows`."""
    values: dict[str, object] = {"mentions": str(mentions)}
    columns = _values_of(connection, strata, mentions=mentions, values=values, period=period)
    counts = ", ".join(f"count({column})" for column in columns)
    found = connection.execute(
        f"SELECT source, {counts} FROM read_parquet($mentions) GROUP BY source", values
    ).fetchall()
    return {name: {source: rows[place] for source, *rows in found} for place, name in enumerate(strata)}


def table_of_rows(rows: Any, *, lists: Sequence[str], draw: int = 0) -> CaptureTable:  # noqa: ANN401 - an Arrow table
    """One draw of the table `capture` as a `CaptureTable`.

    Raises:
        InputError: The draw is not in the table, or its patterns are not as long as `lists`.

    Example:
        >>> from darkfigure.records import CAPTURE
        >>> from darkfigure.store import table_from_rows
        >>> counts = {"10": 60, "01": 45, "11": 20}
        >>> rows = [{"draw": 0, "stratum": "{}", "pattern": seen, "count": count} for seen, count in counts.items()]
        >>> table_of_rows(table_from_rows(rows, table=CAPTURE), lists=("press", "police")).observed
        125
    """
    import pyarrow.compute as pc

    chosen = rows.filter(pc.equal(rows["draw"], draw))
    if not chosen.num_rows:
        raise InputError(
            f"nobody can be counted: no row of {', '.join(lists)} carries enough of a name to be linked (draw {draw}). "
            "Check that the names were read from the right columns; `columns` of a source can say which they are."
        )
    patterns = chosen["pattern"].to_pylist()
    if any(len(pattern) != len(lists) for pattern in patterns):
        raise InputError(f"the captures are not of the lists {', '.join(lists)}. Make them again.")
    stratum = chosen["stratum"].combine_chunks().dictionary_encode()
    return CaptureTable(
        lists=tuple(lists),
        strata=tuple(json.loads(text) for text in stratum.dictionary.to_pylist()),
        patterns=np.array([[int(mark) for mark in pattern] for pattern in patterns], dtype=np.uint8),
        counts=chosen["count"].to_numpy().astype(np.int64),
        stratum=stratum.indices.to_numpy().astype(np.int32),
    )


def tables_of_rows(rows: Any, *, lists: Sequence[str]) -> list[CaptureTable]:  # noqa: ANN401 - an Arrow table
    """Every draw of the table `capture`, the best linkage (draw 0) first; a draw in which nobody is left is left out.

    Raises:
        InputError: Nobody is in draw 0, or the patterns are not as long as `lists`.
    """
    best = table_of_rows(rows, lists=lists)
    later = sorted(draw for draw in set(rows["draw"].to_pylist()) if draw > 0)
    return [best, *(table_of_rows(rows, lists=lists, draw=draw) for draw in later)]


_PERSONS = """
WITH sighting AS (
    SELECT draw, person, source{values}
    FROM read_parquet($persons) JOIN read_parquet($mentions) USING (mention)
    WHERE linkable {which}
), capture AS (
    SELECT draw, person, {marks} AS pattern FROM sighting GROUP BY draw, person
){chosen}
SELECT draw::INTEGER AS draw, person, {stratum} AS stratum, pattern
FROM capture{joined}
WHERE contains(pattern, '1')
"""
_COUNTED = "SELECT draw, stratum, pattern, count(*)::BIGINT AS count FROM ({persons}) GROUP BY ALL ORDER BY ALL"
_LISTED = "SELECT person, stratum, pattern FROM ({persons}) ORDER BY person"


def _persons(
    connection: "duckdb.DuckDBPyConnection",
    *,
    sources: Sequence[ListSources],
    strata: Sequence[str],
    period: tuple[dt.date, dt.date] | None,
    values: dict[str, object],
    which: str = "",
) -> str:
    """SQL of one row a person and draw, with stratum and pattern; what it refers to is added to `values`."""
    named = [[source] if isinstance(source, str) else list(source) for source in sources]
    values |= {f"sources{i}": names for i, names in enumerate(named)}
    columns = _values_of(connection, strata, mentions=values["mentions"], values=values, period=period)
    return _PERSONS.format(
        which=which,
        values="".join(f", {column} AS value{place}" for place, column in enumerate(columns)),
        marks=" || ".join(f"max(list_contains($sources{i}, source)::TINYINT)" for i in range(len(named))),
        chosen="".join(_commonest(place, name) for place, name in enumerate(strata)),
        joined="".join(f" LEFT JOIN chosen{place} USING (draw, person)" for place in range(len(strata))),
        stratum=_json_object(strata, values),
    )


def _commonest(place: int, name: str) -> str:
    value = f"value{place}"
    finer = f"length({value}) DESC, " if name == "origin" else ""  # of RU and RU-CE, the one says more
    return f""", chosen{place} AS (
    SELECT draw, person, {value} FROM sighting WHERE {value} IS NOT NULL
    GROUP BY draw, person, {value}
    QUALIFY row_number() OVER (PARTITION BY draw, person ORDER BY count(*) DESC, {finer}{value}) = 1
)"""


def _json_object(strata: Sequence[str], values: dict[str, object]) -> str:
    if not strata:
        return "'{}'"
    for place, name in enumerate(strata):
        values[f"name{place}"] = name
    pairs = ", ".join(f"$name{place}::VARCHAR, coalesce(value{place}, '{UNKNOWN}')" for place in range(len(strata)))
    return f"json_object({pairs})::VARCHAR"


def _values_of(
    connection: "duckdb.DuckDBPyConnection",
    strata: Sequence[str],
    *,
    mentions: object,
    values: dict[str, object],
    period: tuple[dt.date, dt.date] | None,
) -> list[str]:
    """The strata of one mention, as SQL expressions over `mention`; what they refer to is added to `values`."""
    return [
        _origin_stratum(connection, mentions) if name == "origin" else _value_of(name, place, values, period)
        for place, name in enumerate(strata)
    ]


def _value_of(name: str, place: int, values: dict[str, object], period: tuple[dt.date, dt.date] | None) -> str:
    """The stratum of one mention, as an SQL expression; null where not known."""
    if name == "region":
        return "split_part(origin, '-', 1)"
    if name == "age_group":
        middle = None if period is None else period[0] + (period[1] - period[0]) / 2
        return _age_group(middle)
    if name == "period":
        if period is not None and (period[1] - period[0]).days > _QUARTERS:
            return "strftime(first_date, '%Y')"
        return "strftime(first_date, '%Y') || '-Q' || quarter(first_date)"
    if name in MENTION.names:
        return f"nullif(trim(\"{name}\"::VARCHAR), '')"
    # a JSON pointer, in which ~ and / are escaped
    values[f"pointer{place}"] = "/" + name.replace("~", "~0").replace("/", "~1")
    return f"nullif(trim(json_extract_string(extra, $pointer{place})), '')"


def _origin_stratum(connection: "duckdb.DuckDBPyConnection", mentions: object) -> str:
    """The stratum of an origin: its country, or a subdivision that is counted by itself, such as RU-CE."""
    from darkfigure.places import stratum_of

    found = connection.execute(
        "SELECT DISTINCT origin FROM read_parquet($mentions) WHERE contains(origin, '-') ORDER BY 1",
        {"mentions": str(mentions)},
    ).fetchall()
    # codes are ISO's, made by this package: letters, digits and a hyphen
    moved = [(code, stratum_of(code)) for (code,) in found if stratum_of(code) != code]
    if not moved:
        return "origin"
    cases = " ".join(f"WHEN '{code}' THEN '{stratum}'" for code, stratum in moved)
    return f"CASE origin {cases} ELSE origin END"


def _age_group(middle: dt.date | None) -> str:
    day = "first_date" if middle is None else f"coalesce(first_date, DATE '{middle.isoformat()}')"
    rough = f"CASE WHEN birth_high - birth_low <= {_VAGUE} THEN floor(year({day}) - (birth_low + birth_high) / 2.0) END"
    exact = f"date_diff('year', birth_date, {day}) - (strftime(birth_date, '%m%d') > strftime({day}, '%m%d'))::INTEGER"
    age = f"coalesce({exact}, {rough})"
    cases = " ".join(f"WHEN {age} < {limit} THEN '{group}'" for limit, group in _AGE_GROUPS)
    return f"CASE WHEN {age} < 0 THEN NULL {cases} WHEN {age} IS NOT NULL THEN '{_OLDEST}' END"
