"""`darkfigure sweep`: one estimate for each setting of a linkage, and how far the number moves."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.columns import Columns
from darkfigure.estimate.options import METHODS

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.estimate.sweep import Sweep


@click.command(short_help="Estimate at each threshold of a linkage.")
@click.argument("table", metavar="TABLE_OR_DATASET")
@click.option(
    "--over", type=Columns(), required=True, metavar="COL,...", help="Columns that hold the settings, by comma."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the estimates as an SVG file.",
)
@click.option(
    "--method", type=click.Choice(METHODS), default="combined", show_default=True, help="What the numbers come from."
)
@click.option("--level", type=float, default=0.95, show_default=True, help="Probability of the intervals.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of everything random.")
def sweep(  # noqa: PLR0913 - one parameter an option
    table: str,
    *,
    over: tuple[str, ...],
    as_json: bool,
    figure: Path | None,
    method: str,
    level: float,
    seed: int,
) -> None:
    """Estimate from TABLE_OR_DATASET at each setting of a linkage, and say how far the number moves.

    The table holds the same lists several times, for instance linked at other thresholds: one row a capture pattern and
    setting, with the settings in columns of their own. Every combination of their values is estimated as a whole
    population, not as a stratum of one.
    """
    from darkfigure.errors import UsageError
    from darkfigure.estimate.front import sweep_settings

    if not over:
        raise UsageError("--over names no column. Name the columns that hold the settings, by comma.")
    found = sweep_settings(table, over=over, level=level, method=method, seed=seed)
    if figure is not None:
        from darkfigure.report.figure_sweep import draw_sweep
        from darkfigure.store import write_atomically

        write_atomically(figure, draw_sweep(found).encode())
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    _show(found, Console(highlight=False))
    if figure is not None:
        click.echo(f"figure: {figure}", err=True)


def _show(found: "Sweep", console: "Console") -> None:
    from rich.markup import escape
    from rich.table import Table

    from darkfigure.cli.answer import interval_text, number_text

    table = Table(box=None, pad_edge=False)
    for name in found.over:
        table.add_column(escape(name), overflow="fold")
    for name in ("seen", "estimate", "interval", "at least"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in found.rows:
        cells = (f"{row.observed:,}", number_text(row.estimate), interval_text(row.low, row.high))
        table.add_row(*map(escape, row.at.values()), *cells, number_text(row.lower_bound), row.verdict)
    console.print(table)
    console.print(f"\n[bold]{escape(found.sentence)}[/bold]")
    console.print(f"Population: {escape(found.population)}")
    console.print(f"Method: {found.method}; level {found.level:g}; seed {found.seed}; darkfigure {found.version}")
