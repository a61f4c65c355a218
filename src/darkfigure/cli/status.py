"""`darkfigure status`."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(short_help="Say which stages are up to date, and why not.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
def status(folder: Path, *, as_json: bool) -> None:
    """Say which stages of STUDY are up to date, which are not and why, and what each counted."""
    from darkfigure.study import Study
    from darkfigure.study.opening import open_study
    from darkfigure.study.retention import retention_notices

    states = Study(folder).status()
    for notice in retention_notices(open_study(folder)):
        click.echo(f"notice: {notice.message} [{notice.code}]", err=True)
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("stage", "source", "state", "count", box=None, pad_edge=False)
    for state in states:
        counted = next(
            (f"{state.facts[k]:,} {k}" for k in ("rows", "persons", "mentions", "observed") if k in state.facts), ""
        )
        table.add_row(state.stage, state.part, "up to date" if state.why is None else f"to run: {state.why}", counted)
    Console().print(table)
