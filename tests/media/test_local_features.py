import cv2
import numpy as np
from invented_pictures import picture

from darkfigure.media.align import align
from darkfigure.media.features import TURNS, features_both_ways, local_features


def grey(number):
    return cv2.cvtColor(picture(number), cv2.COLOR_RGB2GRAY)


def test_features_of_both_ways_are_those_of_the_picture_and_of_the_picture_mirrored():
    pixels = grey(3)
    plain, mirrored = features_both_ways(pixels)
    alone, turned = local_features(pixels), local_features(np.ascontiguousarray(pixels[:, ::-1]))
    assert np.array_equal(plain.words, alone.words)
    assert np.array_equal(plain.at, alone.at)
    apart = np.bitwise_count(mirrored.words[:, None] ^ turned.words[None]).sum(axis=2)
    nearest = apart.argmin(axis=1)
    same = np.abs(mirrored.at - turned.at[nearest]).max(axis=1) < 3
    assert same.mean() > 0.7
    turns = (mirrored.poses[same] >> 4).astype(int) - (turned.poses[nearest][same] >> 4)
    assert (np.abs((turns + TURNS // 2) % TURNS - TURNS // 2) <= 1).mean() > 0.95


def test_mirrored_picture_is_aligned_by_the_features_told_the_other_way_round():
    pixels = grey(4)
    _, mirrored = features_both_ways(pixels)
    found = align(mirrored, local_features(np.ascontiguousarray(pixels[:, ::-1])))
    assert found.inliers > 60
    assert np.abs(found.affine - np.eye(2, 3)).max() < 2


def test_a_flat_picture_has_no_features():
    plain, mirrored = features_both_ways(np.full((200, 300), 90, np.uint8))
    assert len(plain.at) == len(mirrored.at) == 0
