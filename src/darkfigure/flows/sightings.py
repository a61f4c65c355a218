"""What sources saw of each member month by month, equal histories counted once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import InputError
from darkfigure.inference.entering_chain import Sequences, sequences_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EVENTS = ("nothing", "theatre", "third_country", "home", "detained", "dead", "person_only")
"""What a source says of a member in a month, by code; `person_only` shows the member, not where."""
_FEWEST = 3
_LARGEST = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """Unique histories of months by sources, stratum after stratum.

    `months`: [T], first days, ISO. `sources`: [K]. `strata`: [G], names; one, "", where there are none. `symbols`:
    [H, T], rows of `events`; row 0 is nothing by any source. `events`: [O, K], codes of `EVENTS`. `counts`: [H],
    members. `bounds`: [G + 1], where the rows of each stratum begin and end.
    """

    months: tuple[str, ...]
    sources: tuple[str, ...]
    strata: tuple[str, ...]
    symbols: Ints
    events: Ints
    counts: Floats
    bounds: tuple[int, ...]

    def rows_of(self, stratum: int) -> tuple[Ints, Ints, Ints, Floats]:
        """Of one stratum: symbols, first month with a sighting, one past the last month, and counts."""
        rows = slice(self.bounds[stratum], self.bounds[stratum + 1])
        symbols = self.symbols[rows]
        first = np.argmax(symbols > 0, axis=1).astype(np.int64)
        return symbols, first, np.full(len(symbols), len(self.months), dtype=np.int64), self.counts_of(stratum)

    @cached_property
    def sequences(self) -> tuple[Sequences, ...]:
        """Of each stratum, as the likelihood walks them."""
        rows = (self.rows_of(stratum) for stratum in range(len(self.strata)))
        return tuple(sequences_of(symbols, ends) for symbols, _, ends, _ in rows)

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        """[T, O], whether any member has the events in the month; nothing is there in every month."""
        found = np.zeros((len(self.months), len(self.events)), dtype=bool)
        found[:, 0] = True
        found[np.arange(len(self.months)), self.symbols] = True
        return found

    def counts_of(self, stratum: int) -> Floats:
        """[H of it], members with each history of a stratum."""
        return self.counts[self.bounds[stratum] : self.bounds[stratum + 1]]

    def seen_of(self, stratum: int) -> float:
        """Members of a stratum seen at least once."""
        return float(self.counts_of(stratum).sum())


def sightings_of(
    events: Ints,
    *,
    months: tuple[str, ...],
    sources: tuple[str, ...],
    counts: Floats | None = None,
    strata: tuple[str, ...] = ("",),
    stratum: Ints | None = None,
) -> Sightings:
    """Unique histories of members.

    Args:
        events: [N, T, K], codes of `EVENTS`; members nobody saw are left out.
        months: [T].
        sources: [K].
        counts: [N], how many members each row stands for; one each if left out.
        strata: [G], names.
        stratum: [N], the stratum of each member; the first if left out.

    Raises:
        InputError: Nobody was seen, or there are fewer than three months.
    """
    member, month, source = np.nonzero(events)
    return gather_sightings(
        (member, month, source, events[member, month, source]),
        months=months,
        sources=sources,
        strata=strata,
        stratum=np.zeros(events.shape[0], dtype=np.int64) if stratum is None else stratum,
        counts=counts,
    )


def gather_sightings(
    events: tuple[Ints, Ints, Ints, Ints],
    *,
    months: tuple[str, ...],
    sources: tuple[str, ...],
    strata: tuple[str, ...],
    stratum: Ints,
    counts: Floats | None = None,
) -> Sightings:
    """Unique histories from events one by one, so that what was not seen takes no place.

    Args:
        events: member, month, source and code of each event, [E] each; codes other than 0, in order of member and
            month.
        months: [T].
        sources: [K].
        strata: [G], names.
        stratum: [N], the stratum of each member.
        counts: [N], how many members each stands for; one each if left out.

    Raises:
        InputError: Nobody was seen, or there are fewer than three months.
    """
    if len(months) < _FEWEST:
        raise InputError(f"there are {len(months)} months of sightings; flows need at least {_FEWEST}.")
    if not events[0].size:
        raise InputError("no member was seen in any month: nothing can be said of flows.")
    who, member = np.unique(events[0], return_inverse=True)
    weights, group = (np.ones(stratum.size) if counts is None else counts)[who], stratum[who]
    cell, at = np.unique(member.ravel() * len(months) + events[1], return_inverse=True)
    told = np.zeros((cell.size + 1, len(sources)), dtype=np.int8)  # the last row: nothing by any source
    told[at.ravel(), events[2]] = events[3]
    rank = _ranked(told.T, first=np.zeros(len(told), dtype=np.int64), radix=len(EVENTS))
    table = told[np.unique(rank, return_index=True)[1]].astype(np.int64)
    member, month = cell // len(months), cell % len(months)
    by_month = (_spread(member[month == t], rank[:-1][month == t], who.size) for t in range(len(months)))
    unique, first, history = np.unique(
        _ranked(by_month, first=group, radix=len(table)), return_index=True, return_inverse=True
    )
    row = np.full(who.size, -1, dtype=np.int64)
    row[first] = np.arange(unique.size)
    symbols = np.zeros((unique.size, len(months)), dtype=np.int64)
    shown = row[member] >= 0
    symbols[row[member[shown]], month[shown]] = rank[:-1][shown]
    return Sightings(
        months=months,
        sources=sources,
        strata=strata,
        symbols=symbols,
        events=table,
        counts=np.bincount(history.ravel(), weights=weights).astype(np.float64),
        bounds=tuple(np.searchsorted(group[first], np.arange(len(strata) + 1)).tolist()),
    )


def _spread(member: Ints, symbol: Ints, size: int) -> Ints:
    """[N], the symbols of a month; 0 of members not seen in it."""
    column = np.zeros(size, dtype=np.int64)
    column[member] = symbol
    return column


def _ranked(columns: Iterable[Ints], *, first: Ints, radix: int) -> Ints:
    """[N], the rank of each row among the different ones in order of `first` and then of `columns`, each below `radix`.

    Columns are folded into one number for as long as it fits, so that rows are sorted as numbers and none is copied.
    """
    rank, below = first, int(first.max()) + 1
    for column in columns:
        if below * radix < _LARGEST:
            rank, below = rank * radix + column, below * radix
        else:
            different, rank = np.unique(rank, return_inverse=True)
            rank, below = rank.ravel() * radix + column, different.size * radix
    return np.asarray(np.unique(rank, return_inverse=True)[1].ravel(), dtype=np.int64)
