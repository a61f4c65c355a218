"""The tables that cross rooms, and the small frozen types that are printed.

A room hands over a table, never an object with behaviour. Each table is declared here once, as names, types and
meanings; `darkfigure.store` turns the declaration into an Arrow schema. Types are DuckDB's names, in lower case.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: its name, its type (a DuckDB type name) and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table that crosses rooms."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)


def _table(name: str, meaning: str, *columns: tuple[str, str, str]) -> Table:
    return Table(
        name=name,
        meaning=meaning,
        columns=tuple(Column(name=n, type=t, meaning=m) for n, t, m in columns),
    )


ITEM = _table(
    "item",
    "one preserved file",
    ("item", "varchar", "SHA-256 of the bytes, hex"),
    ("source", "varchar", "name of the source in study.toml"),
    ("path", "varchar", "path as study.toml led to it, relative to the study folder where it lies inside"),
    ("media_type", "varchar", "as detected from the content"),
    ("size", "bigint", "bytes"),
    ("retrieved_at", "timestamp", "UTC; when the bytes were first preserved"),
    ("rows", "bigint", "data rows read out of it"),
)

DOCUMENT = _table(
    "document",
    "one text as published: a page, a message, a file, read from preserved bytes",
    ("document", "varchar", "id: the item where it is all of it, else a digest of item and locator, hex"),
    ("source", "varchar", "name of the source in study.toml"),
    ("item", "varchar", "the preserved file it was read from, SHA-256, hex"),
    ("locator", "varchar", "place in that file (member, record, message, row); empty for all of it"),
    ("path", "varchar", "path of the file, relative to the study folder where it lies inside, or the address"),
    ("media_type", "varchar", "as detected from the content"),
    ("url", "varchar", "address of the text where it has one"),
    ("lang", "varchar", "ISO 639-1 code, null where not known"),
    ("published", "date", "first day it can have been published, null where not known"),
    ("published_last", "date", "last such day"),
    ("published_at", "timestamp", "UTC, where the format tells the time"),
    ("published_basis", "varchar", "what says so: format, page, text, name; null where nothing does"),
    ("title", "varchar", "as published"),
    ("text", "varchar", "main text; spans of mentions and claims count its characters"),
    ("author", "varchar", "handle or name as written (personal)"),
    ("forwarded_from", "varchar", "whose post it forwards, as written (personal)"),
    ("reply_to", "varchar", "locator of the message it answers"),
    ("media", "varchar", "digests of pictures and videos shown, names where bytes are not kept, separated by ;"),
    ("extra", "varchar", "JSON object of what else the format says, or null"),
)

# What a person writes in a table of mentions: every cell as written, empty cells null. The standard column names.
WRITTEN = (
    "record_id",
    "name",
    "aliases",
    "kunya",
    "sex",
    "birth_date",
    "birth_year",
    "age",
    "origin",
    "hometown",
    "identifier",
    "handle",
    "location",
    "group",
    "status",
    "date",
    "last_date",
    "url",
    "media",
    "note",
)

RECORD = _table(
    "record",
    "one data row of a source's table, as written, or one person of a text",
    ("source", "varchar", "name of the source"),
    ("item", "varchar", "the preserved file it stands in"),
    (
        "row",
        "bigint",
        "data row of the source, 1-based, header not counted, counted on over its files; of texts, their persons",
    ),
    *((name, "varchar", "as written") for name in WRITTEN),
    ("extra", "varchar", "JSON object of the columns that are not standard (of texts: document and locator), or null"),
)

MENTION = _table(
    "mention",
    "one trace of a person, read",
    ("mention", "bigint", "position in the table, 0-based and dense: the key that link uses"),
    ("source", "varchar", "name of the source (the list)"),
    ("item", "varchar", "the preserved file"),
    ("row", "bigint", "data row of the source, 1-based"),
    ("name", "varchar", "as written"),
    ("aliases", "varchar", "as written, separated by ;"),
    ("kunya", "varchar", "as written"),
    ("sex", "varchar", "f, m or null"),
    ("birth_low", "smallint", "earliest possible year of birth"),
    ("birth_high", "smallint", "latest possible year of birth"),
    ("birth_date", "date", "where known to the day, Gregorian"),
    ("origin", "varchar", "ISO 3166-1 alpha-2, ISO 3166-2 for a subdivision, null where not known"),
    ("hometown", "varchar", "as written"),
    ("identifier", "varchar", "as written, separated by ;"),
    ("handle", "varchar", "as written, separated by ;"),
    ("location", "varchar", "as written"),
    ("group", "varchar", "as written"),
    ("status", "varchar", "as written"),
    ("first_date", "date", "earliest day of the sighting"),
    ("last_date", "date", "latest day of the sighting"),
    ("url", "varchar", "as written"),
    ("media", "varchar", "as written, separated by ;"),
    ("extra", "varchar", "JSON object of the columns that are not standard, or null"),
)

LINK = _table(
    "link",
    "two mentions compared",
    ("left", "bigint", "mention, the smaller number"),
    ("right", "bigint", "mention, the larger number"),
    ("name_llr", "float", "what the names add to the prior log-odds, natural log"),
    ("birth_llr", "float", "the same of the births"),
    ("sex_llr", "float", "the same of the sexes"),
    ("home_llr", "float", "the same of origins and hometowns"),
    ("identifier_llr", "float", "the same of identifiers"),
    ("handle_llr", "float", "the same of handles"),
    ("media_llr", "float", "the same of media"),
    ("weight", "float", "sum of the components plus the prior log-odds, natural log"),
    ("probability", "float", "that both are one person, in [0, 1]"),
)

PERSON = _table(
    "person",
    "which mentions are one person, in one draw of the partition",
    ("draw", "integer", "0 is the best partition; 1..m are sampled"),
    ("mention", "bigint", "the mention"),
    ("person", "bigint", "the person, dense from 0 within a draw"),
    ("probability", "float", "that the mention belongs to this person, in [0, 1]; 1 for a person seen once"),
    (
        "linkable",
        "boolean",
        "whether the row carries enough to be linked; rows that do not stay out of the captures",
    ),
)

CAPTURE = _table(
    "capture",
    "how many persons were seen on exactly these lists",
    ("draw", "integer", "the draw of the partition"),
    (
        "stratum",
        "varchar",
        "JSON object of stratum column to value, in the order of the settings; {} without strata",
    ),
    ("pattern", "varchar", "one 0 or 1 per list, in the order of the sources"),
    ("count", "bigint", "persons"),
)

CLAIM = _table(
    "claim",
    "one statement of a number of people in a text",
    ("claim", "varchar", "id, from the text, the place in it and the value"),
    ("document", "varchar", "id of the text it stands in, in the table `document`"),
    ("path", "varchar", "path of the file, relative to the study folder where it lies inside"),
    ("lang", "varchar", "ISO 639-1 code of the language it was read in"),
    ("start", "bigint", "character at which the quote begins in the text, 0-based"),
    ("end", "bigint", "character after the quote"),
    ("quote", "varchar", "the words that state the number"),
    ("low", "bigint", "least number of persons, null where open"),
    ("high", "bigint", "greatest number of persons, null where open"),
    ("modifier", "varchar", "exact, approx, at_least, at_most, range or vague"),
    ("rule", "varchar", "the grammar rule that read the number"),
    ("flags", "varchar", "what arithmetic says of it, separated by ;"),
    ("unit", "varchar", "what is counted: persons, fighters, women, ..."),
    ("state", "varchar", "departed, fighting, present, killed, returned, detained, remaining, group_size, records"),
    ("origin", "varchar", "codes of origin, separated by ;"),
    ("location", "varchar", "codes of countries, separated by ;"),
    ("group", "varchar", "armed groups, separated by ;"),
    ("part_of", "varchar", "claim of which this one is a part, or null"),
    ("date", "varchar", "the date the number holds for, ISO 8601, to a day, month or year; null where not known"),
    ("date_basis", "varchar", "sentence, relative (told from the day of publication) or document"),
    ("speaker", "varchar", "name of the person who states it, as written"),
    ("role", "varchar", "the speaker's role, as written"),
    ("organisation", "varchar", "the speaker's organisation, as written"),
    ("outlet", "varchar", "paper or agency in the dateline"),
    ("stance", "varchar", "asserts, reports, denies or doubts"),
    ("repeats", "varchar", "claim that is the first statement of the same assertion, or null"),
    ("relation", "varchar", "how it repeats that one: verbatim, translation, restatement or rebounded"),
    ("effective_sources", "integer", "origins told apart by name that stand behind the figure"),
    ("in_scope", "boolean", "whether it is about whom study.toml names under [claims]"),
    ("why_not", "varchar", "where it is not, why: origin, location, group or date"),
)

# What somebody wrote about a person, or as a person: emptied where a study is handed on without names. What was read
# out of it stays: codes, years of birth, days, places in documents.
PERSONAL = {
    "record": (*WRITTEN, "extra"),
    "mention": (
        "name",
        "aliases",
        "kunya",
        "birth_date",
        "hometown",
        "identifier",
        "handle",
        "location",
        "group",
        "status",
        "url",
        "media",
        "extra",
    ),
    "document": ("url", "title", "text", "author", "forwarded_from", "media", "extra"),
    "claim": ("quote", "speaker"),
}

TABLES = (ITEM, DOCUMENT, RECORD, MENTION, LINK, PERSON, CAPTURE, CLAIM)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something the reader must know. `code` is stable and listed in the documentation with what to do."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """Something that must be true for the number to be right."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StratumEstimate:
    """The estimate of one stratum. `estimate` and the bounds are persons; null where not identified."""

    stratum: dict[str, str]
    observed: int
    estimate: float | None
    low: float | None
    high: float | None
    lower_bound: float | None = None


