"""From a claim to the characters that state it, the evidence and its line in the ledger."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from darkfigure.errors import InputError
from darkfigure.store import read_table
from darkfigure.study.claiming import claimed_texts
from darkfigure.study.provenance.finished import finished_study
from darkfigure.study.provenance.items import TracedItem, evidence_of, note_revealed
from darkfigure.study.stage import Context

_STATED = ("lang", "low", "high", "modifier", "unit", "state", "origin", "location", "date", "in_scope", "why_not")
_SHORTEST = 4  # letters of an id that must be given


@dataclass(frozen=True, kw_only=True)
class TracedClaim:
    """A claim: its number and whom it counts, where it stands, and the evidence. `repeats`: its first statement.

    `span` counts characters of the text, the end excluded. `quote`: the words that state the number, None unless asked
    for: they may name persons.
    """

    claim: str
    stated: dict[str, Any]
    document: str
    span: tuple[int, int]
    repeats: str | None
    quote: str | None
    item: TracedItem


def trace_claim(folder: Path, claim: str, *, reveal: bool = False) -> TracedClaim:
    """Lead from a claim to the characters that state it and to the evidence.

    Args:
        folder: the study.
        claim: the id of the claim, or the first letters of it.
        reveal: with the words that state it.

    Raises:
        InputError: The study has no claims, a stage is out of date, there is no such claim or more than one.
    """
    context = finished_study(folder, stage="claims")
    table = read_table(context.table("claim"))
    if len(claim) < _SHORTEST:
        raise InputError(f"give at least {_SHORTEST} letters of the claim's id. {_where(table.num_rows)}")
    rows = table.filter(pc.starts_with(table["claim"], claim)).to_pylist()
    rows = [row for row in rows if row["claim"] == claim] or rows
    if len(rows) != 1:
        found = f"{len(rows)} claims begin so; give more letters." if rows else "there is no claim of this id."
        raise InputError(f"{folder}: {found} {_where(table.num_rows)}")
    row = rows[0]
    if reveal:
        note_revealed(context, f"claim:{row['claim']}")
    return TracedClaim(
        claim=row["claim"],
        stated={name: row[name] for name in _STATED},
        document=row["path"],
        span=(row["start"], row["end"]),
        repeats=row["repeats"],
        quote=row["quote"] if reveal else None,
        item=evidence_of(context, "claims", _item_of(context, row["document"]), path=row["path"]),
    )


def _item_of(context: Context, document: str) -> str:
    """The preserved file in which a text stands."""
    texts = read_table(claimed_texts(context), columns=("document", "item"))
    found: str = texts.filter(pc.equal(texts["document"], document))["item"][0].as_py()
    return found


def _where(claims: int) -> str:
    return f"The ids of the study's {claims:,} claims stand in the column `claim` of tables/claim.parquet."
