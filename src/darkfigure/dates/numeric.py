"""Dates in figures only: the fast path."""

import re
from collections.abc import Callable

from darkfigure.dates.hijri import hijri_date, solar_date
from darkfigure.dates.span import (
    FIRST_HIJRI,
    LAST_HIJRI,
    Calendar,
    DateRange,
    both_readings,
    from_to,
    gregorian_day,
    gregorian_month,
    gregorian_year,
)

# Two-digit years count only beside a day and a month: 00-35 is 2000-2035, 36-99 is 1936-1999.
PIVOT = 35

_TIME = r"(?:[T ,]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?\s*(?:[AaPp][Mm]|Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
DAY_OR_MONTH_FIRST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.ASCII)


def read_numeric(text: str, *, order: str | None, calendar: Calendar | None = None) -> DateRange | None:
    """A date in figures, or None. `calendar` overrides what the year tells."""
    if match := ISO.fullmatch(text):
        return read_day(int(match[1]), int(match[3]), int(match[4]), calendar)
    if match := DAY_OR_MONTH_FIRST.fullmatch(text):
        return read_day_month_year(match, order=order, calendar=calendar)
    for pattern, read in _RARER:
        if match := pattern.fullmatch(text):
            return read(match, calendar)
    return None


def _days(match: re.Match[str], calendar: Calendar | None) -> DateRange | None:
    """1-5.03.2014 and 28.02-05.03.2014."""
    day, month, year = int(match[3]), int(match[4]), int(match[5])
    first = read_day(year, int(match[2] or month), int(match[1]), calendar)
    return from_to(first, read_day(year, month, day, calendar))


def _years(match: re.Match[str], calendar: Calendar | None) -> DateRange | None:
    """2013/2014; 2013/14, where the second can be nothing but the next year."""
    year, after = int(match[1]), int(match[2])
    if len(match[2]) == 2:
        if after != (year + 1) % 100:
            return None
        after = year + 1
    return from_to(_year(year, calendar), _year(after, calendar))


_RARER: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Calendar | None], DateRange | None]], ...] = (
    (re.compile(r"(\d{4})(?:\.0+)?", re.ASCII), lambda match, calendar: _year(int(match[1]), calendar)),
    (
        re.compile(r"(0?[1-9]|1[0-2])\s?[-/.]\s?(\d{4})", re.ASCII),
        lambda match, calendar: _month(int(match[2]), int(match[1]), calendar),
    ),
    (
        re.compile(r"(\d{4})\s?[-/.]\s?(0?[1-9]|1[0-2])", re.ASCII),
        lambda match, calendar: _month(int(match[1]), int(match[2]), calendar),
    ),
    (
        re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[Tt]\d{4,6}[Zz]?)?", re.ASCII),
        lambda match, calendar: read_day(int(match[1]), int(match[2]), int(match[3]), calendar),
    ),
    (re.compile(r"(\d{1,2})(?:\.(\d{1,2})\.?)?\s?-\s?(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII), _days),
    (re.compile(r"(\d{4})\s?[-/]\s?(\d{4}|\d\d)", re.ASCII), _years),
)


def full_year(digits: str) -> int:
    """The year of two or four digits."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= PIVOT else 1900)


def calendar_of(year: int) -> Calendar:
    """The calendar a bare year belongs to; unmarked Hijri years are taken for lunar ones."""
    return "hijri" if FIRST_HIJRI <= year <= LAST_HIJRI else "gregorian"


def read_day_month_year(match: re.Match[str], *, order: str | None, calendar: Calendar | None) -> DateRange | None:
    """A match of `DAY_OR_MONTH_FIRST`, in the order that is known, or both readings."""
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
    if (calendar or calendar_of(year)) != "gregorian":
        return read_day(year, second, first, calendar)  # Hijri dates are never written month first
    if first > 12 or first == second:
        return read_day(year, second, first, calendar)
    if second > 12:
        # Only one reading exists, whatever the order of the column; but nobody writes dots in that order.
        return read_day(year, first, second, calendar) if match[2] != "." or order == "mdy" else None
    if order == "mdy":
        return read_day(year, first, second, calendar)
    if order == "dmy" or match[2] == ".":
        return read_day(year, second, first, calendar)
    return both_readings(read_day(year, second, first, calendar), read_day(year, first, second, calendar))


def read_day(year: int, month: int, day: int, calendar: Calendar | None) -> DateRange | None:
    """A day of the calendar, or of the one that the size of the year tells."""
    calendar = calendar or calendar_of(year)
    if calendar == "gregorian":
        return gregorian_day(year, month, day)
    return (hijri_date if calendar == "hijri" else solar_date)(year, month, day)


def _month(year: int, month: int, calendar: Calendar | None) -> DateRange | None:
    calendar = calendar or calendar_of(year)
    if calendar == "gregorian":
        return gregorian_month(year, month)
    return (hijri_date if calendar == "hijri" else solar_date)(year, month)


def _year(year: int, calendar: Calendar | None) -> DateRange | None:
    calendar = calendar or calendar_of(year)
    if calendar == "gregorian":
        return gregorian_year(year)
    return (hijri_date if calendar == "hijri" else solar_date)(year)
