"""`darkfigure trace`."""

from dataclasses import asdict
from pathlib import Path

import click

_LIMIT = 20
_CLAIM = "claim:"


@click.command(short_help="Lead from a number back to the evidence.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.argument("cell", metavar="CELL")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    help=f"Show N persons at most.  [default: {_LIMIT}; all with --json]",
)
@click.option("--person", metavar="PSEUDONYM", help="Show this person only.")
@click.option("--reveal", is_flag=True, help="Show the words too; the ledger says that you looked.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def trace(folder: Path, cell: str, *, limit: int | None, person: str | None, reveal: bool, as_json: bool) -> None:
    r"""Lead from a number of STUDY back to persons, mentions, places in documents, evidence and ledger.

    CELL is `total`; strata, such as `origin=KZ`; lists, `lists=press+posts` for persons on these and no other, or
    `on=press+posts` for those on at least these; several of these with commas between; a number that the estimate
    holds, if it stands there once; or `claim:ID` for a figure that a text states.

    \b
        darkfigure trace my-study origin=KZ
        darkfigure trace my-study origin=KZ,lists=press+posts --json
        darkfigure trace my-study 815
        darkfigure trace my-study claim:1f3a9c

    Persons have pseudonyms, which stay the same from run to run and mean nothing outside this study. The bytes of every
    file that is shown are read again and compared with their digest. Words out of rows and texts are shown with
    --reveal only, after a line in the ledger says so. A trace is for those who work on the study: it shows cells of any
    size, so do not publish it.
    """
    from darkfigure.cli.traced import show_cell, show_claim

    if cell.startswith(_CLAIM):
        from darkfigure.study.provenance.claims import trace_claim

        if person is not None or limit is not None:
            raise click.UsageError("--person and --limit go with a cell, not with a claim.")
        claim = trace_claim(folder, cell.removeprefix(_CLAIM), reveal=reveal)
        if as_json:
            _print(asdict(claim))
        else:
            show_claim(claim)
        return
    from darkfigure.study.provenance.people import trace_cell

    shown = limit if limit is not None or as_json or person else _LIMIT
    found = trace_cell(folder, cell, limit=shown, person=person, reveal=reveal)
    if as_json:
        _print({"study": str(folder), **found.to_dict()})
    else:
        show_cell(found)


def _print(document: dict[str, object]) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=1).decode())
