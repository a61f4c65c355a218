"""Why two mentions are taken for one person or not: the components of their weight, and what the partition did."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.compare import MARKS, Birth, Components, Home, Sex, compare_fields
from darkfigure.link.equal import equal_rows
from darkfigure.link.fields import fields_of
from darkfigure.link.marks import Mark
from darkfigure.link.naming import agreeing_names, name_weights, tabulate_mentions
from darkfigure.link.partition import mean_weight
from darkfigure.names.explain import NamePart, explain_names

Ints = npt.NDArray[np.int64]

_BIRTHS = {
    Birth.MISSING: "not known of both",
    Birth.SAME_DAY: "the same day",
    Birth.DAY_SLIP: "days, a slip of the pen apart",
    Birth.DAY_TWO_PARTS: "days that agree in two of day, month and year",
    Birth.DAY_SAME_YEAR: "another day and month of the same year",
    Birth.DAY_ONE_YEAR: "days, one year apart",
    Birth.DAY_FAR: "days, more than one year apart",
    Birth.SAME_YEAR: "the same year",
    Birth.ONE_YEAR: "one year apart",
    Birth.TWO_YEARS: "two years apart",
    Birth.FAR: "more than two years apart",
    Birth.RANGES_MEET: "ranges of years that meet",
    Birth.RANGES_APART: "ranges of years that do not meet",
}
_SEXES = {Sex.MISSING: "not known of both", Sex.SAME: "the same", Sex.OTHER: "not the same"}
_HOMES = {
    Home.MISSING: "not known of both",
    Home.SAME_TOWN: "the same town",
    Home.NEAR_TOWN: "a town whose name is nearly the same",
    Home.OTHER_TOWN_SAME_ORIGIN: "another town, the same origin",
    Home.OTHER_TOWN: "another town",
    Home.SAME_ORIGIN: "the same origin",
    Home.SAME_COUNTRY: "the same country, of which one names a region",
    Home.OTHER_COUNTRY: "another country",
}
_MARKS = {
    Mark.SAME: "the same",
    Mark.NEAR: "nearly the same",
    Mark.OTHER: "not the same",
}


_SAYS = 0.05  # natural log, from which on a component says something


@dataclass(frozen=True, kw_only=True)
class Component:
    """One step of the waterfall: what it adds to the log-odds, natural log, and why; None for a pair with no weight."""

    component: str
    weight: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class PairWeight:
    """How the weight of a pair comes about.

    `weight`, `probability` are None for a pair that is not in the table `link`: it was never compared, or its
    probability is below 0.01. `name_llr` is the ratio of the names alone, natural log, and `name_parts` add up to it.
    `stand_in`: whether the figures are those of two rows that say the same.
    """

    components: tuple[Component, ...]
    weight: float | None
    probability: float | None
    name_llr: float
    name_parts: tuple[NamePart, ...]
    stand_in: bool


class Without(NamedTuple):
    """What the probability of a pair would be if nothing were known of one component."""

    component: str
    probability: float


def without_each(weight: PairWeight) -> tuple[Without, ...]:
    """The probability of a pair without each component that says something, those first that move it most.

    Empty for a pair that has no weight.
    """
    if weight.weight is None:
        return ()
    total = weight.weight
    said = [one for one in weight.components if one.component != "prior" and abs(one.weight or 0.0) >= _SAYS]
    said.sort(key=lambda one: -abs(one.weight or 0.0))
    return tuple(Without(component=one.component, probability=_logistic(total - (one.weight or 0.0))) for one in said)


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, log_odds))))


class Explained(NamedTuple):
    """What is needed to explain any pair of a study: the tables `mention`, `link` and `person` (its best draw)."""

    mentions: pa.Table
    links: pa.Table
    person: Ints


class Explainer:
    """Explains pairs of one linkage."""

    def __init__(self, tables: Explained) -> None:
        self._rows = equal_rows(tables.mentions)
        linked = tables.mentions.take(pa.array(self._rows.kept))
        self._fields, self._names = fields_of(linked), tabulate_mentions(linked)
        self._links = {name: tables.links[name].to_numpy() for name in tables.links.column_names}
        self._person = tables.person

    def weigh(self, left: int, right: int) -> PairWeight:
        """The components of the weight of two mentions."""
        place = self._place(left, right)
        one, other = self._stand_ins(left, right)
        stand_in = place is None and (self._rows.kept[one], self._rows.kept[other]) != (left, right)
        if stand_in:
            place = self._place(int(self._rows.kept[one]), int(self._rows.kept[other]))
        a, b = np.array([one]), np.array([other])
        levels = compare_fields(self._fields, a, b)
        table, first, second = agreeing_names(self._names, one, other)
        llr = float(name_weights(self._names, a, b)[0])
        words = {
            "prior": "before anything is known but what brought the pair together",
            "name": f"names; their own log-likelihood ratio is {llr:+.1f}",
            "birth": _BIRTHS[Birth(levels.birth[0])],
            "sex": _SEXES[Sex(levels.sex[0])],
            "home": _HOMES[Home(levels.home[0])],
        }
        marks = {name: Mark(getattr(levels, name)[0]) for name in MARKS}
        words |= {name: _MARKS[mark] for name, mark in marks.items() if mark != Mark.MISSING}
        weights = dict.fromkeys(words) if place is None else self._weights(place)
        return PairWeight(
            components=tuple(
                Component(component=name, weight=weights[name], words=said) for name, said in words.items()
            ),
            weight=None if place is None else float(self._links["weight"][place]),
            probability=None if place is None else float(self._links["probability"][place]),
            name_llr=llr,
            name_parts=explain_names(table, first, second),
            stand_in=stand_in,
        )

    def __len__(self) -> int:
        """How many mentions there are."""
        return len(self._person)

    def members(self, mention: int) -> Ints:
        """The mentions of a mention's person."""
        found: Ints = np.flatnonzero(self._person == self._person[mention])
        return found

    def together(self, left: int, right: int) -> bool:
        """Whether the partition takes two mentions for one person."""
        return bool(self._person[left] == self._person[right])

    def between(self, left: int, right: int) -> float:
        """Mean log-odds over all pairs between the persons of two mentions, as average linkage sees it."""
        ours, theirs = (np.intersect1d(self.members(one), self._rows.kept) for one in (left, right))
        a, b = self._links["left"], self._links["right"]
        here = (np.isin(a, ours) & np.isin(b, theirs)) | (np.isin(a, theirs) & np.isin(b, ours))
        return mean_weight(self._links["weight"][here].astype(np.float64), pairs=len(ours) * len(theirs))

    def through(self, left: int, right: int) -> tuple[int, float, float] | None:
        """The third mention of their person that both fit best, with its probabilities; None if there is none."""
        best: tuple[int, float, float] | None = None
        for third in self.members(left).tolist():
            if third in (left, right):
                continue
            one, other = (self._probability(third, end) for end in (left, right))
            if best is None or min(one, other) > min(best[1:]):
                best = (third, one, other)
        return best if best is not None and min(best[1:]) > 0 else None

    def _probability(self, a: int, b: int) -> float:
        place = self._place(a, b)
        return 0.0 if place is None else float(self._links["probability"][place])

    def _stand_ins(self, left: int, right: int) -> tuple[int, int]:
        """Where in `kept` two rows stand, or two that say the same."""
        rows = self._rows
        if rows.first[left] == rows.first[right]:
            return int(rows.first[left]), int(rows.second[left])
        kept = [
            int(np.searchsorted(rows.kept, one)) if np.isin(one, rows.kept) else int(rows.first[one])
            for one in (left, right)
        ]
        return kept[0], kept[1]

    def _place(self, a: int, b: int) -> int | None:
        """Where the pair stands in the table `link`, which is in order."""
        low, high = min(a, b), max(a, b)
        start, stop = np.searchsorted(self._links["left"], [low, low + 1])
        place = start + int(np.searchsorted(self._links["right"][start:stop], high))
        return int(place) if place < stop and self._links["right"][place] == high else None

    def _weights(self, place: int) -> dict[str, float | None]:
        parts = {name: float(self._links[f"{name}_llr"][place]) for name in ("name", *Components._fields)}
        return {"prior": float(self._links["weight"][place]) - sum(parts.values()), **parts}
