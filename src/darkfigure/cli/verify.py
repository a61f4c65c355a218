"""`darkfigure verify`: re-read all evidence and the ledger."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from darkfigure.errors import InputError, VerificationFailed


@click.command(short_help="Re-read all evidence, the ledger and the judgements.")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(study: Path, *, as_json: bool) -> None:
    """Re-read all evidence of STUDY, its ledger and its judgements; name every difference from what was recorded.

    Exit status 3 if there is any: a byte changed, a file missing or added, a line of the ledger or of the judgements
    changed, removed or reordered. Nothing is written.

    The lines are chained, not signed: who can write to the study can write the whole chain anew.
    """
    from darkfigure.study import read_judgements
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
    judgements = read_judgements(study)
    differences = (*result.differences, *judgements.differences)
    if as_json:
        content = {
            "study": str(study),
            "verified": not differences,
            "files": result.files,
            "bytes": result.size,
            "ledger_lines": result.lines,
            "judgement_lines": len(judgements.entries),
            "signed": False,
            "differences": [asdict(difference) for difference in differences],
        }
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        for difference in differences:
            click.echo(f"{difference.where}: {difference.message}")
    if differences:
        count = len(differences)
        place, called = (folder, "vault") if result.differences else (study / "decisions", "folder `decisions`")
        raise VerificationFailed(
            f"{place}: {count} difference{'s' if count > 1 else ''} from what was recorded. Restore the {called} from "
            "a copy; do not use the results of this study until it verifies."
        )
    if not as_json:
        judged = len(judgements.entries)
        also = f", {judged} lines of judgements (chained, not signed)" if judged else ""
        click.echo(f"verified: {result.files} files, {result.size} bytes, {result.lines} ledger lines{also}")
