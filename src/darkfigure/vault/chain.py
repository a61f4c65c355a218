"""A chained file: JSON lines, each holding the digest of the line before, and a head beside it that counts them.

A changed line breaks the chain at the next one; the head does for the last line what a next line would, and shows
when lines are cut off at the end.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from darkfigure.store import write_atomically

NO_LINE = "0" * 64
"""What the first line holds for the digest of the line before."""


class Link(Protocol):
    """One line, read. `seq` counts from 1; `previous` is the SHA-256 (hex) of the line before."""

    @property
    def seq(self) -> int:
        """The number of the line."""

    @property
    def previous(self) -> str:
        """The digest of the line before."""

    def to_line(self) -> bytes:
        """The bytes that stand in the file, without the line end."""


LinkType = TypeVar("LinkType", bound=Link)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something differs from what was recorded. `where` is a path in the study's vault or a line of a chained file.

    `code`: `changed`, `missing`, `unrecorded` for evidence; `ledger-` or `decision-` with `line`, `order`, `end` or
    `torn` for a chained file.
    """

    code: str
    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ChainedFile:
    """A chained file and how it is spoken of.

    `kind` begins the codes of its differences; `called` and `shown` are its name and its place in messages;
    `mended_by` is the command that removes an interrupted line.
    """

    path: Path
    kind: str
    called: str
    shown: str
    mended_by: str

    @property
    def head(self) -> Path:
        """The file that counts the lines."""
        return self.path.with_name(f"{self.path.stem}.head.json")


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[LinkType]):
    """A chained file as read: its lines, what is wrong with it, and where an interrupted line begins (bytes), if any.

    `last` is the digest of the last whole line, `size` where it ends (bytes).
    """

    entries: tuple[LinkType, ...]
    differences: tuple[Difference, ...]
    last: str
    size: int
    torn_at: int | None


def read_chain(file: ChainedFile, *, parse: Callable[[bytes], LinkType | None]) -> Reading[LinkType]:
    """Read and check a chained file, line by line; a file that is not there has no lines.

    Args:
        file: which.
        parse: reads one line without its end; None where it is not what `to_line` writes.
    """
    entries: list[LinkType] = []
    differences: list[Difference] = []
    last, size, torn_at = NO_LINE, 0, None
    digests: list[str] = []
    if file.path.is_file():
        with file.path.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                if not raw.endswith(b"\n"):
                    torn_at = size
                    break
                line = raw[:-1]
                entry = parse(line)
                if entry is None or entry.to_line() != line:
                    differences.append(_unreadable(file, number))
                else:
                    differences += _check_place(file, entry, number=number, previous=last)
                    entries.append(entry)
                last = hashlib.sha256(line).hexdigest()
                digests.append(last)
                size += len(raw)
    differences += _check_end(file, digests=digests, torn=torn_at is not None)
    return Reading(entries=tuple(entries), differences=tuple(differences), last=last, size=size, torn_at=torn_at)


def append_link(file: ChainedFile, entry: Link, *, size: int) -> int:
    """Add a line at byte `size`, the end of the file, then the head; return the new end.

    The line is on the disk before the head speaks of it: a head behind its file is an interruption, a file behind its
    head is a loss.
    """
    line = entry.to_line()
    with file.path.open("ab") as lines:
        lines.truncate(size)  # an interrupted line, if there is one
        lines.write(line + b"\n")
        lines.flush()
        os.fsync(lines.fileno())
    head = {"lines": entry.seq, "last": hashlib.sha256(line).hexdigest()}
    write_atomically(file.head, json.dumps(head).encode() + b"\n")
    return size + len(line) + 1


def _unreadable(file: ChainedFile, number: int) -> Difference:
    return Difference(
        code=f"{file.kind}-line",
        where=f"{file.shown} line {number}",
        message="this line is not what darkfigure writes: it was changed or damaged",
    )


def _check_place(file: ChainedFile, entry: Link, *, number: int, previous: str) -> list[Difference]:
    if entry.seq != number:
        return [
            Difference(
                code=f"{file.kind}-order",
                where=f"{file.shown} line {number}",
                message=f"this line has number {entry.seq}: lines before it were removed, added or reordered",
            )
        ]
    if entry.previous != previous:
        return [
            Difference(
                code=f"{file.kind}-line",
                where=f"{file.shown} line {number - 1 or 1}",
                message=f"line {number} does not follow from it: one of the two was changed",
            )
        ]
    return []


def _check_end(file: ChainedFile, *, digests: list[str], torn: bool) -> list[Difference]:
    """Compare with the head; lines that follow the head in a good chain are those of an interruption."""
    end, head_shown = f"{file.kind}-end", file.shown.removesuffix(file.path.name) + file.head.name
    found = []
    if torn:
        found.append(
            Difference(
                code=f"{file.kind}-torn",
                where=f"{file.shown} line {len(digests) + 1}",
                message=f"this line is incomplete, as after an interruption; the next {file.mended_by} removes it",
            )
        )
    try:
        head = json.loads(file.head.read_bytes())
        lines, last = int(head["lines"]), str(head["last"])
    except FileNotFoundError:
        if len(digests) > 1:
            found.append(Difference(code=end, where=head_shown, message="this file is missing"))
        return found
    except (ValueError, KeyError, TypeError):
        return [*found, Difference(code=end, where=head_shown, message="this file was changed or damaged")]
    if len(digests) < lines:
        found.append(
            Difference(
                code=end,
                where=f"{file.shown} line {len(digests)}" if digests else file.shown,
                message=f"{file.called} has {len(digests)} lines, {lines} were recorded: lines were removed",
            )
        )
    elif lines < 1 or digests[lines - 1] != last:
        found.append(
            Difference(
                code=end,
                where=f"{file.shown} line {lines}",
                message=f"this line is not the one that {file.head.name} recorded: it was changed or replaced",
            )
        )
    return found
