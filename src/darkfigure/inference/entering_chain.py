"""Counted sequences of a hidden Markov chain whose members enter over time as a Poisson process, or from what was seen.

Sequences that agree are one row with a count; a row costs one pass forward and one back between its first and its last
symbol other than 0. Before and after, nothing was seen: all rows share that, and it is walked once. Members are of
unseen classes that differ in their entries and in how they are seen, not in how they move.

The mean number of members with sequence h is mu_h = sum over classes, entry times and states of entries times the
probability of h. With entries Poisson, counts are independent, and

    log L = sum over h of n_h log mu_h - (sum of entries - mu_0),

where mu_0 is the mean number that nothing shows. Given the first symbol instead (`given`), a row begins in the state
that its first symbol tells, and nothing is said of entries.

Source:
    Pradel (2005), Biometrics 61, 442-447 (capture histories as hidden chains); Schwarz & Arnason (1996), Biometrics 52,
    860-873 (entries); Baum, Petrie, Soules & Weiss (1970), Annals of Mathematical Statistics 41, 164-171.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _forward(  # noqa: PLR0913, PLR0917 - a kernel
    symbols: Ints, end: int, moves: Floats, seen: Floats, start: int, alpha: Floats, scale: Floats
) -> float:
    """Fill `alpha` [T, S] after time `start`, whose row is there, up to `end`; return the log of the product of scales.

    `scale[t]` is the sum by which row t was divided.
    """
    states = alpha.shape[1]
    total = 0.0
    for t in range(start, end):
        if t > start:
            for b in range(states):
                value = 0.0
                for a in range(states):
                    value += alpha[t - 1, a] * moves[t - 1, a, b]
                alpha[t, b] = value * seen[t, symbols[t], b]
        norm = 0.0
        for b in range(states):
            norm += alpha[t, b]
        if norm <= 0.0:
            return -np.inf
        scale[t] = norm
        total += math.log(norm)
        for b in range(states):
            alpha[t, b] /= norm
    return total


@compiled
def _backward(  # noqa: PLR0913, PLR0917 - a kernel
    symbols: Ints, end: int, moves: Floats, seen: Floats, start: int, beta: Floats, scale: Floats
) -> None:
    """Fill `beta` [T, S] before time `end - 1`, whose row is there, back to `start`.

    Each row is divided by the scales of the rows after it.
    """
    states = beta.shape[1]
    for t in range(end - 2, start - 1, -1):
        for a in range(states):
            value = 0.0
            for b in range(states):
                value += moves[t, a, b] * seen[t + 1, symbols[t + 1], b] * beta[t + 1, b]
            beta[t, a] = value / scale[t + 1]


@compiled
def _nothing_after(moves: Floats, seen: Floats) -> Floats:
    """[C, T, S], the probability that nothing is seen of who is in a state after a time."""
    classes, times, _, states = seen.shape
    after = np.ones((classes, times, states))
    for c in range(classes):
        for t in range(times - 2, -1, -1):
            for a in range(states):
                value = 0.0
                for b in range(states):
                    value += moves[t, a, b] * seen[c, t + 1, 0, b] * after[c, t + 1, b]
                after[c, t, a] = value
    return after


@compiled
def _slopes_after(moves: Floats, seen: Floats, after: Floats, held: Floats, by_moves: Floats, by_seen: Floats) -> None:
    """Add the slopes by what lies after the last symbol of all rows; `held`, [C, T, S]: where they were at it."""
    classes, times, states = held.shape
    for c in range(classes):
        there = np.zeros(states)
        for t in range(times - 1):
            onward = np.zeros(states)
            for a in range(states):
                there[a] += held[c, t, a]
                for b in range(states):
                    by_moves[t, a, b] += there[a] * seen[c, t + 1, 0, b] * after[c, t + 1, b]
                    onward[b] += there[a] * moves[t, a, b]
            for b in range(states):
                by_seen[c, t + 1, 0, b] += onward[b] * after[c, t + 1, b]
                there[b] = onward[b] * seen[c, t + 1, 0, b]


@compiled
def likelihood(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - one walk over plain arrays
    symbols: Ints,
    first: Ints,
    ends: Ints,
    counts: Floats,
    told: Ints,
    moves: Floats,
    seen: Floats,
    entries: Floats,
    slope_moves: Floats,
    slope_seen: Floats,
    slope_entries: Floats,
    sloped: bool,  # noqa: FBT001 - kernels take no names
) -> float:
    """Log-likelihood up to a constant, with its slopes; alone it takes about a third of the time.

    Args:
        symbols: [H, T], what was seen; 0 is nothing.
        first: [H], the first time with another symbol than 0.
        ends: [H], one past the last time that counts: T, or one past `first` and later where a member was removed.
        counts: [H], members.
        told: [O], the state that a first symbol tells, where the likelihood is given the first symbol; empty where it
            is of entries.
        moves: [T - 1, S, S], probability of the column's state after the row's.
        seen: [C, T, O, S], probability of the symbol in the state, by class.
        entries: [C, T, S], mean number of members who enter.
        slope_moves: overwritten with the slopes by `moves`.
        slope_seen: the same by `seen`.
        slope_entries: the same by `entries`.
        sloped: whether slopes are asked for; without them they are zero.

    Returns:
        -inf where a sequence is impossible; the slopes are then not to be used.
    """
    classes, times, _, states = seen.shape
    given = told.size > 0
    slope_moves[:] = 0.0
    slope_seen[:] = 0.0
    slope_entries[:] = 0.0
    alpha = np.zeros((classes, times, states))
    beta = np.zeros((classes, times, states))
    scale = np.zeros((classes, times))
    before = np.zeros((classes, times, states))  # members not seen before t, there at t
    unseen = np.zeros((classes, times, states))  # of these, not seen at t either
    pull = np.zeros((classes, times, states))  # slope by `before`
    logs, norms = np.zeros(classes), np.zeros(classes)
    after = _nothing_after(moves, seen)
    held = np.zeros((classes, times, states))
    if not given:
        for c in range(classes):
            for t in range(times):
                for b in range(states):
                    value = entries[c, t, b]
                    if t > 0:
                        for a in range(states):
                            value += unseen[c, t - 1, a] * moves[t - 1, a, b]
                    before[c, t, b] = value
                    unseen[c, t, b] = value * seen[c, t, 0, b]
    value = 0.0
    for h in range(counts.size):
        f, end = first[h], ends[h]
        removed = end < times  # nothing is said of later times
        while not removed and symbols[h, end - 1] == 0:
            end -= 1
        top = -np.inf
        for c in range(classes):
            for b in range(states):
                if given:
                    alpha[c, f, b] = 1.0 if told[symbols[h, f]] == b else 0.0
                else:
                    alpha[c, f, b] = before[c, f, b] * seen[c, f, symbols[h, f], b]
            logs[c] = _forward(symbols[h], end, moves, seen[c], f, alpha[c], scale[c])
            norms[c] = 0.0
            for b in range(states):
                norms[c] += alpha[c, end - 1, b] * (1.0 if removed else after[c, end - 1, b])
            logs[c] += math.log(norms[c]) if norms[c] > 0.0 else -np.inf
            top = max(top, logs[c])
        if top == -np.inf:
            return -np.inf
        total = 0.0
        for c in range(classes):
            total += math.exp(logs[c] - top)
        value += counts[h] * (top + math.log(total))
        for c in range(classes if sloped else 0):
            weight = counts[h] * math.exp(logs[c] - top) / total
            if weight <= 0.0:
                continue
            for b in range(states):
                beta[c, end - 1, b] = (1.0 if removed else after[c, end - 1, b]) / norms[c]
                if not removed:
                    held[c, end - 1, b] += weight * alpha[c, end - 1, b] / norms[c]
            _backward(symbols[h], end, moves, seen[c], f, beta[c], scale[c])
            for t in range(f, end):
                o = symbols[h, t]
                if t > f:
                    for b in range(states):
                        reach = 0.0
                        out = weight * seen[c, t, o, b] * beta[c, t, b] / scale[c, t]
                        for a in range(states):
                            reach += alpha[c, t - 1, a] * moves[t - 1, a, b]
                            slope_moves[t - 1, a, b] += alpha[c, t - 1, a] * out
                        slope_seen[c, t, o, b] += weight * reach * beta[c, t, b] / scale[c, t]
                elif not given:
                    for b in range(states):
                        share = weight * beta[c, t, b] / scale[c, t]
                        slope_seen[c, t, o, b] += before[c, t, b] * share
                        pull[c, t, b] += seen[c, t, o, b] * share
    if sloped:
        _slopes_after(moves, seen, after, held, slope_moves, slope_seen)
    if given:
        return float(value)
    for c in range(classes):
        value += unseen[c, times - 1].sum() - entries[c].sum()
    for c in range(classes if sloped else 0):
        for t in range(times - 1, -1, -1):
            for a in range(states):
                onward = 1.0  # the mean number unseen counts once
                if t < times - 1:
                    onward = 0.0
                    for b in range(states):
                        onward += moves[t, a, b] * pull[c, t + 1, b]
                        slope_moves[t, a, b] += unseen[c, t, a] * pull[c, t + 1, b]
                slope_seen[c, t, 0, a] += before[c, t, a] * onward
                pull[c, t, a] += seen[c, t, 0, a] * onward
            for a in range(states):
                slope_entries[c, t, a] = pull[c, t, a] - 1.0
    return float(value)
