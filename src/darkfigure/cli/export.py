"""`darkfigure export`."""

from pathlib import Path

import click


@click.command(short_help="Write a study to one file that others can verify and run again.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--to", "target", metavar="FILE", type=click.Path(path_type=Path), required=True, help="Where to write: .zip."
)
@click.option("--with-evidence", is_flag=True, help="With the preserved bytes; names stand in them.")
@click.option("--with-names", is_flag=True, help="With what is personal in the tables.")
@click.option(
    "--seal-to",
    "recipients",
    metavar="KEY",
    multiple=True,
    help="Encrypt to this public key (age1..., ssh-ed25519 ...); give it again for each one more. "
    "FILE then ends in .zip.age.",
)
def export(folder: Path, *, target: Path, with_evidence: bool, with_names: bool, recipients: tuple[str, ...]) -> None:
    r"""Write STUDY to one zip file: settings, tables, results, decisions and the ledger, described as an RO-Crate.

    \b
        darkfigure export my-study --to my-study.zip
        darkfigure export my-study --to my-study.zip.age --with-evidence --with-names --seal-to age1...

    Without --with-names, every column is emptied in which something stands as somebody wrote it: names, handles, texts,
    days of birth. One row a trace remains, with source, year of birth, sex, origin and dates: hand it only to those who
    may see such rows. The ledger holds the paths of files and the addresses of pages, the judgements the names of who
    judged.

    Who receives the file checks it with `darkfigure verify FILE`, also runs it again with `--again`, and makes a study
    folder of it with `darkfigure import FILE DIR`. The ledger of STUDY says that the file was made, and its digest. The
    same study gives the same bytes, if it is not sealed.
    """
    from darkfigure.study.crate.write import export_study

    done = export_study(folder, target, evidence=with_evidence, names=with_names, recipients=recipients)
    if with_evidence and not with_names:
        click.echo("notice: what is personal is emptied in tables only; it stands in the evidence.", err=True)
    click.echo(f"{target}: {done.files:,} files, {done.size:,} bytes, ledger line {done.ledger_line}", err=True)
    click.echo(f"{done.sha256}  {target.name}")
