"""Names of strata and sources as the page writes them: plain text, escaped by whoever prints it."""

from dataclasses import dataclass

from darkfigure.places import country_name
from darkfigure.report.clean import clean, plain

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
