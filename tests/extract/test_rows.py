import datetime as dt

import pyarrow as pa
import pytest

from darkfigure import records
from darkfigure.extract import RowReader
from darkfigure.store import table_from_rows


def read(*rows, **orders):
    """The mentions of rows that name only some cells, and the reader."""
    full = [
        {"source": "s", "item": "i", "row": number} | dict.fromkeys(records.WRITTEN) | row
        for number, row in enumerate(rows, start=1)
    ]
    batch = table_from_rows([row | {"extra": None} for row in full], table=records.RECORD).to_batches()[0]
    reader = RowReader(**orders)
    (mentions,) = reader.read([batch], first=10)
    return pa.Table.from_batches([mentions]).to_pylist(), reader


def test_a_row_is_read_whole():
    (mention,), reader = read(
        {"name": "Рустам Юсупов", "birth_date": "05.03.1988", "sex": "м", "origin": "казах", "date": "Mart 2014"}
    )
    assert mention["mention"] == 10
    assert (mention["birth_low"], mention["birth_high"]) == (1988, 1988)
    assert mention["birth_date"] == dt.date(1988, 3, 5)
    assert (mention["sex"], mention["origin"]) == ("m", "KZ")
    assert (mention["first_date"], mention["last_date"]) == (dt.date(2014, 3, 1), dt.date(2014, 3, 31))
    assert not +reader.unread


def test_an_age_needs_the_date_of_the_sighting():
    (dated, undated, _), reader = read(
        {"age": "30", "date": "2014-06-01"}, {"age": "30"}, {"age": "30", "birth_year": "1984"}
    )
    assert (dated["birth_low"], dated["birth_high"]) == (1983, 1984)
    assert (undated["birth_low"], undated["birth_high"]) == (None, None)
    assert reader.undated_ages == 1


def test_a_birth_date_comes_before_a_birth_year_and_that_before_an_age():
    (all_three, two), _ = read(
        {"birth_date": "1988-03-05", "birth_year": "1970", "age": "20", "date": "2014-06-01"},
        {"birth_year": "1970", "age": "20", "date": "2014-06-01"},
    )
    assert (all_three["birth_low"], two["birth_low"]) == (1988, 1970)


@pytest.mark.parametrize("age", ["111", "-3", "thirty", "3.5"])
def test_an_impossible_age_stays_unknown_and_is_counted(age):
    (mention,), reader = read({"age": age, "date": "2014-06-01"})
    assert mention["birth_low"] is None
    assert reader.unread["age"] == 1


def test_what_cannot_be_read_stays_unknown_and_is_counted():
    (mention, _), reader = read(
        {"origin": "somewhere far", "sex": "7", "date": "31.02.2014"}, {"origin": "somewhere far"}
    )
    assert (mention["origin"], mention["sex"], mention["first_date"]) == (None, None, None)
    assert +reader.unread == {"origin": 2, "sex": 1, "date": 1}


def test_an_empty_origin_is_taken_from_a_nisba_in_the_name_and_a_written_one_is_not_overruled():
    (empty, written, kunya), reader = read(
        {"name": "Abu Umar al-Uzbaki"},
        {"name": "Abu Umar al-Uzbaki", "origin": "somewhere far"},
        {"kunya": "أبو عمر الكازاخي"},
    )
    assert [row["origin"] for row in (empty, written, kunya)] == ["UZ", None, "KZ"]
    assert reader.origins_from_names == 2


def test_the_order_of_day_and_month_is_the_sources_own():
    (one,), _ = read({"date": "03/05/2014"}, date_order="dmy")
    (other,), _ = read({"date": "03/05/2014"}, date_order="mdy")
    assert (one["first_date"], other["first_date"]) == (dt.date(2014, 5, 3), dt.date(2014, 3, 5))
