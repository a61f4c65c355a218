"""The two steps of a party as files: prepare its own list, and hop a list of another."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.federate.agreed import Agreed, load_agreed
from darkfigure.federate.agreement import Agreement
from darkfigure.federate.canonical import tables_digest
from darkfigure.federate.elgamal import Wrapper
from darkfigure.federate.group import NotAnElement, Ristretto
from darkfigure.federate.messages import Chain, Message, Statement, open_message, sign, write_message
from darkfigure.federate.participant import Own, load_participant
from darkfigure.federate.prepare import Prepared, locked_records, note_of, prepare_rows, seed_of
from darkfigure.federate.randomness import derive, permutation, scalars
from darkfigure.federate.rows import read_rows
from darkfigure.federate.synthetic import is_synthetic
from darkfigure.federate.watch import Watch, unwatched, watched
from darkfigure.store import atomic_path, scratch_folder, write_atomically

_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was done: the sealed file, whom it is for, and whether it had been made before."""

    path: Path
    recipient: str
    rows: int
    before: bool
    prepared: Prepared | None = None


def prepare(
    folder: Path, path: Path, *, run: int = 1, columns: Mapping[str, str] | None = None, watch: Watch = unwatched
) -> Done:
    """Hop 0 of a party's own list.

    Args:
        folder: the party's own folder, with keys and agreement.
        path: the list.
        run: which run of the agreement.
        columns: standard column name to header, where the header does not say it.
        watch: told how far it is.

    Raises:
        InputError: It is the tally's folder, not everybody signed, the list does not fit the agreement, or another list
            was prepared already.
    """
    own, agreed = open_party(folder)
    agreement = agreed.agreement
    _require_party(own, agreed)
    rows = read_rows(path, columns=columns)
    content = path.read_bytes()
    synthetic = is_synthetic(content, agreement, own.name)
    agreed.require_signatures(synthetic=synthetic)
    _check_run(agreement, run)
    seed = seed_of(own, agreed.digest, run, content)
    prepared = prepare_rows(rows, agreement, seed=seed)
    told = hashlib.sha256(content).hexdigest()
    if (again := _made_before(own, run, own.name, 0, told)) is not None:
        return again
    exponent = own.exponent(agreed.digest, run)
    records = locked_records(prepared, agreement, digest=agreed.digest, run=run, exponent=exponent, seed=seed)
    records = watched(records, what=f"hiding the list of {own.name}", total=prepared.rows, watch=watch)
    return _send(
        own, agreed, records, chain=(), owner=own.name, run=run, told=told, rows=prepared.rows,
        note=note_of(prepared, agreement), synthetic=synthetic, prepared=prepared,
    )  # fmt: skip


def hop(folder: Path, path: Path, *, watch: Watch = unwatched) -> Done:
    """One hop of another party's list.

    Args:
        folder: the party's own folder.
        path: the file that the party before sent.
        watch: told how far it is.

    Raises:
        VerificationFailed: The file is refused.
        InputError: Not everybody signed.
    """
    own, agreed = open_party(folder)
    _require_party(own, agreed)
    scratch = own.folder / "runs"
    scratch.mkdir(mode=0o700, exist_ok=True)
    with open_message(
        path, identity=own.sealing, name=own.name, agreement=agreed.agreement, digest=agreed.digest, folder=scratch
    ) as message:
        last = message.last
        agreed.require_signatures(synthetic=last.synthetic)
        number = last.hop + 1
        if (again := _made_before(own, last.run, last.list, number, last.payload)) is not None:
            return again
        kept = own.run_folder(last.run) / "received" / f"{last.list}.hop{number}.age"
        kept.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(kept) as temporary:
            shutil.copyfile(path, temporary)
        records = hopped(message, own, agreed.agreement, digest=agreed.digest)
        records = watched(records, what=f"hiding the list of {last.list}", total=last.rows, watch=watch)
        try:
            return _send(
                own, agreed, records, chain=message.chain, owner=last.list, run=last.run, told=last.payload,
                rows=last.rows, synthetic=last.synthetic,
            )  # fmt: skip
        except NotAnElement:
            raise VerificationFailed(
                f"{path}: a record holds what is no element of the group; the file is refused. {last.sender} did not "
                "follow the protocol."
            ) from None


