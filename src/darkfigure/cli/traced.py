"""A trace in a terminal: from the cell down to lines of the ledger."""

from typing import TYPE_CHECKING

import click

from darkfigure.cli.answer import interval_text, number_text
from darkfigure.cli.printable import printable

if TYPE_CHECKING:
    from darkfigure.study.provenance.claims import TracedClaim
    from darkfigure.study.provenance.items import TracedItem
    from darkfigure.study.provenance.mentions import TracedMention
    from darkfigure.study.provenance.people import CellFacts, Traced

_SHORT = 12  # letters of a digest that a line shows; the whole stands below


def show_cell(found: "Traced") -> None:
    """Print the cell, its persons with their mentions, and the files with their lines in the ledger."""
    _show_facts(found.facts)
    for one in found.people:
        click.echo(f"\n{one.person}  on {printable(', '.join(one.lists))}")
        for mention in one.mentions:
            click.echo(f"  {_mention(mention)}")
            if mention.quote is not None:
                click.echo(f"      {printable(mention.quote)}")
    more = found.facts.persons - len(found.people)
    if more > 0 and len(found.people) != 1:
        click.echo(f"\n{more:,} more persons: --limit N shows more, --json all.")
    click.echo("\nEvidence")
    for item in found.items:
        _show_item(item)
    click.echo("\nThis is for those who work on the study. It shows cells of any size: do not publish it.")


def show_claim(claim: "TracedClaim") -> None:
    """Print the figure, where it is stated, and the file with its lines in the ledger."""
    said = claim.stated
    number = interval_text(said["low"], said["high"]) if said["low"] != said["high"] else number_text(said["low"])
    who = ", ".join(str(said[name]) for name in ("unit", "state", "origin", "location", "date") if said[name])
    click.echo(f"claim:{claim.claim}  {number} ({said['modifier']}): {printable(who)}")
    if claim.repeats is not None:
        click.echo(f"repeats claim:{claim.repeats}")
    click.echo(f"{printable(claim.document)}, characters {_characters(claim.span)}")
    if claim.quote is not None:
        click.echo(f"  {printable(claim.quote)}")
    click.echo("\nEvidence")
    _show_item(claim.item)


def _characters(span: tuple[int, int]) -> str:
    return f"{span[0]}-{span[1]}"


def _show_facts(facts: "CellFacts") -> None:
    click.echo(f"{printable(facts.cell)}: {facts.persons:,} persons seen")
    if facts.shared_out:
        click.echo(f"{facts.shared_out:,} more of unknown stratum are shared out to this cell; they are not traced")
    if facts.answer is not None:
        said = facts.answer
        percent = f"{facts.level:.4g}".removeprefix("0.").ljust(2, "0")
        click.echo(
            f"estimate {number_text(said['estimate'])}, {percent} % interval {interval_text(said['low'], said['high'])}"
        )


def _mention(mention: "TracedMention") -> str:
    where = f"{mention.source}:{mention.row}"
    if mention.span is not None:
        where += f"  {mention.document}, characters {_characters(mention.span)}"
    when = ""
    if mention.dates is not None:
        when = f"  {mention.dates[0]}" + (f" to {mention.dates[1]}" if mention.dates[0] != mention.dates[1] else "")
    return printable(f"{where}  in {mention.item[:_SHORT]}{when}  probability {mention.probability:.2f}")


def _show_item(item: "TracedItem") -> None:
    size = "" if item.size is None else f"  {item.size:,} bytes"
    click.echo(f"  {item.item}")
    state = "verified now" if item.verified else f"NOT VERIFIED: {item.why_not}"
    click.echo(f"    {printable(item.source)}  {printable(item.path)}{size}  {state}")
    for line in item.ledger:
        where = line.url or line.path
        click.echo(f"    ledger line {line.line}  {line.time}  {line.action}  {printable(f'{line.tool}  {where}')}")
