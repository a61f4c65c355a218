"""`darkfigure spread`: what circulates in a study, and who copies whom."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


@click.command(short_help="What circulates, how far and how fast, and who copies whom.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many groups to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def spread(folder: Path, *, limit: int, as_json: bool) -> None:
    """Tell what circulates among the texts of STUDY, how far and how fast, who copies whom, and who is one voice.

    study.toml needs a table [spread]; stages that are out of date are run first. Groups are of texts copied within a
    language, of pictures that are copies of one another, and of claims, across languages. Channels stand under labels,
    not under their names.

    Example: darkfigure spread my-study --limit 5
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Study
    from darkfigure.study.spread_answer import current_spread

    with show_progress() as listener:
        document = current_spread(Study(folder), listener=listener)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    _show(document, Console(highlight=False), limit)


def _show(document: dict[str, Any], console: "Console", limit: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    console.print(f"{document['texts']:,} texts; {document['groups_found']:,} things passed on\n")
    table = Table(
        "what", "posts", "channels", "sources", "languages", "first", "by", "doubled in", box=None, pad_edge=False
    )
    for group in document["groups"][:limit]:
        doubling = group["doubling_days"]
        cells = (group["kind"], f"{group['posts']:,}", f"{group['channels']:,}", str(len(group["sources"])))
        by = group["first"]["forwards"] or group["first"]["channel"]
        speed = "-" if doubling is None else "under a day" if doubling < 1 else f"{doubling:.1f} days"
        table.add_row(*cells, " ".join(group["languages"]), group["first"]["date"] or "?", escape(by), speed)
    console.print(table)
    console.print("\n[bold]Sources[/bold]")
    for source in document["sources"]:
        share = f"{source['copied_share']:.0%} had by another before"
        console.print(f"  {escape(source['source'])}: {source['texts']:,} texts, {share}")
    if document["copies_between_sources"]:
        console.print("\n[bold]Taken from[/bold]")
        for way in document["copies_between_sources"]:
            console.print(f"  {escape(way['copier'])} from {escape(way['copied'])}: about {way['posts']:,.0f}")
    for pair in document["dependent_sources"]:
        console.print(
            f"\n[bold]Hardly two sources[/bold]: {escape(pair['one'])} and {escape(pair['other'])} share "
            f"{pair['shared']:,}, {pair['share']:.0%} of the smaller ({pair['one_first']:,} of {pair['of']:,} first by "
            f"{escape(pair['one'])})"
        )
