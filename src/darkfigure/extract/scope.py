"""Whom a study is about, as study.toml says it: which claims are of these people. Apart from what a text says."""

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - a field is named date
from typing import Literal

from darkfigure.extract.claim import Claim
from darkfigure.places import countries_in, is_within

Outside = Literal["origin", "location", "group", "date"]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Codes of origins and locations, groups, first and last day. What is empty or None does not limit."""

    origins: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    period: tuple[Date, Date] | None = None


def outside(claim: Claim, scope: Scope) -> Outside | None:
    """Why a claim is out of scope; None where it is in.

    An origin must be told and lie within the scope. A location, group or date that the text leaves open is taken to
    be the study's.

    Example:
        >>> import darkfigure as df
        >>> (claim,) = df.claims("At least 40 fighters from Kazakhstan were killed in Syria.")
        >>> outside(claim, Scope(origins=("central-asia",))), outside(claim, Scope(origins=("RU",)))
        (None, 'origin')
    """
    who = claim.population
    if scope.origins and not (who.origin and all(is_within(code, scope.origins) for code in who.origin)):
        return "origin"
    if scope.locations and who.location and not countries_in(who.location) & countries_in(scope.locations):
        return "location"
    wanted = {group.casefold() for group in scope.groups}
    if wanted and who.group and not {group.casefold() for group in who.group} & wanted:
        return "group"
    if scope.period is not None and claim.as_of.date is not None and not _within(claim.as_of.date, scope.period):
        return "date"
    return None


def _within(written: str, period: tuple[Date, Date]) -> bool:
    """Whether a day, month or year as ISO 8601 has a day in the period."""
    first, last = (day.isoformat()[: len(written)] for day in period)
    return first <= written <= last
