"""Dates with words in them: month names, calendar marks, ranges."""

import re
from dataclasses import dataclass, replace

from darkfigure.dates.hijri import hijri_date, solar_date
from darkfigure.dates.months import find_month
from darkfigure.dates.numeric import calendar_of, full_year, read_numeric
from darkfigure.dates.span import (
    Calendar,
    DateRange,
    from_to,
    gregorian_day,
    gregorian_decade,
    gregorian_month,
    gregorian_year,
    widen,
)
from darkfigure.dates.vocabulary import (
    about,
    between,
    between_and,
    calendar_marks,
    join_stopped,
    opening,
    passed_over,
)

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[-‐‑‒–—−~/?]")
_FIGURES = re.compile(r"(?<![\d./-])\d{1,4}(?:[-./]\d{1,4}){2}(?![\d/-])")
_TIME = re.compile(r"(?:\b(?:at|в|a|um|saat|الساعه)\s+)?(?<!\d)\d{1,2}(?::|h)\d\d(?::\d\d)?(?!\d)")
_MOST_TOKENS = 24
_DASHES = frozenset("-‐‑‒–—−~")
_DECADE_ENDINGS = frozenset({"s", "е", "х", "er", "lar", "lari", "й"})


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was found of one date. `numbers` and their places among the tokens are as written."""

    numbers: tuple[str, ...] = ()
    month: int | None = None
    month_calendar: Calendar | None = None
    month_place: int = 0
    mark: Calendar | None = None
    approximate: bool = False
    decade: bool = False


def read_words(text: str, *, order: str | None = None) -> DateRange | None:
    """A date with words, or a range of two, or None where any word is not understood. `text` is unified."""
    text = join_stopped(text)
    if (found := _marked_figures(text, order)) or len(text) == 0:
        return found
    tokens = _TOKEN.findall(_TIME.sub(" ", text))
    if not tokens or len(tokens) > _MOST_TOKENS or not _DASHES.isdisjoint({tokens[0], tokens[-1]} - {"~"}):
        return None  # "2014 -" is open; so are -2014 and what is too long to be a date
    if tokens[0] not in opening() or tokens[0] in passed_over():
        whole = parse(tokens)
        if whole is not None and (found := resolve(whole)):
            return widen(found) if whole.approximate else found
    return _range(tokens)


def _marked_figures(text: str, order: str | None) -> DateRange | None:
    """One date in figures among words that change nothing or mark its calendar: 05.03.2014 г., 3/7/1435 هـ."""
    chunks = _FIGURES.findall(text)
    if len(chunks) != 1:
        return None
    around = parse(_TOKEN.findall(_TIME.sub(" ", _FIGURES.sub(" ", text))))
    if around is None or around.numbers or around.month is not None:
        return None
    found = read_numeric(chunks[0], order=order, calendar=around.mark)
    return widen(found) if found and around.approximate else found


def parse(tokens: list[str]) -> Parts | None:
    """Sort the tokens of one date; None where a word has no meaning or a second month is named."""
    parts = Parts()
    numbers: list[str] = []
    place = 0
    while place < len(tokens):
        word = tokens[place]
        if word[0].isdigit():
            numbers.append(word)
            place += 1
        elif month := find_month(tokens[place : place + 4]):
            calendar, number, length = month
            named = (parts.month_calendar, parts.month)
            if parts.month is not None and named != (calendar, number):  # آذار/مارس names one month twice
                return None
            parts = replace(parts, month=number, month_calendar=calendar, month_place=len(numbers))
            place += length
        else:
            if (after := _other(parts, word, tokens[:place])) is None:
                return None
            parts = after
            place += 1
    return replace(parts, numbers=tuple(numbers))


def _other(parts: Parts, word: str, before: list[str]) -> Parts | None:
    """A word that is neither number nor month."""
    if mark := calendar_marks().get(word):
        return replace(parts, mark="persian" if "persian" in {mark, parts.mark} else mark)
    if word in about() or word in {"~", "?"}:
        return replace(parts, approximate=True)
    if word in _DECADE_ENDINGS and _number_before(before):
        return replace(parts, decade=True)
    if word in passed_over() or word in _DASHES or word == "/":
        return parts
    return None


def names_hijri(text: str) -> bool:
    """Whether unified text says that its year is a lunar Hijri one, by a mark or a month."""
    words = _TOKEN.findall(join_stopped(text))
    if any(calendar_marks().get(word) == "hijri" for word in words):
        return True
    months = (find_month(words[place : place + 4]) for place in range(len(words)))
    return any(month is not None and month[0] == "hijri" for month in months)


def _number_before(tokens: list[str]) -> bool:
    left = [word for word in tokens if word not in _DASHES]
    return bool(left) and left[-1].isdigit() and len(left[-1]) == 4 and left[-1].endswith("0")


def resolve(parts: Parts) -> DateRange | None:
    """The date of the parts: day month year in the orders people write them, month year, year, decade."""
    if parts.month is None:
        return _without_month(parts)
    split = _day_and_year(parts)
    if split is None:
        return None
    day, year = split
    calendar = parts.month_calendar
    if calendar == "gregorian":
        # Hijri years are not written with Gregorian months.
        if day is None:
            return gregorian_month(year, parts.month)
        return gregorian_day(year, parts.month, day)
    return (hijri_date if calendar == "hijri" else solar_date)(year, parts.month, day)


def _day_and_year(parts: Parts) -> tuple[int | None, int] | None:
    """Day (or None) and year beside a month."""
    numbers = parts.numbers
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return None, int(numbers[0])
    if len(numbers) != 2:
        return None
    first, second = numbers
    if len(first) == 4 and len(second) <= 2:
        return int(second), int(first)
    if len(first) <= 2 and len(second) == 4:
        return int(first), int(second)
    # 5 Mar 14; with two digits the year must come last, and the month not after it.
    if len(first) <= 2 and len(second) == 2 and parts.month_place < 2 and parts.month_calendar == "gregorian":
        return int(first), full_year(second)
    return None


def _without_month(parts: Parts) -> DateRange | None:
    if len(parts.numbers) != 1 or len(parts.numbers[0]) != 4:
        return None
    year = int(parts.numbers[0])
    if parts.decade and parts.mark in {None, "gregorian"}:
        return gregorian_decade(year)
    return read_year_number(year, parts.mark)


def read_year_number(year: int, mark: Calendar | None) -> DateRange | None:
    """A bare year in the calendar that is marked, or that its size tells."""
    calendar = mark or calendar_of(year)
    if calendar == "gregorian":
        return gregorian_year(year)
    return (hijri_date if calendar == "hijri" else solar_date)(year)


def _range(tokens: list[str]) -> DateRange | None:
    """Two dates with a dash or a word between them; what the first lacks it takes from the second, and back."""
    opened = tokens[0] in opening()
    dividers = between() | _DASHES | {"/"} | (between_and() if opened else frozenset())
    for place in range(1, len(tokens) - 1):
        if tokens[place] not in dividers:
            continue
        left, right = parse(tokens[opened:place]), parse(tokens[place + 1 :])
        if left is None or right is None:
            continue
        first, last = resolve(_fill(left, right)), resolve(_fill(right, left))
        if found := from_to(first, last):
            return widen(found) if left.approximate or right.approximate else found
    return None


def _fill(parts: Parts, other: Parts) -> Parts:
    """Take month, calendar and year from the other end where this one lacks them."""
    if parts.mark is None and other.mark is not None:
        parts = replace(parts, mark=other.mark)
    if parts.month is None and other.month is not None and any(len(number) <= 2 for number in parts.numbers):
        parts = replace(parts, month=other.month, month_calendar=other.month_calendar)
    years = [number for number in other.numbers if len(number) == 4]
    if parts.month is not None and years and not any(len(number) == 4 for number in parts.numbers):
        parts = replace(parts, numbers=(*parts.numbers, years[-1]))
    return parts
