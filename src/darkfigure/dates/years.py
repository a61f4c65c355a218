"""Read a year of birth, or the years it may be."""

import re
from functools import lru_cache

from darkfigure.dates.read import read_date

_EITHER = re.compile(
    r"\b(\d{4})\s*(?:/|or|или|أو|او|ou|oder|veya|yoki|ёки|немесе|же|ё|یا|يا|або|,|;)\s*(\d{4}|\d\d)\b", re.IGNORECASE
)
_UNKNOWN_DIGIT = re.compile(r"(\d{3})[?xхXХ*_-]")
_SHORT_DECADE = re.compile(
    r"(?:early|mid|late|начало|середина|конец)?\s*([3-9]0)\s?[-'’]?(?:s|е|х|er)(?:\s+год(?:ы|ов))?", re.IGNORECASE
)
_BIRTH_WORDS = re.compile(r"\b(?:г\.?\s?р|р\.?\s?н|д\.?\s?р|ж\.?\s?т|т\.?\s?й)\b\.?", re.IGNORECASE)
# A slip of the pen in the day or the month leaves the year: 31.06.1988, 1988-19-05.
_NO_DAY = re.compile(r"(\d{4})[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](\d{4})", re.ASCII)
_GREGORIAN = range(1850, 2101)


@lru_cache(maxsize=1 << 15)
def read_year(text: str) -> tuple[int, int] | None:
    """First and last possible Gregorian year, or None.

    What `read_date` understands, and "1988 or 1989", "198?", "80s" (of the 20th century). "About" is two years
    to either side. A Hijri year spans two. Of a day that does not exist (31.06.1988) the year counts. Two digits alone,
    ages and open bounds ("before 1990") are None.

    Example:
        >>> read_year("1409 هـ")
        (1988, 1989)
    """
    text = text.strip(' .,;:()[]"«»')
    if (match := _EITHER.search(text)) and (either := _either(text, match)):
        return either
    if match := _UNKNOWN_DIGIT.fullmatch(text):
        found = read_date(f"{match[1]}0s")
    elif match := _SHORT_DECADE.fullmatch(text):
        found = read_date(f"19{match[1]}s")
    else:
        found = read_date(_BIRTH_WORDS.sub(" ", text))
    if found is None:
        return _of_no_day(text)
    return found.first.year, found.last.year


def _of_no_day(text: str) -> tuple[int, int] | None:
    """The year of a date in figures whose day does not exist."""
    if (match := _NO_DAY.fullmatch(text)) is None:
        return None
    year = int(match[1] or match[2])
    return (year, year) if year in _GREGORIAN else None


def _either(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """1988 or 1989, 1988/89: what stands around must be understood with either."""
    first, second = match[1], match[2]
    if len(second) == 2:
        second = first[:2] + second
    readings = [read_year(text[: match.start()] + year + text[match.end() :]) for year in (first, second)]
    if readings[0] is None or readings[1] is None or not 0 <= int(second) - int(first) <= 10:
        return None
    return readings[0][0], readings[1][1]
