"""A file on its way: signed statements of all hops so far, then the records; sealed to the next of the ring.

The plaintext is a mark, one line of signed statements, and the records. Every statement names agreement, run, list,
hop, sender and recipient, holds the digest of the records it was made for and of the statement before it, and is
signed. So a file that is changed, cut, meant for another, of another run or agreement, or out of order does not fit.
"""

import base64
import hashlib
import mmap
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.federate.agreement import Agreement
from darkfigure.signing import SigningKey, signature_fits
from darkfigure.store import atomic_path, scratch_folder
from darkfigure.store.unsealing import NotOpened, decrypt

_MARK = b"darkfigure federate 1\n"
_LONGEST_LINE = 1 << 22
PURPOSE = "federate-hop"


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a party says of one hop of one list.

    `payload` is the SHA-256 of the records, `previous` that of the signed statement before (of the agreement at hop 0).
    `exponent` is s G, hex: the same in all statements of a party and run. `note` is sealed to the tally, in base64:
    how often keys of the list are alike by chance; of hop 0 only. `synthetic` marks invented lists.
    """

    agreement: str
    run: int
    list: str
    hop: int
    sender: str
    recipient: str
    rows: int
    payload: str
    previous: str
    exponent: str
    note: str = ""
    synthetic: bool = False


class Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement with the signature of its sender."""

    statement: Statement
    signature: str

    @property
    def digest(self) -> str:
        """What the next statement holds of this one."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


Chain = tuple[Signed, ...]


def sign(statement: Statement, key: SigningKey) -> Signed:
    """A statement, signed."""
    return Signed(statement=statement, signature=key.sign(msgspec.json.encode(statement), purpose=PURPOSE))


def check_chain(chain: Sequence[Signed], agreement: Agreement, digest: str) -> None:
    """Whether the statements of a list follow from one another, each by who had to make it.

    Raises:
        VerificationFailed: They do not. The message says what is wrong.
    """
    previous = digest
    for hop, signed in enumerate(chain):
        said = signed.statement
        wrong = _wrong(said, chain[0].statement, agreement, digest, hop=hop)
        if wrong is None and said.previous != previous:
            wrong = "does not follow from the one before"
        sender = agreement.participant(said.sender)
        if wrong is None and (
            sender is None
            or not signature_fits(sender.signing, signed.signature, msgspec.json.encode(said), purpose=PURPOSE)
        ):
            wrong = "is not signed by its sender"
        if wrong is not None:
            raise VerificationFailed(f"the statement of hop {hop} {wrong}; the file is refused.")
        previous = signed.digest


def _wrong(  # noqa: PLR0911 - one reason a line
    said: Statement, first: Statement, agreement: Agreement, digest: str, *, hop: int
) -> str | None:
    if said.agreement != digest:
        return "was made under another agreement"
    if said.hop != hop or said.list != first.list or said.run != first.run or said.list not in agreement.names:
        return "is out of order"
    if not 1 <= said.run <= agreement.output.runs:
        return f"is of run {said.run}, and {agreement.output.runs} are agreed on"
    if said.sender != agreement.at(said.list, hop).name or said.recipient != agreement.at(said.list, hop + 1).name:
        return "is not between those whose turn it is"
    if said.rows != first.rows or not agreement.rows.min <= said.rows <= agreement.rows.max:
        return f"has {said.rows} rows; {agreement.rows.min} to {agreement.rows.max} are agreed on"
    if said.synthetic != first.synthetic or (hop and said.note):
        return "says something else than the first"
    return None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A file, opened and checked: its statements and its records in memory that the system may take away."""

    chain: Chain
    records: mmap.mmap
    start: int
    size: int

    @property
    def last(self) -> Statement:
        """What its sender said."""
        return self.chain[-1].statement

    def record(self, number: int) -> bytes:
        """The bytes of a record."""
        at = self.start + number * self.size
        return self.records[at : at + self.size]

    def __len__(self) -> int:
        return self.last.rows


