import numpy as np
import pytest

from darkfigure.errors import UsageError
from darkfigure.media.join import near_pairs


def hashes(rng, count, planted):
    """Random hashes; the last are earlier ones with up to 40 bits turned."""
    words = rng.integers(0, 2**64, (count, 4), dtype=np.uint64)
    for row in range(count - planted, count):
        words[row] = words[rng.integers(count // 2)]
        for bit in rng.choice(256, rng.integers(0, 41), replace=False):
            words[row, bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return words


def compared_each_with_each(words, distance):
    found = set()
    for row in range(len(words)):
        apart = np.bitwise_count(words[row] ^ words[row + 1 :]).sum(axis=1)
        found |= {(row, row + 1 + int(k), int(apart[k])) for k in np.flatnonzero(apart <= distance)}
    return found


@pytest.mark.parametrize("distance", [31, 12, 0])
def test_join_finds_exactly_the_pairs_that_comparing_each_with_each_finds(distance):
    words = hashes(np.random.default_rng(5), 3000, 900)
    pairs = near_pairs(words, distance=distance)
    found = list(zip(pairs.first.tolist(), pairs.second.tolist(), pairs.distance.tolist(), strict=True))
    truth = compared_each_with_each(words, distance)
    assert len(truth) > 10
    assert sorted(truth) == found


def test_bits_spread_evenly_over_the_bands_are_still_found():
    one = np.zeros((1, 4), np.uint64)
    bits = [16 * band + k for band in range(16) for k in (3, 9)][:31]  # two in each band but one in the last
    other = one.copy()
    for bit in bits:
        other[0, bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    pairs = near_pairs(np.concatenate([one, other]))
    assert pairs.distance.tolist() == [31]


def test_cap_keeps_a_hot_hash_from_filling_the_memory_and_leaves_nobody_without_a_pair():
    words = np.repeat(hashes(np.random.default_rng(6), 1, 0), 2000, axis=0)
    pairs = near_pairs(words, cap=5)
    assert len(pairs.first) < 2000 * 6
    assert set(pairs.first.tolist()) | set(pairs.second.tolist()) == set(range(2000))
    assert len(pairs.hot) > 0


def test_no_hashes_have_no_pairs():
    assert len(near_pairs(np.zeros((0, 4), np.uint64)).first) == 0


def test_distance_beyond_what_bands_find_is_refused():
    with pytest.raises(UsageError, match="32 bits"):
        near_pairs(np.zeros((2, 4), np.uint64), distance=32)
