"""What a first look sees of two rows, and how it orders pairs."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from darkfigure import records
from darkfigure.link import glance
from darkfigure.link.fields import fields_of
from darkfigure.link.glance import SAYS, SIGHTS, glance_all, see_rows
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.store import table_from_rows


def _seen(one, other):
    empty = dict.fromkeys(records.MENTION.names)
    table = table_from_rows(
        [empty | {"mention": i, "source": "s", "item": "i", "row": i + 1} | row for i, row in enumerate((one, other))],
        table=records.MENTION,
    )
    rows = see_rows(blocking_tokens(tabulate_mentions(table)), fields_of(table))
    seen, turned = glance_all(np.array([0, 1]), np.array([1, 0]), *rows)
    return dict(zip(SIGHTS, seen.tolist(), strict=True)), float(seen @ SAYS), float(turned @ SAYS)


def _sights(one, other):
    return {name for name, value in _seen(one, other)[0].items() if value and "worth" not in name} - {"always"}


def test_words_are_told_apart_by_their_consonants():
    assert _sights({"name": "Rustam Yusupov"}, {"name": "Юсуф Рустам"}) - {"moved"} == {"agreed"}
    assert "one other" in _sights({"name": "Dastan Yusupov"}, {"name": "Dastam Yusupov"})
    assert {"clash", "no word"} <= _sights({"name": "Rustam Yusupov"}, {"name": "Karim Olimov"})
    assert _sights({"name": "Rustam Yusupov"}, {"name": "Rustam"}) == {"agreed", "missing"}
    assert "other kunya" in _sights({"name": "Rustam", "kunya": "Abu Umar"}, {"name": "Rustam", "kunya": "Abu Salim"})


@pytest.mark.parametrize(
    ("day", "sights"),
    [
        (dt.date(1990, 5, 17), {"same day"}),
        (dt.date(1990, 5, 18), {"two parts", "days: same year"}),
        (dt.date(1991, 5, 17), {"two parts", "days: one year"}),
        (dt.date(1975, 1, 2), {"days: far"}),
    ],
)
def test_days_of_birth_are_compared_by_parts(day, sights):
    one, other = (
        {"name": "Rustam", "birth_date": date, "birth_low": date.year, "birth_high": date.year}
        for date in (dt.date(1990, 5, 17), day)
    )
    assert _sights(one, other) - {"agreed"} == sights


def test_homes_and_sexes_count():
    assert {"same town", "same sex"} <= _sights(
        {"name": "Rustam", "sex": "m", "hometown": "Osh", "origin": "KG"},
        {"name": "Rustam", "sex": "m", "hometown": "Osh", "origin": "KG"},
    )
    assert {"other country", "other sex"} <= _sights(
        {"name": "Rustam", "sex": "m", "origin": "KG"}, {"name": "Rustam", "sex": "f", "origin": "RU"}
    )


def test_one_persons_rows_look_likelier_than_namesakes_and_these_than_strangers():
    one = {"name": "Rustam Yusupov", "birth_low": 1990, "birth_high": 1990}
    same, namesake, stranger = (
        _seen(one, other)[1]
        for other in (
            {"name": "Юсупов Рустам", "birth_low": 1990, "birth_high": 1990},
            {"name": "Юсупов Рустам", "birth_low": 1960, "birth_high": 1960},
            {"name": "Карим Олимов", "birth_low": 1960, "birth_high": 1960},
        )
    )
    assert same > namesake > stranger


def test_it_does_not_matter_which_row_is_looked_at_first():
    _, one, other = _seen({"name": "Dastan Yusupov Rustam"}, {"name": "Dastam Yusupov"})
    assert one == pytest.approx(other)


def test_words_of_many_rows_are_told_apart_though_their_columns_are_narrow():
    many = 1 << 16  # rows times sounds are more than 32 bits hold
    tokens = pa.table(
        {
            "mention": np.array([0, many], np.int32),
            "name": np.zeros(2, np.int32),
            "first": np.arange(2, dtype=np.int32),
            "last": np.arange(2, dtype=np.int32),
            "skeleton": pa.DictionaryArray.from_arrays(np.full(2, many - 1, np.int32), [str(i) for i in range(many)]),
            "kind": np.zeros(2, np.int8),
            "role": np.zeros(2, np.int8),
        }
    )
    mention, sound, _ = glance._words(tokens)
    assert mention.tolist() == [0, many]
    assert sound.tolist() == [many - 1] * 2
