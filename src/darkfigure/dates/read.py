"""Read one date as written."""

import re
from functools import lru_cache

from darkfigure.dates.numeric import DAY_OR_MONTH_FIRST, ISO, read_day, read_day_month_year, read_numeric
from darkfigure.dates.span import DateRange, from_to, same_day
from darkfigure.dates.words import names_hijri, read_words
from darkfigure.places.fold import unify

_PERSIAN_SIGNS = re.compile(r"[۰-۹پچژگکی]|\b(?:متولد|سال|ماه)\b")
# Registers write 00, xx, __ or ?? for a day or month that is not known.
_GAP = r"(?:0{1,2}|[xх?_*]{1,2}|-{2})"
_WITH_GAPS = re.compile(
    rf"{_GAP}[./-](?:{_GAP}|(?P<m1>\d{{1,2}}))[./-](?P<y1>\d{{4}})"
    rf"|(?P<y2>\d{{4}})[./-](?:{_GAP}|(?P<m2>\d{{1,2}}))[./-]{_GAP}"
)
_SPLIT = re.compile(r"(?<=\d-\d\d)\s*/\s*(?=\d{4}-)|\s*[-–—−~]\s*|\s+(?:to|until|по|до|au|bis|الي|حتي|تا)\s+")
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = re.compile(rf"(?<!\d)(\d{{1,2}})[./\s-]({'|'.join(_ROMAN_MONTHS)})[./\s-](\d{{4}})(?!\d)")
_OUTSIDE = " \t\r\n\"'«»()[]“”,;"
_MATCHING = re.compile(r"\s*(?:الموافق|الموافقه|موافق|corresponding to|=)\s*")


@lru_cache(maxsize=1 << 16)
def read_date(text: str, *, order: str | None = None) -> DateRange | None:
    """Read a date in any of the supported languages, calendars and digits; None where it is not a date.

    `order` ("dmy" or "mdy") settles figures such as 3/5/2014, as `date_order` learns it from a column. Without it
    they are `ambiguous`, except with dots, which nobody writes month first. The year comes first or last. Two-digit
    years count only beside day and month (00-35 is 2000-2035, 36-99 is 1936-1999). Years 1300-1500 are lunar Hijri
    unless marked or written with a Persian month; in Persian letters or digits they need a mark, for they may be solar.
    A day or month written as 00, xx or ?? is unknown.
    Words that are not understood, days that do not exist and years outside 1800-2100 are None.

    Example:
        >>> read_date("5 марта 2014 г.").first
        datetime.date(2014, 3, 5)
    """
    if match := ISO.fullmatch(text):
        return read_day(int(match[1]), int(match[3]), int(match[4]), None) or _with_gaps(text)
    if match := DAY_OR_MONTH_FIRST.fullmatch(text):
        return read_day_month_year(match, order=order, calendar=None) or _with_gaps(text)
    text = text.strip(_OUTSIDE)
    if not text or len(text) > 120 or not any(character.isdigit() for character in text):
        return None
    return _read(text, order)


def _read(text: str, order: str | None) -> DateRange | None:
    persian = _PERSIAN_SIGNS.search(text) is not None
    text = unify(text)
    if match := _WITH_GAPS.fullmatch(text):
        year, month = match["y1"] or match["y2"], match["m1"] or match["m2"]
        return read_numeric(f"{year}-{month}" if month else year, order=order)
    if len(both := _MATCHING.split(text)) == 2:
        return _corresponding(*both)
    text = _ROMAN.sub(lambda match: f"{match[1]}.{_ROMAN_MONTHS.index(match[2]) + 1}.{match[3]}", text)
    found = read_numeric(text, order=order) or read_words(text, order=order) or _two_dates(text, order)
    if found and persian and found.calendar == "hijri" and not names_hijri(text):
        return None  # a Persian writer means the solar year as often
    return found


def _with_gaps(text: str) -> DateRange | None:
    """A date in figures of which the day, or day and month, are not known: 00.00.1988, 2014-03-??."""
    if (match := _WITH_GAPS.fullmatch(text)) is None:
        return None
    year, month = match["y1"] or match["y2"], match["m1"] or match["m2"]
    return read_numeric(f"{year}-{month}" if month else year, order=None)


def _two_dates(text: str, order: str | None) -> DateRange | None:
    """Two dates with a dash between."""
    for match in _SPLIT.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        if (first := read_date(left, order=order)) and (last := read_date(right, order=order)):
            return from_to(first, last)
    return None


def _corresponding(left: str, right: str) -> DateRange | None:
    """One day in two calendars with the word "corresponding" between."""
    first, second = read_date(left), read_date(right)
    if first is None or second is None or first.calendar == second.calendar:
        return None
    return same_day(first, second)
