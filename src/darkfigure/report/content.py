"""Everything the report shows, as one frozen value: the boundary of this room."""

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - a field is named date
from typing import Any

from darkfigure.errors import UsageError
from darkfigure.records import Estimate, Notice
from darkfigure.report.overlay import ComparedFigure
from darkfigure.report.wording import LANGUAGES


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One preserved file of a source: its path as the study names it and the SHA-256 of its bytes, hex.

    Example:
        >>> SourceFile(path="sources/register.csv", sha256="0" * 64).path
        'sources/register.csv'
    """

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """What one source (list) gave: data rows, rows that can be linked, distinct persons in those, its files.

    Example:
        >>> SourceFacts(name="register", rows=10, linkable_rows=9, persons=8).files
        ()
    """

    name: str
    rows: int
    linkable_rows: int
    persons: int
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The true counts, which only an invented study has: in total and by stratum (as in the estimate).

    Example:
        >>> Truth(total=4000).strata
        ()
    """

    total: int
    strata: tuple[tuple[dict[str, str], int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvidenceFacts:
    """What is known of the evidence: how many differences from what was recorded; None where that was not checked.

    `sealed`: the bytes cannot be read without a key.

    Example:
        >>> EvidenceFacts(differences=0).sealed
        False
    """

    differences: int | None
    sealed: bool = False


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """What it takes to make the same report again. `date` is the day of the run.

    Example:
        >>> import datetime as dt
        >>> RunFacts(version="1", seed=1, settings_digest="0", command="run", date=dt.date(2026, 1, 1)).seed
        1
    """

    version: str
    seed: int
    settings_digest: str
    command: str
    date: Date


@dataclass(frozen=True, kw_only=True)
class ReportContent:
    """Everything the page shows, and nothing else: the same content gives the same bytes.

    `overlaps` are persons by capture pattern, one 0 or 1 per list in the order of `lists`. `linkage` is a flat
    mapping of facts; those without words in the catalogue `linkage` are shown as they are. `claims` are figures that
    texts give. `flows` and `spread` are the JSON objects of these. `smallest_cell` is the smallest number of persons
    that is published; 1 publishes everything. `editions` are language and file name of every page of this report, this
    one included.

    Raises:
        UsageError: A pattern does not fit the lists, a count is negative, or the language is not available.

    Example:
        >>> import datetime as dt
        >>> from darkfigure import estimate
        >>> found = estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]}, method="chao-lower-bound")
        >>> content = ReportContent(
        ...     title="A count",
        ...     population="people of the example",
        ...     period=None,
        ...     estimate=found,
        ...     lists=("a", "b"),
        ...     overlaps=(("10", 60), ("01", 45), ("11", 20)),
        ...     sources=(),
        ...     linkage={},
        ...     notices=(),
        ...     run=RunFacts(version="1", seed=1, settings_digest="0", command="run", date=dt.date(2026, 1, 1)),
        ... )
        >>> content.language
        'en'
    """

    title: str
    population: str
    period: tuple[Date, Date] | None
    estimate: Estimate
    lists: tuple[str, ...]
    overlaps: tuple[tuple[str, int], ...]
    sources: tuple[SourceFacts, ...]
    linkage: dict[str, int | float | str | None]
    notices: tuple[Notice, ...]
    run: RunFacts
    truth: Truth | None = None
    claims: tuple[ComparedFigure, ...] = ()
    flows: dict[str, Any] | None = None
    spread: dict[str, Any] | None = None
    language: str = "en"
    smallest_cell: int = 5
    evidence: EvidenceFacts | None = None
    editions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse content that cannot be drawn."""
        if self.language not in LANGUAGES:
            raise UsageError(f"The report is not available in `{self.language}`. Available: {', '.join(LANGUAGES)}.")
        if self.smallest_cell < 1:
            raise UsageError(f"smallest_cell is {self.smallest_cell}; it must be 1 or more.")
        seen: set[str] = set()
        for pattern, count in self.overlaps:
            if len(pattern) != len(self.lists) or set(pattern) - {"0", "1"}:
                raise UsageError(f"Pattern `{pattern}` needs one 0 or 1 for each of the {len(self.lists)} lists.")
            if pattern in seen or "1" not in pattern:
                raise UsageError(
                    f"Pattern `{pattern}` must occur once and have at least one 1: nobody on no list was counted."
                )
            if count < 0:
                raise UsageError(f"Pattern `{pattern}` has a negative count.")
            seen.add(pattern)
