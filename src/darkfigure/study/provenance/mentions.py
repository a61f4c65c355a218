"""From persons to their mentions: which row of which source, or which characters of which text."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkfigure.study.stage import Context

if TYPE_CHECKING:
    import duckdb

_TEXTS = "SELECT document, text FROM read_parquet($part) WHERE list_contains($wanted, document)"
_MENTIONS = """
SELECT person, source, item, "row", round(probability, 4) AS probability, first_date, last_date,
    concat_ws(', ', json_extract_string(extra, '/path'), json_extract_string(extra, '/place')) AS document,
    json_extract_string(extra, '/locator') AS locator, json_extract_string(extra, '/document') AS identity,
    concat_ws('; ', name, aliases, kunya) AS written
FROM chosen JOIN member USING (person)
JOIN read_parquet($mentions) USING (mention)
ORDER BY mention
"""


@dataclass(frozen=True, kw_only=True)
class TracedMention:
    """One trace of a person. `row` is the data row of the source, 1-based; `item` the SHA-256 of the evidence.

    `document` and `span` (characters, the end excluded) say where in which text it stands, None for a row of a table.
    `probability`: that it belongs to this person. `dates`: first and last day of the sighting, ISO 8601. `quote`: the
    words of the span, or the names as written in the row; personal, None unless asked for. `around`: what stands before
    and after the span, where asked for.
    """

    source: str
    row: int
    item: str
    document: str | None
    span: tuple[int, int] | None
    probability: float
    dates: tuple[str, str] | None
    quote: str | None
    around: tuple[str, str] | None = None


def mentions_of(
    connection: "duckdb.DuckDBPyConnection", context: Context, *, reveal: bool, around: int = 0
) -> dict[int, list[TracedMention]]:
    """The mentions of the persons in the table `chosen` of the connection, by the number of the person.

    The connection has the table `member` (person, mention, probability) too.
    """
    rows = connection.execute(_MENTIONS, {"mentions": str(context.table("mention"))}).fetchall()
    of_texts = {source.name for source in context.settings.source if context.part("document", source).is_file()}
    texts = _texts(connection, context, {(row[1], row[9]) for row in rows if row[1] in of_texts}) if reveal else {}
    found: dict[int, list[TracedMention]] = defaultdict(list)
    for person, source, item, row, probability, first, last, document, locator, identity, written in rows:
        span = _span(locator) if source in of_texts and identity else None
        text = texts[identity] if reveal and span is not None else ""
        quote = (written if span is None else text[span[0] : span[1]]) if reveal else None
        found[person].append(
            TracedMention(
                source=source,
                row=row,
                item=item,
                document=document if span else None,
                span=span,
                probability=probability,
                dates=_dates(first, last),
                quote=quote,
                around=(text[max(0, span[0] - around) : span[0]], text[span[1] : span[1] + around])
                if around and text and span
                else None,
            )
        )
    return found


def _texts(
    connection: "duckdb.DuckDBPyConnection", context: Context, wanted: set[tuple[str, str | None]]
) -> dict[str, str]:
    """The texts of these sources and ids."""
    found: dict[str, str] = {}
    for source in context.settings.source:
        ids = sorted(identity for name, identity in wanted if identity and name == source.name)
        if ids:
            part = str(context.part("document", source))
            found |= dict(connection.execute(_TEXTS, {"part": part, "wanted": ids}).fetchall())
    return found


def _span(locator: str | None) -> tuple[int, int] | None:
    start, _, end = (locator or "").partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _dates(first: Any, last: Any) -> tuple[str, str] | None:  # noqa: ANN401 - a day or None, as DuckDB gives it
    return None if first is None else (first.isoformat(), (last or first).isoformat())
