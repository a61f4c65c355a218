"""`darkfigure flows`: numbers by month, from a study or from plain capture histories."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

_OVER = click.Choice(["constant", "time", "state", "state*time"])


@click.command(short_help="Who is there month by month, who came and who left.")
@click.argument("place", metavar="STUDY|HISTORIES", type=click.Path(path_type=Path))
@click.option(
    "--nothing", metavar="CHAR", default="0", show_default=True, help="Of HISTORIES: how not seen is written."
)
@click.option("--survival", type=_OVER, default=None, help="Of HISTORIES: how survival varies. [default: time]")
@click.option("--detection", type=_OVER, default=None, help="Of HISTORIES: how detection varies. [default: constant]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def flows(place: Path, *, nothing: str, survival: str | None, detection: str | None, as_json: bool) -> None:
    """Tell who is there month by month, who came, who left and through where, with intervals and a short forecast.

    STUDY is a study folder whose study.toml has a table [flows]; stages that are out of date are run first. HISTORIES
    is a CSV file with the columns history (a character an occasion, 0 for not seen), count and, if need be, removed:
    a Jolly-Seber model with entries (POPAN; with several codes, multistate) is fitted to it.

    Example: darkfigure flows my-study
    """
    if place.is_dir():
        if nothing != "0" or survival or detection:
            raise click.UsageError(
                "--nothing, --survival and --detection go with a file of histories, not with a study."
            )
        _of_study(place, as_json=as_json)
        return
    from darkfigure.flows import read_histories
    from darkfigure.flows.plain import plain_answer

    histories = read_histories(place, nothing=nothing)
    answer = plain_answer(histories, survival=survival or "time", detection=detection or "constant")
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))
        return
    from rich.console import Console

    _show_plain(answer, Console(highlight=False))


def _of_study(folder: Path, *, as_json: bool) -> None:
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Study
    from darkfigure.study.flows_answer import current_flows

    with show_progress() as listener:
        document = current_flows(Study(folder), listener=listener)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    _show(document, Console(highlight=False))


def _interval(value: dict[str, float]) -> str:
    return f"{value['estimate']:,.0f} ({value['low']:,.0f} to {value['high']:,.0f})"


def _show(document: dict[str, Any], console: "Console") -> None:
    from rich.markup import escape
    from rich.table import Table

    console.print(f"Population: {escape(document['population'])}")
    console.print(f"Seen: {document['observed']:,} persons with a dated sighting")
    if document["fits"]:
        percent = f"{document['level']:.4g}".removeprefix("0.").ljust(2, "0")
        console.print(f"[bold]{_interval(document['total'])} persons ever entered[/bold] ({percent} % interval)")
        console.print(f"Never seen by any source: {_interval(document['unseen'])}\n")
        states = list(document["states"])
        table = Table("month", *(_name(state) for state in states), "entered", box=None, pad_edge=False)
        for place, month in enumerate(document["months"]):
            cells = [_interval(document["states"][state][place]) for state in states]
            table.add_row(month[:7], *cells, _interval(document["entries"][place]))
        console.print(table)
        console.print("\n[bold]Over the whole period[/bold]")
        for way in document["movements"]:
            console.print(f"  {_name(way['from'])} to {_name(way['to'])}: {_interval(way)}")
        _show_linkage(document, console)
        for one in document["forecasts"]:
            _show_forecast(one, console)
        if "claims" in document:
            _show_claims(document, console)
    console.print("\n[bold]True only if[/bold]")
    for assumption in document["assumptions"]:
        console.print(f"  - {escape(assumption['text'])}")
    for warning in document["warnings"]:
        console.print(f"\n[bold]Warning[/bold] {escape(warning['message'])} ({warning['code']})")


def _show_forecast(one: dict[str, Any], console: "Console") -> None:
    from rich.markup import escape

    console.print(f"\n[bold]What may come: {escape(one['scenario'])}[/bold] (with even odds; four times in five)")
    for month in one["months"]:
        parts = [
            f"{_name(state)} {_range(fan['0.5'])}; {_range(fan['0.8'])}"
            for state, fan in month["states"].items()
            if state != "dead"
        ]
        console.print(f"  +{month['ahead']} month{'s' if month['ahead'] > 1 else ''}: {', '.join(parts)}")


def _show_linkage(document: dict[str, Any], console: "Console") -> None:
    """What the doubt about who is who does to the numbers."""
    best = document["best_linkage"]
    if best is None:
        console.print("\nThe best linkage is taken as right: what wrong links would change is not said.")
        return
    console.print(
        f"\nDoubt about who is one person makes {document['linkage_share']:.0%} of the variance of the last month. By "
        f"the best linkage alone {best['theatre']:,} would be in the theatre then, and {best['total']:,} would have "
        "entered."
    )


def _show_claims(document: dict[str, Any], console: "Console") -> None:
    from rich.table import Table

    claims = document["claims"]
    console.print(
        f"\n[bold]If the figures of the press counted too[/bold] ({claims['figures']} figures; {claims['left_out']} "
        f"others are of no number by month; all together off by a factor of up to {claims['bias']:g}, each one by up "
        f"to {claims['error']:g} beside that, at 95 %)"
    )
    if "total" not in claims:
        why = "there is none to use" if not claims["figures"] else "they lie where the traces have nobody"
        console.print(f"  No numbers: {why}.")
        return
    factor = claims["factor"]
    console.print(
        f"  They say {factor['estimate']:.2f} ({factor['low']:.2f} to {factor['high']:.2f}) times the numbers."
    )
    last = document["months"][-1][:7]
    table = Table("", "traces alone", "with the figures", box=None, pad_edge=False)
    table.add_row("ever entered", _interval(document["total"]), _interval(claims["total"]))
    for state, series in document["states"].items():
        table.add_row(f"{_name(state)}, {last}", _interval(series[-1]), _interval(claims["states"][state][-1]))
    console.print(table)


def _range(bounds: list[float]) -> str:
    return f"{bounds[0]:,.0f} to {bounds[1]:,.0f}"


def _name(state: str) -> str:
    return state.replace("_", " ")


def _show_plain(answer: dict[str, Any], console: "Console") -> None:
    from rich.table import Table

    if answer["population"] is None:
        console.print("How many ever were there is not identified: detection of the first and last occasion is free.")
    else:
        console.print(f"[bold]{_interval(answer['population'])} ever were there[/bold] (95 % interval)")
    console.print(
        f"Seen: {answer['observed']:,.0f}; model: {answer['model']}; log-likelihood {answer['log_likelihood']:.4f}"
    )
    table = Table("occasion", "state", "there", "detection", "survival to next", box=None, pad_edge=False)
    for row in answer["occasions"]:
        there = "-" if row["there"] is None else _interval(row["there"])
        survival = "-" if row["survival"] is None else f"{row['survival']:.4f}"
        table.add_row(str(row["occasion"]), row["state"], there, f"{row['detection']:.4f}", survival)
    console.print(table)
    if answer["closed_form"]:
        console.print("\n[bold]Jolly-Seber in closed form[/bold] (Seber's estimates adjusted for bias)")
        table = Table("occasion", "there", "detection", "survival to next", "entries", box=None, pad_edge=False)
        for row in answer["closed_form"]:
            cells = (
                "-" if row[key] is None else f"{row[key]:,.4f}" for key in ("there", "detection", "survival", "entries")
            )
            table.add_row(str(row["occasion"]), *cells)
        console.print(table)
    for test in answer["tests"]:
        console.print(
            f"{test['code']}: chi-squared {test['statistic']:.2f} on {test['tables']}, p = {test['p_value']:.4f}"
        )
