"""A day as a page or a dateline writes it: with a label before it, a weekday, a time, and names of months."""

import datetime as dt
import email.utils
import re
from functools import lru_cache

from darkfigure.dates import DateRange, read_date
from darkfigure.dates.words import names_hijri
from darkfigure.extract.text.labels import BORN, PUBLISHED
from darkfigure.places.fold import unify

# Years that a publication on the web can have in the Persian solar calendar (1995-2030); as lunar years they are
# 1955-1989, before the web.
_SOLAR = range(1374, 1410)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_ISO = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?:$|[T\s])", re.ASCII)
_COMPACT = re.compile(r"\s*((?:19|20)\d{6})(?:T?\d{4,6}Z?)?\s*", re.ASCII)
_MAIL = re.compile(r"\s*[A-Za-z]{3},? +\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d")
_TIME = re.compile(
    r"(?:\b(?:at|в|à|a|um|saat|soat|соат|сағат|саат|соати|ساعت|الساعة|o)\s*)?(?<![\d.:])\d{1,2}\s?[:h.]\s?\d\d(?:[:.]\d\d)?"
    r"(?![\d./-])\s*(?:[ap]\.?m\.?\b|[صم](?!\w)|(?:Z|UTC|GMT|MSK|мск|EST|EDT|CET|AST|TRT)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*\([^()\d]{1,20}\)\s*$")  # 14:30 (Moscow)
_SIGNS = " \t\n\u00a0|•·,;:()[]<>«»\"'—–-/*#،؛\u200c\u200e\u200f"
_LONGEST = 90
_TO_ASCII = {ord(sign): str(n) for signs in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, sign in enumerate(signs)}


@lru_cache(maxsize=1 << 13)
def read_stamp(value: str) -> DateRange | None:
    """A day as metadata states it: ISO 8601 with or without a time, as in mail, or as people write it.

    The day is the one written, in the time zone written.
    """
    if match := _ISO.match(value):
        return read_date("-".join(match.groups()))
    if match := _COMPACT.fullmatch(value):
        return read_date(match[1])
    if _MAIL.match(value):
        parsed = email.utils.parsedate_tz(value)
        if parsed is not None:
            try:
                day = dt.date(*parsed[:3])
            except ValueError:
                return None
            return DateRange(first=day, last=day, precision="day")
    return read_written(value)


def read_written(text: str) -> DateRange | None:
    """A day or month as people write it, in any of the languages, or None where anything else stands beside it.

    Needs a year of four digits; a day of birth is none. Figures whose day and month cannot be told apart give the
    range of both readings (`ambiguous`).

    Example:
        >>> read_written("Опубликовано: понедельник, 12 мая 2014 г., 14:30").first
        datetime.date(2014, 5, 12)
    """
    if len(text) > _LONGEST or BORN.search(text):
        return None
    text = _TIME.sub(" ", text.translate(_TO_ASCII).replace("\u200c", ""))
    text = _ZONE.sub("", text)
    text = PUBLISHED.sub("", text).strip(_SIGNS)
    years = _YEAR.findall(text)
    if not years or len(years) > 2:
        return None
    found = read_date(text)
    if (found is None or found.calendar == "hijri") and len(years) == 1 and int(years[0]) in _SOLAR:
        found = found if names_hijri(unify(text)) else read_date(f"{text} شمسی")
    if found is None or found.precision not in {"day", "month", "ambiguous"}:
        return None
    return found


def is_labelled(text: str) -> bool:
    """Whether a line says of itself that what follows is the date of publication."""
    match = PUBLISHED.match(text)
    return match is not None and match.end() > 3
