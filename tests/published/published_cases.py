"""The comparisons of cases.toml, one value each."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from darkfigure import datasets

_FILE = Path(__file__).with_name("cases.toml")
FIGURES = ("estimate", "low", "high")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One published answer, and which of ours must agree with it.

    `published` and `within` go by `estimate`, `low` and `high`: persons, and the largest relative difference.
    """

    dataset: str
    ours: str
    said: str
    citation: str
    published: dict[str, float]
    within: dict[str, float]
    options: dict[str, Any] = field(default_factory=dict)
    model: str | None = None

    @property
    def name(self) -> str:
        """What a test run calls it."""
        return f"{self.dataset}, {self.ours}, {self.said}"


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """All comparisons, those that come from the catalogue first."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return (*(case for rule in read["every"] for case in _from_catalogue(rule)), *(_case(one) for one in read["case"]))


def _case(entry: dict[str, Any]) -> Case:
    rest = {key: value for key, value in entry.items() if key not in FIGURES}
    return Case(published={key: entry[key] for key in FIGURES if key in entry}, **rest)


def _from_catalogue(rule: dict[str, Any]) -> list[Case]:
    """Every answer of a program whose method holds a word, each once."""
    found: list[Case] = []
    for name in datasets.names():
        for answer in datasets.find(name).answers:
            if answer.software != rule["software"] or rule["word"] not in answer.method:
                continue
            model = re.search(r"\[[0-9;]+\]", answer.method)
            case = Case(
                dataset=name,
                ours=rule["ours"],
                said=rule["said"],
                citation=f"{answer.software} {answer.version}",
                published={key: getattr(answer, key) for key in rule["within"]},
                within=rule["within"],
                options={"model": model.group()} if model else {},
            )
            if case not in found:
                found.append(case)
    return found
