"""PDQ: a 256-bit hash of how brightness lies in a picture, and how much there was to go by.

Source:
    Facebook (2019), "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", section 4, and its
    reference implementation in ThreatExchange, which this agrees with bit by bit on the same pixels.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.jarosz import SIDE, shrink_to_64, steepness

DISTANCE = 31  # bits; pictures whose hashes differ by so many or fewer are taken as one, as ThreatExchange does
RELIABLE = 50  # a quality below this says that the hash has too little to go by; also ThreatExchange's
SMALLEST = SIDE // 4  # pixels a side below which there is nothing to hash
_FREQUENCIES = 16

# how a copy may lie: (rows and columns change places, columns run backwards, rows run backwards)
DIHEDRAL = tuple((bool(k & 4), bool(k & 1), bool(k & 2)) for k in range(8))

Words = NDArray[np.uint64]  # hashes x 4
_HEX = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Hashed:
    """A picture's PDQ hash as it lies, and of its seven other positions.

    Attributes:
        words: 8 x 4 words in the order of `DIHEDRAL`; bit k of a hash is bit k % 64 of its word k // 64.
        quality: 0 (flat) to 100.
    """

    words: Words
    quality: int


def pdq(grey: NDArray[np.uint8]) -> Hashed:
    """Hash brightness (rows x columns), in all eight positions that turning and mirroring give."""
    samples = shrink_to_64(np.ascontiguousarray(grey))
    waves = _waves()
    table = waves @ samples @ waves.T
    signs = np.where(np.arange(_FREQUENCIES) % 2, np.float32(1), np.float32(-1))  # what running backwards does
    words = np.empty((len(DIHEDRAL), 4), np.uint64)
    for k, (transposed, left, down) in enumerate(DIHEDRAL):
        turned = table.T if transposed else table
        if left:
            turned = turned * signs
        if down:
            turned = turned * signs[:, None]
        words[k] = _pack(turned)
    return Hashed(words=words, quality=int(steepness(samples)))


def to_hex(words: Words) -> str:
    """The 64 hexadecimal digits of a hash that other programs read, highest bit first."""
    return "".join(f"{int(word):016x}" for word in words[::-1])


def from_hex(digits: str) -> Words:
    """A hash of 64 hexadecimal digits.

    Raises:
        ValueError: These are not 64 hexadecimal digits.
    """
    if not _HEX.fullmatch(digits):
        raise ValueError("a PDQ hash has 64 hexadecimal digits")
    return np.array([int(digits[i : i + 16], 16) for i in (48, 32, 16, 0)], np.uint64)


def distances(words: Words, other: Words) -> NDArray[np.int64]:
    """Bits in which hashes differ; the arrays broadcast but for the last axis, the words."""
    return np.asarray(np.bitwise_count(words ^ other).sum(axis=-1), np.int64)


@cache
def _waves() -> NDArray[np.float32]:
    """The cosines of frequencies 1 to 16 at 64 places."""
    k = np.arange(1, _FREQUENCIES + 1)[:, None]
    at = 2 * np.arange(SIDE)[None, :] + 1
    return np.asarray(np.sqrt(2 / SIDE) * np.cos(np.pi / (2 * SIDE) * k * at), np.float32)


def _pack(table: NDArray[np.float32]) -> Words:
    """One bit a coefficient: above the (lower) median or not."""
    flat = np.ascontiguousarray(table).ravel()
    bits = flat > np.partition(flat, 127)[127]
    return np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64)
