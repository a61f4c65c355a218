"""`darkfigure unseal`: open a sealed study."""

from pathlib import Path

import click


@click.command(short_help="Decrypt a sealed study.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--identity",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="A private key: of age, or of SSH without a passphrase.",
)
def unseal(folder: Path, *, identity: Path) -> None:
    """Decrypt what `darkfigure seal` encrypted in STUDY, and put it back where it stood.

    Example: darkfigure unseal my-study --identity key.txt
    """
    from darkfigure.study.sealing import unseal as unseal_study

    done = unseal_study(folder, identity=identity)
    click.echo(f"unsealed: {done.tables} tables, {done.evidence} files of evidence")
