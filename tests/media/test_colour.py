import cv2
import numpy as np
from invented_pictures import jpeg, picture

from darkfigure.media import near_duplicates
from darkfigure.media.colour import APART, colours_apart
from darkfigure.media.fingerprint import fingerprint

ROSE, LEAF = (200, 120, 120), (120, 161, 120)  # of one brightness
WORDS = ("NOBODY CAME", "TO THE MARKET", "ON THAT DAY")


def card(ground: tuple[int, int, int]) -> np.ndarray:
    """Words on a plain ground."""
    pixels = np.full((360, 480, 3), ground, np.uint8)
    for line, words in enumerate(WORDS):
        cv2.putText(pixels, words, (60, 120 + 70 * line), cv2.FONT_HERSHEY_DUPLEX, 1.2, (250, 250, 250), 3)
    return pixels


def groups(folder):
    found = near_duplicates([folder])
    return sorted(tuple(sorted(found.pictures[row].path.stem for row in group.rows)) for group in found.groups)


def test_same_words_on_grounds_of_one_brightness_make_no_group(tmp_path):
    (tmp_path / "rose.jpg").write_bytes(jpeg(card(ROSE), 90))
    (tmp_path / "leaf.jpg").write_bytes(jpeg(card(LEAF), 90))
    assert groups(tmp_path) == []


def test_poor_and_grey_copies_of_a_card_are_found(tmp_path):
    (tmp_path / "card.jpg").write_bytes(jpeg(card(ROSE), 90))
    (tmp_path / "poor.jpg").write_bytes(jpeg(card(ROSE), 30))
    grey = cv2.cvtColor(card(ROSE), cv2.COLOR_RGB2GRAY)
    (tmp_path / "grey.jpg").write_bytes(jpeg(np.repeat(grey[:, :, None], 3, axis=2), 90))
    assert groups(tmp_path) == [("card", "grey", "poor")]


def test_colours_lie_apart_by_ground_not_by_quality(tmp_path):
    for name, pixels, quality in (("rose", card(ROSE), 90), ("leaf", card(LEAF), 90), ("poor", card(ROSE), 30)):
        (tmp_path / f"{name}.jpg").write_bytes(jpeg(pixels, quality))
    rose, leaf, poor = (fingerprint(tmp_path / f"{name}.jpg") for name in ("rose", "leaf", "poor"))
    assert colours_apart(rose, leaf, np.eye(2, 3)) > 2 * APART
    assert colours_apart(rose, poor, np.eye(2, 3)) < APART / 2


def test_a_picture_that_shows_much_may_change_its_colours(tmp_path):
    pixels = picture(1)
    (tmp_path / "plain.jpg").write_bytes(jpeg(pixels, 90))
    (tmp_path / "turned.jpg").write_bytes(jpeg(pixels[:, :, [2, 1, 0]], 90))
    assert groups(tmp_path) == [("plain", "turned")]
