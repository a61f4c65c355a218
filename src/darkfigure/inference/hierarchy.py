"""Many tables at once, each a mixture of two log-linear classes, with coefficients spread around common centres.

A group (a stratum) has a vector x: log-odds of each list, interactions of each pair of lists, logit of the first
class's share, and the gap between its two classes on each list, laid so that the log-odds are the average over classes.
Over groups, coefficient i is normal with centre m[i] and a spread of its own. Given the persons seen, the likelihood is
multinomial over the cells but the first. Persons whose group is not known are allotted anew in every sweep.

A sweep moves every group given the centres, then the centres and spreads given the groups, and then centres and groups
together with each group's place among them held: the second is quick where groups say much, the third where they say
little (Yu & Meng 2011, Journal of Computational and Graphical Statistics 20, 531-570, interweaving). Moves are
Hamiltonian; their metric is the expected information, known in closed form (Girolami & Calderhead 2011).

All kernels stand in this one file, because the cache of compiled code does not follow calls into other files.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

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

_FREEDOM = 3.0  # of the half-Student distribution of a spread: small where nothing speaks against it, large at need

# positions in `steps`
GROUP_STEP, COMMON_STEP = 0, 1


@compiled
def _evaluate(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - one kernel, called millions of times
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
def _information(x: Floats, lists: int, work: Floats, chance: Floats, info: Floats) -> None:
    """Expected information [D, D] of one person seen."""
    size = 1 << lists
    grad = np.empty(x.size)
    one = np.zeros(size)
    info[:, :] = 0.0
    for cell in range(1, size):
        one[cell] = 1.0
        _evaluate(x, one, 1.0, lists, work, chance, grad)
        one[cell] = 0.0
        share = chance[cell] / max(1.0 - chance[0], 1e-300)
        for a in range(x.size):
            for b in range(a + 1):
                info[a, b] += share * grad[a] * grad[b]
    for a in range(x.size):
        for b in range(a):
            info[b, a] = info[a, b]


@compiled
def _cholesky(matrix: Floats, root: Floats) -> None:
    """Lower triangular root of a positive definite matrix."""
    for a in range(matrix.shape[0]):
        for b in range(a + 1):
            value = matrix[a, b]
            for c in range(b):
                value -= root[a, c] * root[b, c]
            if a == b:
                root[a, a] = math.sqrt(max(value, 1e-10))
            else:
                root[a, b] = value / root[b, b]


@compiled
def _push(root: Floats, grad: Floats, step: float, momentum: Floats, work: Floats) -> None:
    """Momentum += step * root^-1 grad."""
    for a in range(grad.size):
        value = grad[a]
        for b in range(a):
            value -= root[a, b] * work[b]
        work[a] = value / root[a, a]
        momentum[a] += step * work[a]


@compiled
def _drift(root: Floats, momentum: Floats, step: float, x: Floats, work: Floats) -> None:
    """Position += step * root^-T momentum."""
    for a in range(x.size - 1, -1, -1):
        value = momentum[a]
        for b in range(a + 1, x.size):
            value -= root[b, a] * work[b]
        work[a] = value / root[a, a]
    for a in range(x.size):
        x[a] += step * work[a]


@compiled
def _gap_kinds(centre: Floats, lists: int, beliefs: Floats, logs: Floats) -> float:
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
def _belief(centre: Floats, lists: int, beliefs: Floats, grad: Floats) -> float:
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
    whole = _gap_kinds(centre, lists, beliefs, logs)
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
def _spread_scale(block: int, lists: int, beliefs: Floats) -> float:
    return float(beliefs[REACH_SPREAD] if block < lists else beliefs[PAIR_SPREAD + block - lists])


@compiled
def _block(i: int, lists: int) -> int:
    """Which spread a coefficient has: each list its own, then one each for interactions, shares and gaps."""
    if i < lists:
        return i
    at = lists + lists * (lists - 1) // 2
    return lists if i < at else (lists + 1 if i == at else lists + 2)


@compiled
def _move_groups(  # noqa: C901, PLR0913, PLR0917 - one kernel
    x: Floats,
    counts: Floats,
    persons: Floats,
    centre: Floats,
    spread: Floats,
    step: float,
    leaps: int,
    info: Floats,
    chances: Floats,
) -> float:
    """Move each group given centres and spreads; returns the mean probability of acceptance."""
    groups, size = x.shape
    lists = spread.size - 3
    work = np.empty((7, counts.shape[1]))
    inverse = np.empty(size)
    for i in range(size):
        inverse[i] = math.exp(-2.0 * spread[_block(i, lists)])
    metric, root = np.empty((size, size)), np.zeros((size, size))
    grad, momentum, place, slack = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    chance = np.empty(counts.shape[1])
    accepted = 0.0
    for s in range(groups):
        for a in range(size):
            for b in range(a + 1):
                metric[a, b] = persons[s] * info[a, b]
            metric[a, a] += inverse[a]
        _cholesky(metric, root)
        place[:] = x[s]
        energy = _evaluate(place, counts[s], persons[s], lists, work, chance, grad)
        chances[s] = chance
        for a in range(size):
            away = place[a] - centre[a]
            energy -= 0.5 * away * away * inverse[a]
            grad[a] -= away * inverse[a]
            momentum[a] = np.random.standard_normal()  # noqa: NPY002 - the compiled generator
            energy -= 0.5 * momentum[a] ** 2
        length = step * (0.7 + 0.6 * np.random.random())  # noqa: NPY002
        reached = 0.0
        for _ in range(leaps):
            _push(root, grad, 0.5 * length, momentum, slack)
            _drift(root, momentum, length, place, slack)
            reached = _evaluate(place, counts[s], persons[s], lists, work, chance, grad)
            for a in range(size):
                away = place[a] - centre[a]
                reached -= 0.5 * away * away * inverse[a]
                grad[a] -= away * inverse[a]
            _push(root, grad, 0.5 * length, momentum, slack)
        for a in range(size):
            reached -= 0.5 * momentum[a] ** 2
        likely = 0.0
        if reached - energy > -700.0:
            likely = math.exp(min(reached - energy, 0.0))
        accepted += likely
        if np.random.random() < likely:  # noqa: NPY002
            x[s] = place
            chances[s] = chance
    return float(accepted / groups)


@compiled
def _move_centres(x: Floats, centre: Floats, spread: Floats, beliefs: Floats) -> None:
    """Draw centres and spreads given the groups."""
    groups, size = x.shape
    lists = spread.size - 3
    slack = np.empty(size)
    trial = centre.copy()
    now = _belief(centre, lists, beliefs, slack)
    for i in range(size):
        width = math.exp(spread[_block(i, lists)])
        trial[i] = x[:, i].mean() + width / math.sqrt(groups) * np.random.standard_normal()  # noqa: NPY002
        then = _belief(trial, lists, beliefs, slack)
        if math.log(np.random.random()) < then - now:  # noqa: NPY002
            centre[i], now = trial[i], then
        else:
            trial[i] = centre[i]
    for block in range(spread.size):
        square, many = 0.0, 0
        for i in range(size):
            if _block(i, lists) == block:
                many += groups
                for s in range(groups):
                    square += (x[s, i] - centre[i]) ** 2
        scale = _spread_scale(block, lists, beliefs)
        spread[block] = _slice(spread[block], square, many, scale)


@compiled
def _spread_density(log_spread: float, square: float, many: int, scale: float) -> float:
    return (
        (1.0 - many) * log_spread
        - 0.5 * square * math.exp(-2.0 * log_spread)
        - 0.5 * (_FREEDOM + 1.0) * math.log1p(math.exp(2.0 * log_spread) / scale**2 / _FREEDOM)
    )


@compiled
def _slice(start: float, square: float, many: int, scale: float) -> float:
    """A draw of a log spread given `many` normal deviations with this sum of squares (Neal 2003)."""
    height = _spread_density(start, square, many, scale) + math.log(np.random.random())  # noqa: NPY002
    width = 0.5
    low = start - width * np.random.random()  # noqa: NPY002
    high = low + width
    for _ in range(20):
        if _spread_density(low, square, many, scale) < height:
            break
        low -= width
    for _ in range(20):
        if _spread_density(high, square, many, scale) < height:
            break
        high += width
    for _ in range(60):
        trial = low + (high - low) * np.random.random()  # noqa: NPY002
        if _spread_density(trial, square, many, scale) >= height:
            return trial
        if trial < start:
            low = trial
        else:
            high = trial
    return start


@compiled
def _common_density(  # noqa: PLR0913, PLR0917 - one kernel
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
    value = _belief(together[:size], lists, beliefs, own)
    grad[:size] = own
    width = np.empty(size)
    for block in range(blocks):
        log_spread = together[size + block]
        scale = _spread_scale(block, lists, beliefs)
        square = math.exp(2.0 * log_spread) / scale**2
        value += log_spread - 0.5 * (_FREEDOM + 1.0) * math.log1p(square / _FREEDOM)
        grad[size + block] = 1.0 - (_FREEDOM + 1.0) * square / (_FREEDOM + square)
    for i in range(size):
        width[i] = math.exp(together[size + _block(i, lists)])
    for s in range(groups):
        for i in range(size):
            x[s, i] = together[i] + width[i] * places[s, i]
        value += _evaluate(x[s], counts[s], persons[s], lists, work, chances[s], own)
        for i in range(size):
            grad[i] += own[i]
            grad[size + _block(i, lists)] += own[i] * width[i] * places[s, i]
    return value


@compiled
def _move_together(  # noqa: PLR0913, PLR0917 - one kernel
    x: Floats,
    counts: Floats,
    persons: Floats,
    centre: Floats,
    spread: Floats,
    beliefs: Floats,
    step: float,
    leaps: int,
    root: Floats,
    chances: Floats,
) -> float:
    """Move centres and spreads, and the groups with them; returns the probability of acceptance."""
    groups, size = x.shape
    blocks = spread.size
    lists = blocks - 3
    work = np.empty((7, counts.shape[1]))
    places, moved, fresh = np.empty((groups, size)), np.empty((groups, size)), np.empty(chances.shape)
    for i in range(size):
        width = math.exp(spread[_block(i, lists)])
        for s in range(groups):
            places[s, i] = (x[s, i] - centre[i]) / width
    together = np.concatenate((centre, spread))
    grad, momentum, slack = np.empty(size + blocks), np.empty(size + blocks), np.empty(size + blocks)
    energy = _common_density(together, places, counts, persons, beliefs, moved, fresh, work, grad)
    for a in range(size + blocks):
        momentum[a] = np.random.standard_normal()  # noqa: NPY002
        energy -= 0.5 * momentum[a] ** 2
    length = step * (0.7 + 0.6 * np.random.random())  # noqa: NPY002
    reached = 0.0
    for _ in range(1 + int(np.random.random() * leaps)):  # noqa: NPY002
        _push(root, grad, 0.5 * length, momentum, slack)
        _drift(root, momentum, length, together, slack)
        reached = _common_density(together, places, counts, persons, beliefs, moved, fresh, work, grad)
        if not reached > energy - 1000.0:
            return 0.0
        _push(root, grad, 0.5 * length, momentum, slack)
    for a in range(size + blocks):
        reached -= 0.5 * momentum[a] ** 2
    likely = math.exp(min(reached - energy, 0.0)) if reached - energy > -700.0 else 0.0
    if np.random.random() < likely:  # noqa: NPY002
        x[:, :] = moved
        chances[:, :] = fresh
        centre[:] = together[:size]
        spread[:] = together[size:]
    return likely


@compiled
def _allot(known: Floats, unknown: Floats, fitting: Floats, chances: Floats, counts: Floats, persons: Floats) -> None:
    """Draw the groups of persons whose group is not known, given each group's size and chances; fills counts."""
    groups, cells = known.shape
    rate = np.empty(groups)
    for s in range(groups):
        # the rate at which a group's people come, known up to its persons seen (prior one over the rate)
        rate[s] = 0.0
        if persons[s] > 0.0:
            rate[s] = np.random.gamma(persons[s], 1.0) / max(1.0 - chances[s, 0], 1e-9)  # noqa: NPY002
    counts[:, :] = known
    weight = np.empty(groups)
    for v in range(unknown.shape[0]):
        for cell in range(1, cells):
            left = int(unknown[v, cell])
            if left == 0:
                continue
            whole = 0.0
            for s in range(groups):
                weight[s] = rate[s] * chances[s, cell] * fitting[v, s]
                whole += weight[s]
            for s in range(groups):
                if left == 0 or weight[s] <= 0.0:
                    continue
                share = min(weight[s] / max(whole, 1e-300), 1.0)
                taken = left if share >= 1.0 - 1e-12 else np.random.binomial(left, share)  # noqa: NPY002
                counts[s, cell] += taken
                left -= taken
                whole -= weight[s]
    for s in range(groups):
        persons[s] = counts[s, 1:].sum()


