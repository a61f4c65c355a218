"""An agreement with its signatures, as it lies in a folder: who signed it, and whether that is everybody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.federate.agreement import Agreement, agreement_from, digest_of
from darkfigure.parsing import parse_json
from darkfigure.signing import SigningKey, signature_fits
from darkfigure.store import write_atomically

FILE = "agreement.toml"
_PURPOSE = "federate-agreement"


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An agreement, its bytes and digest, and the signatures that fit, by name."""

    agreement: Agreement
    content: bytes
    digest: str
    signatures: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not signed."""
        one = self.agreement
        return tuple(name for name in (*one.names, one.tally.name) if name not in self.signatures)

    def require_signatures(self, *, synthetic: bool) -> None:
        """Refuse to go on with lists of people where somebody has not signed.

        Raises:
            InputError: Somebody has not.
        """
        if self.missing and not synthetic:
            raise InputError(
                f"{', '.join(self.missing)} did not sign this agreement. Without all signatures it holds for invented "
                "lists alone (`darkfigure federate simulate`). Collect the signatures and `federate sign` again."
            )


def load_agreed(folder: Path) -> Agreed:
    """The agreement of a folder with all signatures beside it that fit.

    Raises:
        InputError: There is none, or it is not sound.
        VerificationFailed: A signature does not fit.
    """
    path = folder / FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: there is no agreement here: {error.strerror}. `darkfigure federate propose` makes one, "
            "`darkfigure federate sign` puts it into your own folder."
        ) from None
    agreement = agreement_from(content, where=str(path))
    signatures = {}
    for file in sorted((folder / "signatures").glob("*.json")):
        name, signature = _signature(file)
        signer = agreement.participant(name)
        if signer is None or not signature_fits(signer.signing, signature, content, purpose=_PURPOSE):
            raise VerificationFailed(
                f"{file}: this signature does not fit the agreement beside it. Remove it, and ask {file.stem} to sign "
                "the agreement as it is now."
            )
        signatures[name] = signature
    return Agreed(agreement=agreement, content=content, digest=digest_of(content), signatures=signatures)


def write_signature(folder: Path, content: bytes, *, name: str, key: SigningKey) -> Path:
    """Sign an agreement and put the signature beside it."""
    path = folder / "signatures" / f"{name}.json"
    write_atomically(path, json.dumps({"name": name, "signature": key.sign(content, purpose=_PURPOSE)}).encode())
    return path


def copy_agreed(agreed: Agreed, folder: Path) -> None:
    """Keep an agreement and its signatures in another folder; signatures of another version are removed."""
    for old in (folder / "signatures").glob("*.json"):
        old.unlink()
    write_atomically(folder / FILE, agreed.content)
    for name, signature in agreed.signatures.items():
        said = json.dumps({"name": name, "signature": signature}).encode()
        write_atomically(folder / "signatures" / f"{name}.json", said)


def _signature(file: Path) -> tuple[str, str]:
    try:
        said = parse_json(file.read_bytes())
        return str(said["name"]), str(said["signature"])
    except (OSError, ValueError, KeyError, TypeError):
        raise VerificationFailed(f"{file}: this is no signature. Remove it, and ask for it again.") from None
