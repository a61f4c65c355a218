"""Draws of the parameters by Hamiltonian Monte Carlo, for figures that are published."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from darkfigure.flows.posterior import Posterior, log_posterior
from darkfigure.flows.sightings import Floats, Sightings
from darkfigure.inference.diagnostics import effective_size, rhat

_WARM = 80  # moves in which the step is tuned
_GOAL = 0.8  # share of moves taken, which the step is tuned to
_PATH = 1.6  # length of a move in standard deviations: about a quarter of the way round


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`theta`: [M, P]. `r_hat`, `effective`: the worst over all parameters."""

    theta: Floats
    r_hat: float
    effective: float
    accepted: float


def sample(
    posterior: Posterior, sightings: Sightings, *, rng: np.random.Generator, moves: int = 800, chains: int = 4
) -> Sample:
    """Draw theta, starting around the mode and moving on the scales of its curvature; scales of change are held.

    Source:
        Neal (2011), Handbook of Markov Chain Monte Carlo, chapter 5.
    """
    factor = np.linalg.cholesky(posterior.covariance + 1e-12 * np.eye(posterior.theta.size))

    def target(z: Floats) -> tuple[float, Floats]:
        value, slope = log_posterior(posterior.design, sightings, posterior.prior, posterior.theta + factor @ z)
        return value, factor.T @ slope

    runs, taken = [], []
    for child in rng.spawn(chains):
        run, share = _chain(target, posterior.theta.size, moves=moves, rng=child)
        runs.append(run)
        taken.append(share)
    z = np.array(runs)  # [chains, moves, P]
    theta = posterior.theta + z.reshape(-1, z.shape[2]) @ factor.T
    by_chain = theta.reshape(z.shape)
    return Sample(
        theta=theta,
        r_hat=float(max(rhat(by_chain[:, :, j]) for j in range(z.shape[2]))),
        effective=float(min(effective_size(by_chain[:, :, j]) for j in range(z.shape[2]))),
        accepted=float(np.mean(taken)),
    )


def _chain(
    target: Callable[[Floats], tuple[float, Floats]], size: int, *, moves: int, rng: np.random.Generator
) -> tuple[Floats, float]:
    """One run: [moves, P] after warming up, and the share of moves taken."""
    z = rng.standard_normal(size)
    value, slope = target(z)
    step, mean_step = 0.5, math.log(0.5)
    kept, taken = np.empty((moves, size)), 0
    for move in range(-_WARM, moves):
        length = step * rng.uniform(0.8, 1.2)
        speed = rng.standard_normal(size)
        energy = value - 0.5 * speed @ speed
        at, pull, onward = z, slope, value
        speed = speed + 0.5 * length * pull
        steps = max(1, round(_PATH * rng.uniform(0.6, 1.4) / length))
        for number in range(steps):
            at = at + length * speed
            onward, pull = target(at)
            if not np.isfinite(onward):
                break
            speed = speed + (length if number < steps - 1 else 0.5 * length) * pull
        chance = math.exp(min(0.0, float(onward - 0.5 * speed @ speed - energy))) if np.isfinite(onward) else 0.0
        if rng.random() < chance:
            z, value, slope = at, onward, pull
            taken += move >= 0
        if move < 0:  # towards the goal, in steps that grow smaller; the mean of the later ones stays
            step *= float(np.exp((chance - _GOAL) / (_WARM + move + 3) ** 0.6))
            mean_step += (math.log(step) - mean_step) * 0.1
            if move == -1:
                step = math.exp(mean_step)
        else:
            kept[move] = z
    return kept, taken / moves
