"""`darkfigure links`."""

import json
from pathlib import Path

import click

from darkfigure.cli.place import Place

Row = tuple[str, int]


@click.command(short_help="Write who is who, or say why two rows are linked.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write: .csv or .parquet.",
)
@click.option(
    "--why", "pair", metavar="SOURCE:ROW SOURCE:ROW", type=Place(), nargs=2, help="Say why two rows are linked or not."
)
@click.option("--names", is_flag=True, help="With --why: show the words of the names that met.")
@click.option("--json", "as_json", is_flag=True, help="With --why: print one JSON document.")
def links(folder: Path, *, target: Path | None, pair: tuple[Row, Row] | None, names: bool, as_json: bool) -> None:
    """Write who is who in the best partition of STUDY, without names; or say why two rows are one person or not.

    With --to, one line a row of a source: source, row (1-based data row, header not counted), person, probability that
    the row belongs to that person.

    With --why, what each component adds to the log-odds that the two rows are one person (the prior, names, birth, sex,
    home), what the partition made of the pair, and who judged it.
    """
    if (target is None) is (pair is None):
        raise click.UsageError("Give either --to FILE, or --why and two rows.")
    if pair is not None:
        _explain(folder, pair, names=names, as_json=as_json)
        return
    if names or as_json:
        raise click.UsageError("--names and --json go with --why.")
    from darkfigure.study import export_links

    if target is not None:
        rows = export_links(folder, target)
        click.echo(f"{target}: {rows:,} rows.", err=True)


def _explain(folder: Path, pair: tuple[Row, Row], *, names: bool, as_json: bool) -> None:
    from darkfigure.study import Reasons

    why = Reasons(folder).of_rows(*pair)
    if as_json:
        click.echo(json.dumps(why.to_dict(names=names), ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    from darkfigure.cli.waterfall import show_why

    show_why(why, Console(highlight=False), names=names)
