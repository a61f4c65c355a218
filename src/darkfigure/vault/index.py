"""What a ledger says, by digest and by place, so that each question takes no reading."""

import hashlib
from datetime import datetime

from darkfigure.vault.chain import Reading
from darkfigure.vault.head import NO_LINE
from darkfigure.vault.ledger import WITH_BYTES, Entry

ONCE = frozenset({"read", "derived", "refused"})
"""Events that a run which is resumed comes to again; the ledger holds one line for the same thing."""


class Index:
    """The lines of a ledger, looked up.

    `lines`, `last`: how many there are, and the digest of the last. `first`: when bytes were first found (UTC).
    `latest`: what was found last at a place of a source. `bytes_of`: the line that describes bytes. `deleted` and
    `sealed`: the line that says so, where it holds now.
    """

    def __init__(self, reading: Reading[Entry] | None = None) -> None:
        self.lines = 0
        self.last = NO_LINE
        self.first: dict[str, datetime] = {}
        self.latest: dict[tuple[str, str], Entry] = {}
        self.bytes_of: dict[str, Entry] = {}
        self.deleted: dict[str, Entry] = {}
        self.sealed: dict[str, Entry] = {}
        self._noted: dict[tuple[str | None, ...], int] = {}
        if reading is not None:
            for entry in reading.entries:
                self._take(entry)
            self.lines, self.last = len(reading.entries), reading.last

    def add(self, entry: Entry) -> bytes:
        """Take in a new line; return its bytes."""
        line = entry.to_line()
        if entry.action not in ONCE:  # those are known since `once`
            self._take(entry)
        self.lines, self.last = entry.seq, hashlib.sha256(line).hexdigest()
        return line

    def once(self, entry: Entry) -> int:
        """The line that says the same already, of events that are said once; else that of this entry, which follows."""
        return self._noted.setdefault(_event(entry), entry.seq)

    def _take(self, entry: Entry) -> None:
        digest = entry.digest
        if entry.action in WITH_BYTES and digest is not None:
            self.first.setdefault(digest, entry.time)
            self.bytes_of.setdefault(digest, entry)
            self.latest[entry.source, entry.path] = entry
        elif entry.action in ONCE:
            self.once(entry)
        elif digest is None:
            pass
        elif entry.action == "deleted":
            self.deleted[digest] = entry
            self.sealed.pop(digest, None)
        elif entry.action == "sealed":
            self.sealed[digest] = entry
        elif entry.action == "unsealed":
            self.sealed.pop(digest, None)


def _event(entry: Entry) -> tuple[str | None, ...]:
    return (
        entry.action,
        entry.source,
        entry.path,
        entry.digest,
        entry.url,
        entry.final_url,
        entry.parent,
        entry.method,
        entry.code,
        entry.reason,
    )
