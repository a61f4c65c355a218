"""`darkfigure purge`: delete evidence on purpose."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.study.purging import Purge


@click.command(short_help="Delete evidence, and leave a line in the ledger that says so.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option(
    "--item", "items", metavar="DIGEST", multiple=True, help="The SHA-256 of a file; again for each one more."
)
@click.option("--source", metavar="NAME", help="All files of a source, but those that other sources have too.")
@click.option("--expired", is_flag=True, help="All files of sources whose `retain_until` in study.toml is past.")
@click.option("--reason", metavar="TEXT", help="Why, as the ledger shall say; no names of people in the evidence.")
@click.option("--as", "who", metavar="NAME", help="Who deletes, as the ledger shall say.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
def purge(  # noqa: PLR0913 - options
    folder: Path,
    *,
    items: tuple[str, ...],
    source: str | None,
    expired: bool,
    reason: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Delete evidence of STUDY: bytes in the vault, and the tables that hold what was read out of them.

    The ledger keeps a line for each file: that it was deleted, when, why and by whom. `verify` accepts that these files
    are absent, and shows it. What is deleted cannot be brought back, and is not collected again. Files outside of the
    vault are yours: those that still hold the same bytes are named, and you must delete them.

    Example: darkfigure purge my-study --source press --reason "asked for by the publisher"
    """
    from darkfigure.errors import UsageError
    from darkfigure.study.purging import purge as purge_study

    if not (items or source is not None or expired):
        raise UsageError("say what to delete: --item DIGEST, --source NAME or --expired.")
    if reason is None:
        if not expired or items or source is not None:
            raise UsageError('say why: --reason "...". The ledger keeps it.')
        reason = "the last day on which it may be kept is past"
    done = purge_study(folder, items=items, source=source, expired=expired, reason=reason, who=who)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False, indent=1))
        return
    _show(done)


def _show(done: "Purge") -> None:
    for deleted in (*done.digests, *done.tables):
        click.echo(f"deleted: {deleted}")
    if not done.digests:
        click.echo("nothing was deleted")
    for digest in done.shared:
        click.echo(f"notice: {digest} stays: another source has it too. Name it with --item.", err=True)
    for digest in done.inside:
        click.echo(f"notice: {digest} stays, and what was deleted came out of it. Name it with --item.", err=True)
    for path in done.outside:
        click.echo(f"notice: {path} still holds what was deleted. Delete it, or the next run stops there.", err=True)
