"""`darkfigure verify`: re-read all evidence and the ledger."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from darkfigure.errors import InputError, VerificationFailed


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(study: Path, *, as_json: bool) -> None:
    """Re-read all evidence of STUDY and its ledger, and name every difference from what was recorded.

    Exit status 3 if there is any: a byte changed, a file missing or added, a ledger line changed, removed or
    reordered. Nothing is written.
    """
    from darkfigure.vault import Vault

    folder = study / "vault"
    if not study.is_dir():
        raise InputError(f"{study}: there is no such folder. Give the folder of a study.")
    # a first run that failed leaves folders, but neither evidence nor the record of a stage
    if not any((folder / name).exists() for name in ("ledger.jsonl", "bytes")) and not any(
        (study / "tables").glob("*.run.json")
    ):
        raise InputError(f"{study}: nothing was collected yet. `darkfigure run {study}` does it.")
    result = Vault(folder).verify()
    if as_json:
        content = {
            "study": str(study),
            "verified": not result.differences,
            "files": result.files,
            "bytes": result.size,
            "ledger_lines": result.lines,
            "differences": [asdict(difference) for difference in result.differences],
        }
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        for difference in result.differences:
            click.echo(f"{difference.where}: {difference.message}")
    if result.differences:
        count = len(result.differences)
        raise VerificationFailed(
            f"{folder}: {count} difference{'s' if count > 1 else ''} from what was recorded. Restore the vault from a "
            "copy; do not use the results of this study until it verifies."
        )
    if not as_json:
        click.echo(f"verified: {result.files} files, {result.size} bytes, {result.lines} ledger lines")
