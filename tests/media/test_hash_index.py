import numpy as np
import pytest

from darkfigure.errors import UsageError
from darkfigure.media.hash_index import HashIndex


@pytest.mark.parametrize("distance", [31, 10])
def test_index_finds_what_a_look_at_each_finds(distance):
    rng = np.random.default_rng(8)
    words = rng.integers(0, 2**64, (4000, 4), dtype=np.uint64)
    asked = words[:40].copy()
    turned = rng.random((40, 256)) < 0.09
    asked ^= np.packbits(turned, axis=1, bitorder="little").view(np.uint64)
    index = HashIndex.build(words)
    hits = 0
    for one in asked:
        apart = np.bitwise_count(words ^ one).sum(axis=1)
        rows, bits = index.find(one, distance=distance)
        assert sorted(rows.tolist()) == np.flatnonzero(apart <= distance).tolist()
        assert bits.tolist() == sorted(apart[rows].tolist())
        hits += len(rows)
    assert hits >= (30 if distance == 31 else 0)


def test_index_of_nothing_finds_nothing_and_wide_distances_are_refused():
    index = HashIndex.build(np.zeros((0, 4), np.uint64))
    assert len(index.find(np.zeros(4, np.uint64))[0]) == 0
    with pytest.raises(UsageError, match="40 bits"):
        index.find(np.zeros(4, np.uint64), distance=40)


def test_hash_with_a_bit_turned_in_every_band_is_found():
    words = np.random.default_rng(8).integers(0, 2**64, (50, 4), dtype=np.uint64)
    asked = words[7] ^ np.uint64(0x0001_0001_0001_0001)
    rows, apart = HashIndex.build(words).find(asked)
    assert rows.tolist() == [7]
    assert apart.tolist() == [16]
