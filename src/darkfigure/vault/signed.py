"""A chained file whose lines are signed: whether the signatures fit, and whose they are.

A line's signature covers the digest of the line before, and so all lines before. The head is signed too: without that,
lines could be cut off at the end and nobody would miss them. What no check inside a folder can find is an older copy of
the whole folder put back, or a file that somebody else signed from its first line on; for that a reader needs the
fingerprints of the signers from elsewhere (`check_signers`).
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from darkfigure.signing import fingerprint, signature_fits
from darkfigure.vault.chain import ChainedFile, Difference, Link, Reading
from darkfigure.vault.head import read_head


class SignedLink(Link, Protocol):
    """A line that may be signed: `key` (public, as OpenSSH writes it) and `signature` are both there or both None."""

    @property
    def who(self) -> str:
        """The name under which it was written."""

    @property
    def key(self) -> str | None:
        """Whose signature it is."""

    @property
    def signature(self) -> str | None:
        """The signature, in base64."""

    def statement(self) -> bytes:
        """The bytes that are signed: all of the line but the signature."""


SignedType = TypeVar("SignedType", bound=SignedLink)


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A name, the fingerprint of the key that signed under it, and how many lines it signed.

    Example:
        >>> Signer(who="A. Example", fingerprint="SHA256:...", lines=3).lines
        3
    """

    who: str
    fingerprint: str
    lines: int


def check_signatures(file: ChainedFile, reading: Reading[SignedType]) -> tuple[Difference, ...]:
    """What is wrong with the signatures of a file as read, and with that of its head.

    Lines from before lines were signed may come first. After a signed line, all are signed; and one name stands for
    one key.
    """
    found: list[Difference] = []
    keys: set[str] = set()
    first: dict[str, tuple[str, int]] = {}
    for number, entry in _numbered(reading):
        if entry.key is None or entry.signature is None:
            if keys:
                found.append(_at(file, number, "unsigned", "this line is not signed, and lines before it are"))
            continue
        if not signature_fits(entry.key, entry.signature, entry.statement(), purpose=file.kind):
            message = "its signature does not fit: the line was changed, or written by somebody without the key"
            found.append(_at(file, number, "signature", message))
            continue
        keys.add(entry.key)
        known, at = first.setdefault(entry.who, (entry.key, number))
        if known != entry.key:
            message = f"under the name of line {at} somebody signed with another key ({fingerprint(entry.key)})"
            found.append(_at(file, number, "key", message))
    return (*found, *_check_head(file, keys, lines=len(reading.entries)))


def check_signers(
    file: ChainedFile, reading: Reading[SignedType], *, trusted: Collection[str]
) -> tuple[Difference, ...]:
    """The lines that none of the trusted signers vouches for, by the fingerprints of their keys.

    Who signs a line has seen those before it: lines without a signature are vouched for by a later one.
    """
    found, last = [], 0
    for number, entry in _numbered(reading):
        if entry.key is None:
            continue
        last = number
        if _called(entry.key) not in trusted:
            found.append(_at(file, number, "signer", "it was signed with a key that was not asked for"))
    unsigned = [number for number, entry in _numbered(reading) if entry.key is None and number > last]
    found += [_at(file, number, "signer", "nobody who was asked for signed it") for number in unsigned]
    if not reading.entries:
        message = f"{file.called} has no lines, so that nobody who was asked for signed any"
        found.append(Difference(code=f"{file.kind}-signer", where=file.shown, message=message))
    return tuple(found)


def signers(entries: Iterable[SignedLink]) -> tuple[Signer, ...]:
    """Who signed how many lines, in the order in which they came.

    Example:
        >>> signers([])
        ()
    """
    count = Counter((one.who, one.key) for one in entries if one.key is not None)
    return tuple(Signer(who=who, fingerprint=_called(key), lines=lines) for (who, key), lines in count.items())


def unsigned_lines(entries: Iterable[SignedLink]) -> tuple[int, ...]:
    """The numbers of the lines that nobody signed.

    Example:
        >>> unsigned_lines([])
        ()
    """
    return tuple(one.seq for one in entries if one.key is None)


def _numbered(reading: Reading[SignedType]) -> Iterable[tuple[int, SignedType]]:
    return zip(reading.numbers, reading.entries, strict=True)


def _check_head(file: ChainedFile, keys: Collection[str], *, lines: int) -> list[Difference]:
    """The head says where the file ends: somebody who signed lines signed it, and it is level with the file."""
    try:
        head = read_head(file.head)
    except FileNotFoundError:
        # of a longer file the chain says so; one unsigned line without a head is an interruption
        return [_about_head(file, "this file is missing")] if keys and lines == 1 else []
    if head is None or (head.key is None and not keys):
        return []  # what cannot be read is said by the chain
    if not head.is_signed(purpose=file.kind) or (keys and head.key not in keys):
        why = "its signature does not fit" if head.key else "it is not signed, and lines of the file are"
        return [_about_head(file, f"{why}: it was changed, or written by somebody without the key")]
    if keys and lines > head.lines + 1:  # an interruption leaves one line after the head
        message = f"it speaks of {head.lines} lines, and there are {lines}: lines were removed or added"
        return [_about_head(file, message)]
    return []


def _about_head(file: ChainedFile, message: str) -> Difference:
    return Difference(code=f"{file.kind}-end", where=file.head_shown, message=message)


def _called(key: str | None) -> str:
    try:
        return fingerprint(key or "")
    except ValueError:
        return "no key"


def _at(file: ChainedFile, number: int, code: str, message: str) -> Difference:
    return Difference(code=f"{file.kind}-{code}", where=f"{file.shown} line {number}", message=message)
