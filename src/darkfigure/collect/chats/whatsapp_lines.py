"""The lines of a WhatsApp text export: day, time, who and what, in the forms that phones of many languages write."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

# Marks of direction and blanks that programs put beside dates and names.
MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MARKS = f"[{MARKS}]*"
_BLANK = "[ \u00a0\u202f]"
# three numbers with the same sign between them; @ stands for the group that caught the first sign
_DAY = rf"(\d{{1,4}}){_MARKS}([./\-]){_MARKS}(\d{{1,2}}){_MARKS}\@{_MARKS}(\d{{1,4}}){_MARKS}\.?"
# a comma, a blank, a word such as `à`, or what a language puts before a time of the afternoon
_BETWEEN = rf"[,،]?{_BLANK}[^\d\n\[\]:,،\u2013-]{{0,10}}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[^\d\n\[\]:\u2013-]{0,14}?"  # with AM, PM, ص, م behind it
_HEAD = re.compile(
    rf"{_MARKS}(?:\[{_MARKS}{_DAY.replace('@', '2')}{_BETWEEN}({_TIME})\]{_BLANK}?|"
    rf"{_DAY.replace('@', '7')}{_BETWEEN}({_TIME}){_BLANK}[\u2013-]{_BLANK})(.*)",
    re.DOTALL,
)
_AUTHOR = re.compile(r"([^:]{1,100}): ?(.*)", re.DOTALL)
Order = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that begins a message: the three numbers of its day as written, time as written, and what follows."""

    day: tuple[int, int, int]
    dotted: bool
    time: str
    author: str | None
    body: str


def parse_line(line: str) -> Line | None:
    """A line that begins a message; None for one that goes on with the message before."""
    found = _HEAD.match(line)
    if found is None:
        return None
    at = 1 if found[1] else 6
    first, sign, second, third, time = (found[at + n] for n in range(5))
    rest = found[11]
    author = _AUTHOR.match(rest)
    return Line(
        day=(int(first), int(second), int(third)),
        dotted=sign == ".",
        time=time,
        author=author[1].strip(MARKS + " \u00a0\u202f") if author else None,
        body=author[2] if author else rest,
    )


def looks_like_whatsapp(text: str) -> bool:
    """Whether a text begins as an export does: its first line begins a message, and somebody writes in its head."""
    lines = text[:32_768].splitlines()
    first = next((line for line in lines if line.strip()), "")
    if parse_line(first) is None:
        return False
    heads = [found for line in lines[:400] if (found := parse_line(line)) is not None]
    return any(found.author is not None for found in heads)


@dataclass(kw_only=True)
class OrderOfDays:
    """Which of the three numbers is the day: told from all lines of a file, None where it stays open.

    A number above 12 is no month. Where both orders can be, messages stand in the order of time, so that the order
    under which days never go back is the one. Days written with dots are never written month first.
    """

    possible: dict[Order, bool] = field(default_factory=lambda: dict.fromkeys(("dmy", "mdy", "ymd"), True))
    backwards: dict[Order, int] = field(default_factory=lambda: dict.fromkeys(("dmy", "mdy", "ymd"), 0))
    _last: dict[Order, dt.date] = field(default_factory=dict)
    _day: tuple[int, int, int] | None = None

    def see(self, line: Line) -> None:
        """Take one line into account."""
        if line.day == self._day:
            return
        self._day = line.day
        for order, open_ in self.possible.items():
            if not open_:
                continue
            date = None if order == "mdy" and line.dotted else date_of(line.day, order)
            if date is None:
                self.possible[order] = False
                continue
            self.backwards[order] += date < self._last.get(order, date)
            self._last[order] = date

    def settle(self) -> Order | None:
        """The order, None where two fit alike or none does."""
        left = [order for order, open_ in self.possible.items() if open_]
        if not left:
            return None
        fewest = min(self.backwards[order] for order in left)
        best = [order for order in left if self.backwards[order] == fewest]
        return best[0] if len(best) == 1 else None


def date_of(day: tuple[int, int, int], order: Order) -> dt.date | None:
    """The date that three numbers are in an order; None if they are none."""
    first, second, third = day
    year, month, of_month = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order]
    if order == "ymd" and first < 1000:
        return None  # no phone writes a year of two digits first
    if 100 <= year < 2009 or year > 2100:
        return None  # before the program, or another calendar
    try:
        return dt.date(year + 2000 if year < 100 else year, month, of_month)
    except ValueError:
        return None


def order_of(lines: Iterable[str]) -> Order | None:
    """The order of the days in the lines of an export."""
    order = OrderOfDays()
    for line in lines:
        if (found := parse_line(line)) is not None:
            order.see(found)
    return order.settle()
