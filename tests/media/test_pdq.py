import cv2
import numpy as np
import pytest
from invented_pictures import jpeg, picture

from darkfigure.media.pdq import DIHEDRAL, distances, from_hex, pdq, to_hex

# of pdqhash 0.2.8, ThreatExchange's implementation behind Python, on the same pixels
REFERENCE = {
    (1, 360, 480): ("52baa8f6bc6f5818bf29c466c1a1299191a37a77cb4d1adc19ac2713e709d5ac", 100),
    (2, 300, 300): ("bc7e326c838de4882dd3021fc962f93f848db2d97ab94fc68433b060cb1e0f5b", 100),
    (3, 517, 333): ("2a46853cdc8a2833a70d1c0cb0be3356a5e454de1b7e939465ee6f599bf80e63", 100),
}


def grey(number, rows=360, columns=480):
    return cv2.cvtColor(picture(number, rows, columns), cv2.COLOR_RGB2GRAY)


@pytest.mark.parametrize("made", REFERENCE)
def test_hash_agrees_with_the_reference_implementation(made):
    digits, quality = REFERENCE[made]
    found = pdq(grey(*made))
    # noise is drawn with the system's own mathematics: the last digit of a level may differ elsewhere
    assert distances(found.words[0], from_hex(digits)) <= 2
    assert found.quality == quality


def test_pattern_without_noise_agrees_bit_by_bit():
    place = np.arange(128)
    found = pdq((place[:, None] * place[None, :] // 7 % 251).astype(np.uint8))
    assert to_hex(found.words[0]) == "4a95d6a52d25596db24964c9c99b3333c6331c6371c783861e0ef03e03fcffe0"


@pytest.mark.parametrize("position", range(8))
def test_hashes_of_positions_are_those_of_turned_and_mirrored_pictures(position):
    pixels = grey(4, 400, 400)
    transposed, left, down = DIHEDRAL[position]
    turned = pixels.T if transposed else pixels
    turned = turned[:: -1 if down else 1, :: -1 if left else 1]
    assert distances(pdq(pixels).words[position], pdq(turned).words[0]) <= 24
    others = np.delete(np.arange(8), position)
    assert distances(pdq(pixels).words[others], pdq(turned).words[0]).min() > 40


def test_saving_again_changes_few_bits_and_another_picture_half():
    pixels = grey(5)
    again = cv2.imdecode(np.frombuffer(jpeg(picture(5), 40), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert distances(pdq(pixels).words[0], pdq(again).words[0]) <= 20
    assert 90 <= distances(pdq(pixels).words[0], pdq(grey(6)).words[0]) <= 166


def test_flat_picture_has_no_quality():
    assert pdq(np.full((100, 100), 77, np.uint8)).quality == 0


@pytest.mark.parametrize("digits", ["", "g" * 64, "a" * 63, "a" * 65])
def test_what_is_no_hash_is_refused(digits):
    with pytest.raises(ValueError, match="64 hexadecimal"):
        from_hex(digits)
