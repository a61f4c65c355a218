"""The index of local features against a count by hand, and what bounds its work."""

import numpy as np
import pytest

from darkfigure.media.features import KEPT, TURNS, Features
from darkfigure.media.vote_kernels import Known, Limits, Room, vote
from darkfigure.media.voting import FARTHEST, FeatureIndex

SEED = 20_261_127


def features(words, poses=None):
    """Features of the words given; all lie alike unless said."""
    count = len(words)
    return Features(
        at=np.zeros((count, 2), np.float32),
        words=np.asarray(words, np.uint64).reshape(-1, 4),
        poses=np.zeros(count, np.uint8) if poses is None else np.asarray(poses, np.uint8),
    )


def drawn(rng, count, kinds=40):
    """Features that are of a few kinds, a tenth of their bits turned, so that many pictures have them."""
    pool = np.random.default_rng(SEED).integers(0, 2**64, (kinds, 4), dtype=np.uint64)
    turned = np.packbits(rng.random((count, 256)) < 0.1, axis=1, bitorder="little").view(np.uint64)
    return features(pool[rng.integers(kinds, size=count)] ^ turned, rng.integers(0, 256, count))


def counted(asked, pictures, *, telling, width, least):
    """The votes that pictures should have: each feature asked for beside each that is known."""
    votes = np.zeros((len(pictures), TURNS))
    for number, (words, pose) in enumerate(zip(asked.words, asked.poses, strict=True)):
        found = {}
        for owner, one in enumerate(pictures):
            apart = np.bitwise_count(one.words ^ words).sum(axis=1)
            keys = np.bitwise_count((one.words[:, 0] ^ words[0]) & np.uint64((1 << width) - 1))
            near = np.flatnonzero((apart <= FARTHEST) & (keys <= (2 if number < telling else 1)))
            if len(near):
                order = flips(one.words[near, 0] ^ words[0], width)
                best = near[np.lexsort((near, order))[0]]
                found[owner] = apart[best], (int(one.poses[best] >> 4) - int(pose >> 4)) % TURNS
        for owner, (apart, turn) in found.items():
            votes[owner, turn] += (1 - apart / (2 * FARTHEST)) / np.sqrt(len(found))
    best = (votes + np.roll(votes, 1, axis=1) + np.roll(votes, -1, axis=1)).max(axis=1)
    return {owner: best[owner] for owner in np.flatnonzero(best >= least)}


def flips(differ, width):
    """Where a key comes in the order in which keys are looked under: the same, then one bit away, then two."""
    places = {0: 0}
    for one in range(width):
        places[1 << one] = 1 + one
    for one in range(width):
        for two in range(one + 1, width):
            places[1 << one | 1 << two] = len(places)
    return [places[int(key) & ((1 << width) - 1)] for key in differ]


def test_pictures_have_the_votes_that_a_count_by_hand_gives_them():
    rng = np.random.default_rng(SEED)
    pictures = [drawn(rng, KEPT) for _ in range(30)]
    index = FeatureIndex.build(pictures)
    asked = drawn(rng, 160)
    wanted = counted(asked, pictures, telling=112, width=8, least=0.5)
    order = sorted(wanted, key=lambda owner: -wanted[owner])
    assert len(index.masks) == 1 + 8 + 28
    assert len(order) > 20
    found = index.find(asked).tolist()
    assert sorted(found) == sorted(order)
    assert [wanted[owner] for owner in found] == pytest.approx([wanted[owner] for owner in order], abs=1e-4)


def test_a_count_leaves_nothing_behind_for_the_next():
    rng = np.random.default_rng(SEED + 1)
    index = FeatureIndex.build([drawn(rng, KEPT) for _ in range(20)])
    asked = [drawn(rng, 100) for _ in range(3)]
    first = [index.find(one).tolist() for one in asked]
    assert [index.find(one).tolist() for one in asked] == first
    assert not index.room.votes.any()


