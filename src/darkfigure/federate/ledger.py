"""What was spent: one line a counted run, chained by digest and signed by the tally. Nothing is ever taken back."""

import hashlib
import json
from pathlib import Path
from typing import Any

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.federate.agreed import Agreed
from darkfigure.federate.participant import Own
from darkfigure.parsing import parse_json
from darkfigure.signing import signature_fits
from darkfigure.store import write_atomically

FILE = "ledger.jsonl"
_PURPOSE = "federate-ledger"


def spend(own: Own, agreed: Agreed, *, run: int) -> None:
    """Write down a run before its counts exist, so that no stop in between counts twice.

    Raises:
        InputError: The runs or epsilon of the agreement are used up.
        VerificationFailed: The ledger was changed.
    """
    path = own.folder / FILE
    lines = read_ledger(path, signer=own.signing.public)
    spent = [line for line in lines if line["agreement"] == agreed.digest]
    if any(line["run"] == run for line in spent):
        return  # written, and stopped before the counts were
    output = agreed.agreement.output
    total = sum(line["epsilon"] for line in spent) + output.epsilon
    if len(spent) >= output.runs or total > output.epsilon_total * (1 + 1e-9):
        raise InputError(
            f"this agreement allows {output.runs} runs and epsilon {output.epsilon_total:g} in all; {len(spent)} runs "
            f"spent {total - output.epsilon:g}. What is spent stays spent: agree anew."
        )
    content = path.read_bytes() if path.is_file() else b""
    previous = hashlib.sha256(content).hexdigest()
    said = {"agreement": agreed.digest, "run": run, "epsilon": output.epsilon, "previous": previous}
    line = said | {"signature": own.signing.sign(_bytes(said), purpose=_PURPOSE)}
    write_atomically(path, content + _bytes(line) + b"\n")


def read_ledger(path: Path, *, signer: str) -> list[dict[str, Any]]:
    """The lines of a ledger, checked; none where there is no file.

    Raises:
        VerificationFailed: A line was changed, left out or is not signed by this key.
    """
    if not path.is_file():
        return []
    before, lines = b"", []
    for number, raw in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        try:
            line = parse_json(raw)
            signature = line.pop("signature")
            sound = line["previous"] == hashlib.sha256(before).hexdigest()
        except (ValueError, KeyError, TypeError, AttributeError):
            sound, line, signature = False, {}, ""
        if not sound or not signature_fits(signer, signature, _bytes(line), purpose=_PURPOSE):
            raise VerificationFailed(f"{path} line {number}: the ledger was changed. Nothing is counted with it.")
        lines.append(line)
        before += raw
    return lines


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
