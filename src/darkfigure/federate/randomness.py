"""Everything random of a party, from its one secret: so that an auditor can make every byte again.

A seed is bound to the agreement, the run, the list, the hop and the bytes that came in. Other bytes lead to other
randomness, so that nobody learns anything by having a party do one step twice.

Source:
    BLAKE2 with a key as a pseudorandom function: RFC 7693. Streams: libsodium's ChaCha20, RFC 8439.
"""

import hashlib
import json
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from darkfigure.federate.group import WIDE_BYTES, Group

_SEED_BYTES = 32
_CHUNK = 1024  # scalars drawn at once


def derive(secret: bytes, *what: str | int, size: int = _SEED_BYTES) -> bytes:
    """Bytes that only who knows the secret can make, different for everything that is said of them."""
    said = json.dumps(what, ensure_ascii=True, separators=(",", ":")).encode()
    return hashlib.blake2b(said, key=secret, digest_size=size).digest()


def stream(seed: bytes, size: int) -> bytes:
    """So many bytes from a seed of 32."""
    import rbcl

    drawn: bytes = rbcl.randombytes_buf_deterministic(size, seed)
    return drawn


def scalars(seed: bytes, count: int, *, group: Group) -> Iterator[bytes]:
    """Uniform scalars from a seed."""
    for wide in _wide(seed, count):
        yield group.scalar(wide)


def elements(seed: bytes) -> Iterator[bytes]:
    """Uniform bytes for elements from a seed, without end: what stands where there is no key."""
    chunk = 0
    while True:
        yield from _split(stream(derive(seed, "chunk", chunk), _CHUNK * WIDE_BYTES))
        chunk += 1


def permutation(seed: bytes, size: int) -> NDArray[np.int64]:
    """An order of so many things, each as likely: numbers drawn for all, then sorted."""
    drawn = np.frombuffer(stream(seed, 8 * size), dtype="<u8") if size else np.zeros(0, "<u8")
    return np.argsort(drawn, kind="stable")


def _wide(seed: bytes, count: int) -> Iterator[bytes]:
    for chunk, first in enumerate(range(0, count, _CHUNK)):
        yield from _split(stream(derive(seed, "chunk", chunk), WIDE_BYTES * min(_CHUNK, count - first)))


def _split(drawn: bytes) -> Iterator[bytes]:
    for at in range(0, len(drawn), WIDE_BYTES):
        yield drawn[at : at + WIDE_BYTES]
