"""What the ledger says of some digests, and whether their bytes are as recorded, without reading all evidence."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from darkfigure.parsing import parse_json
from darkfigure.vault.ledger import ledger_path
from darkfigure.vault.places import sealed_place_of, stored_path

_DIGEST = re.compile(rb'"digest":"([0-9a-f]{64})"')


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """A line of the ledger: its number from 1, when (UTC, ISO 8601), what was done, by which tool, where it was found.

    `path` is as the source led to it; `url` the address, where the line has one.
    """

    line: int
    time: str
    action: str
    tool: str
    source: str
    path: str
    url: str | None


def ledger_lines(folder: Path, digests: Collection[str]) -> dict[str, tuple[LedgerLine, ...]]:
    """The lines of a vault's ledger that speak of these digests, in order; the chain is not checked here."""
    wanted = {digest.encode(): digest for digest in digests}
    found: dict[str, tuple[LedgerLine, ...]] = {}
    path = ledger_path(folder)
    if not path.is_file():
        return found
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            said = _DIGEST.search(raw)
            digest = wanted.get(said[1]) if said else None
            if digest is not None and (line := _read(raw, number)) is not None:
                found[digest] = (*found.get(digest, ()), line)
    return found


def check_bytes(folder: Path, digest: str) -> str | None:
    """Re-read the bytes of a digest; None if they are as recorded, else what is wrong, in words."""
    path = stored_path(folder, digest)
    if path is None:
        return "it is sealed" if sealed_place_of(folder, digest).is_file() else "the file is missing"
    try:
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return None if same else "its bytes were changed"


def _read(raw: bytes, number: int) -> LedgerLine | None:
    try:
        said: dict[str, Any] = parse_json(raw)
    except ValueError:
        return None
    return LedgerLine(
        line=number,
        time=str(said.get("time")),
        action=str(said.get("action")),
        tool=str(said.get("tool")),
        source=str(said.get("source")),
        path=str(said.get("path")),
        url=said.get("final_url") or said.get("url"),
    )
