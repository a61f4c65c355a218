"""`darkfigure claims`: the claims ledger of press texts."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one claim a line.")
def claims(paths: tuple[str, ...], *, as_json: bool) -> None:
    """X."""
    from darkfigure.extract.claims import claims as read_claims

    for path in paths:
        for claim in read_claims(Path(path).read_text(encoding="utf-8")):
            click.echo(json.dumps(claim.to_dict() | {"doc": path}, ensure_ascii=False))
