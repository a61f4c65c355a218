"""The value type: a range of days, with how precisely it was written and in which calendar."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Calendar = Literal["gregorian", "hijri", "persian"]
Precision = Literal["day", "month", "year", "decade", "range", "ambiguous"]

# Years outside are misprints, ages or identifiers. Years of the Hijri calendars do not overlap with these.
FIRST_YEAR, LAST_YEAR = 1800, 2100
FIRST_HIJRI, LAST_HIJRI = 1300, 1500


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRange:
    """A date as written: `first` and `last` are Gregorian days, both included.

    `precision` is what was written: a `day`, `month`, `year`, `decade`; `range` where two ends were written;
    `ambiguous` where day and month cannot be told apart: then one of `first` and `last` is the date and no day
    between them is. `calendar` is the one it was written in. A Hijri day can differ by a day or two from the
    Gregorian one given here, for months were begun on a sighting; the Umm al-Qura calendar is used.

    Example:
        >>> from darkfigure.dates import read_date
        >>> found = read_date("May 2014")
        >>> found.first.isoformat(), found.last.isoformat(), found.precision
        ('2014-05-01', '2014-05-31', 'month')
    """

    first: date
    last: date
    precision: Precision
    calendar: Calendar = "gregorian"


@lru_cache(maxsize=1 << 15)
def gregorian_day(year: int, month: int, day: int) -> DateRange | None:
    """One day, or None where the calendar has no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return DateRange(first=found, last=found, precision="day")


def gregorian_month(year: int, month: int) -> DateRange | None:
    """One month, or None where there is no such month."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    after = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(after.toordinal() - 1)
    return DateRange(first=date(year, month, 1), last=last, precision="month")


def gregorian_year(year: int) -> DateRange | None:
    """One year, or None where it is out of range."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return DateRange(first=date(year, 1, 1), last=date(year, 12, 31), precision="year")


def gregorian_decade(year: int) -> DateRange | None:
    """The ten years from `year`, or None where it does not begin a decade or is out of range."""
    if year % 10 or not FIRST_YEAR <= year < LAST_YEAR:
        return None
    return DateRange(first=date(year, 1, 1), last=date(year + 9, 12, 31), precision="decade")


def both_readings(first: DateRange | None, second: DateRange | None) -> DateRange | None:
    """The one reading that exists; where two different ones do, the range from the earlier to the later."""
    if first is None or second is None:
        return first or second
    if first == second:
        return first
    return DateRange(
        first=min(first.first, second.first),
        last=max(first.last, second.last),
        precision="ambiguous",
        calendar=first.calendar,
    )


def from_to(first: DateRange | None, last: DateRange | None) -> DateRange | None:
    """From the start of the one to the end of the other; None where one is missing or they run backwards.

    In two calendars they must be one day, as Arabic papers date: 12 Ramadan 1435 / 10 July 2014.
    """
    if first is None or last is None:
        return None
    if first.calendar != last.calendar:
        return same_day(first, last)
    if first.first > last.last or "ambiguous" in {first.precision, last.precision}:
        return None
    return DateRange(first=first.first, last=last.last, precision="range", calendar=first.calendar)


def same_day(first: DateRange, second: DateRange) -> DateRange | None:
    """One date written in two calendars: the Gregorian one, where they agree (a day to two days, else by overlap)."""
    if first.precision != second.precision:
        return None
    slack = timedelta(days=2 if first.precision == "day" else 0)
    if first.first > second.last + slack or second.first > first.last + slack:
        return None
    return first if first.calendar == "gregorian" else second


# How far "about" reaches: years when a year is written, days when a month or a day is.
ABOUT_YEARS = 2
ABOUT_DAYS = {"month": 31, "day": 7}


def widen(found: DateRange) -> DateRange:
    """The range that "about" stands for: two years to either side, a month, or a week, as precisely as written."""
    if found.precision in ABOUT_DAYS:
        reach = timedelta(days=ABOUT_DAYS[found.precision])
        return replace(found, first=found.first - reach, last=found.last + reach, precision="range")
    first = date(found.first.year - ABOUT_YEARS, 1, 1)
    last = date(found.last.year + ABOUT_YEARS, 12, 31)
    return replace(found, first=first, last=last, precision="range")
