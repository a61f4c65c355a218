"""When a text was published: what says so, in which order it is believed, and what is not believed at all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from darkfigure.dates import DateRange
from darkfigure.extract.text.reading import Basis, PublishedDay

DISAGREE = "dates-disagree"
AMBIGUOUS = "date-ambiguous"
TOO_LATE = "date-after-retrieval"
TOO_EARLY = "date-before-1995"

_WEB = dt.date(1995, 1, 1)
# Days that programs write where they have none.
_UNSET = frozenset({dt.date(1970, 1, 1), dt.date(1969, 12, 31), dt.date(1900, 1, 1), dt.date(1899, 12, 30)})
_NEAR = dt.timedelta(days=1)  # two time zones, or a day's edition printed the evening before


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing that says when a text was published, and what it says."""

    basis: Basis
    days: tuple[DateRange, ...]


def decide(
    evidence: Sequence[Evidence], *, not_after: dt.date | None = None
) -> tuple[PublishedDay | None, tuple[str, ...]]:
    """The first and last day of publication by the first of the evidence that says one, and flags.

    Days after `not_after` (the retrieval) are left out. Where one kind of evidence states several days, the range holds
    them all; where day and month cannot be told apart, later evidence may exclude one reading, else the range holds
    both. Where later evidence contradicts, the first is kept and flagged.
    """
    flags: list[str] = []
    believed: list[tuple[Basis, tuple[DateRange, ...]]] = []
    for one in evidence:
        days = _believable(one.days, not_after, flags)
        if days:
            believed.append((one.basis, days))
    if not believed:
        return None, tuple(dict.fromkeys(flags))
    basis, days = believed[0]
    others = tuple(day for _, more in believed[1:] for day in more)
    first, last = _range(days, others, flags)
    if others and not any(_touch(first, last, other) for other in others):
        flags.append(DISAGREE)
    if first < _WEB:
        flags.append(TOO_EARLY)
    return PublishedDay(first=first, last=last, basis=basis), tuple(dict.fromkeys(flags))


def _believable(days: Sequence[DateRange], not_after: dt.date | None, flags: list[str]) -> tuple[DateRange, ...]:
    """Days that can be; of two readings of one date the one that can be."""
    kept = []
    for day in days:
        if day.first in _UNSET:
            continue
        if not_after is not None and day.first > not_after + _NEAR:
            flags.append(TOO_LATE)
            continue
        late = not_after is not None and day.last > not_after + _NEAR
        if late and day.precision == "ambiguous":
            day = DateRange(first=day.first, last=day.first, precision="day", calendar=day.calendar)  # noqa: PLW2901
        kept.append(day)
    return tuple(kept)


def _range(days: Sequence[DateRange], others: Sequence[DateRange], flags: list[str]) -> tuple[dt.date, dt.date]:
    certain = [day for day in days if day.precision != "ambiguous"]
    if not certain:
        return _settled(days[0], others, flags)
    first, last = min(day.first for day in certain), max(day.last for day in certain)
    widest = max(day.last - day.first for day in certain)
    if last - first > widest + _NEAR:
        precise = [day for day in certain if day.precision == "day"] or certain
        first, last = min(day.first for day in precise), max(day.last for day in precise)
        if last - first > _NEAR:
            flags.append(DISAGREE)
    elif precise := [day for day in certain if day.precision == "day"]:
        first, last = min(day.first for day in precise), max(day.last for day in precise)
    return first, last


def _settled(day: DateRange, others: Sequence[DateRange], flags: list[str]) -> tuple[dt.date, dt.date]:
    """One of two readings of a date in figures, if other evidence fits only that one; else the range of both."""
    readings = {day.first, day.last}
    for other in others:
        held = {reading for reading in readings if other.precision != "ambiguous" and _touch(reading, reading, other)}
        if len(held) == 1:
            return (held.copy().pop(), held.pop())
    flags.append(AMBIGUOUS)
    return day.first, day.last


def _touch(first: dt.date, last: dt.date, other: DateRange) -> bool:
    return first <= other.last + _NEAR and other.first <= last + _NEAR
