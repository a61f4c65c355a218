"""`darkfigure datasets`: the published tables that `darkfigure estimate` takes by name, and published figures."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.datasets import Dataset, Figure


@click.command(short_help="List the published tables and figures, or show one.")
@click.argument("name", required=False)
@click.option("--origin", help="With foreign_fighters: only figures of this origin, such as KZ or central-asia.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def datasets(name: str | None, *, origin: str | None, as_json: bool) -> None:
    """List the published tables, or show one with its source and what others answered.

    `foreign_fighters` holds figures that others published, by origin and date, each with its source and page: reference
    data to set beside claims and estimates of your own, not a table to estimate from.
    """
    from darkfigure import datasets as shipped

    if name == shipped.FIGURES:
        _figures(shipped.published_figures(origin=origin), as_json=as_json)
        return
    if origin is not None:
        raise click.UsageError(f"--origin goes with `{shipped.FIGURES}` only.")
    chosen = [shipped.find(name)] if name else [shipped.find(one) for one in shipped.names()]
    if as_json:
        documents = [{**asdict(one), "path": str(one.path)} for one in chosen]
        click.echo(json.dumps(documents[0] if name else documents, ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if name:
        _show(chosen[0], console)
        return
    width = max(len(one.name) for one in chosen)
    for one in chosen:
        years = f" ({one.years})" if one.years else ""
        click.echo(f"{one.name:<{width}}  {one.title}{years}")
    from darkfigure.datasets.figures import TITLE, YEARS

    click.echo(f"\nFigures that others published, for reference:\n{shipped.FIGURES:<{width}}  {TITLE} ({YEARS})")


def _show(one: "Dataset", console: "Console") -> None:
    from rich.markup import escape
    from rich.table import Table

    console.print(f"[bold]{escape(one.title)}[/bold]" + (f" ({one.years})" if one.years else ""))
    console.print(f"Counts: {escape(one.population)}")
    console.print(f"Source: {escape(one.citation)}")
    for column, meaning in one.lists.items():
        console.print(f"List {escape(column)}: {escape(meaning)}")
    if one.strata:
        console.print(f"Strata: {escape(', '.join(one.strata))}")
    console.print(f"File: {escape(str(one.path))}\n")
    table = Table(box=None, pad_edge=False)
    for heading in ("estimate", "low", "high"):
        table.add_column(heading, justify="right")
    table.add_column("by")
    for answer in one.answers:
        who = f"{answer.software} {answer.version}" if answer.software else answer.citation or ""
        numbers = ("-" if v is None else f"{v:,.0f}" for v in (answer.estimate, answer.low, answer.high))
        table.add_row(*numbers, escape(f"{who}: {answer.method}"))
    console.print(table)


def _figures(found: "tuple[Figure, ...]", *, as_json: bool) -> None:
    from darkfigure.datasets.figures import FIGURES, PATH, POPULATION, TITLE, YEARS

    if as_json:
        document = {
            "name": FIGURES,
            "title": TITLE,
            "population": POPULATION,
            "years": YEARS,
            "path": str(PATH),
            "figures": [asdict(one) | {"first": str(one.first), "last": str(one.last)} for one in found],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    click.echo(f"{TITLE} ({YEARS})\nCounts: {POPULATION}\nFile: {PATH}\n")
    rows = [("date", "origin", "state", "where", "number"), *map(_cells, found)]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    for row, one in zip(rows, (None, *found), strict=True):
        number = f"{row[4]:>{widths[4]}}"
        line = "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row[:4], widths, strict=False)), number])
        click.echo(f"{line}  {'source' if one is None else '; '.join(filter(None, (one.source, one.note)))}")
        if one is not None:
            click.echo(f"    {one.url}")


def _cells(one: "Figure") -> tuple[str, ...]:
    return one.date, "+".join(one.origin), one.state, "+".join(one.location), _number(one)


def _number(one: "Figure") -> str:
    """The figure in a few characters: 400, >= 400, <= 400, 300-400."""
    if one.point is not None:
        return f"{one.point:,}"
    if one.low is None:
        return f"<= {one.high:,}"
    return f">= {one.low:,}" if one.high is None else f"{one.low:,}-{one.high:,}"
