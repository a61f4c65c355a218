"""`darkfigure wacz`."""

from pathlib import Path

import click


@click.command(short_help="Write the web pages a study keeps as one WACZ file.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    metavar="FILE.wacz",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write.",
)
def wacz(folder: Path, *, target: Path) -> None:
    """Write the web archives that STUDY keeps, fetched or supplied, as one WACZ file.

    Replay programs such as ReplayWeb.page show the pages from it as they were. It holds them whole, with all names in
    them: keep it as you keep the study's vault.

    Example: darkfigure wacz my-study --to my-study.wacz
    """
    from darkfigure.study.archiving import export_wacz

    summary = export_wacz(folder, target)
    click.echo(f"{target}: {summary.pages:,} pages, {summary.records:,} records of web archives.", err=True)
