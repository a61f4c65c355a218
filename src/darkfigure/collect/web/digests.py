"""The digests that web archives carry beside their bytes: `sha1:BASE32`, `sha256:hex`."""

import hashlib
from typing import Literal

Verdict = Literal["good", "wrong", "unknown", "absent"]

# the digits of RFC 4648 as Python's own of base 32: `int` reads those many times faster than `base64` decodes
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghijklmnopqrstuv")
_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha224": hashlib.sha224,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
    "md5": hashlib.md5,
}


def check_digest(written: str | None, data: bytes) -> Verdict:
    """Whether bytes have the digest that is written beside them; `unknown` where its algorithm is not known here.

    Example:
        >>> check_digest("md5:d41d8cd98f00b204e9800998ecf8427e", b"")
        'good'
    """
    if not written:
        return "absent"
    name, _, value = written.partition(":")
    algorithm = _ALGORITHMS.get(name) or _ALGORITHMS.get(name.lower().replace("-", ""))
    if algorithm is None:
        return "unknown"
    return judge_digest(value, algorithm(data, usedforsecurity=False).digest())


def judge_digest(value: str, digest: bytes) -> Verdict:
    """Whether a digest is the one that is written, in hex or in base 32."""
    value = value.strip().rstrip("=")
    if len(value) == 2 * len(digest):
        return "good" if value.lower() == digest.hex() else "wrong"
    bits = 8 * len(digest)
    unused = -bits % 5
    if len(value) != (bits + unused) // 5 or not value.isalnum() or not value.isascii():
        return "wrong"
    try:
        return "good" if int(value.upper().translate(_DIGITS), 32) == int.from_bytes(digest) << unused else "wrong"
    except ValueError:
        return "wrong"


def new_hash(written: str | None) -> "hashlib._Hash | None":
    """A running hash of the algorithm of a written digest; None where there is none, or it is not known here."""
    name = (written or "").partition(":")[0].lower().replace("-", "")
    algorithm = _ALGORITHMS.get(name)
    return None if algorithm is None else algorithm(usedforsecurity=False)
