"""From persons to their mentions: which row of which source, or which characters of which text."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from darkfigure.collect.documents import read_document
from darkfigure.errors import SourceError, VerificationFailed
from darkfigure.study.stage import Context
from darkfigure.vault import Vault

if TYPE_CHECKING:
    import duckdb

_TEXTS_HELD = 64  # texts of evidence kept in memory while their quotes are cut out

_MENTIONS = """
SELECT person, source, item, "row", round(probability, 4) AS probability, first_date, last_date,
    json_extract_string(extra, '/document') AS document, json_extract_string(extra, '/locator') AS locator,
    concat_ws('; ', name, aliases, kunya) AS written
FROM chosen JOIN (SELECT person, mention, probability FROM read_parquet($persons) WHERE draw = 0 AND linkable)
    USING (person)
JOIN read_parquet($mentions) USING (mention)
ORDER BY mention
"""


@dataclass(frozen=True, kw_only=True)
class TracedMention:
    """One trace of a person. `row` is the data row of the source, 1-based; `item` the SHA-256 of the evidence.

    `document` and `span` (characters, the end excluded) say where in which text it stands, None for a row of a table.
    `probability`: that it belongs to this person. `dates`: first and last day of the sighting, ISO 8601. `quote`: the
    words of the span, or the names as written in the row; personal, None unless asked for.
    """

    source: str
    row: int
    item: str
    document: str | None
    span: tuple[int, int] | None
    probability: float
    dates: tuple[str, str] | None
    quote: str | None


def mentions_of(
    connection: "duckdb.DuckDBPyConnection", context: Context, *, reveal: bool
) -> dict[int, list[TracedMention]]:
    """The mentions of the persons in the table `chosen` of the connection, by the number of the person.

    Raises:
        VerificationFailed: A text that is to be quoted is missing from the evidence, or does not read as it did.
    """
    texts = {source.name for source in context.settings.source if source.kind == "text"}
    rows = connection.execute(
        _MENTIONS, {"persons": str(context.table("person")), "mentions": str(context.table("mention"))}
    ).fetchall()
    quotes = _Quotes(context)
    found: dict[int, list[TracedMention]] = defaultdict(list)
    for person, source, item, row, probability, first, last, document, locator, written in rows:
        span = _span(locator) if source in texts else None
        quote = (written if span is None else quotes.cut(item, span)) if reveal else None
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
            )
        )
    return found


class _Quotes:
    """Cuts quotes out of the texts of the evidence, each of which is read once."""

    def __init__(self, context: Context) -> None:
        vault = Vault(context.vault)

        @lru_cache(maxsize=_TEXTS_HELD)
        def text_of(item: str) -> str:
            try:
                return read_document(vault.path_of(item))
            except SourceError:
                raise VerificationFailed(
                    f"{context.folder}: the preserved bytes of {item} cannot be read as a text any more. "
                    "`darkfigure verify` names all differences."
                ) from None

        self._text_of = text_of

    def cut(self, item: str, span: tuple[int, int]) -> str:
        """The characters of a span of a text."""
        return self._text_of(item)[span[0] : span[1]]


def _span(locator: str | None) -> tuple[int, int] | None:
    start, _, end = (locator or "").partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _dates(first: Any, last: Any) -> tuple[str, str] | None:  # noqa: ANN401 - a day or None, as DuckDB gives it
    return None if first is None else (first.isoformat(), (last or first).isoformat())
