"""`darkfigure estimate`: from a table of captures, or the name of a published one, to a number with its interval."""

import json
from typing import TYPE_CHECKING

import click

from darkfigure.cli.columns import Columns
from darkfigure.estimate.options import METHODS

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.records import Estimate


@click.command()
@click.argument("table", metavar="TABLE_OR_DATASET")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
@click.option(
    "--strata", type=Columns(), default=(), metavar="COL,...", help="Columns that divide the population, by comma."
)
@click.option(
    "--method",
    type=click.Choice([*METHODS, "all"]),
    default="log-linear",
    show_default=True,
    help="What the headline number comes from; `all` shows every method beside it.",
)
@click.option("--level", type=float, default=0.95, show_default=True, help="Probability of the interval.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of everything random.")
def estimate(table: str, *, as_json: bool, strata: tuple[str, ...], method: str, level: float, seed: int) -> None:
    """Estimate a population from TABLE_OR_DATASET, with no study.

    The table is a CSV or Parquet file with one row a capture pattern (a column of 0 and 1 per list, and `count`), or
    one row a person (no `count`). `darkfigure datasets` lists the published tables that can be named instead.
    """
    from darkfigure.estimate.front import estimate as estimate_population

    found = estimate_population(table, strata=strata, level=level, method=method, seed=seed)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    _show(found, Console(highlight=False), every_method=method == "all")


def _show(found: "Estimate", console: "Console", *, every_method: bool) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    percent = f"{found.level:.4g}".removeprefix("0.").ljust(2, "0")
    console.print(f"[bold]{escape(_headline(found))}[/bold]")
    console.print(
        f"{percent} % interval: {_interval(found.low, found.high)}" if found.low is not None else "No interval."
    )
    console.print(f"Population: {escape(found.population)}")
    console.print(f"Seen: {found.observed:,} persons on {len(found.lists)} lists ({escape(', '.join(found.lists))})")
    console.print(f"Lower bound (Chao): {_number(found.lower_bound)}")
    console.print(f"Method: {found.method}; {found.verdict}; seed {found.seed}; darkfigure {found.version}")
    if found.strata:
        console.print()
        console.print(_strata(found))
    if every_method or len(found.methods) > 1:
        console.print()
        console.print(_methods(found))
    console.print("\n[bold]True only if[/bold]")
    for assumption in found.assumptions:
        console.print(Padding(escape(f"- {assumption.text}"), (0, 0, 0, 2)))
    if found.warnings:
        console.print("\n[bold]Warnings[/bold]")
        for warning in found.warnings:
            console.print(Padding(escape(f"- {warning.message} ({warning.code})"), (0, 0, 0, 2)))


def _headline(found: "Estimate") -> str:
    if found.estimate is None:
        return f"No estimate: the lists do not identify one. At least {found.observed:,} persons were seen."
    if found.method == "chao-lower-bound":
        return f"At least {_number(found.estimate)} persons"
    return f"{_number(found.estimate)} persons"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return "-"
    return f"{_number(low)} to {_number(high)}" if high is not None else f"{_number(low)} and more, without upper limit"


def _strata(found: "Estimate") -> object:
    from rich.table import Table

    table = Table(title="Strata", title_justify="left", box=None, pad_edge=False)
    for name in found.strata[0].stratum:
        table.add_column(name)
    for name in ("seen", "estimate", "interval", "lower bound"):
        table.add_column(name, justify="right")
    for one in found.strata:
        interval = _interval(one.low, one.high)
        cells = (f"{one.observed:,}", _number(one.estimate), interval, _number(one.lower_bound))
        table.add_row(*one.stratum.values(), *cells)
    return table


def _methods(found: "Estimate") -> object:
    from rich.table import Table

    table = Table(title="Methods", title_justify="left", box=None, pad_edge=False)
    table.add_column("method")
    for name in ("estimate", "interval"):
        table.add_column(name, justify="right")
    table.add_column("model")
    for one in found.methods:
        model = one.diagnostics.get("model")
        table.add_row(
            one.method, _number(one.estimate), _interval(one.low, one.high), str(model or "").replace("[", "\\[")
        )
    return table
