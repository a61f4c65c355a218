"""Counted sequences of a hidden Markov chain whose members enter over time as a Poisson process, or from what was seen.

Sequences that agree are one row with a count; a row costs one pass forward and one back. Up to the first symbol other
than 0 all rows share one prefix, which is walked once. Members are of unseen classes that differ in their entries and
in how they are seen, not in how they move.

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
    """Fill `beta` [T, S] from `end` back to `start`, each row divided by the scales of the rows after it."""
    states = beta.shape[1]
    for b in range(states):
        beta[end - 1, b] = 1.0
    for t in range(end - 2, start - 1, -1):
        for a in range(states):
            value = 0.0
            for b in range(states):
                value += moves[t, a, b] * seen[t + 1, symbols[t + 1], b] * beta[t + 1, b]
            beta[t, a] = value / scale[t + 1]


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
) -> float:
    """Log-likelihood up to a constant, with its slopes.

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
    logs = np.zeros(classes)
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
        top = -np.inf
        for c in range(classes):
            for b in range(states):
                if given:
                    alpha[c, f, b] = 1.0 if told[symbols[h, f]] == b else 0.0
                else:
                    alpha[c, f, b] = before[c, f, b] * seen[c, f, symbols[h, f], b]
            logs[c] = _forward(symbols[h], end, moves, seen[c], f, alpha[c], scale[c])
            top = max(top, logs[c])
        if top == -np.inf:
            return -np.inf
        total = 0.0
        for c in range(classes):
            total += math.exp(logs[c] - top)
        value += counts[h] * (top + math.log(total))
        for c in range(classes):
            weight = counts[h] * math.exp(logs[c] - top) / total
            if weight <= 0.0:
                continue
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
    if given:
        return float(value)
    for c in range(classes):
        for t in range(times - 1, -1, -1):
            for a in range(states):
                onward = 1.0  # the mean number unseen counts once
                if t < times - 1:
                    onward = 0.0
                    for b in range(states):
                        onward += moves[t, a, b] * pull[c, t + 1, b]
                        slope_moves[t, a, b] += unseen[c, t, a] * pull[c, t + 1, b]
                else:
                    value += unseen[c, t, a]
                slope_seen[c, t, 0, a] += before[c, t, a] * onward
                pull[c, t, a] += seen[c, t, 0, a] * onward
            for a in range(states):
                value -= entries[c, t, a]
                slope_entries[c, t, a] = pull[c, t, a] - 1.0
    return float(value)
