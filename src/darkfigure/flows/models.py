"""The models of open populations that are fitted to plain capture histories: CJS, POPAN, and both with states."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darkfigure.errors import UsageError
from darkfigure.flows.fit import OpenFit, maximise
from darkfigure.flows.histories import Floats, Histories, Ints
from darkfigure.flows.layout import FIXED, Layout

Over = str | Sequence[int]
"""How a probability varies: "constant", "time", "state", "state*time", or the number of the parameter at each time."""


def fit_cjs(histories: Histories, *, survival: Over = "time", detection: Over = "time") -> OpenFit:
    """Cormack-Jolly-Seber: survival from occasion to occasion, [T - 1], and recapture, [T], given the first capture.

    Example:
        >>> from darkfigure.flows import fit_cjs, histories_of
        >>> seen = histories_of(["110", "101", "111", "010", "011"])
        >>> found = fit_cjs(seen, survival="constant", detection="constant")
        >>> bool(0 < found.chain.survival[0, 0] < 1)
        True

    Source:
        Cormack (1964), Biometrika 51, 429-438; Lebreton, Burnham, Clobert & Anderson (1992), Ecological Monographs 62,
        67-118.
    """
    return maximise(_layout(histories, survival, detection, movement="constant", entries=False), histories)


def fit_popan(histories: Histories, *, survival: Over = "time", detection: Over = "time") -> "Entered":
    """POPAN: the same with entries at every occasion; the number that ever was there, and the number at each occasion.

    Where detection varies freely over time, the data do not tell that of the first and of the last occasion from
    entries and survival there: the numbers of these occasions and the population then have errors without bound. The
    answers are those of the log-linear model of open populations, survival and entries bounded where they have bounds.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["1100", "0110", "0011", "1111", "0101", "1000", "0001"], [9, 8, 7, 5, 4, 6, 6])
        >>> found = fit_popan(seen, survival="constant", detection="constant")
        >>> bool(found.population > seen.counts.sum())
        True

    Source:
        Cormack (1989), Biometrics 45, 395-413; Schwarz & Arnason (1996), Biometrics 52, 860-873, whose entries are
        multinomial; here they are Poisson.
    """
    layout = _layout(histories, survival, detection, movement="constant", entries=True)
    return entered(maximise(layout, histories, start=_start(layout, histories)))


def fit_multistate(
    histories: Histories, *, survival: Over = "state", movement: Over = "state", detection: Over = "state"
) -> OpenFit:
    """Multistate CJS: members move between the states in which they are seen, given the first capture.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["AAB", "ABB", "A0B", "BBA", "BA0", "AAA", "BBB"], [8, 7, 3, 4, 5, 9, 9])
        >>> fit_multistate(seen).members
        45.0

    Source:
        Arnason (1973), Researches on Population Ecology 15, 1-8; Schwarz, Schweigert & Arnason (1993), Biometrics 49,
        177-193.
    """
    return maximise(_layout(histories, survival, detection, movement=movement, entries=False), histories)


def fit_multistate_entries(
    histories: Histories,
    *,
    survival: Over = "state",
    movement: Over = "state",
    detection: Over = "state",
) -> "Entered":
    """Multistate Jolly-Seber: the same with entries into every state at every occasion.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["AAB", "ABB", "A0B", "BBA", "BA0", "0AA", "00B"], [8, 7, 3, 4, 5, 9, 9])
        >>> fit_multistate_entries(seen, survival="constant", detection="constant").there.shape
        (3, 2)

    Source:
        Dupuis & Schwarz (2007), Biometrics 63, 1015-1022.
    """
    layout = _layout(histories, survival, detection, movement=movement, entries=True)
    return entered(maximise(layout, histories, start=_start(layout, histories)))


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A fit with entries. `population`: all who ever were there. `there`: [T, S], members by state.

    Example:
        >>> from darkfigure.flows import fit_popan, histories_of
        >>> seen = histories_of(["1100", "0110", "0011", "1111", "0101", "1000", "0001"], [9, 8, 7, 5, 4, 6, 6])
        >>> found = fit_popan(seen, survival="constant", detection="constant")
        >>> found.there.shape, bool(found.population > seen.counts.sum())
        ((4, 1), True)
    """

    fit: OpenFit
    population: float
    population_error: float
    there: Floats
    there_error: Floats


