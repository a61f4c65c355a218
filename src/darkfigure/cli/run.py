"""`darkfigure run`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from darkfigure.study.stage import Fetching


@click.command(short_help="Run every stage of a study that is out of date.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
@click.option("--only", metavar="STAGE", help="Run one stage: collect, extract, link, estimate or report.")
@click.option("--force", is_flag=True, help="Run also what is up to date.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done; spark needs the extra darkfigure[spark] and Java 17.",
)
@click.option(
    "--refresh", "fetch", flag_value="anew", help="Ask live addresses again for what changed since they were fetched."
)
@click.option("--offline", "fetch", flag_value="nothing", help="Ask no live address: read what is kept.")
def run(folder: Path, *, as_json: bool, only: str | None, force: bool, engine: str, fetch: "Fetching | None") -> None:
    """Run every stage of STUDY that is out of date: collect, extract, link, estimate, claims, report.

    The stage claims is there where study.toml names press texts. A run that was stopped goes on where it was and comes
    to the same result. The report is written to STUDY/results/report.html, the estimate to STUDY/results/estimate.json.
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Study

    with show_progress() as listener:
        document = Study(folder).run(only=only, force=force, engine=engine, fetch=fetch or "missing", listener=listener)
    for part in (*document["stages"], document["evidence"]):
        for notice in part["notices"]:
            click.echo(f"notice: {notice['message']} [{notice['code']}]", err=True)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        _print(folder, document)


def _print(folder: Path, document: dict[str, Any]) -> None:
    import msgspec
    from rich.console import Console

    from darkfigure.cli.answer import show_estimate
    from darkfigure.records import Estimate

    linkage = document["linkage"]
    if linkage:
        click.echo(
            f"{linkage['mentions']:,} rows are {linkage['persons']:,} persons "
            f"({linkage['pairs_compared']:,} pairs compared; {linkage['linkable_mentions']:,} rows can be linked)."
        )
    if document["estimate"]:
        show_estimate(msgspec.convert(document["estimate"], Estimate), Console(highlight=False))
        click.echo(f"\nReport: {folder / 'results' / 'report.html'}")
