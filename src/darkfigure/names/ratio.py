"""Compiled: the log-likelihood ratio of two spellings by the spelling model.

Arrays are passed one by one: a compiled function that takes a tuple of them counts references to each at every call.
"""

import numpy as np
from numba import njit

from darkfigure.names.arrays import Array, Place
from darkfigure.names.graphemes import SPAN
from darkfigure.names.spelling import LONGEST, MODEL_OF, SpellingModel, fill_groups, fill_rest

SWAP = 0.003
"""Share of operations that swap two letters."""
HOPE = 10.0
"""Nats by which two spellings may fall behind chance on the way before they are given up."""
FAINT = 1e-8
"""Ways this much less likely than the likeliest so far are left out."""
LOST = -999.0
"""Logarithm given to what was given up."""
SCRATCH = LONGEST + 3
"""Side of the square that `log_joint` works in."""


@njit(cache=True)
def log_joint(  # noqa: C901, PLR0913, PLR0917
    groups: Array,
    rest: Array,
    one: Place,
    two: Place,
    table: Array,
    partners: Array,
    first: Place,
    hope: float,
    ahead: Array,
) -> float:
    """Log-probability of two forms written at once.

    A form is (start, size, column of `rest`). `first` is the model's `origin`. Only ways are summed that stay near the
    diagonal, that are not faint, and that use operations that `partners` says may exist; where all ways so far are by
    `hope` nats worse than chance would write them, the sum ends.
    """
    i0, n, s = one
    j0, m, t = two
    base, width, row = first
    ahead[: n + 1, : m + 1] = 0.0
    ahead[0, 0] = 1.0
    reach, floor = 5 * max(n, m) // 2, np.exp(-hope) * rest[i0, s] * rest[j0, t]
    for i in range(n + 1):
        top, best = 0.0, 0.0
        for j in range(m + 1):
            if ahead[i, j] > 0.0:
                top = max(top, ahead[i, j])
                best = max(best, ahead[i, j] * rest[j0 + j, t] if j < m else 0.0)
        if 1 < i < n and best * rest[i0 + i, s] < floor:
            return LOST
        for j in range(m + 1):
            here = ahead[i, j]
            if here <= top * FAINT or abs(i * m - j * n) > reach:
                continue
            for k in range(min(SPAN, n - i) + 1):
                x = 0 if k == 0 else groups[i0 + i, k - 1]
                if x < 0:
                    continue
                mask, at = partners[row + x], base + x * width
                for l in range(1 if k == 0 else 0, min(SPAN, m - j) + 1):  # noqa: E741
                    y = 0 if l == 0 else groups[j0 + j, l - 1]
                    if y >= 0 and ((k < 2 and l < 2) or (mask >> np.uint64(y & 63)) & np.uint64(1)):
                        ahead[i + k, j + l] += here * table[at + y]
            if 0 < i < n - 2 and 0 < j < m - 2:
                crossed = table[base + groups[i0 + i, 0] * width + groups[j0 + j + 1, 0]]
                crossed *= table[base + groups[i0 + i + 1, 0] * width + groups[j0 + j, 0]]
                ahead[i + 2, j + 2] += here * SWAP * crossed
    return float(np.log(ahead[n, m] + 1e-300))


@njit(cache=True)
def _after(groups: Array, one: Place, two: Place) -> bool:
    """Whether `one` comes after `two` in an order of letters alone, so that a pair has one score both ways round."""
    if one[1] != two[1]:
        return bool(one[1] < two[1])
    for i in range(one[1]):
        if groups[one[0] + i, 0] != groups[two[0] + i, 0]:
            return bool(groups[one[0] + i, 0] > groups[two[0] + i, 0])
    return False


@njit(cache=True)
def log_ratio(  # noqa: PLR0913, PLR0917
    groups: Array,
    rest: Array,
    one: Place,
    two: Place,
    table: Array,
    partners: Array,
    origin: Array,
    weights: Array,
    ahead: Array,
) -> float:
    """Natural log of P(both spellings | one name) / P(both | two different names); far below 0 once given up.

    `one` and `two` are (start, size, script).
    """
    if one[2] > two[2] or (one[2] == two[2] and _after(groups, one, two)):
        one, two = two, one
    s, t = one[2], two[2]
    model = MODEL_OF[s, t]
    first = (origin[model, 0], origin[model, 1], origin[model, 2])
    both = log_joint(groups, rest, (one[0], one[1], t), (two[0], two[1], s), table, partners, first, HOPE, ahead)
    alone = np.log(rest[one[0], t] + 1e-300) + np.log(rest[two[0], s] + 1e-300)
    return float(weights[model, 0] + weights[model, 1] * both + weights[model, 2] * alone)


@njit(cache=True)
def log_ratio_joined(  # noqa: PLR0913, PLR0917
    groups: Array, rest: Array, whole: Place, head: Place, tail: Place, model: SpellingModel, ahead: Array
) -> float:
    """`log_ratio` of one form to two others written as one word; `model` is a `SpellingModel`."""
    size = head[1] + tail[1] - 2
    if head[2] != tail[2] or size > LONGEST + 2:
        return LOST
    letters = np.concatenate((groups[head[0] : head[0] + head[1] - 1, 0], groups[tail[0] + 1 : tail[0] + tail[1], 0]))
    both = np.full((whole[1] + size, SPAN), -1, np.int16)
    rests = np.zeros((whole[1] + size, rest.shape[1]))
    both[: whole[1]] = groups[whole[0] : whole[0] + whole[1]]
    rests[: whole[1]] = rest[whole[0] : whole[0] + whole[1]]
    fill_groups(both[whole[1] :], letters, model.lookup[head[2]])
    for script in range(rest.shape[1]):
        fill_rest(both[whole[1] :], model.margins[head[2], script], rests[whole[1] :, script])
    return float(
        log_ratio(
            both,
            rests,
            (np.int32(0), np.int32(whole[1]), np.int32(whole[2])),  # as other callers do: each kind is compiled anew
            (np.int32(whole[1]), np.int32(size), np.int32(head[2])),
            model.joint,
            model.partners,
            model.origin,
            model.weights,
            ahead,
        )
    )
