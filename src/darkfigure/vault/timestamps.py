"""Timestamps from outside: requests that wait to be sent, and answers checked against the checkpoint they are about.

Nothing is sent. A request (RFC 3161) and a file for OpenTimestamps are written beside the vault's checkpoints; whoever
has a network sends them. An answer is kept as evidence only if it is about the root of a checkpoint.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.store import write_atomically
from darkfigure.vault.chain import Difference
from darkfigure.vault.checkpoints import Checkpoint, read_checkpoints, root_bytes
from darkfigure.vault.ledger import Entry, read_ledger
from darkfigure.vault.ots import MAGIC, BadProof, read_ots
from darkfigure.vault.places import stored_path
from darkfigure.vault.vault import Vault

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

State = Literal["not requested", "pending", "unverified", "attested"]
SOURCE = "timestamps"
_SHA256 = "2.16.840.1.101.3.4.2.1"

# TimeStampReq of version 1, for a SHA-256, without nonce, asking for the certificate: RFC 3161, section 2.4.1, in DER.
# A nonce keeps old answers from being passed off as new; an old answer about the same root only proves more.
_REQUEST = bytes.fromhex("3039020101 3031 300d 0609608648016503040201 0500 0420"), bytes.fromhex("0101ff")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What is known of the time of a checkpoint.

    `state`: `pending` while a request waits; `unverified` where an answer is about this root, and who made it was not
    checked; `attested` where the answer's signature fits the certificate that was given for it. `by`: who answered.
    `time`: what the answer says (UTC), where it says a time. `files`: the requests that wait, relative to the vault.
    """

    checkpoint: int
    root: str
    state: State
    kind: Literal["rfc3161", "opentimestamps"] | None = None
    by: str | None = None
    time: str | None = None
    files: tuple[str, ...] = ()


def write_requests(folder: Path) -> tuple[Path, ...]:
    """Write the requests for the last checkpoint, which speaks for all lines before it; return their files.

    Raises:
        InputError: There is no checkpoint, or the folder cannot be written to.
    """
    entries = read_checkpoints(folder).entries
    if not entries:
        raise InputError(f"{folder}: there is no checkpoint to stamp yet. `darkfigure run` makes one.")
    last = entries[-1]
    files = _request_files(folder, last)
    for path, content in zip(files, _requests(folder, last), strict=True):
        if not path.is_file() or path.read_bytes() != content:
            write_atomically(path, content)
    return files


def attach(vault: Vault, answer: Path, *, certificates: Path | None = None) -> Stamp:
    """Check an answer and keep it as evidence.

    Args:
        vault: the study's.
        answer: a TimeStampResp of RFC 3161, or an OpenTimestamps proof.
        certificates: PEM file of the authority's root certificate, and those between where the answer lacks them.

    Raises:
        InputError: The file cannot be read, is neither, or is about no checkpoint of this study.
        VerificationFailed: The signature does not fit the certificates.
    """
    content, trusted = _read(answer), _read(certificates) if certificates is not None else None
    imprint = _imprint(content, answer)
    found = next((one for one in read_checkpoints(vault.folder).entries if one.root == imprint.hex()), None)
    if found is None:
        raise InputError(
            f"{answer}: this timestamp is about {imprint.hex()}, which is the root of no checkpoint of this study. "
            "Attach it to the study that it was asked for."
        )
    kind = _kind(content)
    if trusted is not None:
        problem = _problem(content, trusted, imprint)
        if problem:
            raise VerificationFailed(f"{answer}: this timestamp does not verify: {problem}. It was not attached.")
    kept = vault.keep(
        content,
        source=SOURCE,
        origin_path=f"checkpoint {found.seq} {kind}",
        method=kind,
        parent=found.root,
        action="attested",
    )
    if trusted is not None:
        vault.keep(
            trusted,
            source=SOURCE,
            origin_path=f"checkpoint {found.seq} certificates",
            method="certificates",
            parent=kept.digest,
            action="attested",
        )
    return _of_answer(found, content, trusted)


def read_stamps(folder: Path) -> tuple[Stamp, ...]:
    """What is known of each checkpoint's time: one stamp for each answer; where there is none, one that says so."""
    attested = [entry for entry in read_ledger(folder).entries if entry.action == "attested"]
    found = []
    for checkpoint in read_checkpoints(folder).entries:
        answers = [entry for entry in attested if entry.parent == checkpoint.root and entry.method != "certificates"]
        waiting = tuple(
            path.relative_to(folder).as_posix() for path in _request_files(folder, checkpoint) if path.is_file()
        )
        if not answers:
            state: State = "pending" if waiting else "not requested"
            found.append(Stamp(checkpoint=checkpoint.seq, root=checkpoint.root, state=state, files=waiting))
        for entry in answers:
            content = _bytes(folder, entry)
            if content is None:
                continue
            try:
                found.append(_of_answer(checkpoint, content, _certificates(folder, attested, entry)))
            except ValueError:  # changed bytes, which are named elsewhere
                found.append(Stamp(checkpoint=checkpoint.seq, root=checkpoint.root, state="unverified"))
    return tuple(found)


