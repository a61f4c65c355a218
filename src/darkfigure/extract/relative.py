"""Dates told from the day of publication: yesterday, last month, two years ago."""

import datetime as dt

from darkfigure.extract.claim import AsOf
from darkfigure.extract.sentence import Sentence

_UNITS = {"days": "day", "weeks": "week", "months": "month", "years": "year"}
_MOST_BACK = 200
_NEW_YEAR, _NEW_MONTH = (3, 21), 21  # of the Persian solar calendar, to a day


def find_relative(sentence: Sentence, published: dt.date) -> list[tuple[AsOf, tuple[int, int]]]:
    """The relative dates of a sentence, in order, and the tokens that name them.

    A day is written YYYY-MM-DD, a month YYYY-MM, a year YYYY; a week as its Monday, with the precision `week`.
    """
    found = []
    reached = -1
    for place in range(sentence.first, sentence.last):
        read = _counted(sentence, place) or _named(sentence, place)
        if read is None or place < reached:
            continue
        unit, back, last = read
        reached = last
        as_of = told_from(published, unit, back, solar=sentence.lexicon.solar)
        if as_of is not None:
            found.append((as_of, (place, last)))
    return found


def told_from(published: dt.date, unit: str, back: int, *, solar: bool = False) -> AsOf | None:
    """The day, week, month or year that lies `back` of its kind before the day of publication.

    With `solar`, months and years are Persian ones, each given as the Gregorian one that holds most of it.

    Example:
        >>> told_from(dt.date(2015, 1, 20), "month", 1)
        AsOf(date='2014-12', precision='month', basis='relative')
    """
    days = back * {"day": 1, "week": 7}.get(unit, 0)
    if days >= published.toordinal():
        return None
    day = published - dt.timedelta(days=days)
    if unit == "day":
        written = day.isoformat()
    elif unit == "week":
        written = (day - dt.timedelta(days=min(day.weekday(), day.toordinal() - 1))).isoformat()
    elif unit == "month":
        months = day.year * 12 + day.month - 1 - back + (solar and day.day >= _NEW_MONTH)
        written = f"{months // 12:04d}-{months % 12 + 1:02d}"
    else:
        written = f"{day.year - back - (solar and (day.month, day.day) < _NEW_YEAR):04d}"
    if written < "0001":
        return None
    return AsOf(date=written, precision=unit, basis="relative")


def _named(sentence: Sentence, place: int) -> tuple[str, int, int] | None:
    """A phrase of its own: unit, how many back, the token after it."""
    mark = sentence.at(place, "when")
    if mark is None or _has_year(sentence, mark.last):
        return None
    if sentence.at(place, "time_unit") and (sentence.before(place, "several") or _number(sentence, place - 1)):
        return None  # "several years ago", of which "year ago" is a part in Persian
    unit, _, back = mark.value.partition("-")
    return unit, int(back), mark.last


def _counted(sentence: Sentence, place: int) -> tuple[str, int, int] | None:
    """A number of units of time and "ago", in either order."""
    before = sentence.at(place, "ago_before")
    at = place if before is None else before.last
    number = _number(sentence, at)
    if number is None or _number(sentence, at - 1) is not None or at + 1 >= sentence.last:
        return None
    unit = sentence.at(at + 1, "time_unit")
    if unit is None or sentence.gap(at).strip():
        return None
    ago = before or sentence.at(unit.last, "ago")
    if ago is None:
        return None
    last = max(unit.last, ago.last)
    return None if _has_year(sentence, last) else (_UNITS[unit.value], number, last)


def _number(sentence: Sentence, place: int) -> int | None:
    if not sentence.first <= place < sentence.last:
        return None
    token = sentence.tokens[place]
    if token.kind == "number":
        return int(token.key) if token.key.isdecimal() and int(token.key) <= _MOST_BACK else None
    words = sentence.lexicon.numbers.look_up(token.key)
    return int(words[0].value) if words and words[0].kind == "add" else None


def _has_year(sentence: Sentence, place: int) -> bool:
    """Whether a year follows, so that "the year" is that one: قبل عام 2014."""
    if place >= sentence.last or sentence.gap(place - 1).strip():
        return False
    token = sentence.tokens[place]
    return token.kind == "number" and len(token.key) == 4


def is_of_speech(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a date stands beside a verb of speech: it is the day somebody spoke."""
    first, last = span
    near = range(max(sentence.first, first - 2), first + 1)
    said_before = any(sentence.before(at, "say", "deny", "doubt") for at in near)
    return said_before or any(sentence.at(at, "say", "deny", "doubt") for at in (last, last + 1))
