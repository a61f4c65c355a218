import pytest

from darkfigure.errors import InputError
from darkfigure.study.provenance.cell import Cell, cell_of_number, check_values, read_cell

STRATA = ("origin", "group")
LISTS = ("press", "press+posts", "court, old", "camp")
ANSWER = {
    "lists": ["press", "court"],
    "observed": 1_200,
    "estimate": 2_000.4,
    "low": 1_500.0,
    "high": None,
    "lower_bound": 1_800.0,
    "methods": [{"method": "chao-lower-bound", "estimate": 1_800.0, "low": 1_650.0, "high": 1_950.0}],
    "strata": [
        {"stratum": {"origin": "KZ"}, "observed": 700, "estimate": 1_100.0, "low": 900.0, "high": 1_650.0},
        {"stratum": {"origin": "UZ"}, "observed": 500, "estimate": 900.0, "low": 700.0, "high": None},
    ],
}
PATTERNS = {"10": 640, "01": 500, "11": 60}


def read(text):
    return read_cell(text, strata=STRATA, lists=LISTS)


@pytest.mark.parametrize(
    ("text", "cell", "pattern"),
    [
        ("total", Cell(), "____"),
        ("origin=KZ", Cell(stratum=(("origin", "KZ"),)), "____"),
        ("group=A, B=C,origin=KZ", Cell(stratum=(("origin", "KZ"), ("group", "A, B=C"))), "____"),
        ("lists=press+posts", Cell(lists=("press+posts",), exactly=True), "0100"),
        ("lists=camp+press", Cell(lists=("press", "camp"), exactly=True), "1001"),
        (" origin = KZ , on = court, old+press+posts ", None, "_11_"),
    ],
)
def test_a_cell_is_read(text, cell, pattern):
    found = read(text)
    assert found.pattern(LISTS) == pattern
    if cell is not None:
        assert found == cell
    assert read(str(found)) == found


@pytest.mark.parametrize("text", ["1200", "1,200", "1 200", "1\u202f200", " 1'200 "])
def test_a_number_is_no_cell_but_leads_to_one(text):
    assert read(text) is None
    assert cell_of_number(text, answer=ANSWER, patterns=PATTERNS) == Cell()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("orgin=KZ", "Did you mean `origin`"),
        ("colour=blue", "no estimate of this study is divided by such a column"),
        ("Rustam Karimov", "this is no cell"),
        ("", "this is no cell"),
        ("lists=press+nobody", "no such list. There are press, press+posts, court, old, camp"),
        ("lists=", "no such list"),
        ("lists=press,on=camp", "exclude each other"),
        ("origin=KZ,origin=UZ", "named twice"),
    ],
)
def test_what_is_no_cell_is_refused_without_repeating_it(text, said):
    with pytest.raises(InputError) as refused:
        read(text)
    assert said in str(refused.value)
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("2000", Cell()),  # estimate, rounded
        ("1100", Cell(stratum=(("origin", "KZ"),))),
        ("640", Cell(lists=("press",), exactly=True)),
        ("1800", Cell()),  # twice, of one cell
    ],
)
def test_a_number_that_stands_for_one_cell_leads_to_it(number, cell):
    assert cell_of_number(number, answer=ANSWER, patterns=PATTERNS) == cell


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("500", "`origin=UZ` (observed), `lists=court` (observed)"),
        ("700", "`origin=KZ` (observed), `origin=UZ` (low)"),
        ("1650", "`total` (low by chao-lower-bound), `origin=KZ` (high)"),
        ("77", "77 is no number of this study's estimate"),
    ],
)
def test_a_number_of_several_cells_or_of_none_is_refused(number, said):
    with pytest.raises(InputError) as refused:
        cell_of_number(number, answer=ANSWER, patterns=PATTERNS)
    assert said in str(refused.value)


def test_a_value_that_no_person_has_is_refused_with_those_that_are_there():
    cell = read("origin=kz")
    with pytest.raises(InputError, match=r"Did you mean `origin=KZ`.*There are KZ, UZ, unknown"):
        check_values(cell, {"origin": ["KZ", "UZ", "unknown"]})
    check_values(read("origin=KZ"), {"origin": ["KZ"]})
