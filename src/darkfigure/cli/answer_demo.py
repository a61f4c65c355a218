"""What the demo prints: seen, estimate, interval and truth, by origin."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def print_demo(folder: Path, document: dict[str, Any], truth: dict[str, Any]) -> None:
    """Print the count beside the truth, which only an invented study has."""
    console = Console(highlight=False)
    estimate = document["estimate"]
    table = Table(title="Invented people: seen, estimated, true", title_justify="left", box=None, pad_edge=False)
    table.add_column("origin")
    for name in ("seen", "estimate", f"{estimate['level']:.0%} interval", "truth", ""):
        table.add_column(name, justify="right")
    rows = [
        (row["stratum"]["origin"], row, truth["by_origin"].get(row["stratum"]["origin"]))
        for row in sorted(estimate["strata"], key=lambda row: -row["observed"])
    ]
    for origin, row, true in [*rows, ("all", estimate, truth["people"])]:
        table.add_row(
            origin,
            f"{row['observed']:,}",
            _number(row["estimate"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            "-" if true is None else f"{true:,}",
            _verdict(row, true),
            end_section=origin == "all",
            style="bold" if origin == "all" else None,
        )
    console.print(table)
    links = document["linkage"]
    console.print(
        f"\n{links['mentions']:,} rows on {len(estimate['lists'])} lists are taken for {links['persons']:,} persons; "
        f"{truth['ever_listed']:,} of {truth['people']:,} people are on any list at all."
    )
    console.print(f"Report: {folder / 'results' / 'report.html'}")
    console.print(f"Study:  {folder / 'study.toml'}  (`darkfigure status {folder}`, `darkfigure verify {folder}`)")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _verdict(row: dict[str, Any], true: int | None) -> str:
    if true is None or row["low"] is None:
        return ""
    return "inside" if row["low"] <= true and (row["high"] is None or true <= row["high"]) else "outside"
