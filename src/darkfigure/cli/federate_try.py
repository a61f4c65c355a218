"""`darkfigure federate simulate | mailbox`: invented parties to try it with, and a place to leave sealed files."""

from pathlib import Path

import click

from darkfigure.cli.federate_agree import FOLDER


@click.command(short_help="Invent parties and lists, to try everything on one machine.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--parties", type=click.IntRange(2, 6), default=5, show_default=True, help="How many lists.")
@click.option("--people", type=click.IntRange(100), default=2000, show_default=True, help="People in all.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, other people.")
@click.option(
    "--recipe",
    type=click.Choice(["tolerant", "tolerant-8", "person", "identifier"]),
    default="tolerant",
    show_default=True,
    help="How keys are made.",
)
@click.option(
    "--epsilon",
    type=click.FloatRange(0, 20, min_open=True),
    default=1.0,
    show_default=True,
    help="Of the one run; the smaller, the noisier.",
)
@click.option("--run", "whole", is_flag=True, help="Also make all steps, up to the result.")
def simulate(  # noqa: PLR0913 - one parameter an option
    folder: Path, *, parties: int, people: int, seed: int, recipe: str, epsilon: float, whole: bool
) -> None:
    """Invent agencies with lists in DIR, with keys, a tally and an agreement that nobody signed yet.

    The people are invented, and truth.json says how many there are. With --run every step is made as well.

    Example: darkfigure federate simulate try --run
    """
    from darkfigure.federate.rehearsal import invent_parties, rehearse

    made = invent_parties(folder, parties=parties, people=people, seed=seed, recipe=recipe, epsilon=epsilon)
    click.echo(f"wrote {folder}: {', '.join(made.parties)} with a list each, the tally {made.tally}, an agreement.")
    if whole:
        result = rehearse(folder, made, listener=lambda step: click.echo(step, err=True))
        click.echo(f"wrote {result}: the counts, and statement.md, which says who saw what.")
    click.echo(f"in truth there are {people:,} people, {made.seen:,} of them on a list.")


@click.group(short_help="A place to leave sealed files for others.")
def mailbox() -> None:
    """A place to leave sealed files for others: it stores and forwards them, and can open none."""


@mailbox.command(short_help="Keep a mailbox on this machine.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8750, show_default=True, help="Port; 0 takes a free one."
)
def serve(folder: Path, *, host: str, port: int) -> None:
    """Keep sealed files in DIR for who asks for them. It stores nothing that is not sealed, and never overwrites.

    Example: darkfigure federate mailbox serve letters
    """
    from darkfigure.federate.mailbox import open_mailbox

    with open_mailbox(folder, host=host, port=port) as server:
        where, at = server.server_address[:2]
        click.echo(f"the mailbox is open: http://{where!s}:{at}. Ctrl-C closes it.", err=True)
        server.serve_forever()


@mailbox.command(short_help="Leave sealed files in a mailbox.")
@click.argument("url")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def put(url: str, files: tuple[Path, ...]) -> None:
    """Leave each FILE, sealed, in the mailbox at URL.

    Example: darkfigure federate mailbox put http://127.0.0.1:8750 *.for-registry.age
    """
    from darkfigure.federate.mailbox import put_file

    for path in files:
        put_file(url, path)
        click.echo(f"left {path.name}")


@mailbox.command(short_help="Fetch the sealed files that are for somebody.")
@click.argument("url")
@click.argument("name")
@click.option("--to", "target", metavar="DIR", type=FOLDER, required=True, help="Where the files are put.")
def get(url: str, name: str, *, target: Path) -> None:
    """Fetch all files for NAME from the mailbox at URL that are not in DIR yet.

    Example: darkfigure federate mailbox get http://127.0.0.1:8750 registry --to inbox
    """
    from darkfigure.federate.mailbox import fetch_files

    for path in fetch_files(url, name, target):
        click.echo(f"fetched {path}")
