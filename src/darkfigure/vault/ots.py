"""Reading an OpenTimestamps proof: what it stamps, and who attests it.

Only what stands in the file is told. That a Bitcoin block holds the digest must be looked up in that block, which needs
a node or a website; `ots verify` does it.

Source:
    The detached file format of OpenTimestamps, as its reference implementation (python-opentimestamps) writes it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
_SHA256 = 0x08
_LONGEST = 1 << 16
_DEEPEST = 256

_PENDING, _BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
_OPERATIONS: dict[int, Callable[[bytes], bytes]] = {
    0x02: lambda message: hashlib.sha1(message, usedforsecurity=False).digest(),
    0x03: lambda message: hashlib.new("ripemd160", message).digest(),
    _SHA256: lambda message: hashlib.sha256(message).digest(),
    0xF2: lambda message: message[::-1],
    0xF3: lambda message: message.hex().encode(),
}


class BadProof(ValueError):  # noqa: N818 - what it is, read as a sentence in `except BadProof`
    """The file is no proof of this format."""


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """One who attests: a `calendar` that promised to, at an address, or a `bitcoin` block of a height.

    `message`: what they attest, which for a block must be the Merkle root in its header. `other`: of another kind.
    """

    kind: Literal["calendar", "bitcoin", "other"]
    where: str
    message: bytes


@dataclass(frozen=True, kw_only=True)
class OtsProof:
    """What is stamped (a SHA-256), and by whom."""

    digest: bytes
    attestations: tuple[Attestation, ...]


def read_ots(content: bytes) -> OtsProof:
    """Read a proof.

    Raises:
        BadProof: It is none, or is not of a SHA-256.
    """
    reader = _Reader(content)
    if reader.take(len(MAGIC)) != MAGIC or reader.number() != 1 or reader.byte() != _SHA256:
        raise BadProof("no OpenTimestamps proof of a SHA-256")
    digest = reader.take(32)
    found: list[Attestation] = []
    _read(reader, digest, found, depth=0)
    if reader.rest():
        raise BadProof("bytes after the proof")
    return OtsProof(digest=digest, attestations=tuple(found))


def _read(reader: "_Reader", message: bytes, found: list[Attestation], *, depth: int) -> None:
    if depth > _DEEPEST:
        raise BadProof("too many steps")
    tag = reader.byte()
    while tag == 0xFF:  # another branch follows this one
        _step(reader, reader.byte(), message, found, depth=depth)
        tag = reader.byte()
    _step(reader, tag, message, found, depth=depth)


def _step(reader: "_Reader", tag: int, message: bytes, found: list[Attestation], *, depth: int) -> None:
    if tag == 0:
        found.append(_attestation(reader, message))
        return
    if tag in (0xF0, 0xF1):
        more = reader.text()
        message = message + more if tag == 0xF0 else more + message
    elif tag in _OPERATIONS:
        try:
            message = _OPERATIONS[tag](message)
        except ValueError as error:  # RIPEMD-160 is not in every build of OpenSSL
            raise BadProof("a digest that this machine cannot compute") from error
    else:
        raise BadProof("an unknown step")
    if len(message) > _LONGEST:
        raise BadProof("a step that makes too much")
    _read(reader, message, found, depth=depth + 1)


def _attestation(reader: "_Reader", message: bytes) -> Attestation:
    tag, payload = reader.take(8), _Reader(reader.text())
    if tag == _PENDING:
        return Attestation(kind="calendar", where=payload.text().decode(errors="replace"), message=message)
    if tag == _BITCOIN:
        return Attestation(kind="bitcoin", where=f"block {payload.number()}", message=message)
    return Attestation(kind="other", where=tag.hex(), message=message)


class _Reader:
    """Bytes, taken from the front."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, count: int) -> bytes:
        piece = self._content[self._at : self._at + count]
        if len(piece) != count:
            raise BadProof("it ends too early")
        self._at += count
        return piece

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value
            if shift > 63:
                raise BadProof("a number that is too large")

    def text(self) -> bytes:
        return self.take(self.number())

    def rest(self) -> bytes:
        return self._content[self._at :]
