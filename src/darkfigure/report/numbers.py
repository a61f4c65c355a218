"""Numbers and dates as the page writes them, in the report's language."""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

WITHHELD = "withheld"
_DATES = {"en": "en_GB"}  # day, month, year: the order most readers of English outside one country expect


def whole(value: float | None, language: str) -> str:
    """A count with separators of thousands; a dash where there is none."""
    if value is None:
        return "–"
    text: str = format_decimal(round(value), locale=language)
    return text


def percent(share: float, language: str) -> str:
    """A share in [0, 1] as a percentage, with one decimal where it has one: 95%, 97.5%."""
    text: str = format_percent(share, format="#,##0.#%", locale=language)
    return text


def about(share: float, language: str) -> str:
    """A share in [0, 1] as a whole percentage; below 1% and above 99% with one decimal."""
    edge = min(share, 1 - share)
    text: str = format_percent(share, format="#,##0%" if edge >= 0.01 else "#,##0.#%", locale=language)
    return text


def interval(low: float | None, high: float | None, language: str) -> str:
    """An interval in words; an open end is said."""
    if low is None:
        return "–" if high is None else f"up to {whole(high, language)}"
    if high is None:
        return f"{whole(low, language)} or more"
    return f"{whole(low, language)} to {whole(high, language)}"


def day(value: date, language: str) -> str:
    """A date, written out."""
    text: str = format_date(value, format="long", locale=_DATES.get(language, language))
    return text.replace(" ", "\u00a0")


def days(period: tuple[date, date] | None, language: str) -> str:
    """A period, written out; both days are included."""
    if period is None:
        return "no period given"
    return f"{day(period[0], language)} to {day(period[1], language)}"


def fact(value: float | str | None, language: str) -> str:
    """A fact of any kind: whole numbers with separators, other numbers with four significant digits."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return whole(value, language)
    return (
        format_decimal(float(f"{value:.4g}"), locale=language, format="#,##0.######")
        if isinstance(value, float)
        else value
    )