def hopped(message: Message, own: Own, agreement: Agreement, *, digest: str) -> Iterator[bytes]:
    """The records of a message, hidden once more, locked anew and shuffled. The same message gives the same bytes."""
    last, group = message.last, Ristretto()
    seed = derive(own.secret, "hop", digest, last.run, last.list, last.hop + 1, last.payload)
    points = tuple(bytes.fromhex(point) for point in agreement.tally.points)
    wrapper = Wrapper(group=group, layout=agreement.layout, points=points)
    secret = own.exponent(digest, last.run)
    drawn = scalars(derive(seed, "wrap"), len(message) * (1 + wrapper.layout.strata), group=group)
    for number in permutation(derive(seed, "order"), len(message)).tolist():
        yield wrapper.hop(message.record(number), secret, drawn)


def open_party(folder: Path) -> tuple[Own, Agreed]:
    """A party's own folder and the agreement in it.

    Raises:
        InputError: There is none, it names other keys, or this program makes other keys of names.
    """
    own, agreed = load_participant(folder), load_agreed(folder / "agreement")
    named = agreed.agreement.participant(own.name)
    if named is None or named.signing != own.signing.public:
        raise InputError(f"{folder}: the agreement does not name the keys of this folder. Propose a new one with them.")
    if agreed.agreement.keys.tables != tables_digest():
        raise InputError(
            "this program makes other keys of names than the one the agreement was written with. Install version "
            f"{agreed.agreement.software.version} everywhere, or propose a new agreement."
        )
    return own, agreed


def payload_file(records: Iterable[bytes], target: Path) -> str:
    """Write records to a file; return their SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb", buffering=_CHUNK) as file:
        for record in records:
            file.write(record)
            digest.update(record)
    return digest.hexdigest()


def _send(  # noqa: PLR0913 - what a statement says
    own: Own,
    agreed: Agreed,
    records: Iterable[bytes],
    *,
    chain: Chain,
    owner: str,
    run: int,
    told: str,
    rows: int,
    synthetic: bool,
    note: str = "",
    prepared: Prepared | None = None,
) -> Done:
    """Write records, say what they are, seal both to whose turn it is, and note that it was done."""
    number = len(chain)
    recipient = agreed.agreement.at(owner, number + 1)
    folder = own.run_folder(run)
    folder.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder, name="hop") as place:
        payload = place / "payload"
        said = Statement(
            agreement=agreed.digest,
            run=run,
            list=owner,
            hop=number,
            sender=own.name,
            recipient=recipient.name,
            rows=rows,
            payload=payload_file(records, payload),
            previous=chain[-1].digest if chain else agreed.digest,
            exponent=Ristretto().multiply_base(own.exponent(agreed.digest, run)).hex(),
            note=note,
            synthetic=synthetic,
        )
        target = folder / "sent" / f"{owner}.run{run}.hop{number}.for-{recipient.name}.age"
        write_message(target, (*chain, sign(said, own.signing)), payload, recipient=recipient.sealing)
    done = {"told": told, "payload": said.payload, "path": target.name, "recipient": recipient.name, "rows": rows}
    write_atomically(_note(own, run, owner, number), json.dumps(done).encode())
    return Done(path=target, recipient=recipient.name, rows=rows, before=False, prepared=prepared)


def _made_before(own: Own, run: int, owner: str, number: int, told: str) -> Done | None:
    """The step as it was done before with the same input; None if it was not.

    Raises:
        InputError: It was done with another input.
    """
    path = _note(own, run, owner, number)
    if not path.is_file():
        return None
    done = json.loads(path.read_bytes())
    sent = own.run_folder(run) / "sent" / done["path"]
    if done["told"] != told:
        raise InputError(
            f"hop {number} of list {owner} in run {run} was done already, with other records; this one is refused. "
            "One run takes one list of each party: take the next run."
        )
    if not sent.is_file():
        return None
    return Done(path=sent, recipient=done["recipient"], rows=done["rows"], before=True)


def _note(own: Own, run: int, owner: str, number: int) -> Path:
    return own.run_folder(run) / f"{owner}.hop{number}.json"


def _require_party(own: Own, agreed: Agreed) -> None:
    if own.name not in agreed.agreement.names:
        raise InputError(
            f"{own.folder}: this is the folder of the tally, which has no list and makes no hops. It counts what "
            "arrived: `darkfigure federate tally`."
        )


def _check_run(agreement: Agreement, run: int) -> None:
    if not 1 <= run <= agreement.output.runs:
        raise InputError(
            f"run {run} is not one of the {agreement.output.runs} that the agreement allows. More runs need a new one."
        )
