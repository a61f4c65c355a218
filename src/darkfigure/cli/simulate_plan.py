"""`darkfigure simulate plan`: what to add to a study."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from darkfigure.cli.columns import Columns

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.simulate.plan import Plan


@click.command(short_help="What one more list, or more overlap, would bring.")
@click.argument("table", metavar="STUDY_OR_TABLE")
@click.option(
    "--extra-list",
    type=float,
    multiple=True,
    metavar="REACH",
    help="One more list that holds this share of all people; may be repeated.",
)
@click.option(
    "--more-overlap",
    type=float,
    multiple=True,
    metavar="FACTOR",
    help="Lists searched this many times as long; may be repeated.",
)
@click.option(
    "--review-hours",
    type=float,
    multiple=True,
    metavar="HOURS",
    help="Hours of judging pairs of rows, those that matter most first; of a study only; may be repeated.",
)
@click.option(
    "--pairs-per-hour",
    type=float,
    default=60.0,
    show_default=True,
    help="Pairs that a person judges in an hour.",
)
@click.option(
    "--strata",
    type=Columns(),
    default=(),
    metavar="COL,...",
    help="Columns that divide the table; they are taken together.",
)
@click.option(
    "--replicates", type=click.IntRange(1), default=20, show_default=True, help="Futures played for each addition."
)
@click.option("--level", type=float, default=0.95, show_default=True, help="Probability of the interval.")
@click.option(
    "--figure",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the widths: .svg, .png or .pdf.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of everything random.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that share the work.")
def plan(  # noqa: PLR0913 - the options of the command
    table: str,
    *,
    extra_list: tuple[float, ...],
    more_overlap: tuple[float, ...],
    review_hours: tuple[float, ...],
    pairs_per_hour: float,
    strata: tuple[str, ...],
    replicates: int,
    level: float,
    figure: Path | None,
    as_json: bool,
    seed: int,
    jobs: int,
) -> None:
    """Tell what the interval becomes with one more list, a longer search, or hours of review.

    STUDY_OR_TABLE is the folder of a study that was run, a capture table or the name of a dataset. Futures are played
    out in worlds that the present estimate leaves plausible, and each is estimated. One more list is tried twice:
    seeing everybody alike, and seeing the kinds of people that the present lists see. Without --extra-list,
    --more-overlap and --review-hours it is a list as long as the middle one, and each list searched 1.5 times as long;
    of a study also 8 and 40 hours of review.

    Example: darkfigure simulate plan my-study --review-hours 8 --extra-list 0.15 --figure plan.svg
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.errors import UsageError
    from darkfigure.report.figure_file import check_ending, write_figure
    from darkfigure.report.figure_plan import plan_spec, plan_words
    from darkfigure.simulate.front import simulate
    from darkfigure.study import Event
    from darkfigure.study.planning import plan_study

    if figure is not None:
        check_ending(figure)
    with show_progress() as tell:
        tell(Event(stage="simulate", what="the present", done=0, total=None))

        def told(done: int, total: int) -> None:
            tell(Event(stage="simulate", what="futures", done=done, total=total))

        if Path(table).is_dir():
            _refuse_settings()
            found = plan_study(
                Path(table),
                extra_list=extra_list,
                more_overlap=more_overlap,
                review_hours=review_hours,
                pairs_per_hour=pairs_per_hour,
                futures=replicates,
                jobs=jobs,
                told=told,
            )
        elif review_hours:
            raise UsageError("--review-hours goes with a study: a table has no pairs of rows to judge.")
        else:
            found = simulate.plan(
                table,
                strata=strata,
                extra_list=extra_list,
                more_overlap=more_overlap,
                futures=replicates,
                level=level,
                seed=seed,
                jobs=jobs,
                told=told,
            )
    if figure is not None:
        write_figure(plan_spec(found), figure, title="What narrows the interval", alternative=plan_words(found))
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    _show(found, Console(highlight=False))


def _refuse_settings() -> None:
    """Refuse options that study.toml decides."""
    from darkfigure.errors import UsageError

    given = click.get_current_context().get_parameter_source
    for name in ("strata", "level", "seed"):
        if given(name) is not ParameterSource.DEFAULT:
            raise UsageError(f"--{name} is a setting of the study; study.toml says it. Leave it out.")


def _show(found: "Plan", console: "Console") -> None:
    from rich.markup import escape
    from rich.table import Table

    console.print(f"Population: {escape(found.population)}")
    if found.width is None:
        console.print(f"Now: {found.observed:,} persons seen, no interval with two ends ({found.verdict}).")
        if found.compared_with is not None:
            console.print(f"Compared with a quick answer for the present table, {found.compared_with:,.0f} wide.")
    else:
        console.print(
            f"Now: {found.estimate:,.0f} persons, interval {found.low:,.0f} to {found.high:,.0f}, "
            f"{found.width:,.0f} wide ({found.verdict}); {found.observed:,} seen."
        )
    console.print(
        f"\n{found.futures} futures of each addition. width: the median, and the range of the middle 80 % of futures; "
        "best in: share of futures in which no other single addition gives a narrower interval; open: share with the "
        "verdict not identified.\n"
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("addition", overflow="fold")
    for name in ("width", "10 to 90 %", "narrower", "best in", "open"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found.outcomes:
        table.add_row(
            escape(one.name),
            _persons(one.width),
            "" if one.width_low is None else f"{_persons(one.width_low)} to {_persons(one.width_high)}",
            "-" if one.narrower is None else f"{one.narrower:.0%}",
            f"{one.narrowest:.0%}" if one.single else "",
            "" if one.not_identified is None else f"{one.not_identified:.0%}",
        )
    console.print(table)
    if found.best:
        console.print(f"\nOf the single additions the one that narrows most: [bold]{escape(found.best)}[/bold].")


def _persons(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
