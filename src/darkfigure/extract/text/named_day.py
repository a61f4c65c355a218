"""The day of publication in an address or the name of a file."""

import re
from urllib.parse import unquote

from darkfigure.dates import DateRange, read_date
from darkfigure.extract.text.written_day import read_written
from darkfigure.parsing import split_address

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_./]?)([01]\d|(?<=[-_./])\d)\2([0-3]\d|(?<=[-_./])\d)(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-_.])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_SOLAR_FIRST = re.compile(r"(?<!\d)(1[34]\d\d)([-_/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.](0[1-9]|1[0-2])(?!\d|[-_./]\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})[-_ ]([^\W\d_]{3,20})[-_ ]((?:19|20)\d\d)(?!\d)")
_WORDS_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ /]([^\W\d_]{3,20})[-_ /](\d{1,2})(?!\d)")


def named_day(name: str | None) -> DateRange | None:
    """The day in the name of a file: 2015-01-20-agency.txt, news_20150120.html, 20.01.2015.txt.

    Figures that may be read day first or month first give both readings (`ambiguous`); two digits are no year.

    Example:
        >>> named_day("agency-2015-01-20.txt").first
        datetime.date(2015, 1, 20)
    """
    if not name:
        return None
    found = [
        day for pattern in (_YEAR_FIRST, _SOLAR_FIRST) for match in pattern.finditer(name) if (day := _numeric(match))
    ]
    if not found:
        found = [
            day
            for match in _YEAR_LAST.finditer(name)
            if (day := read_date(f"{match[1]}{_sign(match[2])}{match[3]}{_sign(match[2])}{match[4]}"))
        ]
    if not found:
        found = [
            day
            for pattern in (_WORDS, _WORDS_YEAR_FIRST)
            for match in pattern.finditer(name)
            if (day := read_written(" ".join(match.groups())))
        ]
    if not found:
        found = [day for match in _MONTH.finditer(name) if (day := read_date(f"{match[1]}-{match[2]}"))]
    return found[0] if len(set(found)) == 1 else None


def addressed_day(url: str | None) -> DateRange | None:
    """The day, or the month, in the path of an address: /2014/05/12/, /news/20140512-name.html."""
    parts = split_address(url)
    return None if parts is None else named_day(unquote(parts.path))


def _numeric(match: re.Match[str]) -> DateRange | None:
    return read_written(f"{match[1]}-{int(match[3]):02d}-{int(match[4]):02d}")


def _sign(written: str) -> str:
    return "." if written == "." else "-"
