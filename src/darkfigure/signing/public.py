"""The public half: what a key is called, and whether a signature fits.

Source:
    Ed25519: RFC 8032. A public key is written as OpenSSH writes it (RFC 4253, RFC 8709), so that `ssh-keygen -lf` tells
    the same fingerprint.
"""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fingerprint(public: str) -> str:
    """The name of a public key as `ssh-keygen -l` prints it: `SHA256:` and 43 letters.

    Args:
        public: `ssh-ed25519 AAAA...`, as in `SigningKey.public`.

    Raises:
        ValueError: It is no such key.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> fingerprint(generate_key().public)[:7]
        'SHA256:'
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import ssh_key_fingerprint

    digest = ssh_key_fingerprint(_read(public), SHA256())
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


# a pure function: an interactive review reads its file again after each verdict, and this is what would take the time
@lru_cache(maxsize=1 << 14)
def signature_fits(public: str, signature: str, statement: bytes, *, purpose: str) -> bool:
    """Whether a signature is of this statement, for this purpose, by the owner of this key.

    Args:
        public: the key, as in `SigningKey.public`. Anything else, also another spelling of a key, fits nothing.
        signature: what `SigningKey.sign` returned; another spelling of it fits nothing.
        statement: the bytes that were signed.
        purpose: what they were signed as.

    Example:
        >>> from darkfigure.signing import generate_key
        >>> key = generate_key()
        >>> signature = key.sign(b"judged", purpose="example")
        >>> signature_fits(key.public, signature, b"judged", purpose="example")
        True
        >>> signature_fits(key.public, signature, b"changed", purpose="example")
        False
    """
    from cryptography.exceptions import InvalidSignature

    try:
        said = base64.b64decode(signature, validate=True)
        if base64.b64encode(said).decode() != signature:
            return False
        _read(public).verify(said, framed(statement, purpose=purpose))
    except (ValueError, InvalidSignature):
        return False
    return True


def framed(statement: bytes, *, purpose: str) -> bytes:
    """The bytes that are signed: what was signed as one thing never counts as another."""
    return b"darkfigure " + purpose.encode() + b"\0" + statement


def _read(public: str) -> "Ed25519PublicKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

    try:
        key = load_ssh_public_key(public.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("a key of a kind that is not known here") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("a key of another kind than Ed25519")  # noqa: TRY004 - the text is wrong, not its type
    if key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() != public:
        raise ValueError("a key that is written in another way")
    return key
