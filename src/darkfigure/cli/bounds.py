"""`darkfigure bounds`: what is left of a number when assumptions are only bounded."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.captures.table import CaptureTable
    from darkfigure.estimate.bounds import Curve, IdentifiedSet

_STRENGTHS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


@click.command(short_help="What is left when dependence is only bounded.")
@click.argument("table", metavar="TABLE_OR_DATASET")
@click.option(
    "--odds-ratio",
    type=(click.FloatRange(0, min_open=True), click.FloatRange(0, min_open=True)),
    default=(1.0, 5.0),
    show_default=True,
    metavar="LEAST MOST",
    help="Odds ratio of every two lists: 1 is independence, above 1 they share people.",
)
@click.option(
    "--strength",
    "strengths",
    type=float,
    multiple=True,
    metavar="XI",
    help="Strength of the highest interaction; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def bounds(table: str, *, odds_ratio: tuple[float, float], strengths: tuple[float, ...], as_json: bool) -> None:
    """Tell which populations TABLE_OR_DATASET leaves possible when dependence between lists is only bounded.

    Two answers, neither of which holds chance. The first: every population for which every two lists have an odds
    ratio between LEAST and MOST. The second: the population for each strength of the interaction of all lists at once,
    which no table shows; 0 says there is none, and XI multiplies the unseen by exp(XI).
    """
    from darkfigure.errors import NotIdentified
    from darkfigure.estimate.bounds import identified_set, sensitivity
    from darkfigure.estimate.inputs import open_captures

    read, population = open_captures(table)
    left = identified_set(read, odds_ratio=odds_ratio)
    missing = ""
    curve: Curve | None = None
    try:
        curve = sensitivity(read, strengths=strengths or _STRENGTHS)
    except NotIdentified as error:
        missing = str(error)
    if as_json:
        document = _document(read, population, odds_ratio, left, curve)
        click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    _say(read, population, odds_ratio, left)
    if curve is None:
        click.echo(f"\nBy strength of the highest interaction: {missing}")
        return
    click.echo("\nBy strength of the highest interaction (0: none)")
    for strength, persons in zip(curve.strength, curve.population, strict=True):
        click.echo(f"  {strength:+5.2f}  {persons:>14,.0f}")


def _say(read: "CaptureTable", population: str, odds_ratio: tuple[float, float], left: "IdentifiedSet") -> None:
    least, most = odds_ratio
    upper = f"at most {left.high:,.0f}" if left.high is not None else "without an upper bound"
    click.echo(f"At least {left.low:,.0f} and {upper} persons")
    click.echo(f"if every two lists have an odds ratio between {least:g} and {most:g}. Chance is not in these bounds.")
    for pair, end in ((left.binding_low, "lower"), (left.binding_high, "upper")):
        if pair is not None:
            click.echo(f"The {end} end comes from {pair[0]} and {pair[1]}.")
    click.echo(f"Population: {population}")
    click.echo(f"Seen: {read.observed:,} persons on {len(read.lists)} lists ({', '.join(read.lists)})")


def _document(
    read: "CaptureTable",
    population: str,
    odds_ratio: tuple[float, float],
    left: "IdentifiedSet",
    curve: "Curve | None",
) -> dict[str, object]:
    return {
        "population": population,
        "lists": list(read.lists),
        "observed": read.observed,
        "odds_ratio": list(odds_ratio),
        "low": round(left.low, 3),
        "high": None if left.high is None else round(left.high, 3),
        "low_from": left.binding_low and list(left.binding_low),
        "high_from": left.binding_high and list(left.binding_high),
        "highest_interaction": None
        if curve is None
        else [{"strength": xi, "population": n} for xi, n in zip(curve.strength, curve.population, strict=True)],
    }