def write_message(target: Path, chain: Chain, payload: Path, *, recipient: str) -> None:
    """Seal statements and records to a recipient (age); the file appears whole or not at all."""
    import pyrage

    with atomic_path(target) as temporary, scratch_folder(target.parent, name="sealing") as place:
        plain = place / "plain"
        with plain.open("wb") as file, payload.open("rb") as records:
            file.write(_MARK + msgspec.json.encode(chain) + b"\n")
            shutil.copyfileobj(records, file, 1 << 20)
        pyrage.encrypt_file(str(plain), str(temporary), [pyrage.x25519.Recipient.from_str(recipient)])


@contextmanager
def open_message(
    path: Path, *, identity: str, name: str, agreement: Agreement, digest: str, folder: Path
) -> Iterator[Message]:
    """Open a sealed file and check all that it says before anything is computed.

    Args:
        path: the file.
        identity: the age identity of who opens it.
        name: who opens it; the file must be sent to them.
        agreement: what all agreed on.
        digest: its digest.
        folder: where the opened file lies meanwhile. What is in it is locked under the tally's key.

    Raises:
        InputError: There is no such file.
        VerificationFailed: The file is damaged, cut, changed, out of order, or meant for somebody or something else.
    """
    with scratch_folder(folder, name="opened") as place:
        plain = place / "plain"
        _unseal(path, plain, identity)
        with plain.open("rb") as file:
            chain = _read_chain(file, path)
            try:
                check_chain(chain, agreement, digest)
            except VerificationFailed as error:
                raise VerificationFailed(f"{path}: {error}") from None
            if chain[-1].statement.recipient != name:
                raise VerificationFailed(
                    f"{path}: this file is meant for {chain[-1].statement.recipient}, not for {name}; it is refused."
                )
            start, size = file.tell(), agreement.layout.size
            _check_payload(file, chain[-1].statement, path, size)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as records:
                yield Message(chain=chain, records=records, start=start, size=size)


def _unseal(path: Path, target: Path, identity: str) -> None:
    import pyrage

    if not path.is_file():
        raise InputError(f"{path}: there is no such file. Give the path of the sealed file that was sent to you.")
    try:
        decrypt(path, target, [pyrage.x25519.Identity.from_str(identity)])
    except NotOpened:
        raise VerificationFailed(
            f"{path}: this file is damaged, cut, or sealed to somebody else; it is refused. Ask for it again."
        ) from None


def _read_chain(file: IO[bytes], path: Path) -> Chain:
    line = b""
    if file.readline(len(_MARK)) == _MARK:
        line = file.readline(_LONGEST_LINE)
    try:
        chain = msgspec.json.decode(line, type=Chain)
    except (msgspec.DecodeError, UnicodeDecodeError):
        chain = ()
    if not chain or msgspec.json.encode(chain) + b"\n" != line:
        raise VerificationFailed(f"{path}: this is no file of `darkfigure federate`; it is refused.")
    return chain


def _check_payload(file: IO[bytes], said: Statement, path: Path, size: int) -> None:
    start, digest, length = file.tell(), hashlib.sha256(), 0
    for part in iter(lambda: file.read(1 << 20), b""):
        digest.update(part)
        length += len(part)
    file.seek(start)
    if length != said.rows * size or digest.hexdigest() != said.payload:
        raise VerificationFailed(f"{path}: the records are not those that {said.sender} signed; the file is refused.")


def seal_note(content: bytes, recipient: str) -> str:
    """A small text sealed to a recipient, in base64."""
    import pyrage

    sealed: bytes = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)])
    return base64.b64encode(sealed).decode()


def open_note(note: str, identity: str) -> bytes | None:
    """What `seal_note` sealed; None where it cannot be opened."""
    import pyrage

    try:
        content: bytes = pyrage.decrypt(base64.b64decode(note), [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, ValueError):
        return None
    return content
