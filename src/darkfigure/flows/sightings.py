"""What sources saw of each member month by month, equal histories counted once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EVENTS = ("nothing", "theatre", "third_country", "home", "detained", "dead", "person_only")
"""What a source says of a member in a month, by code; `person_only` shows the member, not where."""
_FEWEST = 3


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
        return symbols, first, np.full(len(symbols), len(self.months), dtype=np.int64), self.counts[rows]

    def seen_of(self, stratum: int) -> float:
        """Members of a stratum seen at least once."""
        return float(self.counts[self.bounds[stratum] : self.bounds[stratum + 1]].sum())


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
    if events.shape[1] < _FEWEST:
        raise InputError(f"there are {events.shape[1]} months of sightings; flows need at least {_FEWEST}.")
    seen = (events > 0).any(axis=(1, 2))
    if not seen.any():
        raise InputError("no member was seen in any month: nothing can be said of flows.")
    weights = (np.ones(events.shape[0]) if counts is None else counts)[seen]
    group = (np.zeros(events.shape[0], dtype=np.int64) if stratum is None else stratum)[seen]
    nothing = np.zeros((1, events.shape[2]), dtype=events.dtype)
    cells = np.vstack([nothing, events[seen].reshape(-1, events.shape[2])])
    table, symbol = np.unique(cells, axis=0, return_inverse=True)  # nothing by any source is the smallest row
    symbols = symbol.ravel()[1:].reshape(-1, events.shape[1])
    unique, member = np.unique(np.column_stack([group, symbols]), axis=0, return_inverse=True)
    return Sightings(
        months=months,
        sources=sources,
        strata=strata,
        symbols=np.ascontiguousarray(unique[:, 1:], dtype=np.int64),
        events=table.astype(np.int64),
        counts=np.bincount(member.ravel(), weights=weights).astype(np.float64),
        bounds=tuple(np.searchsorted(unique[:, 0], np.arange(len(strata) + 1)).tolist()),
    )
