"""What may be shown of a content: the same facts with small counts withheld."""

import math
from dataclasses import dataclass

from darkfigure.report.content import ReportContent, SourceFacts
from darkfigure.report.said import Warned, warned
from darkfigure.report.withhold import Withheld, withhold

MOST_COMBINATIONS = 31  # all combinations of five lists


@dataclass(frozen=True, kw_only=True)
class StratumRow:
    """One stratum as shown. All numbers are None where `withheld`; `truth` is None outside an invented study."""

    stratum: dict[str, str]
    withheld: bool
    observed: int | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    truth: int | None = None


@dataclass(frozen=True, kw_only=True)
class Combination:
    """Persons seen on exactly the lists at `members` (positions, ascending)."""

    members: tuple[int, ...]
    persons: int


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One source as shown; the three numbers are None where withheld."""

    facts: SourceFacts
    rows: int | None
    linkable_rows: int | None
    persons: int | None


@dataclass(frozen=True, kw_only=True)
class Published:
    """What the page shows in place of the content's own counts.

    `observed` is None when fewer persons than the smallest cell were observed at all: then no count is shown.
    `combinations` are the largest ones, `rest` is the persons of all others together, `list_persons` is one
    total a list or None.
    """

    observed: int | None
    strata: tuple[StratumRow, ...]
    combinations: tuple[Combination, ...]
    rest: int | None
    list_persons: tuple[int | None, ...]
    sources: tuple[SourceRow, ...]
    warnings: tuple[Warned, ...]

    @property
    def anything_withheld(self) -> bool:
        """Whether some number is not shown because it, or another one with its help, would be small."""
        return (
            self.observed is None
            or any(row.withheld for row in self.strata)
            or any(row.persons is None for row in self.sources)
            or None in self.list_persons
            or self.rest != 0
        )


def publish(content: ReportContent) -> Published:
    """The counts of `content` that may be shown together."""
    observed = content.estimate.observed
    hide_all = 0 < observed < content.smallest_cell
    patterns, hidden_sources = _withhold_patterns_and_sources(content)
    hidden_strata = _withhold_strata(content)
    return Published(
        observed=None if hide_all else observed,
        strata=_strata(content, hidden_strata),
        combinations=_combinations(content, patterns),
        rest=_rest(content, patterns),
        list_persons=tuple(None if 1 + i in patterns.sums else total for i, total in enumerate(_list_totals(content))),
        sources=tuple(
            SourceRow(facts=facts, rows=None, linkable_rows=None, persons=None)
            if i in hidden_sources or hide_all
            else SourceRow(facts=facts, rows=facts.rows, linkable_rows=facts.linkable_rows, persons=facts.persons)
            for i, facts in enumerate(content.sources)
        ),
        warnings=warned(
            content.estimate.warnings,
            secrets=_secrets(content, patterns, hidden_sources, hidden_strata),
            smallest=content.smallest_cell,
        ),
    )


def _secrets(
    content: ReportContent, patterns: Withheld, sources: frozenset[int], strata: frozenset[int]
) -> frozenset[int]:
    """Numbers that no sentence may say: those of withheld rows, and how many were seen how often where that adds up."""
    rows = [content.estimate.strata[i] for i in strata]
    floats = [value for s in rows for value in (s.observed, s.estimate, s.low, s.high, s.lower_bound) if value]
    found = {rounded for value in floats for rounded in (math.floor(value), round(value), math.ceil(value))}
    found |= {n for i in sources for n in (content.sources[i].rows, content.sources[i].linkable_rows)}
    found |= {content.sources[i].persons for i in sources}
    found |= {total for i, total in enumerate(_list_totals(content)) if 1 + i in patterns.sums}
    if patterns.cells:
        seen = [(pattern.count("1"), count) for pattern, count in content.overlaps]
        once, twice = (sum(n for times, n in seen if times == k) for k in (1, 2))
        found |= {once, twice, sum(n for _, n in seen) - once}
    return frozenset(found)


def _withhold_strata(content: ReportContent) -> frozenset[int]:
    """The strata to withhold; their sum is shown."""
    counts = [s.observed for s in content.estimate.strata]
    return withhold(counts, [range(len(counts))], smallest=content.smallest_cell).cells if counts else frozenset()


def _strata(content: ReportContent, hidden: frozenset[int]) -> tuple[StratumRow, ...]:
    """The strata, the largest estimate first, the unidentified after them, the withheld last."""
    strata = content.estimate.strata
    truth = {tuple(key.items()): total for key, total in content.truth.strata} if content.truth else {}
    rows = [
        StratumRow(stratum=s.stratum, withheld=True)
        if i in hidden
        else StratumRow(
            stratum=s.stratum,
            withheld=False,
            observed=s.observed,
            estimate=s.estimate,
            low=s.low,
            high=s.high,
            at_least=max(s.lower_bound or 0, s.observed),
            truth=truth.get(tuple(s.stratum.items())),
        )
        for i, s in enumerate(strata)
    ]
    return tuple(sorted(rows, key=_stratum_order))


def _stratum_order(row: StratumRow) -> tuple[bool, bool, float, list[str]]:
    size = row.estimate if row.estimate is not None else row.at_least
    return row.withheld, row.estimate is None, -(size or 0), list(row.stratum.values())


def _withhold_patterns_and_sources(content: ReportContent) -> tuple[Withheld, frozenset[int]]:
    """Cells and sums to withhold among the patterns, and the sources to withhold; a list is both, so until both agree.

    The sums of the patterns are: everybody (0), then the persons of each list (1 + its position).
    """
    counts = [count for _, count in content.overlaps]
    ranked = sorted(range(len(counts)), key=lambda i: (-counts[i], content.overlaps[i][0]))
    beyond = frozenset(i for i in ranked[MOST_COMBINATIONS:] if counts[i] > 0)
    sums = [range(len(counts)), *(_members(content, position) for position in range(len(content.lists)))]
    place = {name: 1 + position for position, name in enumerate(content.lists)}
    sources: frozenset[int] = frozenset()
    while True:
        named = frozenset(place[content.sources[i].name] for i in sources if content.sources[i].name in place)
        patterns = withhold(
            counts, sums, smallest=content.smallest_cell, cells=beyond, hidden_sums=named, empties_known=False
        )
        lists = {content.lists[row - 1] for row in patterns.sums if row > 0}
        wider = _withhold_sources(
            content, sources | {i for i, facts in enumerate(content.sources) if facts.name in lists}
        )
        if wider == sources:
            return patterns, sources
        sources = wider


def _withhold_sources(content: ReportContent, hidden: frozenset[int]) -> frozenset[int]:
    """The sources whose three numbers are withheld; the totals of rows and linkable rows are taken as known."""
    everyone = [range(len(content.sources))]
    small = frozenset(i for i, facts in enumerate(content.sources) if 0 < facts.persons < content.smallest_cell)
    hidden |= small
    for column in ("rows", "linkable_rows"):
        counts = [int(getattr(facts, column)) for facts in content.sources]
        if counts:
            hidden |= withhold(counts, everyone, smallest=content.smallest_cell, cells=hidden).cells
    return hidden


def _members(content: ReportContent, position: int) -> list[int]:
    """The patterns that include the list at `position`."""
    return [i for i, (pattern, _) in enumerate(content.overlaps) if pattern[position] == "1"]


def _list_totals(content: ReportContent) -> list[int]:
    return [sum(content.overlaps[i][1] for i in _members(content, position)) for position in range(len(content.lists))]


def _combinations(content: ReportContent, patterns: Withheld) -> tuple[Combination, ...]:
    """The combinations shown, the largest first."""
    shown = [
        Combination(members=tuple(i for i, seen in enumerate(pattern) if seen == "1"), persons=count)
        for i, (pattern, count) in enumerate(content.overlaps)
        if count > 0 and i not in patterns.cells
    ]
    return tuple(sorted(shown, key=lambda c: (-c.persons, len(c.members), c.members)))


def _rest(content: ReportContent, patterns: Withheld) -> int | None:
    """The persons in combinations that are not shown one by one, or None if that is withheld too."""
    if 0 in patterns.sums:
        return None
    return sum(count for i, (_, count) in enumerate(content.overlaps) if i in patterns.cells)
