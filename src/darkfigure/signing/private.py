"""The private half: made once, kept in a file that only its owner may read, never in a study."""

import base64
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import InputError
from darkfigure.signing.public import fingerprint, framed
from darkfigure.store import write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OTHERS = 0o077


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A private key and its public half, `ssh-ed25519 AAAA...`. The private half is not shown.

    Example:
        >>> key = generate_key()
        >>> key.public.split()[0]
        'ssh-ed25519'
    """

    private: "Ed25519PrivateKey" = field(repr=False, compare=False)
    public: str

    @property
    def fingerprint(self) -> str:
        """What people compare: `SHA256:` and 43 letters."""
        return fingerprint(self.public)

    def sign(self, statement: bytes, *, purpose: str) -> str:
        """The signature of a statement, in base64. One statement always gets the same signature (RFC 8032).

        Args:
            statement: the bytes to be signed.
            purpose: what they are signed as; the signature fits for no other purpose.
        """
        return base64.b64encode(self.private.sign(framed(statement, purpose=purpose))).decode()


def generate_key() -> SigningKey:
    """Make a key that is kept nowhere yet.

    Example:
        >>> generate_key().public == generate_key().public
        False
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _with_public(Ed25519PrivateKey.generate())


def create_key(path: Path) -> SigningKey:
    """Make a key and write its private half, in OpenSSH's format, to a new file that only its owner may read.

    Raises:
        InputError: There is such a file, or it cannot be written.

    Example:
        >>> key = create_key(Path("reviewer.key"))
        >>> load_key(Path("reviewer.key")).public == key.public
        True
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_key()
    content = key.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, content)
    except OSError as error:
        raise InputError(
            f"{path}: no key to sign with can be written here: {error.strerror}. Make this possible, or name a key "
            "that you keep elsewhere."
        ) from error
    return key


def load_key(path: Path) -> SigningKey:
    """Read a private key in OpenSSH's format, as `create_key` and `ssh-keygen -t ed25519` write it.

    Raises:
        InputError: There is none, others than its owner may read or change it, or it cannot be used.

    Example:
        >>> key = create_key(Path("owner.key"))
        >>> load_key(Path("owner.key")).public == key.public
        True
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    content = _read_alone(path)
    try:
        private = load_ssh_private_key(content, password=None)
    except TypeError as error:  # what the library raises where a passphrase is needed
        raise InputError(
            f"{path}: this key is locked with a passphrase, and darkfigure does not ask for one. Name a key without."
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(
            f"{path}: this is no private key in OpenSSH's format. Restore it from a copy; if there is none, move the "
            "file away and make a new key."
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InputError(f"{path}: this key is of another kind. `ssh-keygen -t ed25519 -N '' -f FILE` makes one.")
    return _with_public(private)


def _read_alone(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & _OTHERS and os.name != "nt":  # Windows says nothing of others in these bits
                raise InputError(
                    f"{path}: others may read or change this private key (mode {mode:04o}), so that a signature with "
                    f"it proves nothing. `chmod 600 {path}` keeps them out; if one of them may have copied it, move "
                    "it away and make a new key."
                )
            return file.read()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such key. `ssh-keygen -t ed25519 -N '' -f {path}` makes one.") from error
    except OSError as error:
        raise InputError(f"{path}: this key cannot be read: {error.strerror}.") from error


def _with_public(private: "Ed25519PrivateKey") -> SigningKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return SigningKey(private=private, public=public)
