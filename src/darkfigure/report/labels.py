"""Names of strata and sources as the page writes them: plain text, escaped by whoever prints it."""

from dataclasses import dataclass

from darkfigure.places import country_name
from darkfigure.report.clean import clean, plain
from darkfigure.report.numbers import listed
from darkfigure.report.wording import has, say

_SEXES = frozenset({"f", "m"})


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name and, for a place, its code."""

    name: str
    code: str = ""

    def __str__(self) -> str:
        """The name with its code behind it."""
        return f"{self.name} ({self.code})" if self.code else self.name


def column_label(column: str, language: str) -> str:
    """The heading of a stratum column; one of the user's own keeps its name."""
    key = f"column.{column.replace('_', '-')}"
    return say(key, language) if has(f"column.by-{column.replace('_', '-')}") else clean(column).replace("_", " ")


def strata_heading(columns: list[str], language: str) -> str:
    """What the population is divided by, as a heading."""
    keys = [(column, f"column.by-{column.replace('_', '-')}") for column in columns]
    names = [say(key, language) if has(key) else clean(column).replace("_", " ").lower() for column, key in keys]
    return say("strata.by", language, columns=listed(names, language, sign="and") if names else "")


def value_label(column: str, value: str, language: str) -> Label:
    """One value of a stratum column: a country's name with its code, a sex in words, other values as written."""
    if value in {"unknown", ""}:
        return Label(name=say("column.unknown", language))
    if column == "sex" and value in _SEXES:
        return Label(name=say(f"column.{value}", language))
    if column == "origin":
        name = country_name(value, language)
        if name != value:
            return Label(name=name, code=value)
    return Label(name=clean(value))


def stratum_label(stratum: dict[str, str], language: str) -> str:
    """A stratum on one line, for a drawing or a sentence."""
    labels = [str(value_label(column, value, language)) for column, value in stratum.items()]
    return plain(listed(labels, language)) or say("overview.everybody", language)
