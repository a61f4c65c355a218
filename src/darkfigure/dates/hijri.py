"""The two Hijri calendars, lunar and Persian solar, to Gregorian days.

Sources:
    Umm al-Qura tables of `hijridate` for 1343-1500. Before 1343, the arithmetic calendar (civil epoch, leap years 2,
    5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of 30), which can differ from what was observed by a day or two.
    Persian solar: leap years in the cycle of 33 years, exact for 1244-1501 (Heydari-Malayeri 2004,
    arXiv:astro-ph/0409620).
"""

from datetime import date
from functools import lru_cache

from darkfigure.dates.span import FIRST_HIJRI, LAST_HIJRI, DateRange

_TABLES_FROM = 1343
_MONTHS = frozenset({None, *range(1, 13)})
_CIVIL_EPOCH = date(622, 7, 19).toordinal()  # 1 Muharram 1 in the proleptic Gregorian calendar
_SOLAR_1300 = date(1921, 3, 21).toordinal()  # 1 Farvardin 1300
_SOLAR_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


@lru_cache(maxsize=1 << 13)
def hijri_date(year: int, month: int | None = None, day: int | None = None) -> DateRange | None:
    """A lunar Hijri year, month or day in Gregorian days; None where there is no such date."""
    if not FIRST_HIJRI <= year <= LAST_HIJRI or month not in _MONTHS:
        return None
    if month is None:
        first, last = _month_start(year, 1), _month_start(year, 13) - 1
        precision = "year"
    else:
        first, last = _month_start(year, month), _month_start(year, month + 1) - 1
        precision = "month"
    if day is not None:
        if not 1 <= day <= last - first + 1:
            return None
        first = last = first + day - 1
        precision = "day"
    return _range(first, last, precision, "hijri")


@lru_cache(maxsize=1 << 13)
def solar_date(year: int, month: int | None = None, day: int | None = None) -> DateRange | None:
    """A Persian solar year, month or day in Gregorian days; None where there is no such date."""
    if not FIRST_HIJRI <= year <= LAST_HIJRI or month not in _MONTHS:
        return None
    start = _solar_year(year)
    if month is None:
        return _range(start, _solar_year(year + 1) - 1, "year", "persian")
    first = start + 31 * (month - 1) - max(0, month - 7)
    last = _solar_year(year + 1) - 1 if month == 12 else first + (30 if month <= 6 else 29)
    if day is None:
        return _range(first, last, "month", "persian")
    if not 1 <= day <= last - first + 1:
        return None
    return _range(first + day - 1, first + day - 1, "day", "persian")


def _range(first: int, last: int, precision: str, calendar: str) -> DateRange:
    return DateRange(
        first=date.fromordinal(first),
        last=date.fromordinal(last),
        precision=precision,  # type: ignore[arg-type]
        calendar=calendar,  # type: ignore[arg-type]
    )


def _month_start(year: int, month: int) -> int:
    """Ordinal of the first day of a lunar month; month 13 is the next year's first."""
    from hijridate import Hijri

    if month == 13:
        year, month = year + 1, 1
    if year < _TABLES_FROM:
        return _CIVIL_EPOCH + (year - 1) * 354 + (11 * year + 3) // 30 + (59 * (month - 1) + 1) // 2
    if year > LAST_HIJRI:
        return _month_start(LAST_HIJRI, 12) + int(Hijri(LAST_HIJRI, 12, 1).month_length())
    start: date = Hijri(year, month, 1).to_gregorian()
    return start.toordinal()


def _solar_year(year: int) -> int:
    """Ordinal of the first day of a Persian solar year."""
    leaps = sum(1 for each in range(1300, year) if each % 33 in _SOLAR_LEAP)
    return _SOLAR_1300 + 365 * (year - 1300) + leaps
