"""Names of strata and sources as the page writes them: plain text, escaped by whoever prints it."""

import re
from dataclasses import dataclass

from darkfigure.places import country_name

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONG = re.compile("[\U00010000-\U0010ffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_COLUMNS = {
    "origin": "Origin",
    "region": "Region",
    "sex": "Sex",
    "age_group": "Age group",
    "period": "Period",
}
_SEXES = {"f": "female", "m": "male"}


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name and, for a place, its code."""

    name: str
    code: str = ""

    def __str__(self) -> str:
        """The name with its code behind it."""
        return f"{self.name} ({self.code})" if self.code else self.name


def clean(text: str) -> str:
    """The text without characters that HTML and SVG may not hold."""
    return _CONTROL.sub("\ufffd", text)


def plain(text: str) -> str:
    """The text for a drawing: clean, on one line, without marks that turn the direction of what follows.

    The drawing program shortens long text in the middle of a character beyond 16 bits, and then fails: none is left.
    """
    return " ".join(_LONG.sub("\ufffd", _BIDI.sub("", clean(text))).split())


def column_label(column: str) -> str:
    """The heading of a stratum column."""
    return _COLUMNS.get(column, clean(column).replace("_", " "))


def value_label(column: str, value: str, language: str) -> Label:
    """One value of a stratum column: a country's name with its code, a sex in words, other values as written."""
    if value in {"unknown", ""}:
        return Label(name="not known")
    if column == "sex" and value in _SEXES:
        return Label(name=_SEXES[value])
    if column == "origin":
        name = country_name(value, language)
        if name != value:
            return Label(name=name, code=value)
    return Label(name=clean(value))


def stratum_label(stratum: dict[str, str], language: str) -> str:
    """A stratum on one line, for a drawing or a sentence."""
    labels = [str(value_label(column, value, language)) for column, value in stratum.items()]
    return plain(", ".join(labels)) or "everybody"
