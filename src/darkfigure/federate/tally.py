"""The tally: open what arrives after all hops, count, add noise, say who saw what. Names and tokens are not kept."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.federate.agreed import Agreed, copy_agreed
from darkfigure.federate.agreement import Agreement
from darkfigure.federate.counting import Counted, count_exact, count_tolerant
from darkfigure.federate.hop import open_party
from darkfigure.federate.ledger import spend
from darkfigure.federate.messages import Chain, Statement, open_message, open_note
from darkfigure.federate.noise import Below, discrete_laplace, noise_scale
from darkfigure.federate.participant import Own
from darkfigure.federate.pseudonyms import Decryptor, Pseudonyms
from darkfigure.federate.result import Result, write_result
from darkfigure.federate.watch import Watch, unwatched, watched
from darkfigure.store import write_atomically


@dataclass(frozen=True, kw_only=True)
class _Received:
    """All lists of a run, as the tally has them."""

    lists: list[Pseudonyms]
    chains: list[Chain]
    notes: list[bytes | None]

    @property
    def first(self) -> Statement:
        """What the first party said of the run."""
        return self.chains[0][0].statement


def tally(
    folder: Path,
    files: Sequence[Path],
    *,
    target: Path,
    below: Below = secrets.randbelow,
    watch: Watch = unwatched,
) -> Result:
    """Count a run from one file a party, and publish the counts with noise.

    Args:
        folder: the tally's own folder.
        files: what arrived, in any order: one file a party, of one run.
        target: the folder of the result; made.
        below: where the noise comes from; the system's randomness.
        watch: told how far it is.

    Raises:
        VerificationFailed: A file is refused.
        InputError: A file is missing, the run was counted already with other files, or epsilon is used up.
    """
    own, agreed = open_party(folder)
    if agreed.agreement.tally.name != own.name:
        raise InputError(
            f"{folder}: this is the folder of a party. Only the tally, {agreed.agreement.tally.name}, counts."
        )
    received = _receive(own, agreed, files, watch)
    first = received.first
    agreed.require_signatures(synthetic=first.synthetic)
    before = own.run_folder(first.run) / "result.json"
    statements = [[msgspec.to_builtins(signed) for signed in chain] for chain in received.chains]
    payloads = [chain[-1].statement.payload for chain in received.chains]
    if before.is_file():
        result = _again(before, payloads, first.run)
    else:
        counted = _count(agreed.agreement, received)
        spend(own, agreed, run=first.run)
        result = _result(agreed, received, counted, statements, below)
        write_atomically(before, json.dumps(result.said, indent=1).encode())
    copy_agreed(agreed, target)
    write_result(target, result, agreed, key=own.signing)
    return result


def _receive(own: Own, agreed: Agreed, files: Sequence[Path], watch: Watch) -> _Received:
    agreement = agreed.agreement
    decryptor = Decryptor(agreement, agreed.digest, own.tally_scalars(agreement.layout.keys))
    found: dict[str, tuple[Pseudonyms, Chain]] = {}
    scratch = own.folder / "runs"
    scratch.mkdir(mode=0o700, exist_ok=True)
    for path in files:
        with open_message(
            path, identity=own.sealing, name=own.name, agreement=agreement, digest=agreed.digest, folder=scratch
        ) as message:
            name = message.last.list
            if name in found:
                raise InputError(f"{path}: the list of {name} is given twice. Give one file a party.")
            records: Iterator[bytes] = (message.record(number) for number in range(len(message)))
            records = watched(records, what=f"opening the list of {name}", total=len(message), watch=watch)
            found[name] = decryptor.read(name, records), message.chain
    missing = [name for name in agreement.names if name not in found]
    if missing:
        raise InputError(f"the list of {', '.join(missing)} did not arrive yet. Give the files of all parties at once.")
    chains = [found[name][1] for name in agreement.names]
    check_together(chains)
    notes = [open_note(chain[0].statement.note, own.sealing) for chain in chains]
    return _Received(lists=[found[name][0] for name in agreement.names], chains=chains, notes=notes)


def check_together(chains: Sequence[Chain]) -> None:
    """Whether the files of all lists are of one run, each party hiding with one secret.

    Raises:
        VerificationFailed: They are not.
    """
    statements = [signed.statement for chain in chains for signed in chain]
    if len({said.run for said in statements}) > 1 or len({said.synthetic for said in statements}) > 1:
        raise VerificationFailed("the files are not all of one run. Give the files of one run.")
    exponents: dict[str, str] = {}
    for said in statements:
        if exponents.setdefault(said.sender, said.exponent) != said.exponent:
            raise VerificationFailed(
                f"{said.sender} says that it hid two lists with different secrets; keys could not be compared. It must "
                "make its hops again."
            )


def _count(agreement: Agreement, received: _Received) -> Counted:
    if agreement.exact:
        return count_exact(received.lists, agreement)
    rng = np.random.default_rng(secrets.randbits(128))
    return count_tolerant(received.lists, agreement, received.notes, rng=rng)


def _result(agreed: Agreed, received: _Received, counted: Counted, statements: list[list[Any]], below: Below) -> Result:
    agreement = agreed.agreement
    scale = noise_scale(agreement.output.epsilon)
    noise = np.array([[discrete_laplace(scale, below=below) for _ in row[1:]] for row in counted.tables[0]])
    tables = counted.tables[:, :, 1:] + noise
    said = {
        "agreement": agreed.digest,
        "title": agreement.title,
        "population": agreement.population,
        "run": received.first.run,
        "synthetic": received.first.synthetic,
        "lists": list(agreement.names),
        "rows": [chain[0].statement.rows for chain in received.chains],
        "strata": {"column": agreement.strata.column, "codes": list(agreement.codes)} if agreement.strata else None,
        "epsilon": agreement.output.epsilon,
        "scale": float(scale),
        "unit": "membership" if agreement.exact else "cluster",
        "tables": tables.tolist(),
        "statements": statements,
    }
    return Result(said=said)


def _again(path: Path, payloads: list[str], run: int) -> Result:
    """The result as it was counted before: counting anew would add other noise, and two noises tell more than one."""
    result = Result(said=json.loads(path.read_bytes()))
    if list(_payloads(result.said)) != payloads:
        raise InputError(f"run {run} was counted already, from other files. A run is counted once; take the next run.")
    return result


def _payloads(said: dict[str, Any]) -> Iterator[str]:
    for chain in said["statements"]:
        yield chain[-1]["statement"]["payload"]
