"""Mixtures of log-linear models on a 2**J table: likelihood, prior, gradient, and moves of many particles.

A person belongs to a class; within a class the lists follow a log-linear model with list effects of the class and
interactions common to all classes. Given the people seen, the likelihood is multinomial over the cells but the first.

A particle is a vector: list effects alpha [J], interactions lambda [T], then by kind of class structure

    NONE      nothing
    COMMON    logit of the first class's share, gap                    two classes, apart by one gap on all lists
    TYPED     logit of the first class's share, gaps [J]               two classes, apart by a gap of each list's own
    SMOOTH    log spread                                               normal differences between people, by quadrature
    FREE      logits of the shares [K], apart [K, J]                   K classes, each with log-odds alpha + apart

Gaps are laid so that alpha is the average over classes. All kernels stand in this one file, because the cache of
compiled code does not follow calls into other files.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, COMMON, TYPED, SMOOTH, FREE = 0, 1, 2, 3, 4
KINDS = ("none", "common", "typed", "smooth", "free")

# positions in `scales`; the means of the list effects follow, one a list
ALPHA_SD, SHARE, GAP_SD, TYPE_SD, SPREAD_SD, PAIR_SCALE, PAIR_FREEDOM, ALPHA_MEAN = range(8)

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
MOST_CLASSES = len(_NODES)


@compiled
def _superset_sums(values: Floats) -> None:
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if cell & bit == 0:
                values[cell] += values[cell | bit]
        bit <<= 1


@compiled
def _subset_sums(values: Floats) -> None:
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if cell & bit == 0:
                values[cell | bit] += values[cell]
        bit <<= 1


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
def likelihood(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one kernel, called millions of times
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
    size = work.shape[1]
    lists = 0
    while 1 << lists < size:
        lists += 1
    base, pull, total, apart = work[0], work[1], work[2], work[3]
    share = np.empty(MOST_CLASSES)
    odds = np.empty((MOST_CLASSES, lists))
    many = _classes(x, lists, terms.size, kind, share, odds)
    base[:] = 0.0
    for j in range(lists):
        base[1 << j] = x[j]
    for t in range(terms.size):
        base[terms[t]] = x[lists + t]
    _subset_sums(base)
    for cell in range(size):
        base[cell] = math.exp(min(base[cell], 500.0))
    unseen = persons = value = 0.0
    for k in range(many):
        _chances(base, odds[k], work[4 + k])
        unseen += share[k] * work[4 + k, 0]
    seen = max(1.0 - unseen, 1e-300)
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
    _superset_sums(total)
    _superset_sums(apart)
    for j in range(lists):
        grad[j] = total[1 << j]
    for t in range(terms.size):
        grad[lists + t] = total[terms[t]]
    if kind == FREE:
        _free_gradient(lists, terms.size, share, mean, work, grad)
    elif kind != NONE:
        _class_gradient(x, lists, terms.size, kind, share, mean, total, apart, grad)
    return value, unseen


@compiled
def _free_gradient(lists: int, terms: int, share: Floats, mean: Floats, work: Floats, grad: Floats) -> None:
    """Slopes of shares and log-odds of free classes; `work` holds the slopes by class and cell."""
    at = lists + terms
    overall = 0.0
    for k in range(mean.size):
        overall += share[k] * mean[k]
    for k in range(mean.size):
        grad[at + k] = share[k] * (mean[k] - overall)
        _superset_sums(work[4 + k])
        for j in range(lists):
            grad[at + mean.size + k * lists + j] = work[4 + k, 1 << j]


@compiled
def _class_gradient(  # noqa: PLR0913, PLR0917 - one kernel
    x: Floats,
    lists: int,
    terms: int,
    kind: int,
    share: Floats,
    mean: Floats,
    total: Floats,
    apart: Floats,
    grad: Floats,
) -> None:
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
def _push(root: Floats, gradient: Floats, step: float, momentum: Floats) -> None:
    """Momentum += step * root' gradient."""
    for a in range(momentum.size):
        value = 0.0
        for b in range(a, momentum.size):
            value += root[b, a] * gradient[b]
        momentum[a] += step * value


@compiled
def _drift(root: Floats, momentum: Floats, step: float, x: Floats) -> None:
    """Position += step * root momentum."""
    for a in range(x.size):
        value = 0.0
        for b in range(a + 1):
            value += root[a, b] * momentum[b]
        x[a] += step * value


@compiled
def move(  # noqa: PLR0913, PLR0917 - one kernel
    particles: Floats,
    state: Floats,
    cells: Ints,
    counts: Floats,
    terms: Ints,
    kind: int,
    scales: Floats,
    root: Floats,
    heat: float,
    step: float,
    longest: int,
    seed: int,
) -> float:
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

    Returns:
        Mean probability of acceptance.
    """
    np.random.seed(seed)  # noqa: NPY002 - the compiled generator; it is not the one of the interpreter
    count, size = particles.shape
    lists = scales.size - ALPHA_MEAN
    work = np.empty((MOST_CLASSES + 4, 1 << lists))
    by_data, by_prior = np.empty(size), np.empty(size)
    momentum, x = np.empty(size), np.empty(size)
    accepted = 0.0
    for i in range(count):
        x[:] = particles[i]
        value, unseen = likelihood(x, cells, counts, terms, kind, work, by_data)
        belief = prior(x, lists, terms.size, kind, scales, by_prior)
        if longest == 0:
            state[i, 0], state[i, 1], state[i, 2] = value, belief, unseen
            continue
        energy = heat * value + belief
        for a in range(size):
            momentum[a] = np.random.standard_normal()  # noqa: NPY002
            energy -= 0.5 * momentum[a] * momentum[a]
        length = step * (0.7 + 0.6 * np.random.random())  # noqa: NPY002
        reached = -np.inf
        for _ in range(1 + int(np.random.random() * longest)):  # noqa: NPY002
            _push(root, heat * by_data + by_prior, 0.5 * length, momentum)
            _drift(root, momentum, length, x)
            value, unseen = likelihood(x, cells, counts, terms, kind, work, by_data)
            belief = prior(x, lists, terms.size, kind, scales, by_prior)
            _push(root, heat * by_data + by_prior, 0.5 * length, momentum)
            reached = heat * value + belief
            if not reached > energy - 1000.0:
                reached = -np.inf
                break
        reached -= 0.5 * np.dot(momentum, momentum)
        chance = math.exp(min(reached - energy, 0.0)) if reached - energy > -700.0 else 0.0
        accepted += chance
        if np.random.random() < chance:  # noqa: NPY002
            particles[i] = x
            state[i, 0], state[i, 1], state[i, 2] = value, belief, unseen
    return float(accepted / max(count, 1))
