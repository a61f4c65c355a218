"""An estimate in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.records import Estimate


def show_estimate(found: "Estimate", console: "Console", *, every_method: bool = False) -> None:
    """Print number, interval, population, strata, methods, assumptions and warnings."""
    from rich.markup import escape
    from rich.padding import Padding

    percent = f"{found.level:.4g}".removeprefix("0.").ljust(2, "0")
    console.print(f"[bold]{escape(_headline(found))}[/bold]")
    console.print(
        f"{percent} % interval: {interval_text(found.low, found.high)}" if found.low is not None else "No interval."
    )
    console.print(f"Population: {escape(found.population)}")
    lists = f" on {len(found.lists)} lists ({escape(', '.join(found.lists))})" if found.lists else ""
    console.print(f"Seen: {found.observed:,} persons{lists}")
    console.print(f"Lower bound (Chao): {number_text(found.lower_bound)}")
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
        return f"At least {number_text(found.estimate)} persons"
    return f"{number_text(found.estimate)} persons"


def number_text(value: float | None) -> str:
    """Persons, with separators of thousands; a dash where there is no number."""
    return "-" if value is None else f"{value:,.0f}"


def interval_text(low: float | None, high: float | None) -> str:
    """An interval in words; an open end is said."""
    if low is None:
        return "-"
    return (
        f"{number_text(low)} to {number_text(high)}"
        if high is not None
        else f"{number_text(low)} and more, without upper limit"
    )


def _strata(found: "Estimate") -> object:
    from rich.table import Table

    table = Table(title="Strata", title_justify="left", box=None, pad_edge=False)
    for name in found.strata[0].stratum:
        table.add_column(name)
    for name in ("seen", "estimate", "interval", "lower bound"):
        table.add_column(name, justify="right")
    for one in found.strata:
        interval = interval_text(one.low, one.high)
        cells = (f"{one.observed:,}", number_text(one.estimate), interval, number_text(one.lower_bound))
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
            one.method,
            number_text(one.estimate),
            interval_text(one.low, one.high),
            str(model or "").replace("[", "\\["),
        )
    return table
