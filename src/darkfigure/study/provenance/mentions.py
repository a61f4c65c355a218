"""From persons to their mentions: which row of which source, or which characters of which text."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkfigure.study.mention_rows import MentionRows
from darkfigure.study.stage import Context

if TYPE_CHECKING:
    import duckdb

_TEXTS = "SELECT document, text FROM read_parquet($part) WHERE list_contains($wanted, document)"
_MEMBERS = "SELECT person, mention, round(probability, 4) FROM chosen JOIN member USING (person) ORDER BY mention"
_COLUMNS = ("source", "item", "row", "first_date", "last_date", "name", "aliases", "kunya", "extra")


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
    connection: "duckdb.DuckDBPyConnection", context: Context, rows: MentionRows, *, reveal: bool, around: int = 0
) -> dict[int, list[TracedMention]]:
    """The mentions of the persons in the table `chosen` of the connection, by the number of the person.

    The connection has the table `member` (person, mention, probability) too.
    """
    members = connection.execute(_MEMBERS).fetchall()
    said = rows.rows((mention for _, mention, _ in members), _COLUMNS)
    told = {mention: _extra(row["extra"]) for mention, row in said.items()}
    of_texts = {source.name for source in context.settings.source if context.part("document", source).is_file()}
    wanted = {(row["source"], told[mention].get("document")) for mention, row in said.items()}
    texts = _texts(connection, context, {one for one in wanted if one[0] in of_texts}) if reveal else {}
    found: dict[int, list[TracedMention]] = defaultdict(list)
    for person, mention, probability in members:
        row, extra = said[mention], told[mention]
        identity = extra.get("document") if row["source"] in of_texts else None
        span = _span(extra.get("locator")) if identity else None
        text = texts[identity] if reveal and span is not None and identity else ""
        quote = (_written(row) if span is None else text[span[0] : span[1]]) if reveal else None
        found[person].append(
            TracedMention(
                source=row["source"],
                row=row["row"],
                item=row["item"],
                document=", ".join(str(extra[key]) for key in ("path", "place") if key in extra) if span else None,
                span=span,
                probability=probability,
                dates=_dates(row["first_date"], row["last_date"]),
                quote=quote,
                around=(text[max(0, span[0] - around) : span[0]], text[span[1] : span[1] + around])
                if around and text and span
                else None,
            )
        )
    return found


def _extra(text: str | None) -> dict[str, str]:
    """What the column `extra` holds, without what is null."""
    said: dict[str, Any] = json.loads(text) if text else {}
    return {key: value for key, value in said.items() if value is not None}


def _written(row: Mapping[str, Any]) -> str:
    return "; ".join(row[name] for name in ("name", "aliases", "kunya") if row[name] is not None)


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
