"""Two names side by side, cut into what meets and what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.names.differences import in_latin, mark_differences


def marked(one, other, how):
    return [[piece.text for piece in pieces if piece.meets == how] for pieces in mark_differences(one, other)]


def test_words_that_meet_are_plain_whatever_their_order():
    assert marked("Rustam Yusupov", "YUSUPOV Rustam", "other") == [[], []]
    assert marked("Rustam Yusupov", "YUSUPOV Rustam", "same") == [["Rustam", "Yusupov"], ["YUSUPOV", "Rustam"]]


def test_letters_that_differ_are_marked_within_a_word():
    assert marked("Karimov", "Kerimov", "other") == [["a"], ["e"]]


def test_words_without_a_partner_are_marked_whole():
    assert marked("Rustam Yusupov", "Rustam Qodirov Bek", "other")[1][-1] == "Bek"


@pytest.mark.parametrize(("one", "other"), [("Юсупов", "Yusupov"), ("محمد", "Muhammad"), ("Рустам", "رستم")])
def test_words_meet_across_scripts_by_their_sound(one, other):
    assert marked(one, other, "other") == [[], []]
    assert marked(one, other, "same") == [[one], [other]]


def test_what_is_in_latin_letters_needs_no_aid():
    assert in_latin("Rustam Yusupov") == ""
    assert in_latin("Рустам") == "rustam"
    assert in_latin("محمد Ali") == "muhammad ali"


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_the_names_as_written(one, other):
    left, right = mark_differences(one, other)
    assert "".join(piece.text for piece in left) == one
    assert "".join(piece.text for piece in right) == other


def test_a_name_of_a_million_letters_takes_no_time():
    left, _ = mark_differences("a" * 1_000_000 + " b" * 100_000, "abu " * 100_000)
    assert sum(len(piece.text) for piece in left) == 1_200_000
