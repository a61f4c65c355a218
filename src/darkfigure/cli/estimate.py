"""`darkfigure estimate`: from a table of captures, or the name of a published one, to a number with its interval."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.columns import Columns
from darkfigure.estimate.options import METHODS, Criterion, EstimateOptions

if TYPE_CHECKING:
    from darkfigure.estimate.link_errors import LinkErrors


@click.command(short_help="Estimate a population from a table, with no study.")
@click.argument("table", metavar="TABLE_OR_DATASET")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
@click.option(
    "--strata", type=Columns(), default=(), metavar="COL,...", help="Columns that divide the population, by comma."
)
@click.option(
    "--covariates",
    type=Columns(),
    default=(),
    metavar="COL,...",
    help="Columns that tell what persons differ in, by comma, in a table of one row a person; adds the doubly robust "
    "method.",
)
@click.option(
    "--method",
    type=click.Choice([*METHODS, "all"]),
    default="combined",
    show_default=True,
    help="What the headline number comes from; `all` shows every method beside it.",
)
@click.option("--level", type=float, default=0.95, show_default=True, help="Probability of the interval.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of everything random.")
@click.option(
    "--figures",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Also draw the estimate: a folder for SVG files, or one page if PATH ends in .html.",
)
@click.option(
    "--criterion",
    type=click.Choice(["bic", "aic"]),
    default="bic",
    show_default=True,
    help="What chooses among log-linear models.",
)
@click.option(
    "--max-order",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Most lists in one interaction. By default all on 3 and 4 lists, 2 from 5 lists on.",
)
@click.option(
    "--replicates",
    type=click.IntRange(50),
    default=1000,
    show_default=True,
    metavar="N",
    help="Tables drawn again for the intervals of log-linear models.",
)
@click.option(
    "--noisy",
    type=float,
    metavar="SCALE",
    help="The counts hold discrete Laplace noise of this scale: unclipped whole numbers, one for every pattern.",
)
@click.option(
    "--missed-links",
    type=float,
    metavar="RATE",
    help="Correct for this share of the true links that were not made, e.g. 0.1.",
)
@click.option(
    "--false-links",
    type=float,
    metavar="RATE",
    help="Correct for this share of the links made that join two persons, e.g. 0.01.",
)
@click.option(
    "--rates-known-to",
    type=float,
    metavar="RATE",
    help="How far to either side the rates of links may lie, at 95 %, e.g. 0.03.",
)
@click.option(
    "--captures",
    type=float,
    metavar="N",
    help="For a frequency table: times a person can be seen, or inf. By default the most that anybody was.",
)
def estimate(  # noqa: PLR0913 - one parameter an option
    table: str,
    *,
    as_json: bool,
    strata: tuple[str, ...],
    covariates: tuple[str, ...],
    method: str,
    level: float,
    seed: int,
    criterion: Criterion,
    max_order: int | None,
    replicates: int,
    figures: Path | None,
    noisy: float | None,
    missed_links: float | None,
    false_links: float | None,
    rates_known_to: float | None,
    captures: float | None,
) -> None:
    """Estimate a population from TABLE_OR_DATASET, with no study.

    The table is a CSV or Parquet file with one row a capture pattern (a column of 0 and 1 per list, and `count`), or
    one row a person (no `count`). `darkfigure datasets` lists the published tables that can be named instead. A table
    of two columns such as `times,count` says how many persons were seen once, twice and so on; it gives a lower bound.
    """
    from darkfigure.errors import UsageError
    from darkfigure.estimate import front

    if figures is not None:
        if (noisy, missed_links, false_links, rates_known_to, captures) != (None,) * 5:
            raise UsageError("figures show a table as it was counted; leave --figures out with this option.")
        from darkfigure.report.figures import write_figures

        options = EstimateOptions(
            level=level, method=method, seed=seed, criterion=criterion, max_order=max_order, replicates=replicates
        )
        details = front.estimate_details(table, strata=strata, covariates=covariates, options=options)
        found = details.estimate
        for path in write_figures(details, figures):
            click.echo(f"wrote {path}", err=True)
    else:
        found = front.estimate(
            table,
            strata=strata,
            covariates=covariates,
            level=level,
            method=method,
            seed=seed,
            criterion=criterion,
            max_order=max_order,
            replicates=replicates,
            noisy=noisy,
            link_errors=_link_errors(missed_links, false_links, rates_known_to),
            captures=captures,
        )
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    from darkfigure.cli.answer import show_estimate

    show_estimate(found, Console(highlight=False), every_method=method == "all")


def _link_errors(missed: float | None, false: float | None, known_to: float | None) -> "LinkErrors | None":
    """What is said of the errors of links; None where nothing is."""
    from darkfigure.errors import UsageError
    from darkfigure.estimate.link_errors import LinkErrors

    if missed is not None or false is not None:
        return LinkErrors(missed=missed or 0.0, false=false or 0.0, known_to=known_to or 0.0)
    if known_to is not None:
        raise UsageError("--rates-known-to says how well --missed-links and --false-links are known; give one of them.")
    return None
