"""`darkfigure import`."""

from pathlib import Path

import click


@click.command("import", short_help="Make a study folder of an export.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--identity", metavar="FILE", type=click.Path(path_type=Path), help="Your private key, if the export is sealed."
)
def import_(path: Path, folder: Path, *, identity: Path | None) -> None:
    r"""Make the study folder DIR of FILE, which `darkfigure export` wrote, after verifying all of it.

    \b
        darkfigure import my-study.zip copy
        darkfigure run copy

    With evidence in FILE, the files of the sources are put where they were, and `run`, `trace` and `verify` work on DIR
    as on any study. Without evidence DIR can be read and verified, not run.
    """
    from darkfigure.study.crate.take_in import import_study

    done = import_study(path, folder, identity=identity)
    what = "with its evidence" if done.evidence else "without evidence: it can be verified, not run"
    click.echo(f"{folder}: {done.files:,} files, {what}.", err=True)
