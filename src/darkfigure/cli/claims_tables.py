"""The claims ledger for a terminal: every statement, then the assertions that are stated more than once."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from darkfigure.extract import Claim


def show(found: "Sequence[Claim]") -> None:
    """Print the statements; below, who repeats whom, figures that several origins give, and what contradicts."""
    from rich.console import Console

    if not found:
        click.echo("no claim about a number of people was found.")
        return
    console = Console(highlight=False)
    console.print(_statements(found))
    for table in (_assertions(found), _relations(found)):
        if table is not None and table.row_count:
            console.print()
            console.print(table)


def _table(*headings: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _add(table: "Table", cells: Iterable[str]) -> None:
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def _statements(found: "Sequence[Claim]") -> "Table":
    table = _table("number", "of whom", "origin", "who says so", "where", "quote")
    for claim in found:
        speaker = claim.attribution.speaker
        said = ", ".join(part for part in (speaker.name, speaker.role, speaker.org) if part)
        cells = (number(claim), whom(claim), _origin(claim), said or "?", _where(claim), " ".join(claim.quote.split()))
        _add(table, cells)
    return table


def _assertions(found: "Sequence[Claim]") -> "Table":
    """One line an assertion that more than one statement makes."""
    groups: dict[str, list[Claim]] = {}
    for claim in found:
        groups.setdefault(claim.repeats or claim.id, []).append(claim)
    table = _table("one assertion", "of whom", "origin", "stated", "files", "languages", "first in", "told as")
    for first, group in groups.items():
        if len(group) < 2:
            continue
        head = next((claim for claim in group if claim.id == first), group[0])
        told = dict.fromkeys(claim.relation for claim in group if claim.relation)
        cells = (
            drift([head, *(claim for claim in group if claim is not head)]),
            whom(head),
            _origin(head),
            str(len(group)),
            str(len({claim.doc for claim in group})),
            " ".join(sorted({claim.lang for claim in group})),
            _where(head),
            ", ".join(told),
        )
        _add(table, cells)
    return table


def _relations(found: "Sequence[Claim]") -> "Table":
    """Assertions that have to do with others, each pair once."""
    by_id = {claim.id: claim for claim in found}
    words = {
        "coincidence": "same figure; that one repeats the other is not proven",
        "contradiction": "excludes",
        "update": "later figure of the same speaker than",
    }
    table = _table("figure", "is", "figure", "origins named")
    seen = set()
    for claim in found:
        for other in claim.related:
            pair = frozenset((claim.id, other.id))
            if pair in seen or other.id not in by_id:
                continue
            seen.add(pair)
            ends = [f"{number(c)} {_origin(c)} ({_where(c)})" for c in (claim, by_id[other.id])]
            _add(table, (ends[0], words[other.relation], ends[1], str(claim.effective_sources)))
    return table


def number(claim: "Claim") -> str:
    """The bounds in a few characters: 400, ~400, >= 400, <= 400, 300-400."""
    low, high = claim.value.low, claim.value.high
    if low is None:
        return f"<= {high:,}"
    if high is None:
        return f">= {low:,}"
    if low != high:
        return f"{low:,}-{high:,}"
    sign = {"approx": "~", "at_most": "almost "}.get(claim.value.modifier, "")
    return f"{sign}{low:,}"


def drift(group: "Sequence[Claim]") -> str:
    """The wordings of one figure, from the first on: 2,000-4,000, <= 4,000, ~4,000."""
    return ", ".join(dict.fromkeys(number(claim) for claim in group))


def whom(claim: "Claim") -> str:
    """Unit and state in words."""
    who = claim.population
    return " ".join(part.replace("_", " ") for part in (who.unit, who.state) if part)


def _origin(claim: "Claim") -> str:
    return ", ".join(claim.population.origin) or "?"


def _where(claim: "Claim") -> str:
    return f"{Path(claim.doc).name}:{claim.start}"
