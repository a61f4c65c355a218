"""Members one by one, from the data or drawn from a chain: added up in summaries at once, so that none is kept.

All kernels stand in this one file, because the cache of compiled code does not follow calls into other files.
"""

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _add_member(weight: float, shown: Ints, by: Ints, months: Floats, sources: Floats, tables: Floats) -> None:
    """Add a member seen in the months `shown`, [T], by the sources `by`, [K]; both are set back to 0.

    `months`: [T + 1], members by how many months they were seen in. `sources`: [K + 1], the same of sources. `tables`:
    [2, T, 2, 2], of `transience.tables_of`.
    """
    last = -1
    many = 0
    for t in range(shown.size):
        if shown[t]:
            last = t
            many += 1
    if many == 0:
        return
    voices = 0
    for k in range(by.size):
        voices += by[k]
        by[k] = 0
    months[many] += weight
    sources[voices] += weight
    before = 0
    for t in range(last + 1):
        if before or shown[t]:
            if 0 < t < shown.size - 1 and shown[t]:
                tables[0, t, 0 if before else 1, 0 if t < last else 1] += weight
            if before and t < last and t < shown.size - 2:
                tables[1, t, 0 if shown[t] else 1, 0 if shown[t + 1] else 1] += weight
        before = max(before, shown[t])
        shown[t] = 0


@compiled
def add_histories(  # noqa: PLR0913, PLR0917 - a kernel
    symbols: Ints, events: Ints, counts: Floats, months: Floats, sources: Floats, told: Floats, tables: Floats
) -> None:
    """Add `counts`, [H], members with the histories `symbols`, [H, T], of `events`, [O, K].

    `told`: [K, J], how often each source said each event. The others: see `_add_member`.
    """
    shown, by = np.zeros(symbols.shape[1], dtype=np.int64), np.zeros(events.shape[1], dtype=np.int64)
    for h in range(symbols.shape[0]):
        for t in range(symbols.shape[1]):
            if symbols[h, t]:
                shown[t] = 1
                for k in range(events.shape[1]):
                    code = events[symbols[h, t], k]
                    if code:
                        by[k] = 1
                        told[k, code] += counts[h]
        _add_member(counts[h], shown, by, months, sources, tables)


@compiled
def _pick(weights: Floats, first: int, rng: np.random.Generator) -> int:
    """A number from `first` on, by its weight."""
    total = 0.0
    for number in range(first, weights.size):
        total += weights[number]
    left = rng.random() * total
    for number in range(first, weights.size):
        left -= weights[number]
        if left < 0.0:
            return number
    return weights.size - 1


@compiled
def add_drawn(  # noqa: C901, PLR0913, PLR0917 - one walk over plain arrays
    chances: Floats,
    moves: Floats,
    entries: Floats,
    months: Floats,
    sources: Floats,
    told: Floats,
    tables: Floats,
    rng: np.random.Generator,
) -> None:
    """Draw the members of one stratum and class, and add those who are seen.

    Args:
        chances: [T, K, S, J], probability of each event by a source; event 0 is nothing.
        moves: [T - 1, S, S], probability of the column's state after the row's.
        entries: [T], mean number of members who enter, in state 0.
        months: [T + 1], added to, as `sources`, `told` and `tables`: see `add_histories`.
        sources: [K + 1].
        told: [K, J].
        tables: [2, T, 2, 2].
        rng: the source of chance.
    """
    times, voices, states, _ = chances.shape
    nothing = np.ones((times, states, voices + 1))  # by no source from k on
    for t in range(times):
        for s in range(states):
            for k in range(voices - 1, -1, -1):
                nothing[t, s, k] = nothing[t, s, k + 1] * chances[t, k, s, 0]
    shown, by = np.zeros(times, dtype=np.int64), np.zeros(voices, dtype=np.int64)
    for start in range(times):
        for _member in range(rng.poisson(entries[start])):
            s = 0
            for t in range(start, times):
                if t > start:
                    s = _pick(moves[t - 1, s], 0, rng)
                if rng.random() < nothing[t, s, 0]:
                    continue
                for k in range(voices):
                    silent = chances[t, k, s, 0]
                    if not shown[t]:  # one of those from k on saw the member
                        silent *= (1.0 - nothing[t, s, k + 1]) / (1.0 - nothing[t, s, k])
                    if rng.random() < silent:
                        continue
                    shown[t], by[k] = 1, 1
                    told[k, _pick(chances[t, k, s], 1, rng)] += 1.0
            _add_member(1.0, shown, by, months, sources, tables)
