"""Rows of sources by what lasts: source, row and digest, to and from the mentions of today."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from darkfigure.errors import InputError
from darkfigure.link.judgement import Trace
from darkfigure.records import WRITTEN
from darkfigure.store import connect
from darkfigure.study.stage import Context

if TYPE_CHECKING:
    import duckdb

# Each cell with its column and its length, so that no two rows read alike; an empty one leaves nothing, so that a new
# standard column changes no digest.
ROW_DIGEST = "sha256(concat({}))".format(
    ", ".join(
        f"CASE WHEN \"{name}\" IS NULL THEN '' ELSE '{name}:' || length(\"{name}\") || ':' || \"{name}\" || ';' END"
        for name in (*WRITTEN, "extra")
    )
)
# numbers stand in the text of these: then only the parts of a file that can hold them are read
_AT = f'SELECT "row", {ROW_DIGEST} AS digest FROM read_parquet($part) WHERE "row" IN ({{}})'
_PLACES = 'SELECT mention, source, "row" FROM read_parquet($mentions) WHERE mention IN ({})'
_MOVED = f"""
SELECT digest, min("row") FROM (SELECT "row", {ROW_DIGEST} AS digest FROM read_parquet($part))
WHERE list_contains($digests, digest) GROUP BY digest HAVING count(*) = 1
"""
_MENTIONS = """
SELECT source, "row", mention FROM read_parquet($mentions) JOIN wanted USING (source, "row")
"""


def find_traces(
    context: Context, traces: Iterable[Trace], *, known: dict[Trace, int | None] | None = None
) -> dict[Trace, int]:
    """The mention of each row that holds what it held; of a row that moved, where only one row of its source does.

    Args:
        context: the study.
        traces: which rows.
        known: what was found before in the same tables, None for rows that are gone; what is found now is added.
    """
    known = {} if known is None else known
    asked = set(traces)
    wanted = sorted(asked - known.keys())
    if wanted:
        places = {trace: row for trace, row in _rows_of(context, wanted).items() if row is not None}
        mention = _mentions_at(context, [(trace.source, row) for trace, row in places.items()])
        known |= dict.fromkeys(wanted)
        known |= {trace: mention.get((trace.source, row)) for trace, row in places.items()}
    return {trace: found for trace in asked if (found := known[trace]) is not None}


def traces_at(
    context: Context, places: Mapping[int, tuple[str, int]], *, connection: "duckdb.DuckDBPyConnection"
) -> dict[int, Trace]:
    """The rows that mentions were read from, given the source and row of each; `connection`: an open database."""
    found: dict[int, Trace] = {}
    for source in context.settings.source:
        rows = {row: mention for mention, (name, row) in places.items() if name == source.name}
        if rows:
            part = {"part": str(context.part("record", source))}
            digests = connection.execute(_AT.format(_numbers(rows)), part).fetchall()
            found |= {rows[row]: Trace(source=source.name, row=row, digest=digest) for row, digest in digests}
    return found


def traces_of(context: Context, mentions: Iterable[int]) -> dict[int, Trace]:
    """The rows that mentions were read from."""
    connection = connect()
    at = connection.execute(_PLACES.format(_numbers(mentions)), {"mentions": str(context.table("mention"))}).fetchall()
    found = traces_at(context, {mention: (source, row) for mention, source, row in at}, connection=connection)
    connection.close()
    return found


def mention_at(context: Context, source: str, row: int) -> int:
    """The mention of a row.

    Raises:
        InputError: There is no such source or row.
    """
    names = [each.name for each in context.settings.source]
    if source not in names:
        raise InputError(
            f"{context.folder / 'study.toml'}: there is no source `{source}`. There are {', '.join(names)}."
        )
    found = _mentions_at(context, [(source, row)])
    if not found:
        raise InputError(
            f"source `{source}` has no row {row} that was read as a person. Rows are counted from 1 below the header, "
            "over all files of the source."
        )
    return found[source, row]


def _rows_of(context: Context, wanted: list[Trace]) -> dict[Trace, int | None]:
    """Where each row stands in its source today."""
    found: dict[Trace, int | None] = {}
    connection = connect()
    for source in context.settings.source:
        traces, part = [trace for trace in wanted if trace.source == source.name], context.part("record", source)
        if not traces or not part.is_file():
            continue
        there = connection.execute(_AT.format(_numbers(trace.row for trace in traces)), {"part": str(part)})
        digests = dict(there.fetchall())
        found |= {trace: trace.row for trace in traces if digests.get(trace.row) == trace.digest}
        lost = [trace for trace in traces if trace not in found]
        if lost:
            moved = connection.execute(_MOVED, {"part": str(part), "digests": sorted({trace.digest for trace in lost})})
            places = dict(moved.fetchall())
            found |= {trace: places.get(trace.digest) for trace in lost}
    connection.close()
    return found


def _mentions_at(context: Context, places: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The mentions of rows of sources; a row that was not read as one is left out."""
    if not places or not context.table("mention").is_file():
        return {}
    connection = connect()
    sources, rows = zip(*places, strict=True)
    connection.register(
        "wanted", pa.table({"source": pa.array(sources, pa.string()), "row": pa.array(rows, pa.int64())})
    )
    found = connection.execute(_MENTIONS, {"mentions": str(context.table("mention"))}).fetchall()
    connection.close()
    return {(source, row): mention for source, row, mention in found}


def _numbers(numbers: Iterable[int]) -> str:
    """Numbers as SQL."""
    return ", ".join(str(int(number)) for number in sorted(set(numbers)))
