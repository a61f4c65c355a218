"""From a cell of the estimate to its persons, and from persons to the rows and texts that speak of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from darkfigure.captures.persons import person_rows
from darkfigure.errors import InputError
from darkfigure.store import connect
from darkfigure.study.lists import study_lists
from darkfigure.study.mention_rows import MentionRows
from darkfigure.study.provenance.cell import Cell, cell_of_number, check_values, read_cell
from darkfigure.study.provenance.finished import finished_study, read_answer
from darkfigure.study.provenance.items import TracedItem, items_of, note_revealed
from darkfigure.study.provenance.mentions import TracedMention, mentions_of
from darkfigure.study.provenance.pseudonyms import name_persons
from darkfigure.study.stage import Context

# persons in the order of their pseudonyms, and the few groups of pattern and stratum that they fall into
_ORDERED = """
CREATE TABLE grouped AS
SELECT row_number() OVER (ORDER BY stratum, pattern) AS place, pattern, stratum, count(*) AS persons
FROM counted GROUP BY pattern, stratum;
CREATE TABLE ordered AS
SELECT person, pseudonym, place, row_number() OVER (ORDER BY pseudonym) AS number
FROM counted JOIN named USING (person) JOIN grouped USING (pattern, stratum) ORDER BY pseudonym;
DROP TABLE counted;
DROP TABLE named;
"""
_MEMBERS = """
CREATE TABLE member AS SELECT person, mention, probability FROM read_parquet($persons) WHERE draw = 0 AND linkable
"""


@dataclass(frozen=True, kw_only=True)
class CellFacts:
    """A cell and what the estimate says of it.

    `persons`: those of the best linkage whose rows say that they belong here. `shared_out`: persons of unknown stratum
    that the estimate counts here besides. `answer`: observed, estimate, low, high, where the estimate has the cell.
    """

    cell: str
    persons: int
    shared_out: int
    level: float
    answer: dict[str, float | int | None] | None


@dataclass(frozen=True, kw_only=True)
class TracedPerson:
    """A person under a pseudonym: the lists it is on, and what speaks of it."""

    person: str
    lists: tuple[str, ...]
    stratum: dict[str, str]
    mentions: tuple[TracedMention, ...]


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A cell, the persons asked for, and the evidence behind them."""

    facts: CellFacts
    people: tuple[TracedPerson, ...]
    items: tuple[TracedItem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        import msgspec

        found: dict[str, Any] = msgspec.to_builtins(
            {"cell": self.facts, "persons": self.people, "evidence": self.items}
        )
        return found


def trace_cell(
    folder: Path, cell: str, *, limit: int | None = None, person: str | None = None, reveal: bool = False
) -> Traced:
    """Lead from a cell to persons, mentions, places in documents, evidence and lines of the ledger.

    Args:
        folder: the study.
        cell: such as `origin=KZ`, `origin=KZ,lists=press+posts`, `total`, or a number of the estimate.
        limit: how many persons at most, in the order of their pseudonyms; all if None.
        person: the pseudonym of one person, to see that one only.
        reveal: with the words that the mentions rest on. They are personal; looking at them is written in the ledger.

    Raises:
        InputError: The study has not been run, a stage is out of date, there is no such cell or person.
        VerificationFailed: Evidence that is to be revealed is missing, or the ledger was changed since.
    """
    context = finished_study(folder, stage="estimate")
    facts, people = Tracing(context).trace(cell, Wanted(limit=limit, person=person, reveal=reveal))
    items = items_of(context, {(each.source, each.item) for one in people for each in one.mentions})
    return Traced(facts=facts, people=people, items=items)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which persons of a cell, in the order of their pseudonyms: `limit` of them from the place `start` on; or one.

    `reveal`: with the words that their mentions rest on; `around`: and so many characters before and after them.
    """

    limit: int | None = None
    start: int = 0
    person: str | None = None
    reveal: bool = False
    around: int = 0


class Tracing:
    """A study opened for tracing: what all cells need is read once.

    Args:
        context: a study whose estimate follows from its present sources, see `finished_study`.
        rows: its mentions, where somebody has read them already.
    """

    def __init__(self, context: Context, *, rows: MentionRows | None = None) -> None:
        self._context, self._answer = context, read_answer(context)
        self._lists = tuple(self._answer["lists"])
        self._alone, self._rows = Lock(), rows or MentionRows(context)
        self._connection = connection = connect()
        study = context.settings.study
        rows = person_rows(
            connection,
            persons=context.table("person"),
            mentions=context.table("mention"),
            sources=study_lists(context).sources,
            strata=context.settings.estimate.strata,
            period=(study.period.start, study.period.end) if study.period else None,
        )
        connection.register("rows", rows)
        connection.execute("CREATE TABLE counted AS FROM rows")
        connection.unregister("rows")
        connection.execute(_MEMBERS, {"persons": str(context.table("person"))})
        name_persons(connection, context)
        connection.execute(_ORDERED)
        self._groups: list[tuple[int, str, str, int]] = connection.execute("FROM grouped ORDER BY place").fetchall()

    def trace(self, text: str, wanted: Wanted) -> tuple[CellFacts, tuple[TracedPerson, ...]]:
        """A cell, and the persons of it that are wanted.

        Raises:
            InputError: There is no such cell or person.
            VerificationFailed: The ledger was changed since.
        """
        with self._alone:
            cell, facts = self._find_cell(text)
            chosen = self._choose(wanted, cell=cell)
            if wanted.reveal:
                note_revealed(self._context, f"{cell}: {len(chosen)} persons")
            mentions = mentions_of(
                self._connection, self._context, self._rows, reveal=wanted.reveal, around=wanted.around
            )
        people = tuple(
            TracedPerson(
                person=name,
                lists=tuple(each for each, mark in zip(self._lists, pattern, strict=True) if mark == "1"),
                stratum=json.loads(stratum),
                mentions=tuple(mentions[number]),
            )
            for number, name, pattern, stratum in chosen
        )
        return facts, people

    def patterns(self) -> dict[str, int]:
        """How many persons were seen on exactly these lists, by pattern; the commonest first."""
        found: Counter[str] = Counter()
        for _, pattern, _, persons in self._groups:
            found[pattern] += persons
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def _find_cell(self, text: str) -> tuple[Cell, CellFacts]:
        """Make the table `cell` (place) of the groups of the cell."""
        strata = self._context.settings.estimate.strata
        cell = read_cell(text, strata=strata, lists=self._lists)
        if cell is None:
            cell = cell_of_number(text, answer=self._answer, patterns=self.patterns())
        known = [(place, pattern, json.loads(stratum), persons) for place, pattern, stratum, persons in self._groups]
        check_values(cell, {column: sorted({one[column] for _, _, one, _ in known}) for column, _ in cell.stratum})
        wanted = cell.pattern(self._lists)
        within = [
            (place, persons)
            for place, pattern, stratum, persons in known
            if all(mark in ("_", own) for mark, own in zip(wanted, pattern, strict=True))
            and all(stratum[column] == value for column, value in cell.stratum)
        ]
        if not within:
            raise InputError(f"nobody was seen in `{cell}`: the cell is empty.")
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE cell AS SELECT unnest($places) AS place",
            {"places": [place for place, _ in within]},
        )
        return cell, _facts(cell, sum(persons for _, persons in within), self._answer)

    def _choose(self, wanted: Wanted, *, cell: Cell) -> list[tuple[int, str, str, str]]:
        """Make the table `chosen` (person) of the persons to show; return them with pseudonym, pattern, stratum."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE chosen AS SELECT person, pseudonym, place, number FROM ordered "
            "WHERE place IN (SELECT place FROM cell) AND ($person IS NULL OR pseudonym = $person) "
            "ORDER BY number LIMIT $limit OFFSET $start",
            {
                "person": wanted.person,
                "limit": wanted.limit if wanted.limit is not None else 1 << 60,
                "start": wanted.start,
            },
        )
        chosen: list[tuple[int, str, str, str]] = self._connection.execute(
            "SELECT person, pseudonym, pattern, stratum FROM chosen JOIN grouped USING (place) ORDER BY number"
        ).fetchall()
        if wanted.person is not None and not chosen:
            raise InputError(
                f"no person in `{cell}` has this pseudonym. Pseudonyms look like p-0123456789ab; they change when the "
                "first row of a person changes."
            )
        return chosen


def _facts(cell: Cell, persons: int, answer: Mapping[str, Any]) -> CellFacts:
    numbers = ("observed", "estimate", "low", "high")
    found = next((one for one in _cells(answer) if one["cell"] == cell), None)
    return CellFacts(
        cell=str(cell),
        persons=persons,
        shared_out=max(0, found["observed"] - persons) if found else 0,
        level=answer["level"],
        answer={name: found[name] for name in numbers} if found else None,
    )


def _cells(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {**answer, "cell": Cell()}
    for one in answer["strata"]:
        yield {**one, "cell": Cell(stratum=tuple(one["stratum"].items()))}
