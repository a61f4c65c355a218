"""`darkfigure simulate`: tables and studies of known truth, coverage of a design, and what to add to a study."""

import json
from pathlib import Path

import click

from darkfigure.cli.simulate_coverage import coverage
from darkfigure.cli.simulate_plan import plan
from darkfigure.cli.simulate_study import study


@click.group(short_help="Try a design on populations of known size.")
def simulate() -> None:
    """Try a design on populations of known size, make studies of invented people, and plan what to add to a study."""


simulate.add_command(coverage)
simulate.add_command(plan)
simulate.add_command(study)


@simulate.command(short_help="List the worlds that can be named.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def worlds(*, as_json: bool) -> None:
    """List the worlds that can be named: people, lists, and what they are like."""
    from darkfigure.simulate.shipped_worlds import worlds as shipped

    rows = [
        {"name": one.name, "people": one.people, "lists": len(one.lists), "seen": round(one.seen), "says": one.says}
        for one in shipped()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        click.echo(f"{row['name']:<{width}}  {row['people']:>7,} people, {row['seen']:>6,} seen on {row['says']}")


@simulate.command(short_help="Draw one table from a world, as CSV.")
@click.argument("world")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, another table.")
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
def table(world: str, *, seed: int, target: Path | None) -> None:
    """Draw one table from WORLD, a name or a .toml file, as CSV that `darkfigure estimate` takes.

    The truth is said on standard error.
    """
    import numpy as np

    from darkfigure.simulate.world_files import find_world
    from darkfigure.store.atomic import write_atomically

    found = find_world(world)
    drawn = found.draw(np.random.default_rng(seed))
    lines = [",".join((*drawn.lists, "count"))]
    lines += [
        ",".join(map(str, (*pattern, count)))
        for pattern, count in zip(drawn.patterns.tolist(), drawn.counts.tolist(), strict=True)
    ]
    text = "".join(f"{line}\n" for line in lines)
    if target is None:
        click.echo(text, nl=False)
    else:
        write_atomically(target, text.encode())
    click.echo(f"{found.name}: {drawn.observed:,} persons seen; in truth there are {found.people:,}.", err=True)