def entered(fit: OpenFit) -> Entered:
    """The numbers that follow from a fit with entries.

    Errors are those of realised numbers: of the means, less the Poisson scatter about them.
    """
    expected = fit.error_of(lambda chain: chain.entries.sum(keepdims=True).ravel())[0]
    total = float(fit.chain.entries.sum())
    live = np.flatnonzero(fit.layout.symbol > 0)

    def present(entries: Floats, moves: Floats) -> Floats:
        there = np.zeros_like(entries)
        there[0] = entries[0]
        for t in range(1, entries.shape[0]):
            there[t] = there[t - 1] @ moves[t - 1] + entries[t]
        return there[:, live]

    there = present(fit.chain.entries[0], fit.chain.moves)
    return Entered(
        fit=fit,
        population=total,
        population_error=float(_realised(np.array(expected), np.array(total))),
        there=there,
        there_error=_realised(fit.error_of(lambda chain: present(chain.entries[0], chain.moves)), there),
    )


def _realised(error: Floats, mean: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(error**2 - mean, 0.0)))


def _layout(histories: Histories, survival: Over, detection: Over, *, movement: Over, entries: bool) -> Layout:
    """One state a code, and one for who is gone."""
    live, times = len(histories.codes), histories.occasions
    states = live + 1
    count = 0
    by_survival, count = _index(survival, times - 1, live, count, what="survival")
    recaptures = times if entries else times - 1  # given the first capture, nothing is said of the first occasion
    by_detection, count = _index(detection, recaptures, live, count, what="detection")
    if not entries:
        by_detection = np.vstack([np.full((1, live), FIXED, dtype=np.int64), by_detection])
    ways = np.full((times - 1, states, states), FIXED, dtype=np.int64)
    if live > 1:
        plain, count = _index(movement, times - 1, live * (live - 1), count, what="movement")
        ways[:, :live, :live][:, ~np.eye(live, dtype=bool)] = plain
    enter = None
    if entries:
        enter = np.full((times, states), FIXED, dtype=np.int64)
        enter[:, :live] = count + np.arange(times * live).reshape(times, live)
        count += times * live
    gone = np.full((1, 1), FIXED, dtype=np.int64)
    return Layout(
        survival=np.hstack([by_survival, np.repeat(gone, times - 1, axis=0)]),
        movement=ways,
        detection=np.hstack([by_detection, np.repeat(gone, times, axis=0)]),
        entries=enter,
        after=np.full(states, live, dtype=np.int64),
        symbol=np.array([*range(1, live + 1), 0], dtype=np.int64),
        fixed_survival=np.ones((times - 1, states)),
        fixed_detection=np.zeros((times, states)),
        parameters=count,
    )


def _index(over: Over, times: int, wide: int, count: int, *, what: str) -> tuple[Ints, int]:
    """[times, wide] of parameter numbers from `count` on; by state all `wide` columns differ."""
    column, row = np.arange(wide), np.arange(times)[:, None]
    if isinstance(over, str):
        known = {
            "constant": np.zeros((times, wide), dtype=np.int64),
            "time": np.repeat(row, wide, axis=1),
            "state": np.repeat(column[None, :], times, axis=0),
            "state*time": row * wide + column[None, :],
        }
        if over not in known:
            raise UsageError(f"{what} cannot vary by `{over}`. It is one of {', '.join(known)}, or a number a time.")
        index = known[over]
    else:
        if len(over) != times:
            raise UsageError(f"{what} has {len(over)} numbers; it needs {times}, one for each time.")
        index = np.repeat(np.array(over, dtype=np.int64)[:, None], wide, axis=1)
    used, dense = np.unique(index, return_inverse=True)
    return dense.reshape(index.shape).astype(np.int64) + count, count + used.size


def _start(layout: Layout, histories: Histories) -> Floats:
    """Entries that fit what was seen, if half of the members are seen each time."""
    theta = np.zeros(layout.parameters)
    if layout.entries is not None:
        there = layout.entries != FIXED
        theta[layout.entries[there]] = np.log(max(2.0 * histories.seen / there.sum(), 1e-3))
    return theta
