"""From a cell of the estimate to its persons, and from persons to the rows and texts that speak of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from darkfigure.captures.persons import person_rows
from darkfigure.errors import InputError
from darkfigure.store import connect
from darkfigure.study.provenance.cell import Cell, cell_of_number, check_values, read_cell
from darkfigure.study.provenance.finished import finished_study, read_answer
from darkfigure.study.provenance.items import TracedItem, items_of, note_revealed
from darkfigure.study.provenance.mentions import TracedMention, mentions_of
from darkfigure.study.provenance.pseudonyms import name_persons
from darkfigure.study.stage import Context

if TYPE_CHECKING:
    import duckdb


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
    """

    def __init__(self, context: Context) -> None:
        self._context, self._answer = context, read_answer(context)
        self._lists = tuple(self._answer["lists"])
        self._alone = Lock()
        self._connection = connection = connect()
        study = context.settings.study
        rows = person_rows(
            connection,
            persons=context.table("person"),
            mentions=context.table("mention"),
            sources=self._lists,
            strata=context.settings.estimate.strata,
            period=(study.period.start, study.period.end) if study.period else None,
        )
        connection.register("rows", rows)
        connection.execute("CREATE TABLE counted AS FROM rows")
        connection.unregister("rows")
        connection.execute(_MEMBERS, {"persons": str(context.table("person"))})
        name_persons(connection, context)

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
            mentions = mentions_of(self._connection, self._context, reveal=wanted.reveal, around=wanted.around)
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
        """How many persons were seen on exactly these lists, by pattern."""
        with self._alone:
            return dict(self._counted())

    def _counted(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = self._connection.execute(
            "SELECT pattern, count(*) FROM counted GROUP BY ALL ORDER BY 2 DESC, 1"
        ).fetchall()
        return found

    def _find_cell(self, text: str) -> tuple[Cell, CellFacts]:
        """Make the table `cell` (person, pattern, stratum) of the persons of the cell."""
        connection, strata = self._connection, self._context.settings.estimate.strata
        cell = read_cell(text, strata=strata, lists=self._lists)
        if cell is None:
            cell = cell_of_number(text, answer=self._answer, patterns=dict(self._counted()))
        check_values(cell, {column: _values(connection, column) for column, _ in cell.stratum})
        where = " AND ".join(
            ["pattern LIKE $pattern", *(f"{_value(i)} = $value{i}" for i in range(len(cell.stratum)))],
        )
        values = {"pattern": cell.pattern(self._lists)}
        for i, (column, value) in enumerate(cell.stratum):
            values |= {f"column{i}": _pointer(column), f"value{i}": value}
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE cell AS SELECT person, pattern, stratum FROM counted WHERE {where}", values
        )
        ((persons,),) = connection.execute("SELECT count(*) FROM cell").fetchall()
        if not persons:
            raise InputError(f"nobody was seen in `{cell}`: the cell is empty.")
        return cell, _facts(cell, persons, self._answer)

    def _choose(self, wanted: Wanted, *, cell: Cell) -> list[tuple[int, str, str, str]]:
        """Make the table `chosen` (person) of the persons to show; return them with pseudonym, pattern, stratum."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE chosen AS SELECT person, pseudonym, pattern, stratum "
            "FROM cell JOIN named USING (person) WHERE $person IS NULL OR pseudonym = $person "
            "ORDER BY pseudonym LIMIT $limit OFFSET $start",
            {
                "person": wanted.person,
                "limit": wanted.limit if wanted.limit is not None else 1 << 60,
                "start": wanted.start,
            },
        )
        chosen: list[tuple[int, str, str, str]] = self._connection.execute("FROM chosen ORDER BY pseudonym").fetchall()
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


def _values(connection: "duckdb.DuckDBPyConnection", column: str) -> list[str]:
    found = connection.execute(
        f"SELECT DISTINCT {_value(0)} FROM counted ORDER BY 1", {"column0": _pointer(column)}
    ).fetchall()
    return [value for (value,) in found]


def _value(place: int) -> str:
    return f"json_extract_string(stratum, $column{place})"


def _pointer(column: str) -> str:
    """A JSON pointer, in which ~ and / are escaped."""
    return "/" + column.replace("~", "~0").replace("/", "~1")