def test_a_picture_is_found_by_its_features_and_others_are_not():
    rng = np.random.default_rng(SEED + 2)
    pictures = [features(rng.integers(0, 2**64, (KEPT, 4), dtype=np.uint64)) for _ in range(50)]
    index = FeatureIndex.build(pictures)
    assert index.find(pictures[17]).tolist() == [17]
    assert np.array_equal(index.features(17).words, pictures[17].words)
    assert len(index.find(features(np.zeros((0, 4))))) == 0
    assert len(FeatureIndex.build([]).find(pictures[0])) == 0


def one_key(known, *, looked=100, crowd=100):
    """Owners that one feature of zeros finds among features that lie in the order of their keys of two bits."""
    words = np.zeros((len(known), 4), np.uint64)
    words[:, 0] = [key for key, _ in known]
    words[:, 3] = [(1 << bits) - 1 for _, bits in known]
    starts = np.searchsorted(words[:, 0], np.arange(5)).astype(np.uint32)
    owners = np.arange(len(known), dtype=np.uint32)
    room = Room(
        votes=np.zeros((len(known), TURNS), np.float32),
        asked=np.full(len(known), -1, np.int32),
        found=np.zeros(len(known), np.int32),
    )
    found, votes = vote(
        np.zeros((1, 4), np.uint64),
        np.zeros(1, np.uint8),
        Known(words=words, poses=np.zeros(len(known), np.uint8), owners=owners, starts=starts),
        np.array([0, 1, 2, 3]),
        Limits(telling=1, farthest=10, crowd=crowd, looked=looked, least=0.01),
        room,
    )
    return found.tolist(), votes.tolist()


def test_no_more_features_are_looked_at_than_was_said_and_those_of_the_nearest_keys_first():
    known = [(0, 30), (0, 2), (1, 3), (1, 3), (2, 1), (3, 0)]
    assert one_key(known)[0] == [1, 2, 3, 4, 5]
    assert one_key(known, looked=4)[0] == [1, 2, 3]
    assert one_key(known, looked=3)[0] == [1, 2]
    assert one_key(known, looked=1)[0] == []


def test_a_crowded_key_says_nothing_and_the_others_do():
    known = [(0, 1), (1, 2), (1, 2), (1, 2), (2, 4)]
    assert one_key(known, crowd=2)[0] == [0, 4]
    assert one_key(known, crowd=3)[0] == [0, 1, 2, 3, 4]


def test_a_vote_is_the_larger_the_nearer_a_feature_is_and_the_smaller_the_more_pictures_it_finds():
    assert one_key([(0, 4)])[1] == pytest.approx([0.8])
    assert one_key([(0, 4), (0, 0), (0, 10), (0, 4)])[1] == pytest.approx([0.4, 0.5, 0.25, 0.4])
    assert one_key([(0, 11)])[0] == []


def test_a_feature_finds_a_thousand_pictures_at_most_however_many_have_it():
    masks = FeatureIndex.build([features(np.zeros((1, 4)))] * 2120).masks
    words = np.zeros((2120, 1, 4), np.uint64)
    words[:, 0, 0] = np.tile(masks, 20)
    index = FeatureIndex.build([features(one) for one in words])
    assert len(index.masks) == len(masks) == 106
    found = index.find(features(np.zeros((1, 4))), most=5000, least=0.001)
    assert len(found) == 1000
    assert set(np.bitwise_count(words[found, 0, 0])) == {0, 1, 2}


@pytest.mark.parametrize(("turned", "found"), [(40, [3]), (50, [])])
def test_features_that_differ_by_more_bits_than_saving_turns_do_not_count(turned, found):
    rng = np.random.default_rng(SEED + 4)
    pictures = [features(rng.integers(0, 2**64, (KEPT, 4), dtype=np.uint64)) for _ in range(10)]
    asked = pictures[3].words.copy()
    asked[:, 3] ^= np.uint64((1 << turned) - 1)
    assert FeatureIndex.build(pictures).find(features(asked)).tolist() == found


def test_an_index_takes_less_than_three_kilobytes_a_picture():
    rng = np.random.default_rng(SEED + 3)
    assert FeatureIndex.build([drawn(rng, KEPT) for _ in range(300)]).bytes_a_picture < 3000
