"""Checkpoints: the root of a Merkle tree over the ledger so far, signed where the study has a key.

A checkpoint is a small thing that can be told to others, stamped by a third party, or printed: whoever has it can later
say whether the ledger still begins with the same lines. They stand in a chained file beside the ledger.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from darkfigure.errors import VerificationFailed
from darkfigure.signing import SigningKey, fingerprint
from darkfigure.vault.chain import ChainedFile, Difference, Reading, append_link, mend_end, read_chain
from darkfigure.vault.head import read_head
from darkfigure.vault.ledger import ledger_path
from darkfigure.vault.merkle import Tree, inclusion_proof, leaf_digest
from darkfigure.vault.signed import check_signatures, check_signers
from darkfigure.vault.writing import Writer


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line: the Merkle root (hex) over the first `lines` lines of the ledger; `stamp` is when, UTC.

    Example:
        >>> from darkfigure.vault import Vault
        >>> _ = Vault(Path("vault")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> checkpoint = add_checkpoint(Path("vault"), key=None)
        >>> checkpoint.lines, len(checkpoint.root)
        (1, 64)
    """

    seq: int
    previous: str
    stamp: str = msgspec.field(name="time")
    lines: int
    root: str
    tool: str
    key: str | None = None
    signature: str | None = None

    @property
    def who(self) -> str:
        """The key stands for itself."""
        return "" if self.key is None else _called(self.key)

    def to_line(self) -> bytes:
        """The checkpoint as the bytes that stand in the file, without the line end."""
        return _encode(self)

    def statement(self) -> bytes:
        """What is signed: all but the signature."""
        return _encode(msgspec.structs.replace(self, signature=None))


