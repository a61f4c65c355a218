"""`darkfigure seal`: encrypt the names of a study, so that only its counts can be read."""

from pathlib import Path

import click


@click.command(short_help="Encrypt names and texts of a study; its counts still run.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "recipients",
    metavar="KEY",
    multiple=True,
    required=True,
    help="A public key of age (`age1...`) or SSH (`ssh-ed25519 ...`); again for each one more. Each opens it alone.",
)
@click.option("--evidence", is_flag=True, help="Encrypt the preserved files too.")
def seal(folder: Path, *, recipients: tuple[str, ...], evidence: bool) -> None:
    """Encrypt names, handles and texts in the tables of STUDY to public keys, after linkage.

    `estimate` and `report` still run, with the same numbers; what needs names says so. `verify` still works.
    Your own files in `sources/` are left alone and named: move them away, or encrypt them yourself.

    Example: darkfigure seal my-study --to age1... --evidence
    """
    from darkfigure.study.sealing import seal as seal_study

    done = seal_study(folder, recipients, evidence=evidence)
    click.echo(f"sealed: {done.tables} tables, {done.evidence} files of evidence")
    for path in done.sources:
        click.echo(f"notice: {path} lies in the clear. Move it out of the study, or encrypt it yourself.", err=True)
