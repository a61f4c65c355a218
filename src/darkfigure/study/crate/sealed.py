"""Exports that only named people can open: age (X25519 or SSH keys).

Source:
    age-encryption.org/v1, https://age-encryption.org/v1; by the library pyrage.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.store.unsealing import NotOpened, decrypt

_MARK = b"age-encryption.org/v1"


def read_recipients(said: Sequence[str]) -> list[Any]:
    """Public keys: `age1...`, `ssh-ed25519 ...` or `ssh-rsa ...`.

    Raises:
        InputError: One is no such key.
    """
    if not said:
        return []
    from pyrage import RecipientError, ssh, x25519

    found = []
    for number, text in enumerate(said, start=1):
        try:
            kind = ssh if text.startswith("ssh-") else x25519
            found.append(kind.Recipient.from_str(text.strip()))
        except RecipientError:
            raise InputError(
                f"recipient {number} is no public key of age (`age1...`) or SSH (`ssh-ed25519 ...`). Ask the person "
                "for theirs: `age-keygen -y KEYFILE` prints it."
            ) from None
    return found


def seal(plain: Path, target: Path, recipients: Sequence[Any]) -> None:
    """Encrypt a file to recipients."""
    from pyrage import encrypt_file

    encrypt_file(str(plain), str(target), list(recipients))


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted with age."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def unseal(path: Path, target: Path, *, identity: Path | None) -> None:
    """Decrypt a file with a private key.

    Args:
        path: the sealed file.
        target: where its plain text goes.
        identity: a file with `AGE-SECRET-KEY-1...` lines, or a private SSH key without a passphrase.

    Raises:
        InputError: No key was given, the file holds none, or it opens nothing.
        VerificationFailed: The file was changed.
    """
    if identity is None:
        raise InputError(f"{path}: this export is sealed. Name your private key: --identity FILE.")
    try:
        decrypt(path, target, _identities(identity))
    except NotOpened as error:
        if error.key:
            raise InputError(f"{path}: this export is not sealed to the key in {identity}.") from None
        raise _damaged(path) from None


def _damaged(path: Path) -> VerificationFailed:
    return VerificationFailed(f"{path}: the sealed file was changed or is cut off. Have it sent again.")


def _identities(path: Path) -> list[Any]:
    from pyrage import IdentityError, ssh, x25519

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: this key cannot be read: {error.strerror}.") from None
    try:
        lines = [line.strip() for line in content.decode().splitlines()]
        keys = [x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return keys or [ssh.Identity.from_buffer(content)]
    except (IdentityError, UnicodeDecodeError):
        raise InputError(
            f"{path}: this is no private key of age (`AGE-SECRET-KEY-1...`) or SSH (without a passphrase)."
        ) from None
