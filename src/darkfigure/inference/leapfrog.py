"""One Hamiltonian move in leapfrog steps, for samplers that go from the prior to the posterior.

The cache of compiled code does not follow calls into other files: after a change here, touch the files that call it.

Source:
    Neal (2011), Handbook of Markov Chain Monte Carlo, chapter 5.
"""

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled, compiled_within

Floats = NDArray[np.float64]
Given = TypeVar("Given")
Height = tuple[float, float, float]


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
    """Position += step * root momentum, of the leading part that has a momentum."""
    for a in range(momentum.size):
        value = 0.0
        for b in range(a + 1):
            value += root[a, b] * momentum[b]
        x[a] += step * value


@compiled
def chance_of(rise: float) -> float:
    """Probability to accept a move that changes the logarithm of the density by `rise`; 0 where that is no number."""
    return math.exp(min(rise, 0.0)) if rise > -700.0 else 0.0


@compiled_within
def leap(  # noqa: PLR0913, PLR0917 - one kernel
    density: Callable[[Floats, Given, Floats, Floats], Height],
    given: Given,
    x: Floats,
    start: Height,
    slopes: tuple[Floats, Floats],
    root: Floats,
    heat: float,
    step: float,
    longest: int,
    momentum: Floats,
) -> tuple[float, bool, Height]:
    """Offer one place after some leapfrog steps towards prior * likelihood**heat, and take it or not.

    Args:
        density: Compiled; of a place and `given`, fills the slopes of log-likelihood and log-prior, and returns both
            and what else the sampler keeps of the place.
        given: All else that `density` reads.
        x: Where the move starts, overwritten with the place offered, taken or not.
        start: What `density` returned of the start.
        slopes: Of log-likelihood and log-prior [D], true of the start; overwritten.
        root: [D, D], lower triangular; root root' is about the covariance.
        heat: Power of the likelihood.
        step: Length of a leapfrog step; each move varies it.
        longest: Most leapfrog steps, at least 1.
        momentum: [D], overwritten. What of `x` is beyond D does not move.

    Returns:
        Probability of acceptance, whether it was taken, and what `density` returned of the place offered.
    """
    by_data, by_prior = slopes
    value, belief, other = start
    energy = heat * value + belief
    for a in range(momentum.size):
        momentum[a] = np.random.standard_normal()  # noqa: NPY002 - the compiled generator
        energy -= 0.5 * momentum[a] * momentum[a]
    length = step * (0.7 + 0.6 * np.random.random())  # noqa: NPY002
    reached = -np.inf
    for _ in range(1 + int(np.random.random() * longest)):  # noqa: NPY002
        _push(root, heat * by_data + by_prior, 0.5 * length, momentum)
        _drift(root, momentum, length, x)
        value, belief, other = density(x, given, by_data, by_prior)
        _push(root, heat * by_data + by_prior, 0.5 * length, momentum)
        reached = heat * value + belief
        if not reached > energy - 1000.0:
            reached = -np.inf
            break
    chance = chance_of(reached - 0.5 * np.dot(momentum, momentum) - energy)
    return chance, np.random.random() < chance, (value, belief, other)  # noqa: NPY002
