"""Whether all evidence is there, unchanged, and the ledger is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from darkfigure.vault.chain import Difference
from darkfigure.vault.index import Index
from darkfigure.vault.intake import Digests, digest_of
from darkfigure.vault.ledger import Entry, ledger_path, read_ledger


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was re-read, every difference from what was recorded, and what was deleted on purpose."""

    lines: int
    files: int
    size: int
    deleted: tuple[Entry, ...]
    differences: tuple[Difference, ...]


def verify_vault(folder: Path) -> Verification:
    """Re-read the ledger and all bytes of a vault folder. Nothing is written."""
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
        found += _check_bytes(folder, entry)
    found += _unrecorded(folder, index.bytes_of)
    return Verification(
        lines=len(reading.entries),
        files=files,
        size=size,
        deleted=tuple(index.deleted.values()),
        differences=tuple(found),
    )


def place_of(folder: Path, digest: str) -> Path:
    """Where the bytes of a digest stay in a vault folder."""
    return folder / "bytes" / digest[:2] / digest[2:]


def stored_path(folder: Path, digest: str) -> Path | None:
    """Where the bytes of a digest stand: in their place, or on the last step of an interrupted run."""
    places = (place_of(folder, digest), folder / "incoming" / digest)
    return next((place for place in places if place.is_file()), None)


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
    if stored_path(folder, digest) is None:
        return []
    message = f"ledger line {entry.seq} says that these bytes were deleted, and they are there: purge them again"
    return [Difference(code="not-deleted", where=_shown(digest), message=message)]


def _shown(digest: str) -> str:
    return f"bytes/{digest[:2]}/{digest[2:]}"


def _unrecorded(folder: Path, recorded: Iterable[str]) -> Iterator[Difference]:
    """Files among the bytes that no ledger line speaks of."""
    known = set(recorded)
    for path in sorted((folder / "bytes").rglob("*")):
        where = path.relative_to(folder).as_posix()
        if not path.is_dir() and where.removeprefix("bytes/").replace("/", "", 1) not in known:
            yield Difference(
                code="unrecorded",
                where=where,
                message="no ledger line speaks of this file: it was added, or its lines were removed",
            )
