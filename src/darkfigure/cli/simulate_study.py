"""`darkfigure simulate study`."""

import json
from pathlib import Path

import click

KINDS = ("default", "three-lists", "more-namesakes", "clean", "rough", "southern")


@click.command(short_help="Write a whole study with known truth, of any size.")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--people", type=click.IntRange(1), required=True, help="How many people there are, seen or not.")
@click.option(
    "--kind", type=click.Choice(KINDS), default="default", show_default=True, help="What is hard about the study."
)
@click.option("--articles", type=click.IntRange(0), help="About how many press articles (one for 500 people).")
@click.option("--posts", type=click.IntRange(0), help="About how many posts in channels (one for 50 people).")
@click.option("--pictures", type=click.IntRange(0), help="About how many pictures in posts (one for 500 people).")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, another study.")
@click.option("--json", "as_json", is_flag=True, help="Print the truth as one JSON document.")
def study(  # noqa: PLR0913 - the options of the command
    folder: Path,
    *,
    people: int,
    kind: str,
    articles: int | None,
    posts: int | None,
    pictures: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Write a study of invented people into FOLDER: lists in several scripts, articles, posts, pictures, and the truth.

    Nobody in it is real. truth/ says how many people there are and whose each row is; no stage reads it. It is written
    block by block, so that ten million rows take no more memory than ten thousand. About 1.5 rows a person come out.

    \b
    darkfigure simulate study big --people 65000
    darkfigure run big
    """  # noqa: D301 - click's mark for lines that stay as they are
    from darkfigure.simulate import World
    from darkfigure.simulate.whole import simulate_study

    truth = simulate_study(
        folder,
        people=people,
        seed=seed,
        world=World.variants()[kind],
        articles=articles,
        posts=posts,
        pictures=pictures,
    )
    if as_json:
        click.echo(json.dumps(truth, ensure_ascii=False, indent=1))
        return
    rows = sum(truth["rows"].values())  # type: ignore[attr-defined]
    click.echo(
        f"{folder}: {rows:,} rows on {len(truth['rows']):,} lists, {truth['texts']:,} texts, {truth['pictures']:,} "  # type: ignore[arg-type]
        f"pictures. In truth there are {truth['people']:,} people, of whom {truth['ever_listed']:,} are seen."
    )
    click.echo(f"Next: darkfigure run {folder}")
