"""Read one date as written."""

import re
from functools import lru_cache

from darkfigure.dates.numeric import DAY_OR_MONTH_FIRST, ISO, read_day, read_day_month_year, read_numeric
from darkfigure.dates.span import DateRange, from_to
from darkfigure.dates.words import read_words
from darkfigure.places.fold import unify

_PERSIAN_DIGITS = re.compile(r"[۰-۹]")
_SPLIT = re.compile(r"\s*[-–—−~]\s*|\s+(?:to|until|по|до|au|bis|الي|حتي|تا)\s+")
_WITH_LETTERS = re.compile(r"[^\W\d_]")
_OUTSIDE = " \t\r\n\"'«»()[]“”,;"
_MATCHING = re.compile(r"\s*(?:الموافق|الموافقه|موافق|corresponding to|=)\s*")


@lru_cache(maxsize=1 << 16)
def read_date(text: str, *, order: str | None = None) -> DateRange | None:
    """Read a date in any of the supported languages, calendars and digits; None where it is not a date.

    `order` ("dmy" or "mdy") settles figures such as 3/5/2014, as `date_order` learns it from a column. Without it
    they are `ambiguous`, except with dots, which nobody writes month first. The year comes first or last. Two-digit
    years count only beside day and month (00-35 is 2000-2035, 36-99 is 1936-1999). Years 1300-1500 are lunar Hijri
    unless marked or written with a Persian month; in Persian digits they need a mark, for they are more often solar.
    Words that are not understood, days that do not exist and years outside 1800-2100 are None.

    Example:
        >>> read_date("5 марта 2014 г.").first
        datetime.date(2014, 3, 5)
    """
    if match := ISO.fullmatch(text):
        return read_day(int(match[1]), int(match[3]), int(match[4]), None)
    if match := DAY_OR_MONTH_FIRST.fullmatch(text):
        return read_day_month_year(match, order=order, calendar=None)
    text = text.strip(_OUTSIDE)
    if not text or len(text) > 120 or not any(character.isdigit() for character in text):
        return None
    return _read(text, order)


def _read(text: str, order: str | None) -> DateRange | None:
    persian_digits = _PERSIAN_DIGITS.search(text) is not None
    text = unify(text)
    if len(both := _MATCHING.split(text)) == 2:
        return _same_day(*both)
    plain = _WITH_LETTERS.search(text) is None
    found = read_numeric(text, order=order) if plain else None
    found = found or read_words(text, order=order) or _two_dates(text, order)
    if found and persian_digits and found.calendar == "hijri" and plain:
        return None
    return found


def _two_dates(text: str, order: str | None) -> DateRange | None:
    """Two dates with a dash between."""
    for match in _SPLIT.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        if (first := read_date(left, order=order)) and (last := read_date(right, order=order)):
            return from_to(first, last)
    return None


def _same_day(left: str, right: str) -> DateRange | None:
    """One day in two calendars, as Arabic papers date: the Gregorian one, where they agree to two days."""
    first, second = read_date(left), read_date(right)
    if first is None or second is None or {first.calendar, second.calendar} != {"gregorian", "hijri"}:
        return None
    if abs((first.first - second.first).days) > 2 or first.precision != "day":
        return None
    return first if first.calendar == "gregorian" else second