_ROOT = re.compile(r"[0-9a-f]{64}")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Checkpoint).decode


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That a line of the ledger stands under a checkpoint: for whoever has the line and the root, and nothing else.

    `line` counts from 1; `path` are the digests (hex) from the leaf to the root over `lines` lines (RFC 6962).

    Example:
        >>> from darkfigure.vault import Vault
        >>> _ = Vault(Path("proved")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> _ = add_checkpoint(Path("proved"), key=None)
        >>> prove_line(Path("proved"), 1).lines
        1
    """

    line: int
    content: str
    lines: int
    root: str
    path: tuple[str, ...]


def read_checkpoints(folder: Path) -> Reading[Checkpoint]:
    """Read and check the checkpoints of a vault folder as a chain; their roots are checked by `check_roots`.

    Example:
        >>> read_checkpoints(Path("nothing-yet")).entries
        ()
    """
    return read_chain(checkpoint_file(folder), parse=_parse)


def checkpoint_file(folder: Path) -> ChainedFile:
    """The chained file of a vault folder's checkpoints."""
    return ChainedFile(
        path=folder / "checkpoints.jsonl",
        kind="checkpoint",
        called="the file of checkpoints",
        shown="checkpoints.jsonl",
        mended_by="`darkfigure run`",
    )


def add_checkpoint(folder: Path, *, key: SigningKey | None) -> Checkpoint | None:
    """Write a checkpoint over the ledger of a vault; None where the last one covers all of it, or cannot be followed.

    What is signed is not followed by what is not: without a key, no checkpoint is added to signed ones.

    Raises:
        VerificationFailed: The ledger or the checkpoints were changed.
        InputError: The folder cannot be written to, or the disk is full.
    """
    from darkfigure import __version__

    if not ledger_path(folder).is_file() or _is_covered(folder):
        return None
    with Writer(folder).locked():
        reading = _sound(folder)
        before = reading.entries[-1] if reading.entries else None
        tree = Tree()
        for line in _lines(folder):
            tree.add(leaf_digest(line))
        signed = before is not None and before.key is not None
        if key is None and signed:
            return None
        mend_end(checkpoint_file(folder), reading, key=key if signed else None)
        if tree.size == (before.lines if before else 0):
            return None
        checkpoint = Checkpoint(
            seq=len(reading.entries) + 1,
            previous=reading.last,
            stamp=datetime.now(UTC).replace(microsecond=0).isoformat(),
            lines=tree.size,
            root=tree.root().hex(),
            tool=f"darkfigure {__version__}",
            key=key.public if key else None,
        )
        file = checkpoint_file(folder)
        if key is not None:
            signature = key.sign(checkpoint.statement(), purpose=file.kind)
            checkpoint = msgspec.structs.replace(checkpoint, signature=signature)
        append_link(file, checkpoint, size=reading.size, key=key)
        return checkpoint


def check_checkpoints(
    folder: Path, *, trusted: Collection[str] | None = None
) -> tuple[Reading[Checkpoint], tuple[Difference, ...]]:
    """The checkpoints, and what is wrong: their chain, their signatures, and whether the ledger has their roots.

    Args:
        folder: the vault.
        trusted: fingerprints of the keys that may have signed them; any if None.
    """
    file, reading = checkpoint_file(folder), read_checkpoints(folder)
    found = [*reading.differences, *check_signatures(file, reading), *_check_roots(folder, file, reading.entries)]
    if trusted is not None:
        found += check_signers(file, reading, trusted=trusted)
    return reading, tuple(found)


def prove_line(folder: Path, line: int) -> Proof | None:
    """The proof that a line of the ledger (from 1) stands under the last checkpoint; None where it does not.

    Example:
        >>> from darkfigure.vault import Vault
        >>> _ = Vault(Path("asked")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> prove_line(Path("asked"), 1) is None  # no checkpoint yet
        True
        >>> _ = add_checkpoint(Path("asked"), key=None)
        >>> prove_line(Path("asked"), 1).line
        1
    """
    entries = read_checkpoints(folder).entries
    if not entries or not 1 <= line <= entries[-1].lines:
        return None
    lines = list(_lines(folder))[: entries[-1].lines]
    path = inclusion_proof([leaf_digest(each) for each in lines], line - 1)
    return Proof(
        line=line,
        content=lines[line - 1].decode(),
        lines=len(lines),
        root=entries[-1].root,
        path=tuple(step.hex() for step in path),
    )


def root_bytes(folder: Path, checkpoint: Checkpoint) -> bytes:
    """The bytes whose SHA-256 is the root of a checkpoint: a file with them can be stamped by any tool."""
    tree, last = Tree(), b""
    for line in _lines(folder):
        tree.add(leaf_digest(line))
        last = line
        if tree.size == checkpoint.lines:
            break
    return tree.preimage() or _perfect(folder, tree.size, last)


def _perfect(folder: Path, size: int, last: bytes) -> bytes:
    """The same for a tree of 1, 2, 4, 8 ... lines, of which only the root is held."""
    if size == 1:
        return b"\0" + last
    halves = Tree(), Tree()
    for number, line in enumerate(_lines(folder)):
        if number == size:
            break
        halves[number >= size // 2].add(leaf_digest(line))
    return b"\1" + halves[0].root() + halves[1].root()


def _check_roots(folder: Path, file: ChainedFile, entries: Sequence[Checkpoint]) -> Iterator[Difference]:
    tree, lines = Tree(), _lines(folder)
    for number, checkpoint in enumerate(entries, start=1):
        where = f"{file.shown} line {number}"
        while tree.size < checkpoint.lines:
            line = next(lines, None)
            if line is None:
                break
            tree.add(leaf_digest(line))
        if tree.size < checkpoint.lines:
            message = f"it speaks of {checkpoint.lines} lines of the ledger, there are {tree.size}: lines were removed"
        elif tree.size > checkpoint.lines:
            message = "it speaks of fewer lines of the ledger than the checkpoint before"
        elif tree.root().hex() != checkpoint.root:
            message = f"the first {tree.size} lines of the ledger are not those that it was made of: one was changed"
        else:
            continue
        yield Difference(code="checkpoint-root", where=where, message=message)


def _is_covered(folder: Path) -> bool:
    """Whether the heads say that no line was added since the last checkpoint: then nothing needs to be read."""
    entries = read_checkpoints(folder).entries
    with suppress(FileNotFoundError):
        head, own = (
            read_head(ledger_path(folder).with_name("ledger.head.json")),
            read_head(checkpoint_file(folder).head),
        )
        if head is None or own is None or not entries:
            return False
        return entries[-1].lines == head.lines and own.lines == len(entries)
    return False


def _sound(folder: Path) -> Reading[Checkpoint]:
    reading = read_checkpoints(folder)
    file = checkpoint_file(folder)
    found = [*reading.differences, *check_signatures(file, reading), *_check_roots(folder, file, reading.entries)]
    wrong = [one for one in found if one.code != "checkpoint-torn"]
    if wrong:
        raise VerificationFailed(
            f"{file.path}: the checkpoints were changed ({wrong[0].where}: {wrong[0].message}). "
            "`darkfigure verify` names all differences; restore the vault from a copy."
        )
    return reading


def _lines(folder: Path) -> Iterator[bytes]:
    """The whole lines of the ledger, without their ends."""
    path = ledger_path(folder)
    if path.is_file():
        with path.open("rb") as file:
            for raw in file:
                if raw.endswith(b"\n"):
                    yield raw[:-1]


def _parse(line: bytes) -> Checkpoint | None:
    try:
        checkpoint = _decode(line)
        datetime.fromisoformat(checkpoint.stamp)
    except ValueError:
        return None
    return checkpoint if _ROOT.fullmatch(checkpoint.root) and checkpoint.lines > 0 else None


def _called(key: str) -> str:
    try:
        return fingerprint(key)
    except ValueError:
        return "no key"
