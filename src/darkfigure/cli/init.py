"""`darkfigure init`."""

from pathlib import Path

import click


@click.command(short_help="Make a new study with a commented study.toml.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new study in DIR, with a commented study.toml.

    Then put your lists into DIR/sources, name them in study.toml, and type `darkfigure run DIR`.
    """
    from darkfigure.study import init_study

    settings = init_study(folder)
    click.echo(f"Made {settings}. Put your lists into {folder / 'sources'}, name them in study.toml, then run:")
    click.echo(f"  darkfigure run {folder}")
