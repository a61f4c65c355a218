"""Moves of many particles of a log-linear model whose coefficients share one scale a group, all given the people seen.

A particle is a vector: list effects [J], standardised interactions z [T], logarithms of the scales [G]. An
interaction is its z times the scale of its group. Given the scales the posterior of the rest is log-concave, so that a
Hamiltonian move finds its way; the scales then move twice, once with the interactions held and once with z held,
because the first is slow where interactions are unknown and the second where they are well known.

Its own kernels stand in this one file, because the cache of compiled code does not follow calls into other files.

Source:
    Neal (2011), Handbook of Markov Chain Monte Carlo, chapter 5; Yu & Meng (2011), J. Computational and Graphical
    Statistics 20, 531-570 (interweaving).
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled
from darkfigure.inference.leapfrog import leap
from darkfigure.inference.steps import subset_sums, superset_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_HELD, _FREE = 5, 1  # moves of a scale with the interactions held, and with z held


@compiled
def likelihood(x: Floats, counts: Floats, terms: Ints, group: Ints, work: Floats, grad: Floats) -> tuple[float, float]:
    """Log-likelihood of the cells but the first, given their sum, and the logarithm of the odds of being seen.

    Args:
        x: The particle.
        counts: [2**J], persons; entry 0 is 0.
        terms: [T], interactions as numbers.
        group: [T], group of each, in rising order.
        work: [2**J], overwritten.
        grad: [J + T], filled with the slopes by list effects and z.
    """
    lists = grad.size - terms.size
    at = grad.size
    work[:] = 0.0
    for j in range(lists):
        work[1 << j] = x[j]
    scale, last = 0.0, -1
    for t in range(terms.size):
        if group[t] != last:
            last = group[t]
            scale = math.exp(x[at + last])
        work[terms[t]] = x[lists + t] * scale
    subset_sums(work)
    top = -np.inf
    value = persons = 0.0
    for cell in range(1, work.size):
        top = max(top, work[cell])
        value += counts[cell] * work[cell]
        persons += counts[cell]
    total = 0.0
    for cell in range(1, work.size):
        work[cell] = math.exp(work[cell] - top)
        total += work[cell]
    work[0] = 0.0
    for cell in range(1, work.size):
        work[cell] = counts[cell] - persons * work[cell] / total
    superset_sums(work)
    for j in range(lists):
        grad[j] = work[1 << j]
    last = -1
    for t in range(terms.size):
        if group[t] != last:
            last = group[t]
            scale = math.exp(x[at + last])
        grad[lists + t] = work[terms[t]] * scale
    odds = top + math.log(total)
    return value - persons * odds, odds


@compiled
def prior(x: Floats, reach: Floats, terms: int, widths: Floats, grad: Floats) -> float:
    """Log-density of the prior, but for a constant; fills its slopes by list effects and z.

    Args:
        x: The particle.
        reach: Mean and standard deviation of list effects.
        terms: How many interactions.
        widths: [G], scales of the half-normal distributions of the scales.
        grad: [J + T], filled.
    """
    lists = grad.size - terms
    value = 0.0
    for j in range(lists):
        away = (x[j] - reach[0]) / reach[1]
        value -= 0.5 * away * away
        grad[j] = -away / reach[1]
    for t in range(terms):
        value -= 0.5 * x[lists + t] ** 2
        grad[lists + t] = -x[lists + t]
    for g in range(widths.size):
        away = math.exp(x[grad.size + g]) / widths[g]
        value += x[grad.size + g] - 0.5 * away * away
    return value


@compiled
def _both(
    x: Floats, given: tuple[Floats, Ints, Ints, Floats, Floats, Floats], by_data: Floats, by_prior: Floats
) -> tuple[float, float, float]:
    """Log-likelihood, log-prior and log-odds of being seen; fills both gradients."""
    counts, terms, group, reach, widths, work = given
    value, odds = likelihood(x, counts, terms, group, work, by_data)
    return value, prior(x, reach, terms.size, widths, by_prior), odds


@compiled
def _move_scales_held(x: Floats, terms: int, group: Ints, widths: Floats, lists: int) -> None:
    """Move every scale with the interactions themselves held; the likelihood does not change."""
    at = lists + terms
    for g in range(widths.size):
        many, square = 0, 0.0
        for t in range(terms):
            if group[t] == g:
                many += 1
                square += x[lists + t] ** 2
        square *= math.exp(2.0 * x[at + g])
        start = x[at + g]
        reach = 2.4 / math.sqrt(2.0 * many + 1.0)
        for _ in range(_HELD):
            new = x[at + g] + reach * np.random.standard_normal()  # noqa: NPY002
            rise = -(many - 1.0) * (new - x[at + g])
            rise -= 0.5 * square * (math.exp(-2.0 * new) - math.exp(-2.0 * x[at + g]))
            rise -= 0.5 * (math.exp(2.0 * new) - math.exp(2.0 * x[at + g])) / widths[g] ** 2
            if new > -30.0 and math.log(np.random.random()) < rise:  # noqa: NPY002
                x[at + g] = new
        for t in range(terms):
            if group[t] == g:
                x[lists + t] *= math.exp(start - x[at + g])


@compiled
def move(  # noqa: PLR0913, PLR0917 - one kernel
    particles: Floats,
    state: Floats,
    counts: Floats,
    terms: Ints,
    group: Ints,
    reach: Floats,
    widths: Floats,
    root: Floats,
    heat: float,
    step: float,
    longest: int,
    seed: int,
) -> float:
    """Move every particle towards prior * likelihood**heat: one Hamiltonian move, then the scales.

    Args:
        particles: [P, J + T + G], moved in place.
        state: [P, 3], log-likelihood, log-prior and log-odds of being seen; kept true.
        counts: As in `likelihood`.
        terms: As in `likelihood`.
        group: As in `likelihood`.
        reach: As in `prior`.
        widths: As in `prior`.
        root: Lower triangular; root root' is about the particles' covariance.
        heat: Power of the likelihood, in [0, 1].
        step: Length of a leapfrog step.
        longest: Most leapfrog steps; 0 only fills in the state.
        seed: Of this call.

    Returns:
        Mean probability of acceptance of the Hamiltonian moves.
    """
    np.random.seed(seed)  # noqa: NPY002 - the compiled generator; it is not the one of the interpreter
    many = terms.size
    size = particles.shape[1] - widths.size
    lists = size - many
    given = counts, terms, group, reach, widths, np.empty(counts.size)
    by_data, by_prior, momentum = np.empty(size), np.empty(size), np.empty(size)
    slopes = by_data, by_prior
    x = np.empty(particles.shape[1])
    accepted = 0.0
    for i in range(particles.shape[0]):
        x[:] = particles[i]
        value, belief, odds = _both(x, given, by_data, by_prior)
        if longest == 0:
            state[i, 0], state[i, 1], state[i, 2] = value, belief, odds
            continue
        chance, taken, offered = leap(
            _both, given, x, (value, belief, odds), slopes, root, heat, step, longest, momentum
        )
        accepted += chance
        if taken:
            value, belief, odds = offered
        else:
            x[:] = particles[i]
        _move_scales_held(x, many, group, widths, lists)
        belief = prior(x, reach, many, widths, by_prior)
        for g in range(widths.size):
            for _ in range(_FREE):
                old = x[size + g]
                x[size + g] = old + 0.7 * np.random.standard_normal()  # noqa: NPY002
                new, new_belief, new_odds = _both(x, given, by_data, by_prior)
                rise = heat * (new - value) + new_belief - belief
                if x[size + g] > -30.0 and math.log(np.random.random()) < rise:  # noqa: NPY002
                    value, belief, odds = new, new_belief, new_odds
                else:
                    x[size + g] = old
        particles[i] = x
        # the sums of a moved scale and its interactions lose a little each time; what is kept is true
        state[i, 0], state[i, 1], state[i, 2] = value, belief, odds
    return float(accepted / max(particles.shape[0], 1))
