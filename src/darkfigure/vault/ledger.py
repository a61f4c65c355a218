"""The ledger: one JSON line an observation, each holding the digest of the line before, and a head that counts them.

A changed line breaks the chain at the next one; the head does for the last line what a next line would, and shows
when lines are cut off at the end.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from darkfigure.store import write_atomically

_NO_LINE = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line: what was observed where, and when. `time` is UTC, `size` is bytes, digests are hex."""

    seq: int
    previous: str
    time: datetime
    action: Literal["collected", "restored"]
    digest: str
    blake3: str
    size: int
    source: str
    path: str
    tool: str

    def to_line(self) -> bytes:
        """The entry as the bytes that stand in the ledger, without the line end."""
        content = asdict(self) | {"time": self.time.isoformat()}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Evidence or ledger differ from what was recorded. `where` is a path in the study's vault or a ledger line."""

    code: Literal["changed", "missing", "unrecorded", "ledger-line", "ledger-order", "ledger-end", "ledger-torn"]
    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A ledger as read: its entries, what is wrong with it, and where an interrupted line begins (bytes), if any."""

    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...]
    last: str
    size: int
    torn_at: int | None


def read_ledger(folder: Path) -> Reading:
    """Read and check the ledger of a vault folder, line by line."""
    entries: list[Entry] = []
    differences: list[Difference] = []
    last, size, torn_at = _NO_LINE, 0, None
    digests: list[str] = []
    path = ledger_path(folder)
    if path.is_file():
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if not raw.endswith(b"\n"):
                    torn_at = size
                    break
                line = raw[:-1]
                entry = _parse(line)
                if entry is None:
                    differences.append(_unreadable(number))
                else:
                    differences += _check_place(entry, number=number, previous=last)
                    entries.append(entry)
                last = hashlib.sha256(line).hexdigest()
                digests.append(last)
                size += len(raw)
    differences += _check_end(folder, digests=digests, torn=torn_at is not None)
    return Reading(entries=tuple(entries), differences=tuple(differences), last=last, size=size, torn_at=torn_at)


def append(folder: Path, entry: Entry, *, size: int) -> int:
    """Add a line at byte `size`, the end of the ledger, then the head; return the new end.

    The line is on the disk before the head speaks of it: a head behind the ledger is an interruption, a ledger behind
    its head is a loss.
    """
    line = entry.to_line()
    with ledger_path(folder).open("ab") as file:
        file.truncate(size)  # an interrupted line, if there is one
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    head = {"lines": entry.seq, "last": hashlib.sha256(line).hexdigest()}
    write_atomically(_head_path(folder), json.dumps(head).encode() + b"\n")
    return size + len(line) + 1


def ledger_path(folder: Path) -> Path:
    """Where the ledger of a vault folder stands."""
    return folder / "ledger.jsonl"


def _head_path(folder: Path) -> Path:
    return folder / "ledger.head.json"


def _parse(line: bytes) -> Entry | None:
    try:
        content: dict[str, Any] = json.loads(line)
        content["time"] = datetime.fromisoformat(content["time"])
        entry = Entry(**{field.name: content[field.name] for field in fields(Entry)})
    except (ValueError, KeyError, TypeError):
        return None
    return entry if entry.to_line() == line else None


def _unreadable(number: int) -> Difference:
    return Difference(
        code="ledger-line",
        where=f"ledger.jsonl line {number}",
        message="this line is not what darkfigure writes: it was changed or damaged",
    )


def _check_place(entry: Entry, *, number: int, previous: str) -> list[Difference]:
    if entry.seq != number:
        return [
            Difference(
                code="ledger-order",
                where=f"ledger.jsonl line {number}",
                message=f"this line has number {entry.seq}: lines before it were removed, added or reordered",
            )
        ]
    if entry.previous != previous:
        return [
            Difference(
                code="ledger-line",
                where=f"ledger.jsonl line {number - 1 or 1}",
                message=f"line {number} does not follow from it: one of the two was changed",
            )
        ]
    return []


def _check_end(folder: Path, *, digests: list[str], torn: bool) -> list[Difference]:
    """Compare with the head; lines that follow the head in a good chain are those of an interrupted run."""
    where = f"ledger.jsonl line {len(digests)}"
    found = []
    if torn:
        found.append(
            Difference(
                code="ledger-torn",
                where=f"ledger.jsonl line {len(digests) + 1}",
                message="this line is incomplete, as after an interruption; the next `darkfigure run` removes it",
            )
        )
    try:
        head = json.loads(_head_path(folder).read_bytes())
        lines, last = int(head["lines"]), str(head["last"])
    except FileNotFoundError:
        if len(digests) > 1:
            found.append(Difference(code="ledger-end", where="ledger.head.json", message="this file is missing"))
        return found
    except (ValueError, KeyError, TypeError):
        return [
            *found,
            Difference(code="ledger-end", where="ledger.head.json", message="this file was changed or damaged"),
        ]
    if len(digests) < lines:
        found.append(
            Difference(
                code="ledger-end",
                where=where if digests else "ledger.jsonl",
                message=f"the ledger has {len(digests)} lines, {lines} were recorded: lines were removed",
            )
        )
    elif lines < 1 or digests[lines - 1] != last:
        found.append(
            Difference(
                code="ledger-end",
                where=f"ledger.jsonl line {lines}",
                message="this line is not the one that ledger.head.json recorded: it was changed or replaced",
            )
        )
    return found
