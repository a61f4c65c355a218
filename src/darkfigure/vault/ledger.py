"""The ledger: one chained JSON line an observation, see `chain`."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from darkfigure.vault.chain import ChainedFile, Reading, append_link, read_chain


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


def read_ledger(folder: Path) -> Reading[Entry]:
    """Read and check the ledger of a vault folder, line by line."""
    return read_chain(_ledger(folder), parse=_parse)


def append(folder: Path, entry: Entry, *, size: int) -> int:
    """Add a line at byte `size`, the end of the ledger, then the head; return the new end."""
    return append_link(_ledger(folder), entry, size=size)


def ledger_path(folder: Path) -> Path:
    """Where the ledger of a vault folder stands."""
    return folder / "ledger.jsonl"


def _ledger(folder: Path) -> ChainedFile:
    return ChainedFile(
        path=ledger_path(folder),
        kind="ledger",
        called="the ledger",
        shown="ledger.jsonl",
        mended_by="`darkfigure run`",
    )


def _parse(line: bytes) -> Entry | None:
    try:
        content: dict[str, Any] = json.loads(line)
        content["time"] = datetime.fromisoformat(content["time"])
        return Entry(**{field.name: content[field.name] for field in fields(Entry)})
    except (ValueError, KeyError, TypeError):
        return None
