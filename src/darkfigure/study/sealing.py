"""Seal a study after linkage, so that its counts run again and its names cannot be read; and open it again.

Tables with what somebody wrote are encrypted into the vault, and emptied where they stood; with `evidence`, the
preserved bytes are encrypted too. Records of stages speak of the emptied tables from then on, so that nothing is out of
date. Each step can be interrupted: the same command goes on.

Source:
    age-encryption.org/v1, https://age-encryption.org/v1; by the library pyrage.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.records import PERSONAL
from darkfigure.store import digest_file, scratch_folder, write_atomically
from darkfigure.store.atomic import explained
from darkfigure.study.checkpointing import checkpoint, evidence_key
from darkfigure.study.crate.emptied import emptied_table
from darkfigure.study.crate.sealed import read_recipients
from darkfigure.study.crate.sealed import seal as encrypt_file
from darkfigure.study.crate.sealed import unseal as decrypt_file
from darkfigure.study.lock import only_run
from darkfigure.study.opening import open_study
from darkfigure.study.retention import sources_of
from darkfigure.study.run import Study
from darkfigure.study.sealed import TABLES, sealed_entries
from darkfigure.study.stage import Context
from darkfigure.vault import Vault
from darkfigure.vault.index import Index
from darkfigure.vault.ledger import Entry, read_ledger
from darkfigure.vault.places import place_of, sealed_place_of
from darkfigure.vault.removing import put_away, take_out


@dataclass(frozen=True, kw_only=True)
class Sealing:
    """What was sealed or unsealed: files of tables, and files of evidence; and sources that lie in the clear."""

    tables: int
    evidence: int
    sources: tuple[str, ...] = ()


def seal(folder: Path, recipients: Sequence[str], *, evidence: bool = False) -> Sealing:
    """Encrypt what is personal to recipients.

    Args:
        folder: the study, all of whose stages are up to date.
        recipients: public keys, `age1...` or `ssh-ed25519 ...`; each of them can open it alone.
        evidence: the preserved bytes too.

    Raises:
        InputError: A key is none, or a stage is out of date.
        VerificationFailed: The ledger was changed.
    """
    keys = read_recipients(recipients)
    if not keys:
        raise InputError(f"{folder}: nobody was named who could open the sealed study. Give a public key with --to.")
    context = open_study(folder)
    signing = evidence_key(context)
    sealed = {entry.path: entry for entry in sealed_entries(context.vault).values() if entry.source == TABLES}
    stale = next((state for state in Study(folder).status() if state.why is not None), None) if not sealed else None
    if stale is not None:
        raise InputError(
            f"{folder}: stage `{stale.stage}` is out of date ({stale.why}), and a sealed study cannot run it. "
            f"`darkfigure run {folder}` first."
        )

    def encrypt(plain: Path, target: Path) -> None:
        encrypt_file(plain, target, keys)

    vault, tables = context.open_vault(), 0
    with only_run(context.tables):
        changed: dict[str, str] = {}
        for path, name in _personal(context):
            shown = path.relative_to(folder).as_posix()
            digest, known = digest_file(path), sealed.get(shown)
            if known is not None and known.digest != digest:
                changed[known.digest or ""] = digest  # emptied before an interruption
                continue
            if known is None:
                put_away(vault, path, digest, source=TABLES, path=shown, encrypt=encrypt)
            changed[digest] = _empty(context, path, name)
            tables += 1
        _rename(context, changed)
        files = _seal_evidence(vault, encrypt=encrypt) if evidence else 0
        checkpoint(context, signing)
    return Sealing(tables=tables, evidence=files, sources=tuple(_in_the_clear(context)))


def unseal(folder: Path, *, identity: Path) -> Sealing:
    """Decrypt all that is sealed, and put it back where it stood.

    Args:
        folder: the study.
        identity: file of a private key of one of the recipients: age's, or SSH's without a passphrase.

    Raises:
        InputError: The study is not sealed, or the key opens nothing.
        VerificationFailed: A sealed file is missing or was changed.
    """
    context = open_study(folder)
    signing = evidence_key(context)

    def decrypt(sealed: Path, target: Path) -> None:
        decrypt_file(sealed, target, identity=identity)

    with only_run(context.tables):
        context.open_vault().settle()
        entries = sealed_entries(context.vault)
        if not entries:
            raise InputError(f"{folder}: nothing in this study is sealed.")
        vault, changed = context.open_vault(), {}
        for digest, entry in entries.items():
            of_table = entry.source == TABLES
            target = folder / entry.path if of_table else place_of(context.vault, digest)
            if of_table and target.is_file():
                changed[digest_file(target)] = digest
            take_out(vault, digest, target, beside=context.tables if of_table else context.vault, decrypt=decrypt)
            if not of_table:
                target.chmod(0o444)
        _rename(context, changed)
        for digest, entry in entries.items():
            vault.note("unsealed", source=entry.source, path=entry.path, digest=digest)
            sealed_place_of(context.vault, digest).unlink(missing_ok=True)
        shutil.rmtree(context.vault / "sealed", ignore_errors=True)  # empty folders
        checkpoint(context, signing)
    tables = sum(entry.source == TABLES for entry in entries.values())
    return Sealing(tables=tables, evidence=len(entries) - tables)


def _personal(context: Context) -> Iterator[tuple[Path, str]]:
    """The files of tables that hold what somebody wrote, each with the name of its table."""
    for name in PERSONAL:
        for path in sorted([*context.tables.glob(f"{name}.parquet"), *(context.tables / name).glob("*.parquet")]):
            yield path, name


def _empty(context: Context, path: Path, name: str) -> str:
    """Put an emptied table in the place of a table; return its digest."""
    with scratch_folder(context.tables, name="sealing") as scratch:
        made = emptied_table(path, name, keep=context.settings.estimate.strata, scratch=scratch)
        if made is None:
            raise InputError(f"{path}: this table cannot be sealed. Update darkfigure.")
        with explained(path):
            made.replace(path)
    return digest_file(path)


def _rename(context: Context, changed: dict[str, str]) -> None:
    """Have the records of stages speak of the tables that stand there now."""
    for path in sorted(context.tables.glob("*.run.json")):
        before = text = path.read_text(encoding="utf-8")
        for old, new in changed.items():
            text = text.replace(f'"{old}"', f'"{new}"')
        if text != before:
            write_atomically(path, text.encode())


def _seal_evidence(vault: Vault, *, encrypt: object) -> int:
    """Encrypt the preserved bytes that are not sealed yet, and take those in the clear away."""
    reading = read_ledger(vault.folder)
    index, done = Index(reading), 0
    for digest in sources_of(index, reading.entries):
        entry: Entry = index.bytes_of[digest]
        plain = place_of(vault.folder, digest)
        if digest not in index.sealed and plain.is_file():
            put_away(vault, plain, digest, source=entry.source, path=entry.path, encrypt=encrypt)  # type: ignore[arg-type]
            done += 1
        plain.unlink(missing_ok=True)
    return done


def _in_the_clear(context: Context) -> Iterator[str]:
    """The sources of the study, whose files sealing leaves alone."""
    for source in context.settings.source:
        if (context.folder / source.path).exists() or any(context.folder.glob(source.path.lstrip("/"))):
            yield source.path
