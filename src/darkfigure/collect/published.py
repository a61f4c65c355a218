"""The day a document was published, where it says so itself."""

import datetime as dt
import re
from pathlib import Path

_HEAD = 200_000  # bytes of a page in which its date is looked for
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_DAY = rb"""["']\s*((?:19|20)\d\d-[01]\d-[0-3]\d)"""
_IN_PAGE = (
    re.compile(rb"""<meta[^>]{0,200}(?:article:published_time|datePublished|pubdate|name=["']?date)"""
               rb"""[^>]{0,100}content=\s*""" + _DAY, re.IGNORECASE),
    re.compile(rb"""<meta[^>]{0,100}content=\s*""" + _DAY +
               rb"""[^>]{0,200}(?:article:published_time|datePublished|pubdate|name=["']?date)""", re.IGNORECASE),
    re.compile(rb'"datePublished"\s*:\s*' + _DAY, re.IGNORECASE),
    re.compile(rb"<time[^>]{0,200}datetime=\s*" + _DAY, re.IGNORECASE),
)  # fmt: skip


def published_date(path: Path, *, name: str | None = None) -> dt.date | None:
    """The date in a page's metadata, else in the name of the file (`name`, if the path has another); None without one.

    Example:
        >>> published_date(Path("2015-01-20-agency.txt"))
        datetime.date(2015, 1, 20)
    """
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if b"<" in head[:1000]:
            for pattern in _IN_PAGE:
                if (found := pattern.search(head)) and (date := _date(found[1].decode())):
                    return date
    named = _IN_NAME.search(name or path.name)
    return _date("-".join(named.groups())) if named else None


def _date(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None
