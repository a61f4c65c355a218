"""Counted sequences of a hidden Markov chain whose members enter over time as a Poisson process, or from what was seen.

Sequences that agree are one row with a count; a row costs one step forward and one back for each symbol other than 0.
What lies before, between and after, where nothing was seen, all rows share: it is walked once for each pair of times.
Members are of unseen classes that differ in their entries and in how they are seen, not in how they move.

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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

_SMALL = 1e-100  # a kernel takes it in as it is compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Sequences(NamedTuple):
    """What was seen of H rows. `begins`: [H + 1], where the symbols of each row begin in `times` and `symbols`.

    `times`, `symbols`: [E], symbols other than 0 in order of time; of a removed row also its last time. `removed`: [H],
    whether nothing is said of what follows the last time of a row.
    """

    begins: Ints
    times: Ints
    symbols: Ints
    removed: NDArray[np.bool_]


def sequences_of(symbols: Ints, ends: Ints) -> Sequences:
    """Sequences from `symbols`, [H, T], 0 for nothing, and `ends`, [H], one past the last time that counts."""
    rows, times = symbols.shape
    shown = (symbols > 0) & (np.arange(times) < ends[:, None])
    removed = ends < times
    shown[removed, ends[removed] - 1] = True
    row, time = np.nonzero(shown)
    begins = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=begins[1:])
    return Sequences(begins, time.astype(np.int64), symbols[row, time].astype(np.int64), removed)


@compiled
def _gaps_of(moves: Floats, seen: Floats) -> Floats:
    """[C, T, T, S, S], from the state at a time to that at a later one, and nothing seen in between."""
    classes, times, _, states = seen.shape
    gaps = np.zeros((classes, times, times, states, states))
    for c in range(classes):
        for t in range(times - 1):
            gaps[c, t, t + 1] = moves[t]
            for u in range(t + 2, times):
                for a in range(states):
                    for m in range(states):
                        there = gaps[c, t, u - 1, a, m] * seen[c, u - 1, 0, m]
                        for b in range(states):
                            gaps[c, t, u, a, b] += there * moves[u - 1, m, b]
    return gaps


@compiled
def _slopes_of_gaps(
    moves: Floats, seen: Floats, gaps: Floats, by_gaps: Floats, by_moves: Floats, by_seen: Floats
) -> None:
    """Add the slopes by what gaps are made of; `by_gaps`, [C, T, T, S, S], is used up."""
    classes, times, _, states = seen.shape
    for c in range(classes):
        for t in range(times - 1):
            last = times - 1
            while last > t and not by_gaps[c, t, last].any():
                last -= 1
            for u in range(last, t + 1, -1):
                for a in range(states):
                    for m in range(states):
                        onward = 0.0
                        there = gaps[c, t, u - 1, a, m] * seen[c, u - 1, 0, m]
                        for b in range(states):
                            slope = by_gaps[c, t, u, a, b]
                            onward += moves[u - 1, m, b] * slope
                            by_moves[u - 1, m, b] += there * slope
                        by_seen[c, u - 1, 0, m] += gaps[c, t, u - 1, a, m] * onward
                        by_gaps[c, t, u - 1, a, m] += seen[c, u - 1, 0, m] * onward
            by_moves[t] += by_gaps[c, t, t + 1]


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
    begins: Ints,
    times: Ints,
    symbols: Ints,
    removed: NDArray[np.bool_],
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
        begins: [H + 1], as `times`, `symbols` and `removed` one of `Sequences`.
        times: [E].
        symbols: [E].
        removed: [H].
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
    classes, months, _, states = seen.shape
    given = told.size > 0
    slope_moves[:] = 0.0
    slope_seen[:] = 0.0
    slope_entries[:] = 0.0
    longest = 0
    for h in range(counts.size):
        longest = max(longest, begins[h + 1] - begins[h])
    alpha = np.zeros((classes, longest, states))
    scale = np.zeros((classes, longest))  # what each row of alpha was divided by
    beta, back = np.zeros(states), np.zeros(states)
    before = np.zeros((classes, months, states))  # members not seen before t, there at t
    unseen = np.zeros((classes, months, states))  # of these, not seen at t either
    pull = np.zeros((classes, months, states))  # slope by `before`
    logs, norms = np.zeros(classes), np.zeros(classes)
    gaps = _gaps_of(moves, seen)
    by_gaps = np.zeros_like(gaps) if sloped else gaps[:0]
    after = _nothing_after(moves, seen)
    held = np.zeros((classes, months, states))
    if not given:
        for c in range(classes):
            for t in range(months):
                for b in range(states):
                    value = entries[c, t, b]
                    if t > 0:
                        for a in range(states):
                            value += unseen[c, t - 1, a] * moves[t - 1, a, b]
                    before[c, t, b] = value
                    unseen[c, t, b] = value * seen[c, t, 0, b]
    value = 0.0
    for h in range(counts.size):
        begin, end = begins[h], begins[h + 1]
        top = -np.inf
        for c in range(classes):
            logs[c] = 0.0
            for e in range(begin, end):
                i, t, o = e - begin, times[e], symbols[e]
                norm = 0.0
                for b in range(states):
                    if e > begin:
                        there = 0.0
                        for a in range(states):
                            there += alpha[c, i - 1, a] * gaps[c, times[e - 1], t, a, b]
                        there *= seen[c, t, o, b]
                    elif given:
                        there = 1.0 if told[o] == b else 0.0
                    else:
                        there = before[c, t, b] * seen[c, t, o, b]
                    alpha[c, i, b] = there
                    norm += there
                scale[c, i] = 1.0
                if norm < _SMALL:
                    scale[c, i] = norm if norm > 0.0 else 1.0
                    logs[c] += math.log(norm) if norm > 0.0 else -np.inf
                    for b in range(states):
                        alpha[c, i, b] /= scale[c, i]
            norms[c] = 0.0
            for b in range(states):
                norms[c] += alpha[c, end - begin - 1, b] * (1.0 if removed[h] else after[c, times[end - 1], b])
            top = max(top, logs[c])
        total = 0.0
        for c in range(classes):
            total += norms[c] if logs[c] == top else norms[c] * math.exp(logs[c] - top)
        if top == -np.inf or total <= 0.0:
            return -np.inf
        value += counts[h] * (top + math.log(total))
        for c in range(classes if sloped else 0):
            weight = counts[h] / total * (1.0 if logs[c] == top else math.exp(logs[c] - top))
            if weight <= 0.0 or norms[c] <= 0.0:
                continue
            for b in range(states):  # beta times the weight of the class
                beta[b] = weight * (1.0 if removed[h] else after[c, times[end - 1], b])
                if not removed[h]:
                    held[c, times[end - 1], b] += weight * alpha[c, end - begin - 1, b]
            for e in range(end - 1, begin, -1):
                i, t, o, earlier = e - begin, times[e], symbols[e], times[e - 1]
                back[:] = 0.0
                for b in range(states):
                    out = beta[b] / scale[c, i]
                    reach = 0.0
                    shown = seen[c, t, o, b] * out
                    for a in range(states):
                        reach += alpha[c, i - 1, a] * gaps[c, earlier, t, a, b]
                        by_gaps[c, earlier, t, a, b] += alpha[c, i - 1, a] * shown
                        back[a] += gaps[c, earlier, t, a, b] * shown
                    slope_seen[c, t, o, b] += reach * out
                for b in range(states):
                    beta[b] = back[b]
            if not given:
                t, o = times[begin], symbols[begin]
                for b in range(states):
                    share = beta[b] / scale[c, 0]
                    slope_seen[c, t, o, b] += before[c, t, b] * share
                    pull[c, t, b] += seen[c, t, o, b] * share
    if sloped:
        _slopes_of_gaps(moves, seen, gaps, by_gaps, slope_moves, slope_seen)
        _slopes_after(moves, seen, after, held, slope_moves, slope_seen)
    if given:
        return float(value)
    for c in range(classes):
        value += unseen[c, months - 1].sum() - entries[c].sum()
    for c in range(classes if sloped else 0):
        for t in range(months - 1, -1, -1):
            for a in range(states):
                onward = 1.0  # the mean number unseen counts once
                if t < months - 1:
                    onward = 0.0
                    for b in range(states):
                        onward += moves[t, a, b] * pull[c, t + 1, b]
                        slope_moves[t, a, b] += unseen[c, t, a] * pull[c, t + 1, b]
                slope_seen[c, t, 0, a] += before[c, t, a] * onward
                pull[c, t, a] += seen[c, t, 0, a] * onward
            for a in range(states):
                slope_entries[c, t, a] = pull[c, t, a] - 1.0
    return float(value)
