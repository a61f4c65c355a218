"""Write a study as one zip file: the same study gives the same bytes. It may be sealed to recipients (age)."""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.settings import read_settings
from darkfigure.store import atomic_path, digest_file, explained, read_run_record, scratch_folder
from darkfigure.study.crate.contents import Part, contents
from darkfigure.study.crate.layout import BYTES, METADATA
from darkfigure.study.crate.metadata import Written, crate_metadata
from darkfigure.study.crate.sealed import read_recipients, seal
from darkfigure.study.lock import only_run
from darkfigure.study.run import Study
from darkfigure.study.stage import Context
from darkfigure.study.stages import stages_of
from darkfigure.vault import Vault

_CHUNK = 1 << 20
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say: times would make equal studies differ


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written: files in it, size in bytes, SHA-256 (hex) of the file, and the line of the ledger."""

    files: int
    size: int
    sha256: str
    ledger_line: int


def export_study(
    folder: Path,
    target: Path,
    *,
    evidence: bool = False,
    names: bool = False,
    recipients: Sequence[str] = (),
) -> Exported:
    """Write the study to one file; the ledger says so before the file is there.

    Args:
        folder: the study, up to date.
        target: the file: `.zip`, or `.zip.age` where it is sealed.
        evidence: with the preserved bytes.
        names: with what is personal in tables.
        recipients: public keys of those who may open it, `age1...` or `ssh-ed25519 ...`; sealed if there are any.

    Raises:
        InputError: A stage is out of date, a file cannot be read or written, or a recipient is no key.
        UsageError: The name of the file does not fit.
        VerificationFailed: Evidence or ledger were changed since.
    """
    keys = read_recipients(recipients)
    _check_target(folder, target, sealed=bool(keys))
    context = _current(folder)
    with only_run(context.tables), scratch_folder(context.tables, name="export") as scratch:
        _check_evidence(context)
        parts = contents(context, evidence=evidence, names=names, scratch=scratch)
        with explained(target), atomic_path(target) as temporary:
            plain = temporary if not keys else scratch / "plain.zip"
            with plain.open("wb") as file:
                files = _write(file, parts, context, evidence=evidence, names=names)
            if keys:
                seal(plain, temporary, keys)
            digest, size = digest_file(temporary), temporary.stat().st_size
            with_what = " and ".join(word for word, there in (("evidence", evidence), ("names", names)) if there)
            line = Vault(context.vault).note(
                "exported",
                source="study",
                path=target.name,
                digest=digest,
                reason=f"with {with_what or 'neither evidence nor names'}; "
                + (f"sealed to {len(keys)} keys" if keys else "not sealed"),
            )
    return Exported(files=files, size=size, sha256=digest, ledger_line=line)


def _current(folder: Path) -> Context:
    states = Study(folder).status()
    stale = next((state for state in states if state.why is not None), None)
    if stale is not None:
        raise InputError(
            f"{folder}: stage `{stale.stage}` is out of date ({stale.why}). Run `darkfigure run {folder}` first: what "
            "is handed on must follow from the sources."
        )
    return Context(folder=folder, settings=read_settings(folder / "study.toml"))


def _check_target(folder: Path, target: Path, *, sealed: bool) -> None:
    ending = ".zip.age" if sealed else ".zip"
    if not target.name.lower().endswith(ending):
        how = "sealed" if sealed else "not sealed"
        raise UsageError(f"{target}: the export is {how}, so its name must end in {ending}.")
    if target.is_dir():
        raise UsageError(f"{target}: this is a folder. Give the name of the file to write.")
    if not target.parent.is_dir():
        raise InputError(f"{target}: there is no folder {target.parent}. Make it, or choose another place.")
    made = ("vault", "tables", "results", "decisions", "sources")
    inside = target.resolve()
    if any(inside.is_relative_to((folder / name).resolve()) for name in made):
        raise UsageError(f"{target}: this lies among the study's own files. Choose a place outside of them.")


def _check_evidence(context: Context) -> None:
    """What is handed on as evidence must be what was kept."""
    wrong = Vault(context.vault).verify().differences
    if wrong:
        raise VerificationFailed(
            f"{context.vault}: {wrong[0].where}: {wrong[0].message}. `darkfigure verify {context.folder}` names all "
            "differences; restore the vault from a copy before you export."
        )


def _write(file: BinaryIO, parts: Sequence[Part], context: Context, *, evidence: bool, names: bool) -> int:
    """Write the zip file; return how many files are in it."""
    with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_STORED, allowZip64=True) as archive:
        written = [_add(archive, part) for part in parts]
        runs = [run for stage in stages_of(context) if (run := read_run_record(context.tables, stage.key)) is not None]
        described = crate_metadata(written, settings=context.settings, runs=runs, evidence=evidence, names=names)
        archive.writestr(_entry(METADATA, len(described)), described)
    return len(written) + 1


def _add(archive: zipfile.ZipFile, part: Part) -> Written:
    digest, size = hashlib.sha256(), part.path.stat().st_size
    with part.path.open("rb") as source, archive.open(_entry(part.name, size), "w") as sink:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    found = digest.hexdigest()
    if part.name.startswith(f"{BYTES}/") and found != part.name.removeprefix(f"{BYTES}/").replace("/", ""):
        raise InputError(f"{part.path}: this file changed while it was read. Export again.")
    return Written(part=part, size=size, sha256=found)


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
    entry.create_system = 3  # as on Unix, wherever it is written
    entry.external_attr = 0o100644 << 16
    entry.file_size = size
    return entry
