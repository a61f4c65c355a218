"""A chained file: JSON lines, each holding the digest of the line before, and a head beside it that counts them.

A changed line breaks the chain at the next one; the head does for the last line what a next line would, and shows
when lines are cut off at the end. Who can write the file can write all of this anew; `signed` is about that.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from darkfigure.signing import SigningKey
from darkfigure.store.atomic import explained
from darkfigure.store.leftovers import remove_leftovers
from darkfigure.vault.head import NO_LINE, Head, read_head, write_head


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
    `torn` for a chained file, and with `signature`, `unsigned`, `key` or `signer` for a signed one.

    Example:
        >>> Difference(code="missing", where="bytes/00", message="It was there.").code
        'missing'
    """

    code: str
    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ChainedFile:
    """A chained file and how it is spoken of.

    `kind` begins the codes of its differences, and is what its lines are signed as; `called` and `shown` are its name
    and its place in messages; `mended_by` is the command that removes an interrupted line.
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

    @property
    def head_shown(self) -> str:
        """Its place in messages."""
        return self.shown.removesuffix(self.path.name) + self.head.name


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[LinkType]):
    """A chained file as read: its lines, what is wrong with it, and where an interrupted line begins (bytes), if any.

    `numbers`: the line (from 1) on which each of `entries` stands; lines that cannot be read are left out of both.
    `last` is the digest of the last whole line, `size` where it ends (bytes).
    """

    entries: tuple[LinkType, ...]
    numbers: tuple[int, ...]
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
    numbers: list[int] = []
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
                    numbers.append(number)
                last = hashlib.sha256(line).hexdigest()
                digests.append(last)
                size += len(raw)
    differences += _check_end(file, digests=digests, torn=torn_at is not None)
    return Reading(
        entries=tuple(entries),
        numbers=tuple(numbers),
        differences=tuple(differences),
        last=last,
        size=size,
        torn_at=torn_at,
    )


def append_link(file: ChainedFile, entry: Link, *, size: int, key: SigningKey | None = None) -> int:
    """Add a line at byte `size`, the end of the file, then the head, signed where a key is given; return the new end.

    The line is on the disk before the head speaks of it: a head behind its file is an interruption, a file behind its
    head is a loss.
    """
    line = entry.to_line()
    if key is not None:
        _catch_up(file, Head(lines=entry.seq - 1, last=entry.previous), key=key)
    return append_lines(file, [line], last=hashlib.sha256(line).hexdigest(), seq=entry.seq, size=size, key=key)


def append_lines(
    file: ChainedFile, lines: Sequence[bytes], *, last: str, seq: int, size: int, key: SigningKey | None = None
) -> int:
    """Add lines at byte `size`, the end of the file, then the head; return the new end. All are synced at once.

    Args:
        file: which.
        lines: what stands in them, without line ends; at least one.
        last: SHA-256 (hex) of the last one.
        seq: the number of the last one.
        size: where the file ends (bytes); what stands behind it is an interrupted line.
        key: signs the head, where lines are signed.
    """
    if seq == len(lines) and not file.head.exists():
        # a head that never was and one that was removed must not look alike
        write_head(file.head, Head(lines=0, last=NO_LINE), key=key, purpose=file.kind)
    content = b"\n".join(lines) + b"\n"
    with explained(file.path), file.path.open("ab", buffering=0) as stream:
        stream.truncate(size)  # an interrupted line, if there is one
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[stream.write(rest) :]
        except OSError:
            with suppress(OSError):
                os.truncate(file.path, size)
            raise
        os.fsync(stream.fileno())
    write_head(file.head, Head(lines=seq, last=last), key=key, purpose=file.kind)
    return size + len(content)


def mend_end(file: ChainedFile, reading: Reading[LinkType], *, key: SigningKey | None = None) -> None:
    """After an interruption: cut off an incomplete line, and bring the head level with the lines: it guards the last.

    Only for a file in which nothing else differs; `key` signs the head, where the lines are signed.
    """
    level = Head(lines=len(reading.entries), last=reading.last)
    if reading.torn_at is not None:
        os.truncate(file.path, reading.size)
    remove_leftovers(file.path.parent, name=file.head.name)
    with suppress(FileNotFoundError):
        head = read_head(file.head)
        if head is not None and head.lines < level.lines:
            write_head(file.head, level, key=key, purpose=file.kind)


def _catch_up(file: ChainedFile, before: Head, *, key: SigningKey) -> None:
    """Have a signed head that is level with the file: then never more than one line follows a head.

    Otherwise lines could be cut off a signed file, and a head from before its first signed line put beside it.
    """
    with suppress(FileNotFoundError):
        head = read_head(file.head)
        if head is not None and head.lines == before.lines and head.is_signed(purpose=file.kind):
            return
    write_head(file.head, before, key=key, purpose=file.kind)


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
    end, head_shown = f"{file.kind}-end", file.head_shown
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
        head = read_head(file.head)
    except FileNotFoundError:
        if digests:
            found.append(Difference(code=end, where=head_shown, message="this file is missing"))
        return found
    if head is None:
        return [*found, Difference(code=end, where=head_shown, message="this file was changed or damaged")]
    if len(digests) < head.lines:
        found.append(
            Difference(
                code=end,
                where=f"{file.shown} line {len(digests)}" if digests else file.shown,
                message=f"{file.called} has {len(digests)} lines, {head.lines} were recorded: lines were removed",
            )
        )
    elif [NO_LINE, *digests][head.lines] != head.last:
        found.append(
            Difference(
                code=end,
                where=f"{file.shown} line {head.lines}",
                message=f"this line is not the one that {file.head.name} recorded: it was changed or replaced",
            )
        )
    return found
