"""Evidence deleted on purpose, with all tables that hold what was read out of it; lines in the ledger say so."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.records import PERSONAL
from darkfigure.study.checkpointing import checkpoint, evidence_key
from darkfigure.study.lock import only_run
from darkfigure.study.opening import open_study
from darkfigure.study.retention import OF_CLAIMS, expired_sources, sources_of
from darkfigure.study.stage import Context, part_of
from darkfigure.vault import Vault
from darkfigure.vault.index import Index
from darkfigure.vault.intake import has_digest
from darkfigure.vault.ledger import Entry, read_ledger
from darkfigure.vault.removing import delete


@dataclass(frozen=True, kw_only=True)
class Purge:
    """What was deleted, and what was not.

    `digests`: of the bytes. `tables`: files of tables that held what was read out of them. `shared`: digests that stay,
    because another source has them too. `inside`: digests of archives and the like that still hold deleted bytes.
    `outside`: the study's own source files that still hold them; darkfigure deletes none of these.
    """

    digests: tuple[str, ...]
    tables: tuple[str, ...]
    shared: tuple[str, ...]
    inside: tuple[str, ...]
    outside: tuple[str, ...]


def purge(  # noqa: PLR0913 - what to delete, and why
    folder: Path,
    *,
    items: Iterable[str] = (),
    source: str | None = None,
    expired: bool = False,
    reason: str,
    who: str | None = None,
    today: dt.date | None = None,
) -> Purge:
    """Delete evidence: single files by digest, those of a source, or those whose last day is past.

    What was taken out of deleted bytes (members of an archive) is deleted with them.

    Args:
        folder: the study.
        items: SHA-256 (hex) of bytes.
        source: the name of a source; what other sources have too stays.
        expired: those of all sources whose `retain_until` is past.
        reason: why, for the ledger.
        who: who deletes, for the ledger; else as study.toml says.
        today: the day that `expired` is told by.

    Raises:
        InputError: There is no such evidence, or the study is sealed.
        VerificationFailed: The ledger was changed.
    """
    context = open_study(folder)
    key = evidence_key(context)
    with only_run(context.tables):
        context.open_vault().settle()  # what an interrupted purge left is deleted now
        reading = read_ledger(context.vault)
        index = Index(reading)
        if index.sealed:
            raise InputError(
                f"{folder}: this study is sealed, and what was read out of the evidence lies in the sealed tables. "
                "`darkfigure unseal` it, purge, and seal it again."
            )
        found = sources_of(index, reading.entries)
        names = {source} if source is not None else set()
        if expired:
            names |= expired_sources(context.settings, today=today or dt.datetime.now(dt.UTC).date()).keys()
        chosen = _named(items, found, folder) | {digest for digest, sources in found.items() if sources <= names}
        if source is not None and not any(source in sources for sources in found.values()):
            raise InputError(f"{folder}: no evidence of a source `{source}` is kept. `darkfigure status` names them.")
        chosen = _with_parts(chosen, reading.entries, found)
        entries = [entry for entry in reading.entries if entry.digest in chosen]
        vault = Vault(
            context.vault, who=who or context.settings.evidence.who, machine=context.settings.evidence.machine
        )
        tables = _drop_tables(context, {entry.source for entry in entries}) if chosen else ()
        if chosen:
            delete(vault, sorted(chosen), reason=reason)
        checkpoint(context, key)
    return Purge(
        digests=tuple(sorted(chosen)),
        tables=tables,
        shared=tuple(sorted(digest for digest, sources in found.items() if sources & names and digest not in chosen)),
        inside=tuple(sorted({entry.parent for entry in entries if entry.parent in found} - chosen)),
        outside=tuple(sorted({entry.path for entry in entries if _still_there(context, entry)})),
    )


def _named(items: Iterable[str], found: dict[str, set[str]], folder: Path) -> set[str]:
    chosen = set(items)
    unknown = sorted(chosen - found.keys())
    if unknown:
        raise InputError(
            f"{folder}: no evidence with the digest {unknown[0]} is kept. Give all 64 signs of the SHA-256, as the "
            "ledger and `darkfigure trace` show it."
        )
    return chosen


def _with_parts(chosen: set[str], entries: Iterable[Entry], found: dict[str, set[str]]) -> set[str]:
    """Also what was taken out of these bytes, and was found nowhere else."""
    parents: dict[str, set[str | None]] = {}
    for entry in entries:
        if entry.digest in found:
            parents.setdefault(entry.digest, set()).add(entry.parent)
    chosen = set(chosen)
    while True:
        more = {digest for digest, of in parents.items() if digest not in chosen and of <= chosen}
        if not more:
            return chosen
        chosen |= more


def _drop_tables(context: Context, sources: set[str]) -> tuple[str, ...]:
    """Remove the tables that hold what somebody wrote; the stages that made them are then out of date."""
    tables = context.tables
    paths = [path for name in PERSONAL if name != "claim" for path in tables.glob(f"{name}.parquet")]
    if OF_CLAIMS in sources:
        paths += tables.glob("claim.parquet")
    for source in context.settings.source:
        if source.name in sources:
            paths += tables.glob(f"*/{part_of(source)}*.parquet")
    for path in paths:
        path.unlink()
    return tuple(sorted(path.relative_to(context.folder).as_posix() for path in paths))


def _still_there(context: Context, entry: Entry) -> bool:
    path = context.folder / entry.path
    try:
        return path.is_file() and has_digest(path, sha256=entry.digest or "", blake3=entry.blake3, size=entry.size)
    except OSError:
        return False
