"""`darkfigure federate verify | audit`: what everybody can check, and what an auditor can."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from darkfigure.cli.federate_agree import FOLDER
from darkfigure.cli.federate_step import COLUMNS, FILE


@click.command(short_help="Check a result: signatures, hops, noise, completeness.")
@click.argument("result", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of words.")
def verify(result: Path, *, as_json: bool) -> None:
    """Check everything about RESULT that can be checked offline by who has nothing but the result.

    Exit status 3 where something is wrong.

    Example: darkfigure federate verify result
    """
    from darkfigure.errors import VerificationFailed
    from darkfigure.federate.verify import verify_result

    checks = verify_result(result)
    wrong = [check for check in checks if check.wrong]
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            click.echo(f"{'WRONG' if check.wrong else 'ok'}  {check.what}{f': {check.wrong}' if check.wrong else ''}")
    if wrong:
        raise VerificationFailed(f"{result}: {len(wrong)} of {len(checks)} checks failed.")


@click.command(short_help="Replay what a party did, bit for bit, from its own folder.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("path", metavar="[LIST]", required=False, type=FILE)
@click.option("--result", required=True, type=FOLDER, help="Folder of the published result.")
@COLUMNS
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of words.")
def audit(
    folder: Path, path: Path | None, *, result: Path, columns: tuple[tuple[str, str], ...], as_json: bool
) -> None:
    """Make again every hop of the party in DIR, and compare with what it signed; hop 0 from LIST, its own.

    For an auditor with lawful access to the party's folder and list. Exit status 3 where something differs.

    Example: darkfigure federate audit my-keys list.csv --result result
    """
    from darkfigure.errors import VerificationFailed
    from darkfigure.federate.audit import audit as replay

    replays = replay(folder, result, path=path, columns=dict(columns))
    wrong = [one for one in replays if one.wrong]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in replays], ensure_ascii=False, indent=1))
    else:
        for one in replays:
            end = f"WRONG: {one.wrong}" if one.wrong else "the same, bit for bit"
            click.echo(f"list {one.list}, hop {one.hop}, {one.rows:,} rows: {end}")
    if path is None:
        click.echo("notice: hop 0, of the party's own list, was left out. Give the list to have it checked.", err=True)
    if wrong:
        raise VerificationFailed(f"{folder}: {len(wrong)} of {len(replays)} hops are not what the party signed.")
