"""Sequential Monte Carlo from a prior to a posterior: sample, evidence, and agreement of independent runs.

Particles drawn from the prior are weighted, drawn again and moved while the likelihood is raised to powers from 0 to
1. Unlike a chain, the cloud need not find its way between peaks: it starts on all of them. Evidence comes along.

Source:
    Del Moral, Doucet & Jasra (2006), JRSS B 68, 411-436;
    Buchholz, Chopin & Jacob (2021), Bayesian Analysis 16, 745-771.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Move = Callable[[Floats, Floats, Floats, float, float, int, int], float]
"""(particles, state, root, heat, step, longest, seed) -> acceptance; moves particles [P, D] and state [P, 3] in place.

Column 0 of the state is the log-likelihood."""

Align = Callable[[Floats], None]

_REACH = 1.6  # standard deviations that the longest move covers
_FEWEST_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much work a run does.

    Attributes:
        particles: In one run.
        kept: Share of the effective sample size that one rise of the power may leave.
        moves: Moves of every particle at each power.
        last: Moves at the end, where the sample is the posterior.
        longest: Most steps of one move, where steps must be short.
    """

    particles: int = 500
    kept: float = 0.6
    moves: int = 3
    last: int = 10
    longest: int = 20


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """A sample of the posterior.

    Attributes:
        particles: [P, D].
        state: [P, 3], as the move keeps it.
        evidence: Logarithm of the marginal likelihood.
        powers: How many powers of the likelihood were passed.
        step: Length of a step that moves well.
    """

    particles: Floats
    state: Floats
    evidence: float
    powers: int
    step: float


def run(
    particles: Floats, state: Floats, move: Move, align: Align, *, effort: Effort, rng: np.random.Generator
) -> Cloud:
    """Take particles from the prior to the posterior.

    Args:
        particles: [P, D], a sample of the prior.
        state: [P, 3], of these particles.
        move: Moves particles towards a power of the likelihood.
        align: Turns particles into equivalent ones that lie together.
        effort: How much work to do.
        rng: Source of randomness.
    """
    heat, evidence, step, powers = 0.0, 0.0, 0.5, 0
    while heat < 1.0:
        rise = largest_rise(state[:, 0], most=1.0 - heat, kept=effort.kept)
        top = float(state[:, 0].max())
        weight = np.exp(rise * (state[:, 0] - top))
        evidence += rise * top + math.log(float(weight.mean()))
        heat = 1.0 if rise >= 1.0 - heat else heat + rise
        picked = systematic(weight, size=len(weight), rng=rng)
        particles, state = particles[picked], state[picked]
        align(particles)
        root = root_of(particles)
        for _ in range(effort.last if heat == 1.0 else effort.moves):
            step = _one_move(particles, state, move, root, (heat, step), effort.longest, rng)
        powers += 1
    return Cloud(particles=particles, state=state, evidence=evidence, powers=powers, step=step)


def _one_move(  # noqa: PLR0913, PLR0917 - the pieces of one step
    particles: Floats,
    state: Floats,
    move: Move,
    root: Floats,
    at: tuple[float, float],
    longest: int,
    rng: np.random.Generator,
) -> float:
    """Move all particles once at (heat, step); returns the step for the next time."""
    heat, step = at
    # a move that goes about one and a half standard deviations forgets most; going further turns back
    enough = min(longest, max(_FEWEST_STEPS, math.ceil(_REACH / step)))
    accepted = move(particles, state, root, heat, step, enough, int(rng.integers(1 << 31)))
    return min(1.5, max(0.02, step * math.exp(0.5 * (accepted - 0.75))))


def systematic(weight: Floats, *, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions drawn in proportion to weights [P], as evenly as one random number allows."""
    edges = np.cumsum(weight / weight.sum())
    places = np.searchsorted(edges, (rng.random() + np.arange(size)) / size)
    return np.asarray(places.clip(0, len(weight) - 1), dtype=np.int64)


def largest_rise(values: Floats, *, most: float, kept: float) -> float:
    """The largest rise of the power that leaves the share `kept` of the sample effective."""
    shifted = values - values.max()

    def effective(rise: float) -> float:
        weight = np.exp(rise * shifted)
        return float(weight.sum() ** 2 / (weight**2).sum()) / len(values)

    if effective(most) >= kept:
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) > kept else (low, middle)
    return max(low, 1e-12)


def root_of(particles: Floats) -> Floats:
    """Lower triangular; times its transpose it is the particles' covariance, a little drawn to its diagonal."""
    covariance = np.atleast_2d(np.cov(particles.T))
    spread = np.diag(np.diag(covariance))
    root = np.linalg.cholesky(0.95 * covariance + 0.05 * spread + 1e-9 * np.eye(len(covariance)))
    return np.asarray(root, dtype=np.float64)
