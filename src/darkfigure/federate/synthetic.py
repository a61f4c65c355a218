"""Invented lists: what an agreement may be tried with before anybody signed it.

A list counts as invented only if it is, byte for byte, the one that `federate simulate` makes of the agreement's seed.
"""

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from darkfigure.federate.agreement import Agreement
from darkfigure.federate.rows import Row, read_rows
from darkfigure.simulate import ListPlan, World, invent_study
from darkfigure.simulate.sources import STYLES

_STYLES = (
    ("russian-register", {"father_missing": 0.12, "family_missing": 0.01, "birth_missing": 0.08}),
    ("arabic-registry", {"father_missing": 0.10, "family_missing": 0.03, "birth_missing": 0.10}),
    ("latin-dossiers", {"father_missing": 0.35, "family_missing": 0.02, "birth_missing": 0.12}),
    ("kazakh-returns", {"father_missing": 0.20, "family_missing": 0.02, "birth_missing": 0.08}),
    ("georgian-border", {"father_missing": 0.70, "family_missing": 0.01, "birth_missing": 0.06}),
    ("french-court", {"father_missing": 0.55, "family_missing": 0.03, "birth_missing": 0.12}),
)


@dataclass(frozen=True, kw_only=True)
class InventedList:
    """A list of invented people: its rows, the person of each, and the bytes of its file."""

    rows: tuple[Row, ...]
    persons: tuple[int, ...]
    content: bytes


def invent_lists(*, people: int, shares: Sequence[float], seed: int) -> tuple[InventedList, ...]:
    """One list a share of a population nobody met, each kept by another kind of office, in four scripts.

    The same numbers give the same bytes.
    """
    return _invented(people, tuple(shares), seed)


@lru_cache(maxsize=4)
def _invented(people: int, shares: tuple[float, ...], seed: int) -> tuple[InventedList, ...]:
    plans = tuple(
        ListPlan(name=f"list-{number}", style=style, capture=share, kunya_known=0.1, **options)
        for number, (share, (style, options)) in enumerate(zip(shares, _STYLES, strict=False), start=1)
    )
    world = replace(
        World(), people=people, lists=plans, dependence=(), repeats=0.0, extra_kunya=0.03, origin_missing=0.06,
        sex_missing=0.05,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="darkfigure-") as name:
        folder = Path(name)
        invent_study(folder, rng=np.random.default_rng(seed), world=world)
        with (folder / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
            owner = {(line["source"], int(line["row"])): int(line["person"]) for line in csv.DictReader(file)}
        found = []
        for plan in plans:
            style = STYLES[plan.style]
            rows = read_rows(folder / "sources" / (plan.name + style.suffix), columns=style.columns)
            persons = tuple(owner[plan.name, number + 1] for number in range(len(rows)))
            found.append(_written(rows, persons))
    return tuple(found)


def _written(rows: Sequence[Row], persons: tuple[int, ...]) -> InventedList:
    """A list in the plain form that `federate prepare` reads, with a number of a document that is the person's."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "birth_year", "sex", "origin", "identifier"])
    plain = tuple(
        replace(row, identifier=f"N{person:07d}", first=None, last=None)
        for row, person in zip(rows, persons, strict=True)
    )
    for row in plain:
        writer.writerow([row.name or "", row.year or "", row.sex or "", row.origin or "", row.identifier])
    return InventedList(rows=plain, persons=persons, content=text.getvalue().encode())


def is_synthetic(content: bytes, agreement: Agreement, party: str) -> bool:
    """Whether a list is the one that the agreement's seed makes for this party."""
    if agreement.synthetic_seed is None or party not in agreement.names:
        return False
    plan = agreement.plan
    lists = invent_lists(people=plan.people, shares=plan.shares, seed=agreement.synthetic_seed)
    return content == lists[agreement.names.index(party)].content
