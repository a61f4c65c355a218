"""What is true of an invented study, as it is written beside it and handed back."""

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from darkfigure.simulate.people import EPOCH, Bools, Ints, People
from darkfigure.simulate.tables import read_table


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The truth of an invented study.

    Attributes:
        folder: The study folder.
        people: People in all, seen or not.
        by_origin: People in all by origin code.
        seen: People on at least one list.
        seen_by_origin: The same by origin code.
        rows: Rows over all lists.
        coverage: Share of the people that each list holds.
        patterns: People by capture pattern, one 0 or 1 a list in the order of study.toml; the unseen included.
        shares: Measured properties of the world: `unseen`, `namesakes` (people who share given and family name with
            another person of the same origin), `namesakes_with_father` (and the father's given name too).

    Example:
        >>> import numpy as np
        >>> from darkfigure.simulate import invent_study
        >>> truth = invent_study(Path("invented"), people=100, rng=np.random.default_rng(1))
        >>> truth.people, truth.seen < truth.people, sum(truth.by_origin.values())
        (100, True, 100)
    """

    folder: Path
    people: int
    by_origin: dict[str, int]
    seen: int
    seen_by_origin: dict[str, int]
    rows: int
    coverage: dict[str, float]
    patterns: dict[str, int]
    shares: dict[str, float]


class WrittenRow(NamedTuple):
    """One row of a list: whose it is, and what its clerk knew of the name and the birth."""

    source: str
    row: int
    person: int
    given: bool
    father: bool
    family: bool
    birth: bool
    town: bool
    origin: bool
    slips: int
    kunya: str


def describe(folder: Path, people: People, captured: Bools, *, lists: tuple[str, ...], rows: int) -> Truth:
    """Count what is true. `captured` has shape (people, lists)."""
    ever = captured.any(axis=1)
    patterns = Counter("".join("01"[cell] for cell in line) for line in captured.tolist())
    return Truth(
        folder=folder,
        people=people.count,
        by_origin=_by_origin(people, people.origin),
        seen=int(ever.sum()),
        seen_by_origin=_by_origin(people, people.origin[ever]),
        rows=rows,
        coverage={name: round(float(captured[:, place].mean()), 4) for place, name in enumerate(lists)},
        patterns=dict(sorted(patterns.items())),
        shares={
            "unseen": round(1 - float(ever.mean()), 4),
            "namesakes": _sharing(people, with_father=False),
            "namesakes_with_father": _sharing(people, with_father=True),
        },
    )


def _by_origin(people: People, origin: Ints) -> dict[str, int]:
    counts = np.bincount(origin, minlength=len(people.origins))
    return dict(sorted(zip(people.origins, counts.tolist(), strict=True)))


def _sharing(people: People, *, with_father: bool) -> float:
    """Share of people whose names another person of the same origin bears too."""
    columns = [people.origin, people.given, people.family] + ([people.father] if with_father else [])
    _, inverse, counts = np.unique(np.stack(columns), axis=1, return_inverse=True, return_counts=True)
    return round(float((counts[inverse.ravel()] > 1).mean()), 4) if people.count else 0.0


def write_truth(folder: Path, truth: Truth, people: People, captured: Bools, rows: list[WrittenRow]) -> None:
    """Write what is true, which no stage reads.

    truth.csv (source, row, person), truth.json (the counts), people.csv (who everybody is) and rows.csv (what each row
    holds: given, father, family, birth, town, origin as 0 or 1, the number of slips, the kunya in Arabic; origin is 0
    where it is another person's).
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "truth.csv", chain([WrittenRow._fields[:3]], (row[:3] for row in rows)))
    flags = ((row.source, row.row, *map(int, row[3:-1]), row.kunya) for row in rows)
    _write_csv(folder / "rows.csv", chain([("source", "row", *WrittenRow._fields[3:])], flags))
    _write_csv(folder / "people.csv", _register(people, captured))
    facts = {
        "people": truth.people,
        "by_origin": truth.by_origin,
        "ever_listed": truth.seen,
        "ever_listed_by_origin": truth.seen_by_origin,
        "rows": truth.rows,
        "coverage": truth.coverage,
        "patterns": truth.patterns,
        "shares": truth.shares,
    }
    (folder / "truth.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _register(people: People, captured: Bools) -> Iterator[tuple[object, ...]]:
    yield "person", "origin", "sex", "birth", "given", "father", "family", "kunya", "town", "lists"
    births = people.birth.tolist()
    kunyas, towns = read_table("kunyas"), read_table("towns")
    for person, line in enumerate(captured.tolist()):
        yield (
            person,
            people.origins[people.origin[person]],
            "f" if people.female[person] else "m",
            EPOCH + dt.timedelta(days=births[person]),
            people.names[people.given[person]].native,
            people.names[people.father[person]].native,
            people.family_name(person).native,
            kunyas[people.kunya[person]][0] if people.kunya[person] >= 0 else "",
            towns[people.town[person]][2],
            "".join("01"[cell] for cell in line),
        )


def _write_csv(path: Path, lines: Iterable[tuple[object, ...]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="\n")
