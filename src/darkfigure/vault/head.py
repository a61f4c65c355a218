"""The head of a chained file: a small file beside it that says how many lines there are and which is the last."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from darkfigure.parsing import parse_json
from darkfigure.signing import SigningKey, signature_fits
from darkfigure.store import write_atomically

NO_LINE = "0" * 64
"""The digest of the line before the first."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """`last` is the SHA-256 (hex) of line `lines`; `key` signed both where lines are signed, None elsewhere."""

    lines: int
    last: str
    key: str | None = None
    signature: str | None = None

    def to_bytes(self) -> bytes:
        """The bytes that stand in the file."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said).encode() + b"\n"

    def is_signed(self, *, purpose: str) -> bool:
        """Whether it is signed, and its signature fits."""
        if self.key is None or self.signature is None:
            return False
        return signature_fits(self.key, self.signature, _statement(self), purpose=_purpose(purpose))


def read_head(path: Path) -> Head | None:
    """Read a head; None where the bytes are not what `to_bytes` writes.

    Raises:
        FileNotFoundError: There is none.
    """
    content = path.read_bytes()
    try:
        said: dict[str, Any] = parse_json(content)
        head = Head(**said)
        canonical = head.to_bytes() == content
    except (ValueError, TypeError):
        return None
    texts = [head.last] if head.signature is None and head.key is None else [head.last, head.key, head.signature]
    sound = type(head.lines) is int and head.lines >= 0 and all(isinstance(text, str) for text in texts)
    return head if canonical and sound and (head.lines == 0) == (head.last == NO_LINE) else None


def write_head(path: Path, head: Head, *, key: SigningKey | None, purpose: str) -> None:
    """Write a head in one piece, signed where a key is given.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.
    """
    if key is not None:
        signature = key.sign(_statement(head), purpose=_purpose(purpose))
        head = Head(lines=head.lines, last=head.last, key=key.public, signature=signature)
    write_atomically(path, head.to_bytes())


def _statement(head: Head) -> bytes:
    return Head(lines=head.lines, last=head.last).to_bytes()


def _purpose(purpose: str) -> str:
    return f"{purpose}-head"
