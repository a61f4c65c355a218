"""`darkfigure verify`: re-read all evidence, the ledger and the judgements."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.fingerprint import Fingerprint
from darkfigure.errors import InputError, VerificationFailed

if TYPE_CHECKING:
    from darkfigure.link.judgement import Judgement


@click.command(short_help="Re-read all evidence, the ledger and the judgements.")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--signer",
    "trusted",
    metavar="FINGERPRINT",
    type=Fingerprint(),
    multiple=True,
    help="Only this key may have signed judgements; give it again for each one more.",
)
@click.option("--again", is_flag=True, help="Of an export: also run it again, and compare the results.")
@click.option(
    "--identity",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Of a sealed export: your private key.",
)
def verify(study: Path, *, as_json: bool, trusted: tuple[str, ...], again: bool, identity: Path | None) -> None:
    """Re-read all evidence of STUDY, its ledger and its judgements; name every difference from what was recorded.

    Exit status 3 if there is any: a byte changed, a file missing or added, a line of the ledger or of the judgements
    changed, removed or reordered, a signature that does not fit. Nothing is written.

    The judgements are signed, and the signers are printed with the fingerprints of their keys. Compare these with what
    the signers told you, or name them with --signer: then a judgement that none of them vouches for is a difference.
    The ledger is chained, not signed: who can write to the study can write its whole chain anew.

    STUDY may also be a file that `darkfigure export` wrote. With --again it is then run again, in a temporary folder:
    from the evidence, if that is in it, else from the persons on.
    """
    from darkfigure.cli.verify_export import is_export, verify_export

    if is_export(study):
        verify_export(study, again=again, identity=identity, as_json=as_json, trusted=trusted or None)
        return
    if again or identity is not None:
        raise click.UsageError("--again and --identity go with a file that `darkfigure export` wrote.")
    from darkfigure.study import read_judgements
    from darkfigure.vault import Vault, signers, unsigned_lines

    folder = study / "vault"
    if not study.is_dir():
        raise InputError(f"{study}: there is no such folder. Give the folder of a study.")
    # a first run that failed leaves folders, but neither evidence nor the record of a stage
    if not any((folder / name).exists() for name in ("ledger.jsonl", "bytes")) and not any(
        (study / "tables").glob("*.run.json")
    ):
        raise InputError(f"{study}: nothing was collected yet. `darkfigure run {study}` does it.")
    result = Vault(folder).verify()
    judgements = read_judgements(study, trusted=trusted or None)
    differences = (*result.differences, *judgements.differences)
    if as_json:
        content = {
            "study": str(study),
            "verified": not differences,
            "files": result.files,
            "bytes": result.size,
            "ledger_lines": result.lines,
            "judgement_lines": len(judgements.entries),
            "unsigned_judgement_lines": len(unsigned_lines(judgements.entries)),
            "signers": [asdict(signer) for signer in signers(judgements.entries)],
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
        judged = f", {len(judgements.entries)} lines of judgements" if judgements.entries else ""
        click.echo(f"verified: {result.files} files, {result.size} bytes, {result.lines} ledger lines{judged}")
        _show_signers(judgements.entries)


def _show_signers(entries: "tuple[Judgement, ...]") -> None:
    from darkfigure.cli.printable import printable
    from darkfigure.vault import signers, unsigned_lines

    for signer in signers(entries):
        click.echo(f"signed by {signer.fingerprint}: {_lines(signer.lines)}, as {printable(signer.who)}")
    unsigned = len(unsigned_lines(entries))
    if unsigned:
        click.echo(f"not signed: {_lines(unsigned)}")


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"
