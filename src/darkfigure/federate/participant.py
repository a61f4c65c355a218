"""A participant's own folder: its keys, and the card with their public halves that it gives to the others.

    keys/signing        Ed25519, OpenSSH's format
    keys/secret.json    the age identity that opens what is sealed to it, and the secret all else comes from
    NAME.card.toml      to be given to who proposes the agreement
    agreement/          agreement.toml and everybody's signatures
    runs/N/             what was received, what was sent, and what was said about it

The folder must never leave the participant; whoever has it can undo this party's part in hiding keys.
"""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.federate.agreement import NAME, Participant
from darkfigure.federate.canonical import to_toml
from darkfigure.federate.group import WIDE_BYTES, Ristretto
from darkfigure.federate.randomness import derive
from darkfigure.parsing import parse_json, parse_toml
from darkfigure.signing import SigningKey, create_key, load_key, signature_fits
from darkfigure.store import whole_folder, write_atomically, write_private
from darkfigure.store.leftovers import remove_leftovers

MOST_KEYS = 16
_PURPOSE = "federate-card"


@dataclass(frozen=True, kw_only=True)
class Own:
    """A participant with its private halves. `secret` is what its exponents, keys and randomness are derived from."""

    folder: Path
    name: str
    signing: SigningKey
    sealing: str = field(repr=False)
    secret: bytes = field(repr=False)

    def exponent(self, agreement: str, run: int) -> bytes:
        """What this party raises keys to, another for each agreement and run."""
        wide = derive(self.secret, "exponent", agreement, run, size=WIDE_BYTES)
        return Ristretto().scalar(wide)

    def tally_scalars(self, keys: int) -> tuple[bytes, ...]:
        """The tally's secret keys: one a key, then that of the stratum."""
        return tuple(_tally_scalar(self.secret, number) for number in (*range(1, keys + 1), 0))

    def run_folder(self, run: int) -> Path:
        """Where the files of a run lie."""
        return self.folder / "runs" / str(run)


def create_participant(folder: Path, *, name: str, tally: bool) -> Path:
    """Make a participant's keys; return the path of its card.

    Raises:
        InputError: The folder holds keys already, or cannot be written to.
        UsageError: The name is none that an agreement can hold.
    """
    from pyrage import x25519

    if NAME.fullmatch(name) is None:
        raise UsageError(f"`{name}` is no name of a participant; use small letters, digits and hyphens, at most 32.")
    if (folder / "keys").exists():
        remove_leftovers(folder, name="keys")
        raise InputError(f"{folder}: there are keys in this folder already. Choose an empty folder.")
    identity, secret = x25519.Identity.generate(), secrets.token_bytes(32)
    private = {"name": name, "tally": tally, "sealing": str(identity), "secret": secret.hex()}
    points = tuple(Ristretto().multiply_base(_tally_scalar(secret, n)).hex() for n in range(MOST_KEYS + 1))
    path = folder / f"{name}.card.toml"
    with whole_folder(folder / "keys", mode=0o700) as keys:  # last: keys without a card would stand in the way
        signing = create_key(keys / "signing")
        write_private(keys / "secret.json", json.dumps(private).encode())
        card = Participant(
            name=name, signing=signing.public, sealing=str(identity.to_public()), points=points if tally else ()
        )
        raw = msgspec.to_builtins(card) | {"signature": signing.sign(msgspec.json.encode(card), purpose=_PURPOSE)}
        write_atomically(path, to_toml({key: value for key, value in raw.items() if value}).encode())
    return path


def load_participant(folder: Path) -> Own:
    """A participant's folder, opened.

    Raises:
        InputError: There are no keys in it, or others may read them.
    """
    path = folder / "keys" / "secret.json"
    if not path.exists():
        raise InputError(
            f"{folder}: there are no keys of a participant in this folder. Give the folder that `darkfigure federate "
            "keys` made, or make one with it."
        )
    signing = load_key(folder / "keys" / "signing")
    try:
        private = parse_json(path.read_bytes())
        return Own(
            folder=folder,
            name=private["name"],
            signing=signing,
            sealing=private["sealing"],
            secret=bytes.fromhex(private["secret"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{path}: these keys cannot be read. Restore them from a copy, or make new ones and a new agreement."
        ) from None


def read_card(path: Path) -> Participant:
    """A card that another participant gave out.

    Raises:
        InputError: It is none.
        VerificationFailed: It is not signed by the key it shows.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such card. Give the NAME.card.toml that each participant gave out.")
    try:
        raw = parse_toml(path.read_text(encoding="utf-8"))
        signature = raw.pop("signature", "")
        card = msgspec.convert(raw, Participant)
    except (OSError, ValueError, msgspec.ValidationError):
        raise InputError(f"{path}: this is no participant's card. `darkfigure federate keys` writes one.") from None
    if not signature_fits(card.signing, signature, msgspec.json.encode(card), purpose=_PURPOSE):
        raise VerificationFailed(f"{path}: this card was changed since it was made. Ask its owner for it again.")
    if not all(_is_point(point) for point in card.points):
        raise VerificationFailed(f"{path}: a point of this card is none. Ask its owner for a new card.")
    return card


def tally_points(card: Participant, keys: int) -> tuple[str, ...]:
    """The points of a tally's card that an agreement with so many keys needs: those of the keys, then the stratum's."""
    return (*card.points[1 : keys + 1], card.points[0])


def _is_point(written: str) -> bool:
    try:
        return Ristretto().is_element(bytes.fromhex(written))
    except ValueError:  # no hexadecimal digits
        return False


def _tally_scalar(secret: bytes, number: int) -> bytes:
    return Ristretto().scalar(derive(secret, "tally", number, size=WIDE_BYTES))
