"""The ledger: one chained JSON line for each thing that happened to evidence, see `chain`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from darkfigure.vault.chain import ChainedFile, Reading, append_lines, mend_end, read_chain

Action = Literal[
    "collected",
    "restored",
    "read",
    "derived",
    "exported",
    "revealed",
    "redacted",
    "refused",
    "deleted",
    "sealed",
    "unsealed",
    "attested",
]
"""`collected`: bytes were found. `restored`: bytes that were missing in the vault were found again. `read`: rows or
texts were taken out of them. `derived`: something was made from them. `exported`: they left the study. `revealed`:
their words were shown to a person. `redacted`: they left it with parts taken out. `refused`: they were not taken in, by
`code`. `deleted`: they were removed on purpose. `sealed`, `unsealed`: they were encrypted, and back. `attested`: they
are a timestamp from outside, of `parent`."""

WITH_BYTES = frozenset({"collected", "restored", "attested"})
"""The actions after which the bytes of `digest` stand in the vault."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line. Digests are hex, `size` is bytes; what is None is left out of the line.

    `digest`, `blake3`: of the bytes that it is about, where there are any. `source`, `path`: where they were found, as
    study.toml and the source call it. `who`, `machine`: as study.toml says. `method`: how, such as `file`, `http-get`
    or `archive-member`. `url`, `final_url`: the address asked, and the one that answered after redirects. `parent`:
    digest of what it came out of. `code`, `reason`: why, for programs and for people. `sealed`: SHA-256 of the
    encrypted bytes.

    Example:
        >>> from darkfigure.vault import Vault
        >>> _ = Vault(Path("vault")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> (entry,) = read_ledger(Path("vault")).entries
        >>> entry.action, entry.path, entry.size
        ('collected', 'abc.txt', 3)
    """

    seq: int
    previous: str
    stamp: str = msgspec.field(name="time")
    action: Action
    digest: str | None = None
    blake3: str | None = None
    size: int | None = None
    source: str
    path: str
    tool: str
    who: str | None = None
    machine: str | None = None
    method: str | None = None
    url: str | None = None
    final_url: str | None = None
    parent: str | None = None
    code: str | None = None
    reason: str | None = None
    sealed: str | None = None

    @property
    def time(self) -> datetime:
        """When, UTC."""
        return datetime.fromisoformat(self.stamp)

    def to_line(self) -> bytes:
        """The entry as the bytes that stand in the ledger, without the line end."""
        return _encode(self)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode


def read_ledger(folder: Path) -> Reading[Entry]:
    """Read and check the ledger of a vault folder, line by line.

    Example:
        >>> from darkfigure.vault import Vault
        >>> _ = Vault(Path("evidence")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> found = read_ledger(Path("evidence"))
        >>> len(found.entries), found.differences
        (1, ())
    """
    return read_chain(_ledger(folder), parse=_parse)


def append(folder: Path, lines: Sequence[bytes], *, last: str, seq: int, size: int) -> int:
    """Add lines at byte `size`, the end of the ledger, then the head; return the new end.

    Args:
        folder: the vault.
        lines: what `Entry.to_line` gave, at least one.
        last: SHA-256 (hex) of the last of them.
        seq: its number.
        size: where the ledger ends (bytes).
    """
    return append_lines(_ledger(folder), lines, last=last, seq=seq, size=size)


def mend(folder: Path, reading: Reading[Entry]) -> None:
    """Put right what an interruption left at the end of the ledger; it is as read, and nothing else differs."""
    mend_end(_ledger(folder), reading)


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
        entry = _decode(line)
        datetime.fromisoformat(entry.stamp)
    except ValueError:  # of msgspec too
        return None
    return entry