def check_timestamps(folder: Path) -> Iterator[Difference]:
    """Answers that are not about a checkpoint or do not verify, and requests that were changed."""
    checkpoints = read_checkpoints(folder).entries
    roots = {one.root: one for one in checkpoints}
    attested = [entry for entry in read_ledger(folder).entries if entry.action == "attested"]
    for entry in attested:
        content = _bytes(folder, entry)
        if content is None or entry.method == "certificates":
            continue  # what is missing is named elsewhere
        problem = _recheck(content, entry, roots, _certificates(folder, attested, entry))
        if problem:
            where = f"ledger.jsonl line {entry.seq}"
            yield Difference(code="timestamp", where=where, message=f"the timestamp does not verify: {problem}")
    for checkpoint in checkpoints:
        files = _request_files(folder, checkpoint)
        if not any(path.is_file() for path in files):
            continue
        for path, content in zip(files, _requests(folder, checkpoint), strict=True):
            if path.is_file() and path.read_bytes() != content:
                where = path.relative_to(folder).as_posix()
                message = "this request was changed: `darkfigure timestamp` writes it again"
                yield Difference(code="timestamp-request", where=where, message=message)


def _request_files(folder: Path, checkpoint: Checkpoint) -> tuple[Path, Path]:
    name = f"checkpoint-{checkpoint.seq:06}"
    return folder / SOURCE / f"{name}.tsq", folder / SOURCE / f"{name}.root"


def _requests(folder: Path, checkpoint: Checkpoint) -> tuple[bytes, bytes]:
    before, after = _REQUEST
    return before + bytes.fromhex(checkpoint.root) + after, root_bytes(folder, checkpoint)


def _kind(content: bytes) -> Literal["rfc3161", "opentimestamps"]:
    return "opentimestamps" if content.startswith(MAGIC) else "rfc3161"


def _imprint(content: bytes, path: Path) -> bytes:
    """What an answer is about."""
    try:
        if _kind(content) == "opentimestamps":
            return read_ots(content).digest
        response = _response(content)
        imprint = response.tst_info.message_imprint
    except BadProof as error:
        raise InputError(f"{path}: this is no OpenTimestamps proof: {error}.") from None
    except ValueError:
        raise InputError(
            f"{path}: this is no timestamp: neither a response of RFC 3161 that grants one nor an OpenTimestamps proof."
        ) from None
    if imprint.hash_algorithm.dotted_string != _SHA256:
        raise InputError(f"{path}: this timestamp is not about a SHA-256. Send the request as it was written.")
    return imprint.message


def _response(content: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    return decode_timestamp_response(content)


def _of_answer(checkpoint: Checkpoint, content: bytes, trusted: bytes | None) -> Stamp:
    if _kind(content) == "opentimestamps":
        said = read_ots(content).attestations
        blocks = [one for one in said if one.kind == "bitcoin"]
        by = ", ".join(f"{one.kind} {one.where}" for one in blocks or said)
        state: State = "unverified" if blocks else "pending"
        return Stamp(checkpoint=checkpoint.seq, root=checkpoint.root, state=state, kind="opentimestamps", by=by)
    info = _response(content).tst_info
    time = info.gen_time if info.gen_time.tzinfo else info.gen_time.replace(tzinfo=UTC)
    verified = trusted is not None and not _problem(content, trusted, bytes.fromhex(checkpoint.root))
    return Stamp(
        checkpoint=checkpoint.seq,
        root=checkpoint.root,
        state="attested" if verified else "unverified",
        kind="rfc3161",
        by=_names(trusted) if trusted is not None else None,
        time=_iso(time),
    )


def _problem(content: bytes, trusted: bytes, imprint: bytes) -> str | None:
    """Why an answer does not verify against certificates; None where it does."""
    from rfc3161_client import VerificationError, VerifierBuilder

    if _kind(content) == "opentimestamps":
        return "an OpenTimestamps proof has no certificate"
    try:
        given = _load(trusted)
    except ValueError:
        return "the file of certificates is not PEM"
    builder = VerifierBuilder()
    for one in given:
        own = one.issuer == one.subject
        builder = builder.add_root_certificate(one) if own else builder.add_intermediate_certificate(one)
    try:
        builder.build().verify(_response(content), imprint)
    except (VerificationError, ValueError) as error:
        return str(error).rstrip(".") or "its signature does not fit"
    return None


def _recheck(content: bytes, entry: Entry, roots: dict[str, Checkpoint], trusted: bytes | None) -> str | None:
    try:
        imprint = read_ots(content).digest if _kind(content) == "opentimestamps" else None
        if imprint is None:
            imprint = _response(content).tst_info.message_imprint.message
    except ValueError:
        return "it cannot be read"
    if entry.parent != imprint.hex() or entry.parent not in roots:
        return "it is not about a checkpoint of this study"
    return _problem(content, trusted, imprint) if trusted is not None else None


def _certificates(folder: Path, attested: Sequence[Entry], answer: Entry) -> bytes | None:
    found = [entry for entry in attested if entry.method == "certificates" and entry.parent == answer.digest]
    return _bytes(folder, found[-1]) if found else None


def _bytes(folder: Path, entry: Entry) -> bytes | None:
    path = stored_path(folder, entry.digest or "")
    return path.read_bytes() if path is not None else None


def _load(pem: bytes) -> "list[Certificate]":
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_x509_certificates(pem)


def _names(pem: bytes) -> str:
    return "; ".join(one.subject.rfc4514_string() for one in _load(pem) if one.issuer == one.subject)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: this file cannot be read: {error.strerror}.") from error


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()
