"""Figures that texts give, set beside the estimate: inside, above or below its interval, or not comparable and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from darkfigure.places import countries_in
from darkfigure.records import Estimate

Verdict = Literal["inside", "above", "below", "not comparable"]

# What the estimate counts: people who were there at some time of the period, whatever became of them.
_COUNTED = frozenset({"departed", "fighting", "present"})
_PERSONS = frozenset({"persons", "fighters"})
_OUTSIDE = frozenset({"origin", "location", "group", "date"})


@dataclass(frozen=True, kw_only=True)
class ComparedFigure:
    """One assertion: a figure that one origin gave, however often it is passed on, beside the estimate.

    `source` numbers the origins from 1, in the order of their first figure; `said_by` is what the text calls the
    origin, without names of persons: None where it gives a person's name only, or nobody. `outlet` is None where
    somebody is named, else who printed it, or empty. `unit` and `state` are whom it counts, as codes of the table
    `claim`. `wordings` are all bounds it was passed on with, the first one first. `low` and `high` are of the first
    statement; an open bound is None. `dates` are first and last, ISO 8601, or empty. `of` is what it was compared with:
    the whole population or the value of a stratum; None where not comparable. `why` is then a code with words in the
    catalogue `why`, behind a colon what it counts instead.

    Example:
        >>> from darkfigure import estimate
        >>> from darkfigure.records import CLAIM
        >>> found = estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]}, method="chao-lower-bound")
        >>> said = dict.fromkeys(column.name for column in CLAIM.columns)
        >>> said |= {"claim": "c", "low": 200, "high": 200, "modifier": "exact", "unit": "persons", "state": "present"}
        >>> said |= {"origin": "KZ", "effective_sources": 1, "in_scope": True}
        >>> (figure,) = compare_figures([said], found, origins=("KZ",))
        >>> figure.low, figure.verdict, figure.why
        (200, 'inside', None)
    """

    source: int
    said_by: str | None
    outlet: str | None
    low: int | None
    high: int | None
    modifier: str
    wordings: tuple[tuple[int | None, int | None], ...]
    unit: str
    state: str | None
    origin: tuple[str, ...]
    dates: tuple[str, ...]
    statements: int
    documents: int
    independent: int
    verdict: Verdict
    why: str | None
    of: str | None = None


def compare_figures(
    rows: Sequence[Mapping[str, Any]], estimate: Estimate, *, origins: Sequence[str]
) -> tuple[ComparedFigure, ...]:
    """The assertions of a table `claim`, earliest first, those without a date last.

    Args:
        rows: of the table `claim`.
        estimate: what the study says.
        origins: of the people the study counts, as study.toml names them.

    Example:
        >>> from darkfigure import estimate
        >>> found = estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]}, method="chao-lower-bound")
        >>> compare_figures([], found, origins=("KZ",))
        ()
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["repeats"] or row["claim"], []).append(row)
    found = []
    sources: dict[str, int] = {}
    ordered = sorted(groups.items(), key=lambda item: (_dates(item[1]) or ("9",), item[0]))
    for first, group in ordered:
        head = next((row for row in group if row["claim"] == first), group[0])
        verdict, why, of = _judge(head, estimate, origins)
        key, said_by, outlet = _said_by(group)
        source = sources.setdefault(key or first, len(sources) + 1)
        found.append(
            ComparedFigure(
                source=source,
                said_by=said_by,
                outlet=outlet,
                low=head["low"],
                high=head["high"],
                modifier=head["modifier"],
                wordings=tuple(dict.fromkeys((row["low"], row["high"]) for row in [head, *group])),
                unit=head["unit"],
                state=head["state"],
                origin=tuple((head["origin"] or "").split(";")) if head["origin"] else (),
                dates=_dates(group),
                statements=len(group),
                documents=len({row["document"] for row in group}),
                independent=head["effective_sources"],
                verdict=verdict,
                why=why,
                of=of,
            )
        )
    return tuple(found)


def _dates(group: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """First and last date of the statements."""
    dates = sorted(row["date"] for row in group if row["date"])
    return (dates[0], dates[-1]) if dates else ()


def _said_by(group: Sequence[Mapping[str, Any]]) -> tuple[str | None, str | None, str | None]:
    """A key of the origin, what to call it (organisation, else role; never a person's name), and else the outlet."""
    named = next((row for row in group if row["speaker"] or row["organisation"]), None)
    called = next((row[part] for part in ("organisation", "role") for row in group if row[part]), None)
    person = next((row["speaker"] for row in group if row["speaker"] and row["role"]), None)
    body = next((row["organisation"] for row in group if row["organisation"]), None)
    if named is not None:
        key = person or body or named["speaker"]
        return key.casefold().removeprefix("the "), called, None
    if called is not None:
        return None, called, None
    outlet = next((row["outlet"] for row in group if row["outlet"]), None)
    return None, None, outlet or ""


def _judge(
    row: Mapping[str, Any], estimate: Estimate, origins: Sequence[str]
) -> tuple[Verdict, str | None, str | None]:
    other = _counts_others(row)
    against = other or _against(row, estimate, origins)
    if isinstance(against, str):
        return "not comparable", against, None
    low, high, of = against
    if high is not None and row["low"] is not None and row["low"] > high:
        return "above", None, of
    if row["high"] is not None and row["high"] < low:
        return "below", None, of
    return "inside", None, of


def _counts_others(row: Mapping[str, Any]) -> str | None:
    """Why the figure is of other people than the study counts, whatever their origin."""
    if not row["in_scope"]:
        return row["why_not"] if row["why_not"] in _OUTSIDE else "other"
    if row["unit"] not in _PERSONS:
        return f"counts-only:{row['unit']}"
    if row["state"] not in _COUNTED:
        return f"counts-those:{row['state']}"
    return "part" if row["part_of"] else None


def _against(
    row: Mapping[str, Any], estimate: Estimate, origins: Sequence[str]
) -> tuple[float, float | None, str] | str:
    """The interval to compare with and what it is of, or why there is none."""
    named = (row["origin"] or "").split(";") if row["origin"] else []
    if not named:
        return "untold"
    mine = countries_in(named)
    if origins and mine == countries_in(origins):
        if estimate.estimate is None or estimate.low is None:
            return "no-number"
        return estimate.low, estimate.high, "everybody"
    for stratum in estimate.strata:
        if list(stratum.stratum) == ["origin"] and mine == {stratum.stratum["origin"]}:
            if stratum.estimate is None or stratum.low is None:
                return "no-number-of-origin"
            return stratum.low, stratum.high, stratum.stratum["origin"]
    return "no-number-of-origin" if origins else "no-origins"
