import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_link import mentions, pairs

from darkfigure.engine import LocalEngine
from darkfigure.link import link_mentions
from darkfigure.link.candidates import Sharing
from darkfigure.link.edits import within_edits
from darkfigure.link.marks import Mark, compare_marks, handle_key, handles_of, identifier_key, identifiers_of, media_of
from darkfigure.places.typos import distance_within


def level(marks, *, near=True):
    return Mark(compare_marks(marks, np.array([0]), np.array([1]), near=near)[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("AB 123456", "ab-123456", Mark.SAME),
        ("АВ 123456", "AB123456", Mark.SAME),  # the first in Cyrillic letters
        ("١٢٣٤٥٦٧", "1234567", Mark.SAME),
        ("1234567; 9876543", "5555123;9876543", Mark.SAME),
        ("4811642", "4816142", Mark.NEAR),
        ("4811642", "481164", Mark.NEAR),
        ("4811642", "9073553", Mark.OTHER),
        ("12345", "12346", Mark.OTHER),  # too short to be near
        ("4811642", None, Mark.MISSING),
        ("4811642", "нет", Mark.MISSING),
        ("0000000", "0000000", Mark.MISSING),
    ],
)
def test_identifiers(one, other, expected):
    assert level(identifiers_of(mentions({"identifier": one}, {"identifier": other}))) == expected
    assert level(identifiers_of(mentions({"identifier": other}, {"identifier": one}))) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@Abu_Muslim7", "https://t.me/abu_muslim7/"),
        ("8 (701) 123-45-67", "+7 701 123 45 67"),
        ("٠٩٤٤ ١٢٣ ٤٥٦", "+963944123456"),
        ("Somebody@Example.org", "somebody@example.org"),
    ],
)
def test_one_handle_written_in_two_ways(one, other):
    assert handle_key(one) == handle_key(other) is not None
    assert level(handles_of(mentions({"handle": one}, {"handle": other}))) == Mark.SAME


def test_two_accounts_of_one_site_are_two_handles():
    first, second = (f"https://example.org/profile.php?id={number}" for number in (1001, 2002))
    assert handle_key(first) != handle_key(second)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://www.example.org/p/17.jpg#x", "http://example.org/p/17.jpg", Mark.SAME),
        ("https://example.org/p/17.jpg", "https://example.org/p/18.jpg", Mark.OTHER),
        ("0123456789abcdef" * 4, "0123456789ABCDEF" * 4, Mark.SAME),
        ("1.jpg", "1.jpg", Mark.OTHER),  # two lists that each call a picture so
    ],
)
def test_media(one, other, expected):
    rows = {"source": "a", "media": one}, {"source": "b", "media": other}
    assert level(media_of(mentions(*rows)), near=False) == expected


def test_a_file_name_is_one_picture_within_a_list():
    assert level(media_of(mentions({"media": "1.jpg"}, {"media": "2.jpg; 1.jpg"})), near=False) == Mark.SAME


def test_what_too_many_rows_bear_marks_nobody():
    rows = [{"handle": "unknown"}] * 60 + [{"handle": f"person{i}"} for i in range(100)]
    handles = handles_of(mentions(*rows))
    assert "unknown" not in handles.texts
    assert len(handles.texts) == 100


@given(st.lists(st.text("ab1", max_size=6), min_size=2, max_size=6))
def test_edits_are_those_of_the_plain_distance_or_one_swap_less(texts):
    left, right = (side.ravel() for side in np.indices((len(texts), len(texts))))
    found = within_edits(texts, left, right, most=2)
    for i, j, near in zip(left, right, found, strict=True):
        if distance_within(texts[i], texts[j], 2):
            assert near
        elif near:
            assert distance_within(texts[i], texts[j], 4)


def test_a_swap_of_neighbours_is_one_edit():
    assert within_edits(["abcd", "abdc", "badc"], np.array([0, 0]), np.array([1, 2]), most=1).tolist() == [True, False]


def test_a_shared_mark_brings_rows_together_whose_names_share_nothing():
    for column in ("identifier", "handle", "media"):
        value = {"media": "https://example.org/1.jpg"}.get(column, "AB123456")
        rows = (
            {"name": "Rustam Yusupov", column: value},
            {"kunya": "Abu Salim", column: value},
            {"name": "Karim Akhmetov"},
        )
        assert pairs(*rows) == {(0, 1): Sharing.MARK}


PEOPLE = [
    {"name": f"{given} {family}ov", "birth_low": year, "birth_high": year, "identifier": f"AB{number % 9999991:07d}"}
    for given, year, start in zip(
        ["Rustam", "Timur", "Farkhod", "Aziz", "Sanjar", "Jamshid"], range(1960, 1978, 3), range(7, 70, 6), strict=False
    )
    for number, family in zip(
        range(start * 7654321, (start + 6) * 7654321, 7654321),
        ["Yusup", "Karim", "Said", "Nazar", "Rahim", "Akhmet"],
        strict=True,
    )
]


def linked(rows):
    return link_mentions(mentions(*rows), engine=LocalEngine())


def test_an_identifier_joins_what_names_do_not_and_another_one_speaks_against():
    other_name = {"kunya": "Abu Salim", "identifier": PEOPLE[0]["identifier"], "birth_low": 1960, "birth_high": 1960}
    namesake = PEOPLE[1] | {"identifier": "XY777888"}
    found = linked([*PEOPLE, *PEOPLE, other_name, namesake])
    person = found.persons["person"].to_pylist()
    assert person[: len(PEOPLE)] == person[len(PEOPLE) : 2 * len(PEOPLE)]
    assert person[-2] == person[0]
    said = {
        link["left"]: link["identifier_llr"] for link in found.links.to_pylist() if link["right"] == len(person) - 1
    }
    assert said[1] < -2


def test_columns_of_marks_that_are_empty_change_nothing():
    rows = [{key: value for key, value in row.items() if key != "identifier"} for row in PEOPLE * 2]
    links = linked(rows).links
    assert links.num_rows
    assert not np.any([links[f"{name}_llr"].to_numpy() for name in ("identifier", "handle", "media")])


def test_marks_of_one_mention_are_in_order_and_once():
    marks = identifiers_of(mentions({"identifier": "9876543; 1234567; 987-6543"}))
    assert [marks.texts[value] for value in marks.value] == ["1234567", "9876543"]
    assert identifier_key("№ 12-34") == "1234"
    assert pa.array(marks.start).to_pylist() == [0, 2]
