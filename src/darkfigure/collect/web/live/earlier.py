"""What is kept of a live source: which addresses were answered, by what, and how to ask whether that still holds."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from darkfigure.collect.web.message import Message, Unreadable, decode_body, split_message
from darkfigure.collect.web.records import iterate_records
from darkfigure.vault.ledger import WITH_BYTES, read_ledger
from darkfigure.vault.places import stored_path

ANSWERED, UNCHANGED, FAILED, ROBOTS = "http-get", "http-unchanged", "http-error", "robots"
"""How a line of the ledger says what was kept of an address: an answer 200, one that says that nothing changed (304),
another answer or redirects that led nowhere, and the rules of a site."""

_METHODS = {ANSWERED, UNCHANGED, FAILED, ROBOTS}
_KINDS = frozenset({"response"})
_LARGEST = 1 << 31


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An answer as it was kept: where it came from, when (as its record says), and what it was."""

    url: str
    date: str
    message: Message

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the page only if it changed since."""
        pairs = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
        return {asked: self.message.headers[name] for name, asked in pairs if self.message.headers.get(name)}

    def body(self, *, largest: int) -> bytes:
        """The page, unpacked; empty where that cannot be done."""
        try:
            return decode_body(self.message, limit=largest)
        except Unreadable:
            return b""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A kept answer of an address: its file in the vault, the address that answered in the end, and when (UTC)."""

    url: str
    final_url: str
    method: str
    digest: str
    moment: dt.datetime


@dataclass(kw_only=True)
class Holdings:
    """What is kept of a live source, by address: the newest page, what failed, and when a page was last unchanged.

    `robots`: the newest answer at the address of a site's rules. `refused`: why an address gave no page, as code and
    sentence.
    """

    folder: Path
    pages: dict[str, Held] = field(default_factory=dict)
    failed: dict[str, Held] = field(default_factory=dict)
    unchanged: dict[str, Held] = field(default_factory=dict)
    robots: dict[str, Held] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, held: Held) -> None:
        """Take in what was kept."""
        kinds = {ANSWERED: self.pages, FAILED: self.failed, UNCHANGED: self.unchanged, ROBOTS: self.robots}
        kinds[held.method][held.url] = held
        if held.method == ANSWERED:
            self.refused.pop(held.url, None)

    def has(self, url: str) -> bool:
        """Whether an address was asked before and answered."""
        return url in self.pages or url in self.failed

    def last_answer(self, held: Held) -> Earlier | None:
        """The last answer in a kept file; None where its bytes are not there any more, or hold none."""
        path = stored_path(self.folder, held.digest)
        answers = [] if path is None else list(answers_in(path))
        return answers[-1] if answers else None


def read_holdings(folder: Path, *, source: str) -> Holdings:
    """What the ledger of a vault holds of a live source; what was deleted or sealed since is left out."""
    holdings = Holdings(folder=folder)
    for entry in read_ledger(folder).entries:
        if entry.source != source:
            continue
        if entry.action == "refused" and entry.url is not None and entry.method == ANSWERED:
            holdings.refused[entry.url] = (entry.code or "", entry.reason or "")
        if entry.action not in WITH_BYTES or entry.digest is None:
            continue
        if entry.method in _METHODS and stored_path(folder, entry.digest) is not None:
            url = entry.url or entry.path
            holdings.add(
                Held(
                    url=url,
                    final_url=entry.final_url or url,
                    method=entry.method or "",
                    digest=entry.digest,
                    moment=entry.time,
                )
            )
    return holdings


def answers_in(path: Path) -> Iterator[Earlier]:
    """The answers in a WARC file, in order."""
    with path.open("rb") as stream:
        for record in iterate_records(stream, kinds=_KINDS, largest=_LARGEST, damage=lambda *_: None):
            message = split_message(record.block or b"")
            if message is not None:
                yield Earlier(
                    url=record.headers.get("warc-target-uri", "").strip("<>"),
                    date=record.headers.get("warc-date", ""),
                    message=message,
                )