@dataclass(frozen=True, kw_only=True)
class MethodEstimate:
    """What one method answers for the whole population."""

    method: str
    estimate: float | None
    low: float | None
    high: float | None
    weight: float
    cpu_seconds: float
    diagnostics: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A population size with its interval, assumptions and what every method said.

    `estimate`, `low`, `high`, `lower_bound` are persons; `estimate` and the bounds are null (None) where the data do
    not identify them; `high` may be None (no upper bound) beside a number. `level` is the interval's probability.

    Example:
        >>> from darkfigure import estimate
        >>> found = estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]}, method="chao-lower-bound")
        >>> found.observed, found.method, found.low < found.lower_bound
        (125, 'chao-lower-bound', True)
        >>> found.to_dict()["lists"]
        ['a', 'b']
    """

    population: str
    lists: tuple[str, ...]
    observed: int
    level: float
    seed: int
    version: str
    estimate: float | None
    low: float | None
    high: float | None
    method: str
    lower_bound: float | None
    verdict: str
    assumptions: tuple[Assumption, ...] = ()
    strata: tuple[StratumEstimate, ...] = ()
    methods: tuple[MethodEstimate, ...] = ()
    variance_shares: dict[str, float] | None = None
    warnings: tuple[Notice, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The estimate as the documented JSON object, ready for `json.dumps`."""
        from dataclasses import asdict

        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
