"""Draws of where the members of a counted hidden chain were, given what was seen of them, and of members nobody saw.

The chain is that of `entering_chain`. All kernels stand in this one file, because the cache of compiled code does not
follow calls into other files.

Source:
    Frühwirth-Schnatter (2006), Finite Mixture and Markov Switching Models, section 11.5 (forward filtering, backward
    sampling).
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

_SMALL = 1e-100  # a kernel takes it in as it is compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _pick(weights: Floats, rng: np.random.Generator) -> int:
    """A number by its weight."""
    total = 0.0
    for each in weights:
        total += each
    left = rng.random() * total
    for number in range(weights.size):
        left -= weights[number]
        if left < 0.0:
            return number
    return weights.size - 1


@compiled
def _prefix(moves: Floats, seen: Floats, entries: Floats, before: Floats, unseen: Floats) -> None:
    """Fill [T, S]: members not seen before t who are there at t, and of these who are not seen at t either."""
    times, states = before.shape
    for t in range(times):
        for b in range(states):
            value = entries[t, b]
            if t > 0:
                for a in range(states):
                    value += unseen[t - 1, a] * moves[t - 1, a, b]
            before[t, b] = value
            unseen[t, b] = value * seen[t, 0, b]


@compiled
def _earlier(  # noqa: PLR0913, PLR0917 - one walk over plain arrays
    state: int,
    time: int,
    moves: Floats,
    entries: Floats,
    unseen: Floats,
    stock: Floats,
    entered: Floats,
    moved: Floats,
    work: Floats,
    rng: np.random.Generator,
) -> None:
    """Walk one member back from (time, state), before which nothing was seen of it, to its entry."""
    states = work.size - 1
    t, s = time, state
    while True:
        stock[t, s] += 1.0
        work[states] = entries[t, s]
        for a in range(states):
            work[a] = unseen[t - 1, a] * moves[t - 1, a, s] if t > 0 else 0.0
        came = _pick(work, rng)
        if came == states or t == 0:
            entered[t, s] += 1.0
            return
        moved[t - 1, came, s] += 1.0
        t -= 1
        s = came


@compiled
def draw_paths(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one walk over plain arrays
    symbols: Ints,
    first: Ints,
    ends: Ints,
    counts: Ints,
    moves: Floats,
    seen: Floats,
    entries: Floats,
    stock: Floats,
    entered: Floats,
    moved: Floats,
    rng: np.random.Generator,
) -> float:
    """Draw the path of every member, seen or not.

    Args:
        symbols: [H, T], what was seen; 0 is nothing.
        first: [H], the first time with another symbol than 0.
        ends: [H], one past the last time that counts.
        counts: [H], members.
        moves: [T - 1, S, S], probability of the column's state after the row's.
        seen: [C, T, O, S], probability of the symbol in the state, by class.
        entries: [C, T, S], mean number of members who enter.
        stock: [T, S], overwritten with members by time and state.
        entered: [T, S], overwritten with entries.
        moved: [T - 1, S, S], overwritten with members who were in the row's state and then in the column's.
        rng: the source of chance.

    Returns:
        Members nobody saw.
    """
    classes, times, _, states = seen.shape
    stock[:] = 0.0
    entered[:] = 0.0
    moved[:] = 0.0
    before = np.zeros((classes, times, states))
    unseen = np.zeros((classes, times, states))
    alpha = np.zeros((classes, times, states))
    weights = np.zeros(classes)
    logs = np.zeros(classes)
    at = np.zeros(states)
    work = np.zeros(states + 1)
    for c in range(classes):
        _prefix(moves, seen[c], entries[c], before[c], unseen[c])
    for h in range(counts.size):
        f, end = first[h], ends[h]
        top = -np.inf
        for c in range(classes):
            logs[c] = 0.0
            for t in range(f, end):
                norm = 0.0
                for b in range(states):
                    value = before[c, f, b]
                    if t > f:
                        value = 0.0
                        for a in range(states):
                            value += alpha[c, t - 1, a] * moves[t - 1, a, b]
                    alpha[c, t, b] = value * seen[c, t, symbols[h, t], b]
                    norm += alpha[c, t, b]
                if t == end - 1 or norm < _SMALL:
                    logs[c] += math.log(norm) if norm > 0.0 else -np.inf
                    for b in range(states):
                        alpha[c, t, b] = alpha[c, t, b] / norm if norm > 0.0 else 0.0
            top = max(top, logs[c])
        for c in range(classes):
            weights[c] = math.exp(logs[c] - top)
        for _member in range(counts[h]):
            c = _pick(weights, rng)
            s = _pick(alpha[c, end - 1], rng)
            for t in range(end - 1, f, -1):
                stock[t, s] += 1.0
                for a in range(states):
                    at[a] = alpha[c, t - 1, a] * moves[t - 1, a, s]
                came = _pick(at, rng)
                moved[t - 1, came, s] += 1.0
                s = came
            _earlier(s, f, moves, entries[c], unseen[c], stock, entered, moved, work, rng)
    nobody = 0.0
    for c in range(classes):
        mean = 0.0
        for b in range(states):
            mean += unseen[c, times - 1, b]
        number = rng.poisson(mean)
        nobody += number
        for _member in range(number):
            s = _pick(unseen[c, times - 1], rng)
            _earlier(s, times - 1, moves, entries[c], unseen[c], stock, entered, moved, work, rng)
    return nobody
