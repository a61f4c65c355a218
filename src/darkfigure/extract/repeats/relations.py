"""How assertions stand to each other: one figure from two origins, a newer figure from one, two that cannot both be."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from darkfigure.extract.claim import Claim, Relation
from darkfigure.extract.repeats.actors import actor_of, agreement
from darkfigure.extract.repeats.signature import unit_class

# An assertion is compared with this many that come before it in time, of the same people.
_NEIGHBOURS = 8
# Beyond this many days another figure may be a newer one.
_DAYS = 31


def later_figures(firsts: Sequence[int], claims: Sequence[Claim]) -> Iterator[tuple[int, int, Relation]]:
    """Assertions, by their first statements, of one population with other figures: updates and contradictions.

    An update is another figure that the same speaker gives later. A contradiction is a figure that excludes the other,
    from a different speaker, of the same people in the same state within a month, or in the same text.
    """
    buckets: dict[object, list[int]] = defaultdict(list)
    for at in firsts:
        who = claims[at].population
        if who.origin and claims[at].value.modifier != "vague":
            buckets[unit_class(claims[at]), who.state, frozenset(who.origin), frozenset(who.location)].append(at)
    for bucket in buckets.values():
        bucket.sort(key=lambda at: (claims[at].as_of.date or "", at))
        for place, later in enumerate(bucket):
            for earlier in bucket[max(0, place - _NEIGHBOURS) : place]:
                relation = _relation(claims[earlier], claims[later])
                if relation is not None:
                    yield earlier, later, relation


def _relation(earlier: Claim, later: Claim) -> Relation | None:
    if not _exclusive(earlier, later):
        return None
    said = agreement(actor_of(earlier.attribution.speaker), actor_of(later.attribution.speaker))
    days = _days_between(earlier, later)
    if said == "same" and days is not None and days > 0 and earlier.doc != later.doc:
        return "update"
    if said == "different" and (earlier.doc == later.doc or (days is not None and days <= _DAYS)):
        return "contradiction"
    return None


def _exclusive(one: Claim, other: Claim) -> bool:
    """Whether no number lies within the bounds of both."""
    low = max(one.value.low or 0, other.value.low or 0)
    highs = [claim.value.high for claim in (one, other) if claim.value.high is not None]
    return bool(highs) and low > min(highs)


def _days_between(earlier: Claim, later: Claim) -> int | None:
    dates = [_day(claim.as_of.date) for claim in (earlier, later)]
    first, last = dates
    return None if first is None or last is None else (last - first).days


def _day(date: str | None) -> dt.date | None:
    """The first day of a date as ISO 8601, of a year or month too."""
    return dt.date.fromisoformat((date + "-01-01")[:10]) if date else None
