"""Numbers, intervals and periods as the page writes them, in the report's language."""

from collections.abc import Sequence
from datetime import date
from functools import reduce

from darkfigure.report.wording import say
from darkfigure.report.wording.formats import NOTHING, about, day, number, percent, whole

__all__ = ["about", "day", "days", "fact", "interval", "listed", "percent", "whole", "with_interval"]


def interval(low: float | None, high: float | None, language: str) -> str:
    """An interval in words; an open end is said."""
    if low is None:
        return NOTHING if high is None else say("number.up-to", language, high=high)
    if high is None:
        return say("number.or-more", language, low=low)
    return say("number.between", language, low=low, high=high)


def with_interval(value: float | None, low: float | None, high: float | None, language: str) -> str:
    """A number with its interval behind it."""
    return say("number.with-interval", language, number=value, interval=interval(low, high, language))


def days(period: tuple[date, date] | None, language: str) -> str:
    """A period, written out; both days are included."""
    if period is None:
        return say("number.no-period", language)
    return say("number.period", language, first=period[0], last=period[1])


def listed(parts: Sequence[str], language: str, *, sign: str = "comma") -> str:
    """Texts behind one another, with the `comma`, the `semicolon` or the `and` of the language between them."""
    if sign == "and":
        return reduce(lambda one, two: say("number.and", language, one=one, two=two), parts)
    return f"{say(f'number.{sign}', language)} ".join(parts)


def fact(value: float | str | None, language: str) -> str:
    """A fact of any kind: whole numbers with separators, other numbers with four significant digits."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return say("number.yes" if value else "number.no", language)
    if isinstance(value, int):
        return whole(value, language)
    return number(value, language) if isinstance(value, float) else value
