"""Whether all evidence is there, unchanged, and the ledger is whole."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from darkfigure.vault.chain import Difference
from darkfigure.vault.ledger import Entry, ledger_path, read_ledger

_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was re-read, and every difference from what was recorded."""

    lines: int
    files: int
    size: int
    differences: tuple[Difference, ...]


def verify_vault(folder: Path) -> Verification:
    """Re-read the ledger and all bytes of a vault folder. Nothing is written."""
    reading = read_ledger(folder)
    recorded: dict[str, Entry] = {}
    for entry in reading.entries:
        recorded.setdefault(entry.digest, entry)
    found = list(reading.differences)
    if not ledger_path(folder).is_file() and not found:
        found.append(Difference(code="ledger-end", where="ledger.jsonl", message="the ledger is missing"))
    size = 0
    for entry in recorded.values():
        size += entry.size
        found += _check_bytes(folder, entry)
    found += _unrecorded(folder, recorded)
    return Verification(lines=len(reading.entries), files=len(recorded), size=size, differences=tuple(found))


def stored_path(folder: Path, digest: str) -> Path | None:
    """Where the bytes of a digest stand: in their place, or on the last step of an interrupted run."""
    places = (folder / "bytes" / digest[:2] / digest[2:], folder / "incoming" / digest)
    return next((place for place in places if place.is_file()), None)


def _check_bytes(folder: Path, entry: Entry) -> list[Difference]:
    path = stored_path(folder, entry.digest)
    where = f"bytes/{entry.digest[:2]}/{entry.digest[2:]}"
    origin = f"(ledger line {entry.seq}, source {entry.source}, {entry.path})"
    if path is None:
        return [Difference(code="missing", where=where, message=f"the file is missing {origin}")]
    from blake3 import blake3

    sha, blake, size = hashlib.sha256(), blake3(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                sha.update(chunk)
                blake.update(chunk)
                size += len(chunk)
    except OSError as error:
        return [Difference(code="missing", where=where, message=f"cannot be read: {error.strerror} {origin}")]
    if (sha.hexdigest(), blake.hexdigest(), size) == (entry.digest, entry.blake3, entry.size):
        return []
    how = "its bytes were changed" if size == entry.size else f"it has {size} bytes, {entry.size} were recorded"
    return [Difference(code="changed", where=where, message=f"{how} {origin}")]


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
