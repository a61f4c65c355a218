"""`darkfigure simulate coverage`: how often intervals would hold the truth."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.columns import Columns
from darkfigure.cli.numbers import Classes, Depend, Numbers

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.simulate.capture_world import CaptureWorld
    from darkfigure.simulate.coverage import Coverage


@click.command(short_help="How often the intervals would hold the truth.")
@click.option(
    "--world",
    "named",
    metavar="NAME|FILE.toml",
    multiple=True,
    help="A shipped world or one in a file; may be repeated.",
)
@click.option("--like", metavar="TABLE_OR_DATASET", help="Worlds that may have made this table.")
@click.option(
    "--strata", type=Columns(), default=(), metavar="COL,...", help="Columns that divide the table of --like."
)
@click.option("--lists", type=click.IntRange(2, 12), help="A world of your own: how many lists.")
@click.option(
    "--reach", type=Numbers(), default=(), metavar="P,...", help="What share of people each list holds (0.2)."
)
@click.option("--people", type=click.IntRange(1), help="How many people there are (2,000; of a named world, its own).")
@click.option(
    "--depend",
    type=Depend(),
    multiple=True,
    metavar="A,B=FACTOR",
    help="Odds ratio of lists that share people; may be repeated.",
)
@click.option(
    "--classes",
    type=Classes(),
    multiple=True,
    metavar="SHARE:FACTOR",
    help="A kind of people: its share, and what multiplies its odds of being on any list, or SHARE:P,... with the "
    "reach of each list; repeat until the shares sum to 1.",
)
@click.option("--missed-links", type=float, metavar="P", help="Share of true links between records that are missed.")
@click.option("--false-links", type=float, metavar="P", help="Share of the links made that join two persons.")
@click.option(
    "--methods", type=Columns(), default=("combined",), metavar="NAME,...|all", help="Methods to try (combined)."
)
@click.option("--replicates", type=click.IntRange(1), default=50, show_default=True, help="Tables from each world.")
@click.option("--level", type=float, default=0.95, show_default=True, help="Probability of the intervals.")
@click.option(
    "--table",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every answer as .csv or .parquet.",
)
@click.option(
    "--figure",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw coverage and intervals: .svg, .png or .pdf.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of everything random.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that share the work.")
def coverage(  # noqa: PLR0913 - the options of the command
    *,
    named: tuple[str, ...],
    like: str | None,
    strata: tuple[str, ...],
    lists: int | None,
    reach: tuple[float, ...],
    people: int | None,
    depend: tuple[tuple[tuple[str, ...], float], ...],
    classes: tuple[tuple[float, tuple[float, ...]], ...],
    missed_links: float | None,
    false_links: float | None,
    methods: tuple[str, ...],
    replicates: int,
    level: float,
    target: Path | None,
    figure: Path | None,
    as_json: bool,
    seed: int,
    jobs: int,
) -> None:
    """Draw tables from populations of known size and count how often each method's interval holds it.

    A world is a shipped one (`darkfigure simulate worlds`), one of your own by its options or in a file, or one fitted
    to a table (--like): the best log-linear model, and the families of the combined method that have a say. --people,
    --missed-links and --false-links change any of them. Lists of your own are named A, B, C, ...
    """
    from darkfigure import __version__
    from darkfigure.cli.progress import show_progress
    from darkfigure.report.figure_coverage import coverage_spec, coverage_words
    from darkfigure.report.figure_file import check_ending, write_figure
    from darkfigure.simulate.coverage import summarise
    from darkfigure.simulate.front import simulate
    from darkfigure.simulate.running import run_trials
    from darkfigure.simulate.trial_files import known_ending, write_trials
    from darkfigure.simulate.world_files import changed, find_world
    from darkfigure.study import Event

    if target is not None:
        known_ending(target)
    if figure is not None:
        check_ending(figure)
    own = bool(lists or reach or depend or classes)
    worlds = [find_world(name) for name in named]
    if own or not (named or like):
        worlds.append(_own(lists, reach, people, depend, classes))
    with show_progress() as tell:
        if like is not None:
            tell(Event(stage="simulate", what=f"worlds like {like}", done=0, total=None))
            worlds += simulate.like(like, strata=strata, seed=seed)
        worlds = [changed(one, people=people, missed_links=missed_links, false_links=false_links) for one in worlds]
        what = f"{replicates * len(worlds):,} tables"
        trials = run_trials(
            worlds,
            tables=replicates,
            methods=methods,
            level=level,
            seed=seed,
            jobs=jobs,
            told=lambda done, total: tell(Event(stage="simulate", what=what, done=done, total=total)),
        )
    found = summarise(trials)
    if target is not None:
        write_trials(trials, target)
    if figure is not None:
        write_figure(
            coverage_spec(found, level=level),
            figure,
            title="Coverage",
            alternative=coverage_words(found, level=level),
        )
    if as_json:
        document = {
            "level": level,
            "seed": seed,
            "version": __version__,
            "worlds": [_described(one) for one in worlds],
            "coverage": [asdict(one) for one in found],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    _show(worlds, found, level, Console(highlight=False))


def _own(
    lists: int | None,
    reach: tuple[float, ...],
    people: int | None,
    depend: tuple[tuple[tuple[str, ...], float], ...],
    classes: tuple[tuple[float, tuple[float, ...]], ...],
) -> "CaptureWorld":
    """The world of the options; four lists of usual reach where they say nothing."""
    from darkfigure.errors import UsageError
    from darkfigure.simulate.front import simulate
    from darkfigure.simulate.world_files import USUAL_PEOPLE, USUAL_REACH

    if reach and lists and len(reach) != lists:
        raise UsageError(f"--lists is {lists}, but --reach has {len(reach)} values. Give one of both.")
    of_classes = [len(values) for _, values in classes if len(values) > 1]
    many = lists or len(reach) or (of_classes[0] if of_classes else 4)
    return simulate.world(
        people=people or USUAL_PEOPLE,
        reach=reach or (USUAL_REACH,) * many,
        depend=depend,
        classes=[(share, values if len(values) > 1 else values[0]) for share, values in classes],
    )


def _described(one: "CaptureWorld") -> dict[str, object]:
    """A world, so that it can be read back: kinds of people, dependence, errors of linkage."""
    return {**asdict(one), "seen": round(one.seen, 1)}


def _show(worlds: "list[CaptureWorld]", found: "list[Coverage]", level: float, console: "Console") -> None:
    from rich.markup import escape
    from rich.table import Table

    for one in worlds:
        console.print(f"{escape(one.name)}: {one.people:,} people, about {one.seen:,.0f} seen; {escape(one.says)}")
    console.print(
        f"\n{found[0].tables:,} tables of each. holds: share of {level:.4g} intervals with the truth in them, ± twice "
        "its standard error; width: the median; verdicts: families agree, disagree, not identified.\n"
    )
    table = Table(box=None, pad_edge=False)
    for name in ("world", "method"):
        table.add_column(name, overflow="fold")
    for name in ("holds, %", "width", "bias, %", "verdicts, %", "CPU s"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found:
        said = (row.agree, row.disagree, row.not_identified)
        table.add_row(
            escape(row.world),
            row.method,
            f"{100 * row.coverage:.0f} ± {200 * row.coverage_error:.0f}",
            "-" if row.width is None else f"{row.width:,.0f}",
            "-" if row.bias is None else f"{100 * row.bias:+.0f}",
            " / ".join(f"{100 * share:.0f}" for share in said) if row.method == "combined" else "",
            f"{row.cpu_s:.1f}",
        )
    console.print(table)
    for row in found:
        if row.no_interval:
            console.print(f"{escape(row.world)}, {row.method}: no interval on {row.no_interval:.0%} of the tables.")
