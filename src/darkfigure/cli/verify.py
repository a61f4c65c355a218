"""`darkfigure verify`: re-read all evidence, the ledger and the judgements."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.fingerprint import Fingerprint
from darkfigure.cli.stamps import describe
from darkfigure.errors import InputError, VerificationFailed

if TYPE_CHECKING:
    from darkfigure.link.judgement import Judgement
    from darkfigure.vault import Checkpoint, Difference, Entry
    from darkfigure.vault.verify import Verification


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
@click.option(
    "--checkpoint-signer",
    "keys",
    metavar="FINGERPRINT",
    type=Fingerprint(),
    multiple=True,
    help="Only this key may have signed checkpoints of the ledger; give it again for each one more.",
)
@click.option(
    "--prove",
    metavar="LINE",
    type=click.IntRange(min=1),
    help="Print, as JSON, the proof that this line of the ledger stands under the last checkpoint.",
)
def verify(  # noqa: PLR0913 - what may be asked of it
    study: Path,
    *,
    as_json: bool,
    trusted: tuple[str, ...],
    again: bool,
    identity: Path | None,
    keys: tuple[str, ...],
    prove: int | None,
) -> None:
    """Re-read all evidence of STUDY, its ledger and its judgements; name every difference from what was recorded.

    Exit status 3 if there is any: a byte changed, a file missing or added, a line of the ledger or of the judgements
    changed, removed or reordered, a signature that does not fit. Nothing is written.

    The judgements are signed, and the signers are printed with the fingerprints of their keys. Compare these with what
    the signers told you, or name them with --signer: then a judgement that none of them vouches for is a difference.
    The ledger is chained and has checkpoints. Who can write to the study can write all of these anew, unless the
    checkpoints are signed ([evidence] key) and you know the key (--checkpoint-signer), or one of them was stamped by
    somebody else (`darkfigure timestamp`).

    STUDY may also be a file that `darkfigure export` wrote. With --again it is then run again, in a temporary folder:
    from the evidence, if that is in it, else from the persons on.

    Example: darkfigure verify my-study --json
    """
    from darkfigure.cli.verify_export import is_export, verify_export

    if is_export(study):
        from darkfigure.study.crate.check import Trusted

        trust = Trusted(judgements=trusted or None, checkpoints=keys or None)
        verify_export(study, again=again, identity=identity, as_json=as_json, trusted=trust)
        return
    if again or identity is not None:
        raise click.UsageError("--again and --identity go with a file that `darkfigure export` wrote.")
    from darkfigure.study import read_judgements
    from darkfigure.study.changes import read_changes
    from darkfigure.vault import Vault

    folder = study / "vault"
    if not study.is_dir():
        raise InputError(f"{study}: there is no such folder. Give the folder of a study, or a file that was exported.")
    if not _has_evidence(study):
        raise InputError(f"{study}: nothing was collected yet. `darkfigure run {study}` does it.")
    result = Vault(folder).verify(trusted=keys or None)
    judgements = read_judgements(study, trusted=trusted or None)
    differences = (*result.differences, *judgements.differences, *read_changes(study).differences)
    if as_json:
        content = {"study": str(study), "verified": not differences} | _found(result, judgements.entries)
        content["differences"] = [asdict(difference) for difference in differences]
        click.echo(json.dumps(content, ensure_ascii=False))
    elif differences:
        click.echo("\n".join(f"{difference.where}: {difference.message}" for difference in differences))
    if differences:
        raise _differs(study, differences, in_vault=bool(result.differences))
    if prove is not None:
        click.echo(json.dumps(_proof(folder, prove), ensure_ascii=False))
    elif not as_json:
        _show(result, judgements.entries)


def _show(result: "Verification", judgements: "tuple[Judgement, ...]") -> None:
    judged = f", {len(judgements)} lines of judgements" if judgements else ""
    click.echo(f"verified: {result.files} files, {result.size} bytes, {result.lines} ledger lines{judged}")
    _show_signers(judgements)
    _show_evidence(result)


def _differs(study: Path, differences: "tuple[Difference, ...]", *, in_vault: bool) -> VerificationFailed:
    count = len(differences)
    place, called = (study / "vault", "vault") if in_vault else (study / "decisions", "folder `decisions`")
    return VerificationFailed(
        f"{place}: {count} difference{'s' if count > 1 else ''} from what was recorded. Restore the {called} from "
        "a copy; do not use the results of this study until it verifies."
    )


def _has_evidence(study: Path) -> bool:
    """A first run that failed leaves folders, but neither evidence nor the record of a stage."""
    evidence = any((study / "vault" / name).exists() for name in ("ledger.jsonl", "bytes"))
    return evidence or any((study / "tables").glob("*.run.json"))


def _found(result: "Verification", judgements: "tuple[Judgement, ...]") -> dict[str, object]:
    from darkfigure.vault import signers, unsigned_lines

    return {
        "files": result.files,
        "bytes": result.size,
        "ledger_lines": result.lines,
        "sealed": result.sealed,
        "deleted": [_deleted(entry) for entry in result.deleted],
        "checkpoints": [_checkpoint(one) for one in result.checkpoints],
        "timestamps": [asdict(stamp) for stamp in result.stamps],
        "judgement_lines": len(judgements),
        "unsigned_judgement_lines": len(unsigned_lines(judgements)),
        "signers": [asdict(signer) for signer in signers(judgements)],
    }


def _show_evidence(result: "Verification") -> None:
    if result.deleted:
        click.echo(f"deleted on purpose: {len(result.deleted)} files")
        for entry in result.deleted:
            click.echo(f"  {entry.digest}: {entry.stamp[:10]} (ledger line {entry.seq})")
    if result.sealed:
        click.echo(f"sealed: {result.sealed} files; that what is in them is what was kept, only `unseal` can tell")
    if result.checkpoints:
        last = result.checkpoints[-1]
        signed = f"signed by {last.who}" if last.key else "not signed"
        click.echo(f"checkpoints: {len(result.checkpoints)}, the last over {last.lines} ledger lines, {signed}")
    for stamp in result.stamps:
        if stamp.state != "not requested":
            click.echo(f"timestamp of checkpoint {stamp.checkpoint}: {describe(stamp)}")


def _deleted(entry: "Entry") -> dict[str, object]:
    return {
        "digest": entry.digest,
        "time": entry.stamp,
        "source": entry.source,
        "path": entry.path,
        "reason": entry.reason,
        "who": entry.who,
        "ledger_line": entry.seq,
    }


def _checkpoint(one: "Checkpoint") -> dict[str, object]:
    return {"line": one.seq, "time": one.stamp, "covers": one.lines, "root": one.root, "signer": one.who or None}


def _proof(folder: Path, line: int) -> dict[str, object]:
    from darkfigure.vault import prove_line

    proof = prove_line(folder, line)
    if proof is None:
        raise InputError(f"{folder}: line {line} of the ledger stands under no checkpoint. `darkfigure run` makes one.")
    return asdict(proof)


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
