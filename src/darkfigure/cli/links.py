"""`darkfigure links`."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write: .csv or .parquet.",
)
def links(folder: Path, *, target: Path) -> None:
    """Write who is who in the best partition of STUDY, without names.

    One line a row of a source: source, row (1-based data row, header not counted), person, probability that the row
    belongs to that person.
    """
    from darkfigure.study import export_links

    rows = export_links(folder, target)
    click.echo(f"{target}: {rows:,} rows.", err=True)
