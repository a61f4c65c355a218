"""Draw many tables at once, each a mixture of two log-linear classes, with coefficients around common centres.

A sweep moves every group given the centres, then the centres and spreads given the groups, and then centres and groups
together with each group's place among them held: the second is quick where groups say much, the third where they say
little (Yu & Meng 2011, Journal of Computational and Graphical Statistics 20, 531-570, interweaving). Moves are
Hamiltonian; their metric is the expected information, known in closed form (Girolami & Calderhead 2011, Journal of the
Royal Statistical Society B 73, 123-214). Persons whose group is not known are allotted anew in every sweep.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled
from darkfigure.inference.hierarchy_density import (
    FREEDOM,
    NO_GAP,
    NO_PAIR,
    PAIR_SCALE,
    REACH_SD,
    SHARE,
    TYPE_SD,
    belief,
    block_of,
    common_density,
    evaluate,
    gap_kinds,
    information,
    likelihood_power,
    most_spread,
    spread_scale,
)
from darkfigure.inference.leapfrog import chance_of

Floats = NDArray[np.float64]

# positions in `steps`
GROUP_STEP, COMMON_STEP = 0, 1


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
def _move_groups(  # noqa: PLR0913, PLR0917 - one kernel
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
        inverse[i] = math.exp(-2.0 * spread[block_of(i, lists)])
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
        energy = evaluate(place, counts[s], persons[s], lists, work, chance, grad)
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
            reached = evaluate(place, counts[s], persons[s], lists, work, chance, grad)
            for a in range(size):
                away = place[a] - centre[a]
                reached -= 0.5 * away * away * inverse[a]
                grad[a] -= away * inverse[a]
            _push(root, grad, 0.5 * length, momentum, slack)
        for a in range(size):
            reached -= 0.5 * momentum[a] ** 2
        likely = chance_of(reached - energy)
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
    now = belief(centre, lists, beliefs, slack)
    for i in range(size):
        width = math.exp(spread[block_of(i, lists)])
        trial[i] = x[:, i].mean() + width / math.sqrt(groups) * np.random.standard_normal()  # noqa: NPY002
        then = belief(trial, lists, beliefs, slack)
        if math.log(np.random.random()) < then - now:  # noqa: NPY002
            centre[i], now = trial[i], then
        else:
            trial[i] = centre[i]
    for block in range(spread.size):
        square, many = 0.0, 0
        for i in range(size):
            if block_of(i, lists) == block:
                many += groups
                for s in range(groups):
                    square += (x[s, i] - centre[i]) ** 2
        scale = spread_scale(block, lists, beliefs)
        most = most_spread(block, lists, beliefs)
        spread[block] = _slice(spread[block], square, many, scale, most)


@compiled
def _spread_density(log_spread: float, square: float, many: int, scale: float, most: float) -> float:
    if log_spread > most:
        return -math.inf
    return (
        (1.0 - many) * log_spread
        - 0.5 * square * math.exp(-2.0 * log_spread)
        - 0.5 * (FREEDOM + 1.0) * math.log1p(math.exp(2.0 * log_spread) / scale**2 / FREEDOM)
    )


@compiled
def _slice(start: float, square: float, many: int, scale: float, most: float) -> float:
    """A draw of a log spread given `many` normal deviations with this sum of squares (Neal 2003)."""
    height = _spread_density(start, square, many, scale, most) + math.log(np.random.random())  # noqa: NPY002
    width = 0.5
    low = start - width * np.random.random()  # noqa: NPY002
    high = low + width
    for _ in range(20):
        if _spread_density(low, square, many, scale, most) < height:
            break
        low -= width
    for _ in range(20):
        if _spread_density(high, square, many, scale, most) < height:
            break
        high += width
    for _ in range(60):
        trial = low + (high - low) * np.random.random()  # noqa: NPY002
        if _spread_density(trial, square, many, scale, most) >= height:
            return trial
        if trial < start:
            low = trial
        else:
            high = trial
    return start


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
        width = math.exp(spread[block_of(i, lists)])
        for s in range(groups):
            places[s, i] = (x[s, i] - centre[i]) / width
    together = np.concatenate((centre, spread))
    grad, momentum, slack = np.empty(size + blocks), np.empty(size + blocks), np.empty(size + blocks)
    energy = common_density(together, places, counts, persons, beliefs, moved, fresh, work, grad)
    for a in range(size + blocks):
        momentum[a] = np.random.standard_normal()  # noqa: NPY002
        energy -= 0.5 * momentum[a] ** 2
    length = step * (0.7 + 0.6 * np.random.random())  # noqa: NPY002
    reached = 0.0
    for _ in range(1 + int(np.random.random() * leaps)):  # noqa: NPY002
        _push(root, grad, 0.5 * length, momentum, slack)
        _drift(root, momentum, length, together, slack)
        reached = common_density(together, places, counts, persons, beliefs, moved, fresh, work, grad)
        if not reached > energy - 1000.0:
            return 0.0
        _push(root, grad, 0.5 * length, momentum, slack)
    for a in range(size + blocks):
        reached -= 0.5 * momentum[a] ** 2
    likely = chance_of(reached - energy)
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
        block = block_of(a, lists)
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
    most: float,
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
        most: Persons who count; of more, the likelihood is taken to the power that leaves so many.
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
    persons, weighed, weights = np.zeros(groups), np.empty(known.shape), np.empty(groups)
    for s in range(groups):
        persons[s] = known[s, 1:].sum()
    work, chance, slack = np.empty((7, known.shape[1])), np.empty(known.shape[1]), np.empty(size)
    for s in range(groups):
        evaluate(x[s], counts[s], persons[s], lists, work, chance, slack)
        chances[s] = chance
    info, mean_info = np.zeros((size, size)), np.zeros((size, size))
    many = 0.0
    logs = np.empty(3)
    for at in range(hidden.shape[0]):
        if unknown.shape[0] > 0:
            _allot(known, unknown, fitting, chances, counts, persons)
        power = likelihood_power(persons.sum(), most, min(3.0 * at / learning, 1.0) if learning > 0 else 1.0)
        weighed[:, :] = power * counts
        weights[:] = power * persons
        information(centre, lists, work, chance, info)
        accepted = _move_groups(x, weighed, weights, centre, spread, steps[GROUP_STEP], 3, info, chances)
        _move_centres(x, centre, spread, beliefs)
        if at < learning:
            steps[GROUP_STEP] = min(1.2, max(0.05, steps[GROUP_STEP] * math.exp(0.2 * (accepted - 0.8))))
            if at == learning // 3:
                mean_info[:, :] = 0.0
                many = 0.0
            mean_info += info
            many += 1.0
            if at % 10 == 0 or at == learning - 1:
                _common_root(mean_info / many, weights.sum(), spread, beliefs, root)
        step = steps[COMMON_STEP]
        accepted = _move_together(x, weighed, weights, centre, spread, beliefs, step, leaps, root, chances)
        if at < learning:
            steps[COMMON_STEP] = min(1.5, max(0.01, steps[COMMON_STEP] * math.exp(0.2 * (accepted - 0.75))))
        whole = gap_kinds(centre, lists, beliefs, logs)
        for kind in range(3):
            kinds[at, kind] = math.exp(logs[kind] - whole)
        for s in range(groups):
            hidden[at, s] = chances[s, 0]
            seen[at, s] = persons[s]
        commons[at, :size] = centre
        commons[at, size:] = spread
