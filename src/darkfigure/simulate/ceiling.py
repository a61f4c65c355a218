"""How much of a world can be linked at all: what a reader who misreads nothing would join without a doubt."""

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from darkfigure.simulate.score import Share, share_of

_FIELDS = ("given", "father", "family", "birth", "kunya", "town", "origin")


class _Row(NamedTuple):
    source: str
    person: int
    held: frozenset[str]  # which of _FIELDS
    kunya: str


def unambiguous_pairs(truth: Path, *, level: float = 0.95) -> Share:
    """Of the pairs of rows of one person from different lists, those no other person could stand behind.

    Two rows of a person are joined when no other listed person shares all that both rows hold (given, father's and
    family name, year of birth, kunya, home town, origin; slips and errors overlooked), and what is joined to one is
    joined to all. A linkage that reads every spelling rightly and never takes a risk has this recall; a bolder one
    gains recall and loses precision.

    Args:
        truth: The truth folder of an invented study.
        level: Probability of the Wilson interval.

    Example:
        >>> import numpy as np
        >>> from darkfigure.simulate import invent_study
        >>> truth = invent_study(Path("invented"), people=100, rng=np.random.default_rng(1))
        >>> share = unambiguous_pairs(truth.folder / "truth")
        >>> 0 < share.hits <= share.of
        True
    """
    people = _table(truth / "people.csv")
    values = [[line[field] for field in _FIELDS] for line in people]
    listed = [values[number] for number, line in enumerate(people) if "1" in line["lists"]]

    @cache
    def sharing(places: tuple[int, ...]) -> Counter[tuple[str, ...]]:
        return Counter(tuple(line[place] for place in places) for line in listed)

    rows: dict[int, list[_Row]] = {}
    for row in _rows(truth):
        rows.setdefault(row.person, []).append(row)
    hits = pairs = 0
    for person, own in rows.items():
        group = list(range(len(own)))
        for a, b in combinations(range(len(own)), 2):
            common = own[a].held & own[b].held
            if own[a].kunya != own[b].kunya or own[a].kunya != people[person]["kunya"]:
                common -= {"kunya"}
            places = tuple(place for place, field in enumerate(_FIELDS) if field in common)
            if sharing(places)[tuple(values[person][place] for place in places)] == 1:
                group = [group[a] if member == group[b] else member for member in group]
        for a, b in combinations(range(len(own)), 2):
            if own[a].source != own[b].source:
                pairs += 1
                hits += group[a] == group[b]
    return share_of(hits, pairs, level=level)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [line | {"birth": line["birth"][:4]} for line in csv.DictReader(file)]


def _rows(truth: Path) -> Iterator[_Row]:
    flags = _table(truth / "rows.csv")
    for line, owner in zip(flags, _persons(truth), strict=True):
        held = {field for field in ("given", "father", "family", "birth", "town") if line[field] == "1"}
        # a nisba stands for the origin in most rows that leave the family name out
        held |= {"origin"} if line["origin"] == "1" or line["family"] == "0" else set()
        held |= {"kunya"} if line["kunya"] else set()
        yield _Row(source=line["source"], person=owner, held=frozenset(held), kunya=line["kunya"])


def _persons(truth: Path) -> Iterator[int]:
    with (truth / "truth.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield int(line["person"])
