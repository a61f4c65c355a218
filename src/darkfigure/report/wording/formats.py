"""Numbers and dates as a language writes them.

Digits are those that CLDR names as the default of each language: Latin ones in all five, Arabic included (`ar`, which
leaves Arabic-Indic digits to its countries), so that a number is the same wherever it stands, in a drawing too.
"""

from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

_DATES = {"en": "en_GB"}  # day, month, year: the order most readers of English outside one country expect
_MONTHS = {"kk": "y 'ж'. LLLL"}
NOTHING = "–"


@cache
def locale(language: str) -> Locale:
    """Babel's data of the language."""
    return Locale.parse(language)


def written(value: str | float | date | None, form: str, language: str) -> str:
    """A value in one of the formats of a sentence; without a format, texts as they stand and numbers as whole ones."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return month(value, language) if form == "month" else day(value, language)
    if isinstance(value, str):
        return value
    if form == "plain":
        return str(value)
    shapes = {"percent": percent, "about": about, "number": number}
    return shapes.get(form, whole)(value, language)


def whole(value: float | None, language: str) -> str:
    """A count with separators of thousands; a dash where there is none."""
    if value is None:
        return NOTHING
    text: str = format_decimal(round(value), locale=language)
    return text


def number(value: float, language: str) -> str:
    """A number with four significant digits."""
    text: str = format_decimal(float(f"{value:.4g}"), locale=language, format="#,##0.######")
    return text


def percent(share: float, language: str) -> str:
    """A share in [0, 1] as a percentage, with one decimal where it has one: 95%, 97.5%."""
    text: str = format_percent(round(share, 3), locale=language, decimal_quantization=False)
    return text


def about(share: float, language: str) -> str:
    """A share in [0, 1] as a whole percentage; below 1% and above 99% with one decimal."""
    edge = min(share, 1 - share)
    text: str = format_percent(round(share, 2 if edge >= 0.01 else 3), locale=language, decimal_quantization=False)
    return text


def day(value: date, language: str) -> str:
    """A date, written out, on one line."""
    text: str = format_date(value, format="long", locale=_DATES.get(language, language))
    return text.replace(" ", "\u00a0")


def month(value: date, language: str) -> str:
    """A month with its year."""
    text: str = format_date(value, format=_MONTHS.get(language, "LLLL y"), locale=language)
    return text.replace(" ", "\u00a0")


def written_date(text: str, language: str) -> str:
    """A date as ISO 8601 gives it, to the year, the month or the day, in words; another text as it stands."""
    try:
        if len(text) == 4:
            return str(int(text))
        if len(text) == 7:
            return month(date.fromisoformat(f"{text}-01"), language)
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text


@cache
def axis_numbers(language: str) -> dict[str, Any]:
    """The numbers of the language, as d3-format wants them told."""
    signs = {"decimal": get_decimal_symbol(language), "thousands": get_group_symbol(language)}
    sign = percent(0.5, language).removeprefix("50")
    return {**signs, "grouping": [3], "currency": ["", ""], "percent": sign}


@cache
def axis_dates(language: str) -> dict[str, Any]:
    """The names of months and days of the language, as d3-time-format wants them told."""
    own = locale(language)
    wide, short = (own.months["stand-alone"][width] for width in ("wide", "abbreviated"))
    days, shorter = (own.days["stand-alone"][width] for width in ("wide", "abbreviated"))
    week = [6, 0, 1, 2, 3, 4, 5]  # d3 counts from Sunday, Babel from Monday
    return {
        "dateTime": "%x, %X", "date": "%d.%m.%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": [days[i] for i in week], "shortDays": [shorter[i] for i in week],
        "months": [wide[i] for i in range(1, 13)], "shortMonths": [short[i] for i in range(1, 13)],
    }  # fmt: skip
