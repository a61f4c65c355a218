"""`darkfigure datasets`: the published tables that `darkfigure estimate` takes by name."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.datasets import Dataset


@click.command(short_help="List the published tables, or show one.")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def datasets(name: str | None, *, as_json: bool) -> None:
    """List the published tables, or show one with its source and what others answered."""
    from darkfigure import datasets as shipped

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
