"""Chances and orders that follow from a seed and a number alone: no generator is walked, and nothing is held."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ROUNDS = 4


def key_of(seed: int, what: str) -> np.uint64:
    """A key for one use of the seed; another word is another key."""
    return np.uint64(np.random.SeedSequence([seed, *what.encode()]).generate_state(1, np.uint64)[0])


def chances(key: np.uint64, numbers: Ints) -> NDArray[np.float64]:
    """One uniform in [0, 1) a number, shape as `numbers`.

    Example:
        >>> chances(key_of(1, "town"), np.arange(3)).shape
        (3,)
    """
    return np.asarray((_mixed(numbers.astype(np.uint64) * _GOLDEN + key) >> np.uint64(11)) * 2.0**-53)


def scattered(key: np.uint64, places: Ints, count: int) -> Ints:
    """The numbers at these places of a shuffled order of 0..count-1.

    Raises:
        ValueError: A place lies outside of the order.

    Source:
        Black and Rogaway (2002), Ciphers with arbitrary finite domains: a Feistel network whose results outside of the
        domain are sent through it again.

    Example:
        >>> sorted(scattered(key_of(1, "list"), np.arange(5), 5).tolist())
        [0, 1, 2, 3, 4]
    """
    if places.size and not 0 <= places.min() <= places.max() < count:
        raise ValueError(f"places must lie in 0 to {count - 1}; found {places.min()} to {places.max()}")
    half = np.uint64(max(1, (max(count - 1, 1).bit_length() + 1) // 2))
    found = _network(key, places.astype(np.uint64), half)
    outside = np.flatnonzero(found >= count)
    while outside.size:
        found[outside] = _network(key, found[outside], half)
        outside = outside[found[outside] >= count]
    return found.astype(np.int64)


def _network(key: np.uint64, numbers: Bits, half: np.uint64) -> Bits:
    mask = (np.uint64(1) << half) - np.uint64(1)
    left, right = numbers >> half, numbers & mask
    for step in range(_ROUNDS):
        left, right = right, left ^ (_mixed(right * _GOLDEN + key + np.uint64(step)) & mask)
    return np.asarray(left << half | right)


def _mixed(bits: Bits) -> Bits:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)))
