"""The catalogue of published tables: what each counts, where it comes from, what others answered."""

import difflib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from darkfigure.errors import UsageError

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a publication, or a software run on the same table, answered. Numbers are persons.

    `software` and `version` are set where a program was run on the table, `citation` where a work is quoted.

    Example:
        >>> Answer(method="log-linear", estimate=10_357.0, software="a program", version="1").estimate
        10357.0
    """

    method: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    citation: str | None = None
    software: str | None = None
    version: str | None = None


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One published table.

    Attributes:
        name: What to call it in `darkfigure estimate`.
        title: What it counts, short.
        population: Whom a number from it counts.
        years: When, where known.
        citation: The source.
        lists: Column name to what the list is, where known.
        strata: Columns that are strata.
        answers: Published answers, and answers of other software.
        path: The CSV file.

    Example:
        >>> kosovo = find("kosovo1999")
        >>> kosovo.population, len(kosovo.lists), kosovo.path.suffix
        ('Kosovo Albanians killed in Kosovo, 20 March to 12 June 1999', 4, '.csv')
    """

    name: str
    title: str
    population: str
    citation: str
    years: str
    lists: dict[str, str]
    strata: tuple[str, ...]
    answers: tuple[Answer, ...]
    path: Path


def names() -> tuple[str, ...]:
    """Names of all datasets, sorted.

    Example:
        >>> "kosovo1999" in names()
        True
    """
    return tuple(sorted(_read()))


def find(name: str) -> Dataset:
    """The dataset of this name.

    Raises:
        UsageError: There is none.

    Example:
        >>> find("kosovo1999").title
        'Killings in Kosovo'
    """
    entry = _read().get(name)
    if entry is None:
        near = difflib.get_close_matches(name, names(), n=1)
        hint = f"Did you mean `{near[0]}`?" if near else "`darkfigure datasets` lists them."
        raise UsageError(f"there is no dataset `{name}`. {hint}")
    return Dataset(
        name=name,
        title=entry["title"],
        population=entry["population"],
        citation=entry["citation"],
        years=entry.get("years", ""),
        lists=entry.get("lists", {}),
        strata=tuple(entry.get("strata", ())),
        answers=tuple(Answer(**answer) for answer in entry.get("answer", ())),
        path=_HERE / "tables" / f"{name}.csv",
    )


@lru_cache(maxsize=1)
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads((_HERE / "catalogue.toml").read_text(encoding="utf-8"))
