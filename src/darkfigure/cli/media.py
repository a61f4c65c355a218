"""`darkfigure media`: which pictures are copies of which."""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.media import NearDuplicates


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def media(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Find pictures that are copies of one another: saved again, resized, cropped, framed, mirrored, turned.

    PATH is a file, or a folder whose files are all read. Copies of pictures are found, never faces; nothing leaves
    this machine. Every pair is checked place by place before it counts.

    Example: darkfigure media downloads/ --json
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.media import near_duplicates
    from darkfigure.media.as_json import found_to_dict
    from darkfigure.study import Event

    with show_progress() as listen:
        found = near_duplicates(
            paths, progress=lambda what, done, total: listen(Event(stage="media", what=what, done=done, total=total))
        )
    if as_json:
        click.echo(json.dumps(found_to_dict(found), ensure_ascii=False))
        return
    _show(found)


def _show(found: "NearDuplicates") -> None:
    from darkfigure.cli.printable import printable

    copies = sum(len(group.rows) - 1 for group in found.groups)
    groups = "1 group" if len(found.groups) == 1 else f"{len(found.groups):,} groups"
    repeats = "1 picture repeats another" if copies == 1 else f"{copies:,} pictures repeat others"
    click.echo(f"{len(found.pictures):,} pictures: {groups} of copies, {repeats}.")
    for number, group in enumerate(found.groups, 1):
        click.echo(f"\nGroup {number}: {len(group.rows)} pictures")
        click.echo(f"  {printable(str(found.pictures[group.rows[0]].path))}")
        for row, one in zip(group.rows[1:], group.relations, strict=True):
            words = "the same file" if one.found_by == "bytes" else ", ".join(one.change.words())
            click.echo(f"  {printable(str(found.pictures[row].path))}: {words}")
    for left in found.skipped:
        click.echo(f"skipped {printable(str(left.path))}: {left.reason}.", err=True)
