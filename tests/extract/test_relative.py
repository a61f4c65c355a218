import datetime as dt
from pathlib import Path

import pytest

import darkfigure as df
from darkfigure.extract.relative import told_from
from darkfigure.languages import READ

TABLE = Path(__file__).parent / "relative_dates.tsv"
CASES = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]


def test_there_are_sentences_in_every_language():
    assert {lang for lang, *_ in CASES} == set(READ)


@pytest.mark.parametrize(("lang", "published", "text", "date", "precision"), CASES)
def test_a_relative_date_is_told_from_the_day_of_publication(lang, published, text, date, precision):
    (claim,) = df.claims(text, lang, published=dt.date.fromisoformat(published))
    wanted = None if date == "-" else date.rstrip("!")
    assert (claim.as_of.date, claim.as_of.precision) == (wanted, precision)
    if wanted is not None:
        assert claim.as_of.basis == ("sentence" if date.endswith("!") else "relative")
        assert text[claim.evidence["as_of"].start : claim.evidence["as_of"].end].strip()


@pytest.mark.parametrize(("lang", "text", "date"), [(case[0], case[2], case[3]) for case in CASES])
def test_without_a_day_of_publication_there_is_no_relative_date(lang, text, date):
    (claim,) = df.claims(text, lang)
    assert (claim.as_of.date is None) == (not date.endswith("!"))


@pytest.mark.parametrize(
    ("day", "unit", "back", "solar", "date"),
    [
        ("2015-03-01", "day", 1, False, "2015-02-28"),
        ("2015-01-31", "month", 2, False, "2014-11"),
        ("2015-03-22", "week", 0, False, "2015-03-16"),
        ("2015-03-16", "week", 1, False, "2015-03-09"),
        ("2015-03-20", "year", 0, True, "2014"),
        ("2015-03-21", "year", 0, True, "2015"),
        ("2015-12-25", "month", 0, True, "2016-01"),
    ],
)
def test_units_are_counted_back(day, unit, back, solar, date):
    assert told_from(dt.date.fromisoformat(day), unit, back, solar=solar).date == date


def test_before_the_first_day_there_is_none():
    assert told_from(dt.date(1, 1, 3), "day", 100) is None
    assert told_from(dt.date(1, 1, 3), "month", 100) is None
    assert told_from(dt.date(1, 1, 3), "year", 100) is None
    assert told_from(dt.date(1, 1, 3), "week", 0) is not None
