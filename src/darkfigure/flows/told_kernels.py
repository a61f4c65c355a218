"""What all sources say together from what each says, and slopes the way back: loops over events that numpy copies."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@compiled
def told_together(told: Floats, events: Ints, there: Bools, seen: Floats) -> None:
    """Fill `seen`, [N, T, O, S]: products over sources of `told`, [N, T, K, S, J], at the codes of `events`, [O, K].

    0 for events that no member has in a month: those not `there`, [T, O].
    """
    for n in range(seen.shape[0]):
        for t in range(seen.shape[1]):
            for o in range(seen.shape[2]):
                for s in range(seen.shape[3]):
                    value = 1.0 if there[t, o] else 0.0
                    for k in range(events.shape[1] if there[t, o] else 0):
                        value *= told[n, t, k, s, events[o, k]]
                    seen[n, t, o, s] = value


@compiled
def weigh_told(seen: Floats, slopes: Floats, events: Ints, by: Floats) -> None:
    """Add `seen` times its `slopes`, both [N, T, O, S], to `by`, [N, T, K, S, J], at the codes of `events`, [O, K]."""
    for n in range(seen.shape[0]):
        for t in range(seen.shape[1]):
            for o in range(seen.shape[2]):
                for s in range(seen.shape[3]):
                    weight = slopes[n, t, o, s] * seen[n, t, o, s]
                    if weight != 0.0:  # most events are of few months
                        for k in range(events.shape[1]):
                            by[n, t, k, s, events[o, k]] += weight
