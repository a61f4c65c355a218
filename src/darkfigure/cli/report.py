"""`darkfigure report`: the pages and PDFs of a study."""

from pathlib import Path

import click

from darkfigure.languages import REPORTED


@click.command(short_help="Write the report of a study: pages and PDFs, in five languages.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--lang",
    "--language",
    "languages",
    type=click.Choice(REPORTED),
    multiple=True,
    help="A language; give it again for each one more. Those of study.toml if not given.",
)
@click.option("--pdf", is_flag=True, help="Write a PDF of each too.")
@click.option(
    "--to",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one language to FILE, which ends in .html or .pdf.",
)
def report(folder: Path, *, languages: tuple[str, ...], pdf: bool, to: Path | None) -> None:
    """Write the report of STUDY; what is out of date is run first.

    The page in the first language of study.toml is STUDY/results/report.html, every other one report.LANGUAGE.html
    beside it; a PDF is report.LANGUAGE.pdf. Each is complete in itself: it loads nothing and sends nothing.

    Example: darkfigure report my-study --lang ar --lang ru --pdf
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Study
    from darkfigure.study.report_files import write_reports

    with show_progress() as listener:
        written = write_reports(Study(folder), languages=languages, pdf=pdf, to=to, listener=listener)
    for path in written:
        click.echo(path)
