"""`darkfigure media`: which pictures are copies of which."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.media import NearDuplicates

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Find copies of pictures, and videos that share footage or sound.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--sheet", type=_FILE, metavar="FILE.html", help="Write a contact sheet of the groups.")
@click.option("--hashes", type=_FILE, metavar="FILE", help="Write the PDQ hash of every picture, as CSV or JSON.")
@click.option(
    "--stop",
    "stops",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="Set aside pictures whose PDQ hash is in this CSV or JSON file: flags, logos, empty frames.",
)
@click.option(
    "--metadata",
    type=_FILE,
    metavar="FILE.json",
    help="Write what cameras and programs wrote into the files, places among it, which are shown nowhere else.",
)
@click.option("--keys-only", is_flag=True, help="Of videos, read key frames only, and not a frame a second: faster.")
def media(  # noqa: PLR0913 - one parameter an option
    paths: tuple[str, ...],
    *,
    as_json: bool,
    sheet: Path | None,
    hashes: Path | None,
    stops: tuple[Path, ...],
    metadata: Path | None,
    keys_only: bool,
) -> None:
    """Find pictures that are copies of one another, and videos that share footage or sound.

    PATH is a file, or a folder whose files are all read. Copies may be saved again, resized, cropped, framed, under a
    banner or words, mirrored or turned; every pair of pictures is checked place by place before it counts. Copies
    are found, never faces; nothing leaves this machine.

    Example: darkfigure media downloads/ --sheet copies.html
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.media import near_duplicates
    from darkfigure.media.as_json import found_to_dict
    from darkfigure.media.exchange import read_hashes, write_hashes
    from darkfigure.media.near_duplicates import labelled
    from darkfigure.media.sheet import write_sheet
    from darkfigure.study import Event

    stop = [one for path in stops for one in read_hashes(path)]
    with show_progress() as listen:
        found = near_duplicates(
            paths,
            stop=stop,
            keys_only=keys_only,
            progress=lambda what, done, total: listen(Event(stage="media", what=what, done=done, total=total)),
        )
    if sheet is not None:
        write_sheet(found, sheet)
    if hashes is not None:
        write_hashes(hashes, labelled(found))
    if metadata is not None:
        _write_metadata(found, metadata)
    if as_json:
        click.echo(json.dumps(found_to_dict(found), ensure_ascii=False))
    else:
        _show(found)


def _write_metadata(found: "NearDuplicates", path: Path) -> None:
    from darkfigure.media.metadata import read_metadata
    from darkfigure.store import write_atomically

    files = [*(one.path for one in found.pictures), *(one.path for one in found.videos)]
    rows = [{"path": str(file), **content} for file, content in read_metadata(files)]
    write_atomically(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())


def _show(found: "NearDuplicates") -> None:
    from darkfigure.cli.printable import printable
    from darkfigure.media.sheet import what_was_done

    copies = sum(len(group.rows) - 1 for group in found.groups)
    groups = "1 group" if len(found.groups) == 1 else f"{len(found.groups):,} groups"
    repeats = "1 picture repeats another" if copies == 1 else f"{copies:,} pictures repeat others"
    click.echo(f"{len(found.pictures):,} pictures: {groups} of copies, {repeats}.")
    if found.videos:
        click.echo(f"{len(found.videos):,} videos: {len(found.video_groups):,} groups share footage.")
    for number, group in enumerate(found.groups, 1):
        click.echo(f"\nGroup {number}: {len(group.rows)} pictures")
        first = found.pictures[group.rows[0]].path
        click.echo(f"  {printable(str(first))}")
        for row, one in zip(group.rows[1:], group.relations, strict=True):
            other = found.pictures[one.to].path
            beside = "" if other == first else f" (beside {printable(str(other))})"
            click.echo(f"  {printable(str(found.pictures[row].path))}: {what_was_done(one)}{beside}")
    _show_videos(found)
    _show_sounds(found)
    if found.stills:
        count = len({one.picture for one in found.stills})
        shows = "picture shows" if count == 1 else "pictures show"
        click.echo(f"\nStills: {count:,} {shows} a frame of a video")
    for still in found.stills:
        video = found.videos[still.video].path
        click.echo(
            f"  {printable(str(found.pictures[still.picture].path))}: at {still.at:.0f} s of {printable(str(video))}, "
            f"{', '.join(still.change.words())}"
        )
    _show_left_out(found)


def _show_left_out(found: "NearDuplicates") -> None:
    """On standard error: what was set aside or skipped, and that sound was not compared."""
    from darkfigure.cli.printable import printable
    from darkfigure.media.sound import NO_TOOL

    if found.videos and found.listener is None:
        click.echo(f"the sound of videos was not compared: {NO_TOOL}.", err=True)
    for known in found.stopped:
        click.echo(f"set aside {printable(str(known.path))}: {printable(known.label) or 'on a stop-list'}.", err=True)
    for left in found.skipped:
        click.echo(f"skipped {printable(str(left.path))}: {left.reason}.", err=True)


def _show_videos(found: "NearDuplicates") -> None:
    from darkfigure.cli.printable import printable

    for number, group in enumerate(found.video_groups, 1):
        first = found.videos[group.rows[0]]
        click.echo(f"\nVideos {number}: {len(group.rows)} share footage")
        click.echo(f"  {printable(str(first.path))}: {first.seconds:.0f} s")
        for clip in group.clips:
            other = found.videos[clip.here].path
            how = "mirrored, " if clip.mirrored else ""
            click.echo(
                f"  {printable(str(found.videos[clip.there].path))}: {how}{clip.begin:.0f} s to {clip.end:.0f} s of "
                f"{printable(str(other))} from {clip.begin + clip.offset:.0f} s on"
            )


def _show_sounds(found: "NearDuplicates") -> None:
    from darkfigure.cli.printable import printable

    for number, group in enumerate(found.sound_groups, 1):
        first = found.sounds[group.rows[0]]
        click.echo(f"\nSound {number}: {len(group.rows)} share sound")
        click.echo(f"  {printable(str(first.path))}: {first.seconds:.0f} s")
        for clip in group.clips:
            here, there = (printable(str(found.sounds[row].path)) for row in (clip.here, clip.there))
            click.echo(
                f"  {there}: sound of {clip.begin:.0f} s to {clip.end:.0f} s of {here} "
                f"from {clip.begin + clip.offset:.0f} s on"
            )
