"""The Hijri calendars against printed dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.dates.hijri import hijri_date, solar_date


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1343, 1, 1, date(1924, 8, 1)),
        (1435, 9, 1, date(2014, 6, 28)),  # the declaration of a caliphate was made on 1 Ramadan 1435
        (1445, 9, 1, date(2024, 3, 11)),
        (1500, 12, 29, date(2077, 11, 15)),
    ],
)
def test_lunar_days(year: int, month: int, day: int, expected: date) -> None:
    found = hijri_date(year, month, day)
    assert found is not None
    assert found.first == found.last == expected


def test_the_arithmetic_years_join_the_tables() -> None:
    before, after = hijri_date(1342, 12), hijri_date(1343, 1)
    assert before is not None
    assert after is not None
    assert abs((after.first - before.last).days - 1) <= 1


@pytest.mark.parametrize(
    ("year", "expected"),
    # Nowruz, as the Iranian calendar centre prints it.
    [
        (1300, date(1921, 3, 21)),
        (1357, date(1978, 3, 21)),
        (1375, date(1996, 3, 20)),
        (1376, date(1997, 3, 21)),
        (1393, date(2014, 3, 21)),
        (1399, date(2020, 3, 20)),
        (1400, date(2021, 3, 21)),
        (1403, date(2024, 3, 20)),
        (1404, date(2025, 3, 21)),
    ],
)
def test_nowruz(year: int, expected: date) -> None:
    found = solar_date(year, 1, 1)
    assert found is not None
    assert found.first == expected


@given(st.integers(1300, 1499), st.integers(1, 12))
def test_months_follow_each_other(year: int, month: int) -> None:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    for convert in (hijri_date, solar_date):
        if convert is hijri_date and year == 1342:
            continue  # the arithmetic calendar meets the tables to a day
        this, following = convert(year, month), convert(*after)
        assert this is not None
        assert following is not None
        assert following.first == this.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1299, 1, 1), (1501, 1, 1), (1435, 13, 1), (1435, 9, 31), (1435, 0, 1)]
)
def test_no_such_date(year: int, month: int, day: int) -> None:
    assert hijri_date(year, month, day) is None
    assert solar_date(year, month, day if day < 31 else 32) is None
