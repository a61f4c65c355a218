import cv2
import numpy as np
from invented_pictures import jpeg, picture

from darkfigure.media import near_duplicates
from darkfigure.media.agree import agreement
from darkfigure.media.boxes import content_box


def under_banner(pixels, words="BREAKING NEWS"):
    made = pixels.copy()
    made[:60] = (225, 130, 240)
    cv2.putText(made, words, (8, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.9, (30, 120, 20), 7)
    return made


def grey(pixels):
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def test_banner_whose_letters_fill_it_is_taken_off():
    banner = under_banner(picture(1))
    free = (np.abs(grey(banner)[:60].astype(int) - int(grey(banner)[0, 0])) <= 10).mean(axis=1)
    assert free.min() < 0.5  # else it would be taken off for its ground alone
    assert content_box(grey(banner)) == (0, 60, 480, 360)


def test_margin_whose_edge_rings_is_taken_off():
    pixels = grey(picture(1))
    pixels[:60] = 200
    pixels[58], pixels[60:62] = 120, 200  # as JPEG leaves it: the ground comes back for a line or two
    assert 58 <= content_box(pixels)[1] <= 62


def test_what_is_as_wide_but_taller_than_letters_is_no_banner():
    pixels = np.full((360, 480), 200, np.uint8)
    pixels[60:200, 100:400] = grey(picture(2))[60:200, 100:400]
    pixels[260:] = grey(picture(3))[260:]
    assert content_box(pixels)[1] == 60


def test_pale_pictures_under_one_banner_are_no_group(tmp_path):
    for number in range(4):
        pale = (100 + picture(number)[..., :1] / 60.0 + np.zeros(3)).astype(np.uint8)
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(under_banner(pale), 90))
    assert near_duplicates([tmp_path]).groups == ()


def test_soft_edge_of_a_frame_is_nothing_that_two_pictures_in_it_show():
    screen = np.full((256, 256), 255, np.uint8)
    screen[90:150] = 40
    screen = cv2.GaussianBlur(screen, (0, 0), 1.0)
    box = (0, 89, 256, 151)
    assert agreement(screen, screen, np.eye(2, 3), (box, box)).shown == 0
