"""Targets: what parties send each other, as one of them who means harm would sign and seal it."""

import json
import shutil
import tempfile
import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec
from target import Target, as_file

from darkfigure.errors import DarkfigureError
from darkfigure.federate.agreed import load_agreed
from darkfigure.federate.agreement import Participant, agreement_from
from darkfigure.federate.canonical import to_toml
from darkfigure.federate.counting import matcher_for
from darkfigure.federate.ledger import read_ledger
from darkfigure.federate.matching import Calibration
from darkfigure.federate.messages import Signed, Statement, open_message, open_note, sign, write_message
from darkfigure.federate.participant import load_participant, read_card
from darkfigure.federate.rehearsal import Rehearsal, invent_parties, rehearse
from darkfigure.federate.verify import verify_result

_OWNER, _NEXT = "police", "registry"


@cache
def _agencies() -> Path:
    """Two invented agencies after a run, made once; the folder goes with the process."""
    place = tempfile.TemporaryDirectory(prefix="fuzz-")
    _KEPT.append(place)
    folder = Path(place.name) / "agencies"
    made: Rehearsal = invent_parties(folder, parties=2, people=40, seed=5, recipe="identifier", epsilon=1.0)
    rehearse(folder, made)
    return folder


_KEPT: list[object] = []


def read_agreement(data: bytes) -> None:
    """An agreement that was proposed."""
    with suppress(DarkfigureError):
        agreement_from(data, where="here")


def read_cards(data: bytes) -> None:
    """A card, with its own signature and with one that fits it."""
    with as_file(data, name="x.card.toml") as path:
        with suppress(DarkfigureError):
            read_card(path)
        try:
            raw = tomllib.loads(data.decode())
            raw.pop("signature", None)
            key = load_participant(_agencies() / _OWNER).signing
            card = msgspec.convert(raw | {"signing": key.public}, Participant)
        except (ValueError, RecursionError, msgspec.ValidationError):
            return
        signature = key.sign(msgspec.json.encode(card), purpose="federate-card")
        said = {name: value for name, value in msgspec.to_builtins(card).items() if value}
        path.write_text(to_toml(said | {"signature": signature}), encoding="utf-8")
        with suppress(DarkfigureError):
            read_card(path)


def read_sealed(data: bytes) -> None:
    """What stands in a sealed file: as it is; and where it begins with a statement, signed by the party before."""
    import pyrage

    folder = _agencies()
    sender, reader = load_participant(folder / _OWNER), load_participant(folder / _NEXT)
    agreed = load_agreed(folder / _OWNER / "agreement")
    recipient = agreed.agreement.participant(_NEXT)
    if recipient is None:
        raise AssertionError("the party is in the agreement")
    line, _, records = data.partition(b"\n")
    with as_file(b"") as place:
        path = place.parent / "x.age"
        path.write_bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient.sealing)]))
        for made in (True, False):
            if not made:
                try:
                    statement = msgspec.json.decode(line, type=Statement)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    return
                place.write_bytes(records)
                chain = (sign(statement, sender.signing),)
                write_message(path, chain, place, recipient=recipient.sealing)
            with (
                suppress(DarkfigureError),
                open_message(
                    path,
                    identity=reader.sealing,
                    name=reader.name,
                    agreement=agreed.agreement,
                    digest=agreed.digest,
                    folder=place.parent,
                ) as message,
            ):
                for number in range(len(message)):
                    message.record(number)
                open_note(message.last.note, reader.sealing)


def read_unsealed(data: bytes) -> None:
    """A file that is sealed to nobody."""
    folder = _agencies()
    reader, agreed = load_participant(folder / _NEXT), load_agreed(folder / _OWNER / "agreement")
    with (
        as_file(data) as path,
        suppress(DarkfigureError),
        open_message(
            path,
            identity=reader.sealing,
            name=reader.name,
            agreement=agreed.agreement,
            digest=agreed.digest,
            folder=path.parent,
        ),
    ):
        pass


def read_result(data: bytes) -> None:
    """A result that is to be verified."""
    with as_file(b"") as place:
        folder = place.parent / "result"
        shutil.copytree(_agencies() / "result", folder)
        (folder / "result.json").write_bytes(data)
        with suppress(DarkfigureError):
            verify_result(folder)


def read_signature(data: bytes) -> None:
    """A signature beside an agreement, and what the tally spent."""
    with as_file(b"") as place:
        folder = place.parent / "agreement"
        shutil.copytree(_agencies() / _OWNER / "agreement", folder)
        (folder / "signatures").mkdir(exist_ok=True)
        (folder / "signatures" / "police.json").write_bytes(data)
        with suppress(DarkfigureError):
            load_agreed(folder)
        place.write_bytes(data)
        with suppress(DarkfigureError):
            read_ledger(place, signer=load_participant(_agencies() / _OWNER).signing.public)


def read_note(data: bytes) -> None:
    """What a party says of keys alike by chance: nothing in it may stop the tally."""
    invented = Calibration(
        kinds=3, same={7: 90, 3: 9}, other={1: 40, 3: 2}, persons=100, pairs=10_000, chance={1: 50}, looked_at=9_000
    )
    found = matcher_for(invented, [data, None]).probabilities([1, 3, 3, 7], pairs=10_000, most=100)
    if not ((found >= 0) & (found <= 1)).all():
        raise AssertionError("a probability is between 0 and 1")


def samples() -> dict[str, list[bytes]]:
    """Files of a whole run, for the first inputs."""
    folder = _agencies()
    result = (folder / "result" / "result.json").read_bytes()
    chains = msgspec.convert(json.loads(result)["statements"], list[list[Signed]])
    first = msgspec.json.encode(chains[0][0].statement)
    key = load_participant(folder / _OWNER).signing.sign(b"x", purpose="federate-agreement")
    return {
        "agreement": [(folder / "agreement" / "agreement.toml").read_bytes()],
        "card": [path.read_bytes() for path in folder.glob("*/*.card.toml")],
        "sealed": [
            first + b"\n" + bytes(96),
            b"darkfigure federate 1\n" + msgspec.json.encode([chains[0][0]]) + b"\n" + bytes(96),
        ],
        "note": [json.dumps({"chance": {"1": 12, "3": 1}, "pairs": 5000}).encode()],
        "unsealed": [b"age-encryption.org/v1\n-> X25519 abc\n"],
        "result": [result],
        "signature": [json.dumps({"name": "police", "signature": key}).encode()],
    }


TARGETS = (
    Target(name="agreement", read=read_agreement, longest=4_096),
    Target(name="card", read=read_cards, longest=4_096),
    Target(name="sealed", read=read_sealed, longest=4_096),
    Target(name="note", read=read_note, longest=512),
    Target(name="unsealed", read=read_unsealed, longest=2_048),
    Target(name="result", read=read_result),
    Target(name="signature", read=read_signature, longest=2_048),
)
