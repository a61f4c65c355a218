import cv2
import numpy as np
import pytest
from invented_pictures import captioned, jpeg, picture, turned

from darkfigure.media import agree
from darkfigure.media.agree import Agreement, agreement
from darkfigure.media.check import check

SAME_PLACE = np.eye(2, 3)


def grey(pixels):
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def test_copy_agrees_and_another_picture_does_not():
    again = cv2.imdecode(np.frombuffer(jpeg(picture(1), 30), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert agreement(grey(picture(1)), again, SAME_PLACE).is_copy
    assert not agreement(grey(picture(1)), grey(picture(2)), SAME_PLACE).is_copy


def test_pictures_that_share_a_third_of_themselves_are_no_copies():
    one, two = picture(1), picture(2)
    one[:120] = two[:120]
    found = agreement(grey(one), grey(two), SAME_PLACE)
    assert found.same == pytest.approx(1 / 3, abs=0.1)
    assert not found.is_copy


def test_shared_logo_on_different_quiet_grounds_is_no_copy():
    one, two = np.full((360, 480), 60, np.uint8), np.full((360, 480), 200, np.uint8)
    one[20:220, 20:300] = two[20:220, 20:300] = grey(picture(3, 200, 280))
    found = agreement(one, two, SAME_PLACE)
    assert found.same > 0.6
    assert not found.is_copy


def test_caption_is_told_by_the_share_that_differs():
    found = agreement(grey(picture(4)), grey(captioned(picture(4))), SAME_PLACE)
    assert found.is_copy
    assert 0.7 < found.same < 0.95


def test_a_map_that_is_nearly_right_is_made_right():
    pixels = picture(5)
    nearly = np.array([[1.0, 0.0, 5.0], [0.0, 1.0, -4.0]])
    assert agreement(grey(pixels), grey(pixels), nearly).same < 0.8
    affine, found = check(grey(pixels), grey(turned(pixels, 0.4)), nearly)
    assert found.same > 0.9
    assert affine[:, 2] != pytest.approx(nearly[:, 2], abs=1)


def test_half_of_what_is_shown_is_too_little_even_where_most_of_the_overlap_agrees():
    def found(same, everywhere):
        return Agreement(same=same, all=everywhere, shown=0.5, here=1.0, there=1.0).is_copy

    assert found(0.65, 0.7)
    assert not found(0.5, 0.7)
    assert not found(0.65, 0.5)
    assert found(0.5, 0.85)  # words over a quiet picture


def test_nothing_left_between_what_lies_over_is_no_copy(monkeypatch):
    one, two = picture(1), picture(2)
    one[:120] = two[:120]
    monkeypatch.setattr(agree, "uncovered", lambda one, *_: np.zeros(one.shape, np.bool_))
    assert not agreement(grey(one), grey(two), SAME_PLACE).is_copy