@compiled
def _common_root(info: Floats, persons: float, spread: Floats, beliefs: Floats, root: Floats) -> None:
    """Root of the metric of centres and log spreads together."""
    size = info.shape[0]
    lists = spread.size - 3
    at = size - lists
    metric = np.zeros((size + spread.size, size + spread.size))
    for a in range(size):
        for b in range(size):
            metric[a, b] = persons * info[a, b]
        block = _block(a, lists)
        metric[size + block, size + block] += persons * info[a, a] * math.exp(2.0 * spread[block])
    for a in range(size):
        if a < lists:
            metric[a, a] += 1.0 / beliefs[REACH_SD] ** 2
        elif a < at - 1:
            metric[a, a] += 1.0 / (beliefs[PAIR_SCALE] * beliefs[NO_PAIR])
        elif a == at - 1:
            metric[a, a] += 0.5 * beliefs[SHARE]
        else:
            metric[a, a] += 1.0 / (beliefs[TYPE_SD] * beliefs[NO_GAP])
    for block in range(spread.size):
        metric[size + block, size + block] += 1.0
    # a metric that is a little too diagonal costs steps; one that is singular costs everything
    for a in range(metric.shape[0]):
        metric[a, a] *= 1.02
    _cholesky(metric, root)


@compiled
def sweep(  # noqa: C901, PLR0913, PLR0917 - one kernel
    x: Floats,
    centre: Floats,
    spread: Floats,
    steps: Floats,
    root: Floats,
    known: Floats,
    unknown: Floats,
    fitting: Floats,
    beliefs: Floats,
    learning: int,
    leaps: int,
    hidden: Floats,
    seen: Floats,
    kinds: Floats,
    commons: Floats,
    seed: int,
) -> None:
    """Sweep as often as `hidden` has rows, from where x, centre and spread stand, and leave them where they end.

    Args:
        x: [S, D] of the groups; moved.
        centre: [D]; moved.
        spread: [J + 3], logarithms; moved.
        steps: [2], lengths of steps; learnt.
        root: [D + J + 3, D + J + 3], root of the metric of centres and spreads; learnt.
        known: [S, 2**J], persons by group and cell.
        unknown: [V, 2**J], whole persons of whom only part of the group is known.
        fitting: [V, S], 1 where they may belong to the group.
        beliefs: See the positions above.
        learning: Sweeps at the start after which steps and metric stay as they are; 0 where they are learnt.
        leaps: Most steps of a move of all.
        hidden: [sweeps, S], filled with the chance of being on no list.
        seen: [sweeps, S], filled with the persons of each group, those allotted included.
        kinds: [sweeps, 3], filled with the probability of each kind of gaps.
        commons: [sweeps, D + J + 3], filled with centres and log spreads.
        seed: Of this call.
    """
    np.random.seed(seed)  # noqa: NPY002 - the compiled generator; it is not the one of the interpreter
    groups, size = x.shape
    lists = spread.size - 3
    counts, chances = known.copy(), np.empty(known.shape)
    persons = np.zeros(groups)
    for s in range(groups):
        persons[s] = known[s, 1:].sum()
    work, chance, slack = np.empty((7, known.shape[1])), np.empty(known.shape[1]), np.empty(size)
    for s in range(groups):
        _evaluate(x[s], counts[s], persons[s], lists, work, chance, slack)
        chances[s] = chance
    info, mean_info = np.zeros((size, size)), np.zeros((size, size))
    many = 0.0
    logs = np.empty(3)
    for at in range(hidden.shape[0]):
        if unknown.shape[0] > 0:
            _allot(known, unknown, fitting, chances, counts, persons)
        _information(centre, lists, work, chance, info)
        accepted = _move_groups(x, counts, persons, centre, spread, steps[GROUP_STEP], 3, info, chances)
        _move_centres(x, centre, spread, beliefs)
        if at < learning:
            steps[GROUP_STEP] = min(1.2, max(0.05, steps[GROUP_STEP] * math.exp(0.2 * (accepted - 0.8))))
            if at == learning // 3:
                mean_info[:, :] = 0.0
                many = 0.0
            mean_info += info
            many += 1.0
            if at % 10 == 0 or at == learning - 1:
                _common_root(mean_info / many, persons.sum(), spread, beliefs, root)
        accepted = _move_together(x, counts, persons, centre, spread, beliefs, steps[COMMON_STEP], leaps, root, chances)
        if at < learning:
            steps[COMMON_STEP] = min(1.5, max(0.01, steps[COMMON_STEP] * math.exp(0.2 * (accepted - 0.75))))
        whole = _gap_kinds(centre, lists, beliefs, logs)
        for kind in range(3):
            kinds[at, kind] = math.exp(logs[kind] - whole)
        for s in range(groups):
            hidden[at, s] = chances[s, 0]
            seen[at, s] = persons[s]
        commons[at, :size] = centre
        commons[at, size:] = spread
