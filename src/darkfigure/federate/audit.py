"""`federate audit`: replay what a party did, from its own folder, bit for bit.

For an auditor with lawful access to one party's folder and list. Hop 0 is made again from the list, every other hop
from the file that was received; what comes out must be what the party signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import DarkfigureError, InputError
from darkfigure.federate.agreed import Agreed
from darkfigure.federate.group import NotAnElement, Ristretto
from darkfigure.federate.hop import hopped, open_party, payload_file
from darkfigure.federate.messages import Statement, check_chain, open_message
from darkfigure.federate.participant import Own
from darkfigure.federate.prepare import locked_records, prepare_rows, seed_of
from darkfigure.federate.rows import read_rows
from darkfigure.federate.tally import check_together
from darkfigure.federate.verify import chains_of, read_result
from darkfigure.store import scratch_folder


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One hop, made again; `wrong` is None where it is what the party signed."""

    list: str
    hop: int
    rows: int
    wrong: str | None


def audit(
    folder: Path, result: Path, *, path: Path | None = None, columns: Mapping[str, str] | None = None
) -> list[Replay]:
    """Make again all hops of a party in the run of a result.

    Args:
        folder: the party's own folder.
        result: the folder of the published result, which holds what the party signed.
        path: the party's list as it was prepared; without it hop 0 is left out.
        columns: as they were given when it was prepared.

    Raises:
        InputError: Folder or result cannot be read, or the result is of another agreement.
    """
    own, agreed = open_party(folder)
    if own.name not in agreed.agreement.names:
        raise InputError(f"{folder}: this is the folder of the tally, which makes no hops. Give the folder of a party.")
    if path is not None and not path.is_file():
        raise InputError(f"{path}: there is no such list. Give the list as {own.name} prepared it.")
    said = read_result(result).said
    if said["agreement"] != agreed.digest:
        raise InputError(f"{result}: this result was made under another agreement than {folder}.")
    chains = chains_of(said)
    check_together(chains)
    replays = []
    for chain in chains:
        check_chain(chain, agreed.agreement, agreed.digest)
        for signed in chain:
            one = signed.statement
            if one.sender != own.name or (one.hop == 0 and path is None):
                continue
            if Ristretto().multiply_base(own.exponent(agreed.digest, one.run)).hex() != one.exponent:
                wrong: str | None = "the party hid with another secret than its folder holds"
            elif one.hop == 0 and path is not None:
                wrong = _hop_zero(own, agreed, one, path, columns)
            else:
                wrong = _hop(own, agreed, one)
            replays.append(Replay(list=one.list, hop=one.hop, rows=one.rows, wrong=wrong))
    return replays


def _hop_zero(own: Own, agreed: Agreed, said: Statement, path: Path, columns: Mapping[str, str] | None) -> str | None:
    seed = seed_of(own, agreed.digest, said.run, path.read_bytes())
    exponent = own.exponent(agreed.digest, said.run)
    try:
        prepared = prepare_rows(read_rows(path, columns=columns), agreed.agreement, seed=seed)
    except InputError as error:
        return f"it cannot be made again: {error}"
    if prepared.rows != said.rows:
        return f"the list leads to {prepared.rows:,} rows, and {said.rows:,} were sent"
    records = locked_records(
        prepared, agreed.agreement, digest=agreed.digest, run=said.run, exponent=exponent, seed=seed
    )
    return _compare(own, records, said, "the file that was sent is not the one that this list leads to")


def _hop(own: Own, agreed: Agreed, said: Statement) -> str | None:
    received = own.run_folder(said.run) / "received" / f"{said.list}.hop{said.hop}.age"
    try:
        with open_message(
            received,
            identity=own.sealing,
            name=own.name,
            agreement=agreed.agreement,
            digest=agreed.digest,
            folder=own.folder / "runs",
        ) as message:
            if message.chain[-1].digest != said.previous:
                return "the file that was kept is not the one that this hop followed"
            records = hopped(message, own, agreed.agreement, digest=agreed.digest)
            return _compare(own, records, said, "the file that was sent is not the one that the received file leads to")
    except (DarkfigureError, NotAnElement) as error:
        return f"it cannot be made again: {error}"


def _compare(own: Own, records: Iterator[bytes], said: Statement, wrong: str) -> str | None:
    with scratch_folder(own.folder / "runs", name="audit") as place:
        return None if payload_file(records, place / "payload") == said.payload else wrong
