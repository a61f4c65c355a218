"""Whether all evidence is there, unchanged, and the ledger is whole."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from darkfigure.vault.chain import Difference
from darkfigure.vault.checkpoints import Checkpoint, check_checkpoints
from darkfigure.vault.index import Index
from darkfigure.vault.intake import Digests, digest_of
from darkfigure.vault.ledger import Entry, ledger_path, read_ledger
from darkfigure.vault.places import sealed_place_of, stored_path
from darkfigure.vault.timestamps import Stamp, check_timestamps, read_stamps


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was re-read, every difference from what was recorded, and what was deleted on purpose.

    `sealed`: how many files are encrypted. `checkpoints` are those of the ledger, `stamps` what is known of their times
    from outside.

    Example:
        >>> from darkfigure.vault import Vault
        >>> vault = Vault(Path("vault"))
        >>> _ = vault.keep(b"abc", source="press", origin_path="abc.txt")
        >>> found = vault.verify()
        >>> found.files, found.size, found.differences
        (1, 3, ())
    """

    lines: int
    files: int
    size: int
    deleted: tuple[Entry, ...]
    sealed: int
    checkpoints: tuple[Checkpoint, ...]
    stamps: tuple[Stamp, ...]
    differences: tuple[Difference, ...]


def verify_vault(folder: Path, *, trusted: Collection[str] | None = None) -> Verification:
    """Re-read the ledger, its checkpoints and all bytes of a vault folder. Nothing is written.

    Args:
        folder: the vault.
        trusted: fingerprints of the keys that may have signed checkpoints; any if None.
    """
    reading = read_ledger(folder)
    index = Index(reading)
    found = list(reading.differences)
    if not ledger_path(folder).is_file() and not found:
        found.append(Difference(code="ledger-end", where="ledger.jsonl", message="the ledger is missing"))
    size = files = 0
    for digest, entry in index.bytes_of.items():
        if digest in index.deleted:
            found += _check_deleted(folder, index.deleted[digest])
            continue
        files, size = files + 1, size + (entry.size or 0)
        if digest not in index.sealed or stored_path(folder, digest) is not None:
            found += _check_bytes(folder, entry)
    for entry in index.sealed.values():
        found += _check_sealed(folder, entry)
    found += _unrecorded(folder, index.bytes_of, index.sealed)
    checkpoints, wrong = check_checkpoints(folder, trusted=trusted)
    found += [*wrong, *check_timestamps(folder)]
    return Verification(
        lines=len(reading.entries),
        files=files,
        size=size,
        deleted=tuple(index.deleted.values()),
        sealed=len(index.sealed),
        checkpoints=checkpoints.entries,
        stamps=read_stamps(folder),
        differences=tuple(found),
    )


def _check_bytes(folder: Path, entry: Entry) -> list[Difference]:
    digest = entry.digest or ""
    path = stored_path(folder, digest)
    where = _shown(digest)
    origin = f"(ledger line {entry.seq}, source {entry.source}, {entry.path})"
    if path is None:
        return [Difference(code="missing", where=where, message=f"the file is missing {origin}")]
    try:
        found = digest_of(path)
    except OSError as error:
        return [Difference(code="missing", where=where, message=f"cannot be read: {error.strerror} {origin}")]
    if found == Digests(sha256=digest, blake3=entry.blake3 or "", size=entry.size or 0):
        return []
    how = "its bytes were changed" if found.size == entry.size else f"it has {found.size} bytes, {entry.size} were kept"
    return [Difference(code="changed", where=where, message=f"{how} {origin}")]


def _check_deleted(folder: Path, entry: Entry) -> list[Difference]:
    """What a ledger line says was deleted must be gone."""
    digest = entry.digest or ""
    if stored_path(folder, digest) is None and not sealed_place_of(folder, digest).is_file():
        return []
    message = f"ledger line {entry.seq} says that these bytes were deleted, and they are there: purge them again"
    return [Difference(code="not-deleted", where=_shown(digest), message=message)]


def _check_sealed(folder: Path, entry: Entry) -> list[Difference]:
    """Encrypted bytes must be those that were written; what is in them, only `unseal` can tell."""
    path = sealed_place_of(folder, entry.digest or "")
    where = path.relative_to(folder).as_posix()
    if not path.is_file():
        message = f"the sealed file is missing (ledger line {entry.seq}, {entry.path})"
        return [Difference(code="missing", where=where, message=message)]
    if digest_of(path).sha256 != entry.sealed:
        message = f"the sealed file was changed (ledger line {entry.seq}, {entry.path})"
        return [Difference(code="changed", where=where, message=message)]
    return []


def _shown(digest: str) -> str:
    return f"bytes/{digest[:2]}/{digest[2:]}"


def _unrecorded(folder: Path, recorded: Iterable[str], sealed: Iterable[str]) -> Iterator[Difference]:
    """Files among the bytes, and among the sealed ones, that no ledger line speaks of."""
    known = {_shown(digest) for digest in recorded}
    known |= {sealed_place_of(folder, digest).relative_to(folder).as_posix() for digest in sealed}
    for path in sorted([*(folder / "bytes").rglob("*"), *(folder / "sealed").rglob("*")]):
        where = path.relative_to(folder).as_posix()
        if not path.is_dir() and where not in known:
            yield Difference(
                code="unrecorded",
                where=where,
                message="no ledger line speaks of this file: it was added, or its lines were removed",
            )
