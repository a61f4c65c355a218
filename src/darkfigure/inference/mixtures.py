"""Mixtures of log-linear models on a 2**J table: likelihood, prior, gradient, and moves of many particles.

A person belongs to a class; within a class the lists follow a log-linear model with list effects of the class and
interactions common to all classes. Given the people seen, the likelihood is multinomial over the cells but the first.

A particle is a vector: list effects alpha [J], interactions lambda [T], then by kind of class structure

    NONE      nothing
    COMMON    logit of the first class's share, gap                    two classes, apart by one gap on all lists
    TYPED     logit of the first class's share, gaps [J]               two classes, apart by a gap of each list's own
    SMOOTH    log spread                                               normal differences between people, by quadrature
    FREE      logits of the shares [K], apart [K, J]                   K classes, each with log-odds alpha + apart

Gaps are laid so that alpha is the average over classes. All kernels that may change stand in this one file, because the
cache of compiled code does not follow calls into other files.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled
from darkfigure.inference.leapfrog import leap
from darkfigure.inference.steps import subset_sums, superset_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, COMMON, TYPED, SMOOTH, FREE = 0, 1, 2, 3, 4
KINDS = ("none", "common", "typed", "smooth", "free")

# positions in `scales`; the means of the list effects follow, one a list
ALPHA_SD, SHARE, GAP_SD, TYPE_SD, SPREAD_SD, PAIR_SCALE, PAIR_FREEDOM, ALPHA_MEAN = range(8)

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
MOST_CLASSES = len(_NODES)
NO_NOISE = np.zeros((0, 0, 2)), np.zeros(3)


@compiled
def _classes(x: Floats, lists: int, terms: int, kind: int, share: Floats, odds: Floats) -> int:
    """Share of each class, and by what it multiplies the odds of each list. Returns how many classes there are."""
    at = lists + terms
    if kind == NONE:
        share[0] = 1.0
        odds[0, :] = 1.0
        return 1
    if kind == SMOOTH:
        spread = math.exp(x[at])
        for k in range(_NODES.size):
            share[k] = _WEIGHTS[k]
            odds[k, :] = math.exp(spread * _NODES[k])
        return int(_NODES.size)
    if kind == FREE:
        many = (x.size - at) // (lists + 1)
        whole = 0.0
        for k in range(many):
            share[k] = math.exp(max(min(x[at + k], 50.0), -50.0))
            whole += share[k]
            for j in range(lists):
                odds[k, j] = math.exp(max(min(x[at + many + k * lists + j], 60.0), -60.0))
        share /= whole
        return int(many)
    first = 1.0 / (1.0 + math.exp(-x[at]))
    share[0], share[1] = first, 1.0 - first
    for j in range(lists):
        gap = x[at + 1 + j] if kind == TYPED else x[at + 1]
        odds[0, j] = math.exp(max(min((1.0 - first) * gap, 60.0), -60.0))
        odds[1, j] = math.exp(max(min(-first * gap, 60.0), -60.0))
    return 2


@compiled
def _chances(base: Floats, odds: Floats, chance: Floats) -> None:
    """Probability of each cell within a class whose list odds are multiplied by `odds`."""
    chance[0] = 1.0
    bit, j = 1, 0
    while bit < base.size:
        for cell in range(bit):
            chance[cell | bit] = chance[cell] * odds[j]
        bit <<= 1
        j += 1
    total = 0.0
    for cell in range(base.size):
        chance[cell] *= base[cell]
        total += chance[cell]
    chance /= total


@compiled
def _mix(x: Floats, terms: Ints, kind: int, work: Floats, share: Floats) -> tuple[int, float]:
    """Fill in the share of each class and its probability of each cell, `work` from row 4 on.

    Returns how many classes there are, and the probability of being on no list.
    """
    size = work.shape[1]
    lists = 0
    while 1 << lists < size:
        lists += 1
    base = work[0]
    odds = np.empty((MOST_CLASSES, lists))
    many = _classes(x, lists, terms.size, kind, share, odds)
    base[:] = 0.0
    for j in range(lists):
        base[1 << j] = x[j]
    for t in range(terms.size):
        base[terms[t]] = x[lists + t]
    subset_sums(base)
    for cell in range(size):
        base[cell] = math.exp(min(base[cell], 500.0))
    unseen = 0.0
    for k in range(many):
        _chances(base, odds[k], work[4 + k])
        unseen += share[k] * work[4 + k, 0]
    return many, unseen


@compiled
def likelihood(  # noqa: PLR0913, PLR0917 - one kernel, called millions of times
    x: Floats, cells: Ints, counts: Floats, terms: Ints, kind: int, work: Floats, grad: Floats
) -> tuple[float, float]:
    """Log-likelihood and the probability of being on no list; fills the gradient.

    Args:
        x: The particle.
        cells: [seen], numbers of the cells somebody is in, without 0.
        counts: [seen], persons.
        terms: [T], interactions.
        kind: Class structure.
        work: [MOST_CLASSES + 4, 2**J], overwritten.
        grad: As long as `x`, filled.
    """
    share = np.empty(MOST_CLASSES)
    many, unseen = _mix(x, terms, kind, work, share)
    seen = max(1.0 - unseen, 1e-300)
    pull = work[1]
    persons = value = 0.0
    pull[:] = 0.0
    for i in range(cells.size):
        chance = 0.0
        for k in range(many):
            chance += share[k] * work[4 + k, cells[i]]
        chance = max(chance, 1e-300)
        value += counts[i] * math.log(chance)
        persons += counts[i]
        pull[cells[i]] = counts[i] / chance
    value -= persons * math.log(seen)
    pull[0] = persons / seen
    _slopes(x, terms, kind, share, many, work, grad)
    return value, unseen


@compiled
def noisy_likelihood(  # noqa: PLR0913, PLR0917 - one kernel
    x: Floats, curves: Floats, step: float, terms: Ints, kind: int, work: Floats, grad: Floats
) -> tuple[float, float]:
    """`likelihood` where every count holds noise; the last of `x` is the logarithm of how many are seen on average.

    `curves` [2**J, points, 2] holds the log-likelihood of each cell's mean and its slope, at roots of the mean that are
    a `step` apart; cell 0 is not read.
    """
    last, points = x.size - 1, curves.shape[1]
    share = np.empty(MOST_CLASSES)
    many, unseen = _mix(x[:last], terms, kind, work, share)
    seen = max(1.0 - unseen, 1e-300)
    people = math.exp(min(x[last], 40.0)) / seen
    pull = work[1]
    persons = value = 0.0
    for cell in range(1, curves.shape[0]):
        chance = 0.0
        for k in range(many):
            chance += share[k] * work[4 + k, cell]
        chance = max(chance, 1e-300)
        root = math.sqrt(people * chance)
        at = min(int(root / step), points - 2)
        u = min(root / step - at, 1.0)
        one, two = curves[cell, at], curves[cell, at + 1]
        # the cubic that has both values and slopes, and its end's slope beyond the last point
        bend = u * (1.0 - u)
        value += one[0] + u * u * (3.0 - 2.0 * u) * (two[0] - one[0])
        value += bend * step * ((1.0 - u) * one[1] - u * two[1]) + (root - step * (at + u)) * two[1]
        slope = 6.0 * bend * (two[0] - one[0]) / step
        slope += (1.0 - u) * (1.0 - 3.0 * u) * one[1] + u * (3.0 * u - 2.0) * two[1]
        slope *= 0.5 * root
        persons += slope
        pull[cell] = slope / chance
    pull[0] = persons / seen
    _slopes(x[:last], terms, kind, share, many, work, grad[:last])
    grad[last] = persons
    return value, unseen


@compiled
def _slopes(  # noqa: PLR0913, PLR0917 - one kernel
    x: Floats, terms: Ints, kind: int, share: Floats, many: int, work: Floats, grad: Floats
) -> None:
    """Fill in the gradient from the slopes by cell, row 1 of `work`."""
    size = work.shape[1]
    lists = 0
    while 1 << lists < size:
        lists += 1
    pull, total, apart = work[1], work[2], work[3]
    mean = np.empty(many)
    total[:] = 0.0
    apart[:] = 0.0
    for k in range(many):
        mean[k] = 0.0
        for cell in range(size):
            mean[k] += work[4 + k, cell] * pull[cell]
        # how far a class stands from alpha: its node, or what its gap is multiplied by
        away = _NODES[k] if kind == SMOOTH else (1.0 - share[0] if k == 0 else -share[0])
        for cell in range(size):
            slope = share[k] * work[4 + k, cell] * (pull[cell] - mean[k])
            total[cell] += slope
            apart[cell] += away * slope
            work[4 + k, cell] = slope
    superset_sums(total)
    superset_sums(apart)
    for j in range(lists):
        grad[j] = total[1 << j]
    for t in range(terms.size):
        grad[lists + t] = total[terms[t]]
    if kind == FREE:
        _free_gradient(lists, terms.size, share, mean, work, grad)
    elif kind != NONE:
        _class_gradient(x, lists, terms.size, kind, share, mean, total, apart, grad)


@compiled
def _free_gradient(lists: int, terms: int, share: Floats, mean: Floats, work: Floats, grad: Floats) -> None:
    """Slopes of shares and log-odds of free classes; `work` holds the slopes by class and cell."""
    at = lists + terms
    overall = 0.0
    for k in range(mean.size):
        overall += share[k] * mean[k]
    for k in range(mean.size):
        grad[at + k] = share[k] * (mean[k] - overall)
        superset_sums(work[4 + k])
        for j in range(lists):
            grad[at + mean.size + k * lists + j] = work[4 + k, 1 << j]


@compiled
def _class_gradient(  # noqa: PLR0913, PLR0917 - one kernel
    x: Floats, lists: int, terms: int, kind: int, share: Floats, mean: Floats, total: Floats, apart: Floats, grad:
    Floats,
) -> None:  # fmt: skip
    """Slopes of the parameters of the class structure."""
    at = lists + terms
    grad[at:] = 0.0
    if kind == SMOOTH:
        spread = math.exp(x[at])
        for j in range(lists):
            grad[at] += spread * apart[1 << j]
        return
    by_share = mean[0] - mean[1]
    for j in range(lists):
        own = at + 1 + (j if kind == TYPED else 0)
        grad[own] += apart[1 << j]
        by_share -= x[own] * total[1 << j]
    grad[at] = by_share * share[0] * (1.0 - share[0])


@compiled
def prior(  # noqa: C901 - one branch a kind
    x: Floats, lists: int, terms: int, kind: int, scales: Floats, grad: Floats
) -> float:
    """Log-density of the prior, but for a constant; fills its gradient."""
    at = lists + terms
    value = 0.0
    for j in range(lists):
        away = (x[j] - scales[ALPHA_MEAN + j]) / scales[ALPHA_SD]
        value -= 0.5 * away * away
        grad[j] = -away / scales[ALPHA_SD]
    free = scales[PAIR_FREEDOM]
    for t in range(terms):
        away = x[lists + t] / scales[PAIR_SCALE]
        value -= 0.5 * (free + 1.0) * math.log1p(away * away / free)
        grad[lists + t] = -(free + 1.0) * away / (free + away * away) / scales[PAIR_SCALE]
    if kind == FREE:
        many = (x.size - at) // (lists + 1)
        for i in range(at, x.size):
            sd = scales[SHARE] if i < at + many else scales[TYPE_SD]
            value -= 0.5 * (x[i] / sd) ** 2
            grad[i] = -x[i] / sd**2
    elif kind == SMOOTH:
        away = math.exp(x[at]) / scales[SPREAD_SD]
        value += x[at] - 0.5 * away * away
        grad[at] = 1.0 - away * away
    elif kind in (COMMON, TYPED):
        first = 1.0 / (1.0 + math.exp(-x[at]))
        value += scales[SHARE] * (math.log(max(first, 1e-300)) + math.log(max(1.0 - first, 1e-300)))
        grad[at] = scales[SHARE] * (1.0 - 2.0 * first)
    if kind == COMMON:
        away = x[at + 1] / scales[GAP_SD]
        value -= 0.5 * away * away
        grad[at + 1] = -away / scales[GAP_SD]
    if kind == TYPED:
        # gaps are normal, each list's own part plus a part that all share (Sherman & Morrison 1950)
        own, shared = scales[TYPE_SD] ** 2, scales[GAP_SD] ** 2
        together = 0.0
        for j in range(lists):
            together += x[at + 1 + j]
        pull = shared * together / (own + lists * shared)
        for j in range(lists):
            away = (x[at + 1 + j] - pull) / own
            value -= 0.5 * x[at + 1 + j] * away
            grad[at + 1 + j] = -away
    return value


@compiled
def _both(
    x: Floats, given: tuple[Ints, Floats, Ints, int, Floats, Floats, Floats, Floats], by_data: Floats, by_prior: Floats
) -> tuple[float, float, float]:
    """Log-likelihood, log-prior and the probability of being on no list; fills both gradients."""
    cells, counts, terms, kind, scales, curves, grid, work = given
    lists = scales.size - ALPHA_MEAN
    if curves.size == 0:
        value, unseen = likelihood(x, cells, counts, terms, kind, work, by_data)
        return value, prior(x, lists, terms.size, kind, scales, by_prior), unseen
    # any number seen is as likely on the log scale: what is believed at first is taken back with the likelihood
    last = x.size - 1
    away = (x[last] - grid[1]) / grid[2]
    value, unseen = noisy_likelihood(x, curves, grid[0], terms, kind, work, by_data)
    belief = prior(x[:last], lists, terms.size, kind, scales, by_prior[:last]) - 0.5 * away * away
    by_data[last] += away / grid[2]
    by_prior[last] = -away / grid[2]
    return value + 0.5 * away * away, belief, unseen


@compiled
def move(  # noqa: PLR0913, PLR0917 - one kernel
    particles: Floats, state: Floats, cells: Ints, counts: Floats, terms: Ints, kind: int, scales: Floats, root:
    Floats, heat: float, step: float, longest: int, seed: int, curves: Floats, grid: Floats,
) -> float:  # fmt: skip
    """One Hamiltonian move of every particle towards prior * likelihood**heat.

    Args:
        particles: [P, D], moved in place.
        state: [P, 3], log-likelihood, log-prior and probability of being on no list; kept true.
        cells: As in `likelihood`.
        counts: As in `likelihood`.
        terms: As in `likelihood`.
        kind: Class structure.
        scales: Of the prior.
        root: [D, D], lower triangular; root root' is about the particles' covariance.
        heat: Power of the likelihood, in [0, 1]. With 0 and no step the state is only filled in.
        step: Length of a leapfrog step.
        longest: Most leapfrog steps; 0 only fills in the state.
        seed: Of this call.
        curves: As in `noisy_likelihood`, for counts with noise; `NO_NOISE` otherwise.
        grid: [3], step of the curves, middle and spread of what is at first believed of the last of a particle.

    Returns:
        Mean probability of acceptance.
    """
    np.random.seed(seed)  # noqa: NPY002 - the compiled generator; it is not the one of the interpreter
    count, size = particles.shape
    lists = scales.size - ALPHA_MEAN
    work = np.empty((MOST_CLASSES + 4, 1 << lists))
    given = cells, counts, terms, kind, scales, curves, grid, work
    slopes = np.empty(size), np.empty(size)
    momentum, x = np.empty(size), np.empty(size)
    accepted = 0.0
    for i in range(count):
        x[:] = particles[i]
        start = _both(x, given, slopes[0], slopes[1])
        if longest == 0:
            state[i, 0], state[i, 1], state[i, 2] = start
            continue
        chance, taken, offered = leap(_both, given, x, start, slopes, root, heat, step, longest, momentum)
        accepted += chance
        if taken:
            particles[i] = x
            state[i, 0], state[i, 1], state[i, 2] = offered
    return float(accepted / max(count, 1))
