"""The density of many tables at once, each a mixture of two log-linear classes around common centres.

A group (a stratum) has a vector x: log-odds of each list, interactions of each pair of lists, logit of the first
class's share, and the gap between its two classes on each list, laid so that the log-odds are the average over classes.
Over groups, coefficient i is normal with centre m[i] and a spread of its own. Given the persons seen, the likelihood is
multinomial over the cells but the first.

The moves of `inference.hierarchy` compile these kernels into themselves, and the cache of compiled code does not follow
calls into other files: whoever changes this file must touch that one too.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]

# positions in `beliefs`; the means of the lists' centres follow, one a list
(
    REACH_SD,
    SHARE,
    GAP_SD,
    TYPE_SD,
    NO_GAP,
    PAIR_SCALE,
    PAIR_FREEDOM,
    NO_PAIR,
    REACH_SPREAD,
    PAIR_SPREAD,
    SHARE_SPREAD,
    GAP_SPREAD,
    REACH_MEAN,
) = range(13)

ALIKE, APART, TYPED = 0, 1, 2  # no gap between the classes, one gap on all lists, a gap of each list's own

FREEDOM = 3.0  # of the half-Student distribution of a spread: small where nothing speaks against it, large at need
# Where that of shares ends, in scales; .0003 lie beyond. A class that is nobody's is the same at any distance, and a
# run that has once wandered out there does not find the way back.
MOST_SHARE_SPREAD = 20.0
WARM = 5000.0  # persons from whom a run can find its way wherever it starts


@compiled
def evaluate(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - one kernel, called millions of times
    x: Floats, counts: Floats, persons: float, lists: int, work: Floats, chance: Floats, grad: Floats
) -> float:
    """Log-likelihood of one group; fills the chance of every cell and the gradient.

    Args:
        x: [D].
        counts: [2**J]; entry 0 is not read.
        persons: Sum of the counts.
        lists: J.
        work: [7, 2**J], overwritten.
        chance: [2**J], filled.
        grad: [D], filled.
    """
    size = 1 << lists
    terms = lists * (lists - 1) // 2
    base, factor, total, apart, pull = work[0], work[1], work[2], work[3], work[4]
    base[0] = 1.0
    t = 0
    for j in range(lists):
        bit = 1 << j
        factor[0] = 1.0
        for i in range(j):
            by = math.exp(min(max(x[lists + t], -30.0), 30.0))
            t += 1
            for cell in range(1 << i):
                factor[cell | (1 << i)] = factor[cell] * by
        for cell in range(bit):
            base[cell | bit] = base[cell] * factor[cell]
    at = lists + terms
    first = 1.0 / (1.0 + math.exp(-min(max(x[at], -30.0), 30.0)))
    for k in range(2):
        own = work[5 + k]
        away = 1.0 - first if k == 0 else -first
        own[0] = 1.0
        for j in range(lists):
            bit = 1 << j
            odds = math.exp(min(max(x[j] + away * x[at + 1 + j], -60.0), 60.0))
            for cell in range(bit):
                own[cell | bit] = own[cell] * odds
        whole = 0.0
        for cell in range(size):
            own[cell] *= base[cell]
            whole += own[cell]
        for cell in range(size):
            own[cell] /= whole
    value = 0.0
    for cell in range(size):
        chance[cell] = first * work[5, cell] + (1.0 - first) * work[6, cell]
        pull[cell] = 0.0
        if cell > 0 and counts[cell] > 0.0:
            safe = max(chance[cell], 1e-300)
            value += counts[cell] * math.log(safe)
            pull[cell] = counts[cell] / safe
    seen = max(1.0 - chance[0], 1e-300)
    value -= persons * math.log(seen)
    pull[0] = persons / seen
    mean_first, mean_second = 0.0, 0.0
    for cell in range(size):
        mean_first += work[5, cell] * pull[cell]
        mean_second += work[6, cell] * pull[cell]
    for cell in range(size):
        one = first * work[5, cell] * (pull[cell] - mean_first)
        two = (1.0 - first) * work[6, cell] * (pull[cell] - mean_second)
        total[cell] = one + two
        apart[cell] = (1.0 - first) * one - first * two
    for values in (total, apart):
        bit = 1
        while bit < size:
            for cell in range(size):
                if cell & bit == 0:
                    values[cell] += values[cell | bit]
            bit <<= 1
    by_share = mean_first - mean_second
    t = 0
    for j in range(lists):
        grad[j] = total[1 << j]
        grad[at + 1 + j] = apart[1 << j]
        by_share -= x[at + 1 + j] * total[1 << j]
        for i in range(j):
            grad[lists + t] = total[(1 << i) | (1 << j)]
            t += 1
    grad[at] = by_share * first * (1.0 - first)
    return value


@compiled
def information(x: Floats, lists: int, work: Floats, chance: Floats, info: Floats) -> None:
    """Expected information [D, D] of one person seen."""
    size = 1 << lists
    grad = np.empty(x.size)
    one = np.zeros(size)
    info[:, :] = 0.0
    for cell in range(1, size):
        one[cell] = 1.0
        evaluate(x, one, 1.0, lists, work, chance, grad)
        one[cell] = 0.0
        share = chance[cell] / max(1.0 - chance[0], 1e-300)
        for a in range(x.size):
            for b in range(a + 1):
                info[a, b] += share * grad[a] * grad[b]
    for a in range(x.size):
        for b in range(a):
            info[b, a] = info[a, b]


@compiled
def gap_kinds(centre: Floats, lists: int, beliefs: Floats, logs: Floats) -> float:
    """Log-density of the centres of the gaps under each kind, weights included; returns that of their mixture."""
    at = lists + lists * (lists - 1) // 2 + 1
    total, square = 0.0, 0.0
    for j in range(lists):
        total += centre[at + j]
        square += centre[at + j] ** 2
    for kind in range(3):
        own = beliefs[TYPE_SD] if kind == TYPED else beliefs[NO_GAP]
        shared = beliefs[NO_GAP] if kind == ALIKE else beliefs[GAP_SD]
        whole = own**2 + lists * shared**2
        logs[kind] = -0.5 * (square - shared**2 * total**2 / whole) / own**2
        logs[kind] -= (lists - 1) * math.log(own) + 0.5 * math.log(whole)
    top = float(logs.max())
    return top + math.log(float(np.exp(logs - top).sum()))


@compiled
def belief(centre: Floats, lists: int, beliefs: Floats, grad: Floats) -> float:
    """Log-density of the centres, but for a constant; fills its gradient."""
    terms = lists * (lists - 1) // 2
    at = lists + terms
    value = 0.0
    for j in range(lists):
        away = (centre[j] - beliefs[REACH_MEAN + j]) / beliefs[REACH_SD]
        value -= 0.5 * away * away
        grad[j] = -away / beliefs[REACH_SD]
    free, scale, none = beliefs[PAIR_FREEDOM], beliefs[PAIR_SCALE], beliefs[NO_PAIR]
    height = math.exp(math.lgamma(0.5 * (free + 1)) - math.lgamma(0.5 * free)) / math.sqrt(free * math.pi) / scale
    for t in range(terms):
        z = centre[lists + t] / none
        spike = math.exp(-0.5 * z * z) / (none * math.sqrt(2 * math.pi))
        z = centre[lists + t] / scale
        slab = height * (1.0 + z * z / free) ** (-0.5 * (free + 1))
        value += math.log(spike + slab)
        slope = -spike * centre[lists + t] / none**2 - slab * (free + 1) * z / (free + z * z) / scale
        grad[lists + t] = slope / (spike + slab)
    first = 1.0 / (1.0 + math.exp(-centre[at]))
    value += beliefs[SHARE] * (math.log(max(first, 1e-300)) + math.log(max(1.0 - first, 1e-300)))
    grad[at] = beliefs[SHARE] * (1.0 - 2.0 * first)
    logs = np.empty(3)
    whole = gap_kinds(centre, lists, beliefs, logs)
    value += whole
    together = 0.0
    for j in range(lists):
        together += centre[at + 1 + j]
        grad[at + 1 + j] = 0.0
    for kind in range(3):
        own = beliefs[TYPE_SD] if kind == TYPED else beliefs[NO_GAP]
        shared = beliefs[NO_GAP] if kind == ALIKE else beliefs[GAP_SD]
        weight = math.exp(logs[kind] - whole)
        pull = shared**2 * together / (own**2 + lists * shared**2)
        for j in range(lists):
            grad[at + 1 + j] -= weight * (centre[at + 1 + j] - pull) / own**2
    return float(value)


@compiled
def spread_scale(block: int, lists: int, beliefs: Floats) -> float:
    """Prior scale of the spread of a block."""
    return float(beliefs[REACH_SPREAD] if block < lists else beliefs[PAIR_SPREAD + block - lists])


@compiled
def likelihood_power(persons: float, most: float, done: float) -> float:
    """Power to which the likelihood is taken, by the share of the way that is done.

    Few persons count at first, whom a start far off does not tear about; at the end all, but no more than `most`.
    """
    if persons <= WARM:
        return 1.0
    return float(min(1.0, most / persons, (WARM / persons) ** (1.0 - done)))


@compiled
def most_spread(block: int, lists: int, beliefs: Floats) -> float:
    """Logarithm of the most that the spread of a block may be."""
    if block != lists + 1:
        return math.inf
    return math.log(MOST_SHARE_SPREAD * spread_scale(block, lists, beliefs))


@compiled
def block_of(i: int, lists: int) -> int:
    """Which spread a coefficient has: each list its own, then one each for interactions, shares and gaps."""
    if i < lists:
        return i
    at = lists + lists * (lists - 1) // 2
    return lists if i < at else (lists + 1 if i == at else lists + 2)


@compiled
def common_density(  # noqa: PLR0913, PLR0917 - one kernel
    together: Floats,
    places: Floats,
    counts: Floats,
    persons: Floats,
    beliefs: Floats,
    x: Floats,
    chances: Floats,
    work: Floats,
    grad: Floats,
) -> float:
    """Log-density of centres and log spreads, given each group's place among them; fills x and the gradient."""
    groups, size = x.shape
    blocks = together.size - size
    lists = blocks - 3
    own = np.empty(size)
    value = belief(together[:size], lists, beliefs, own)
    grad[:size] = own
    width = np.empty(size)
    for block in range(blocks):
        log_spread = together[size + block]
        scale = spread_scale(block, lists, beliefs)
        if log_spread > most_spread(block, lists, beliefs):
            return -math.inf
        square = math.exp(2.0 * log_spread) / scale**2
        value += log_spread - 0.5 * (FREEDOM + 1.0) * math.log1p(square / FREEDOM)
        grad[size + block] = 1.0 - (FREEDOM + 1.0) * square / (FREEDOM + square)
    for i in range(size):
        width[i] = math.exp(together[size + block_of(i, lists)])
    for s in range(groups):
        for i in range(size):
            x[s, i] = together[i] + width[i] * places[s, i]
        value += evaluate(x[s], counts[s], persons[s], lists, work, chances[s], own)
        for i in range(size):
            grad[i] += own[i]
            grad[size + block_of(i, lists)] += own[i] * width[i] * places[s, i]
    return value
