"""Realised numbers: members by month and state, those seen where their histories put them, and those nobody saw."""

from dataclasses import dataclass

import numpy as np

from darkfigure.flows.posterior import Posterior, log_posterior
from darkfigure.flows.probabilities import probabilities_of
from darkfigure.flows.sightings import Floats, Sightings
from darkfigure.inference.entering_paths import draw_paths

_TRIES = 6  # proposals a draw kept
_DEGREES = 100.0  # of the t distribution that proposes; with the hundred parameters of a year, fewer waste most of them


@dataclass(frozen=True, kw_only=True)
class Realised:
    """Draws of what happened. `theta`: [M, P].

    `stock`: [M, G, T, S], members in each month by stratum and state. `entered`: [M, G, T]. `moved`: [M, G, T - 1, S,
    S]. `unseen`: [M, G], members no source ever saw. `effective`: independent draws that the proposals were worth.
    """

    theta: Floats
    stock: Floats
    entered: Floats
    moved: Floats
    unseen: Floats
    effective: float

    @property
    def total(self) -> Floats:
        """[M], all who ever entered."""
        return np.asarray(self.entered.sum(axis=(1, 2)))


def draw_realised(posterior: Posterior, sightings: Sightings, *, draws: int, rng: np.random.Generator) -> Realised:
    """Draw parameters, then where each member was.

    Parameters are proposed around the mode and taken by their importance.
    """
    thetas, effective = draw_parameters(posterior, sightings, draws=draws, rng=rng)
    return realise(posterior, sightings, thetas, effective=effective, rng=rng)


def realise(
    posterior: Posterior, sightings: Sightings, thetas: Floats, *, effective: float, rng: np.random.Generator
) -> Realised:
    """Draw where each member was under each row of `thetas`, [M, P]."""
    design = posterior.design
    shape = (thetas.shape[0], design.strata, design.months, len(design.states))
    stock, entered = np.empty(shape), np.empty(shape)
    moved = np.empty((*shape[:2], design.months - 1, shape[3], shape[3]))
    unseen = np.empty(shape[:2])
    rows = [sightings.rows_of(stratum) for stratum in range(design.strata)]
    for number, theta in enumerate(thetas):
        there = probabilities_of(design, theta, sightings)
        for stratum, (symbols, first, ends, counts) in enumerate(rows):
            unseen[number, stratum] = draw_paths(
                symbols,
                first,
                ends,
                np.rint(counts).astype(np.int64),
                there.moves,
                there.seen[stratum],
                there.entries[stratum],
                stock[number, stratum],
                entered[number, stratum],
                moved[number, stratum],
                rng,
            )
    return Realised(
        theta=thetas, stock=stock, entered=entered.sum(axis=3), moved=moved, unseen=unseen, effective=effective
    )


def draw_parameters(
    posterior: Posterior, sightings: Sightings, *, draws: int, rng: np.random.Generator
) -> tuple[Floats, float]:
    """Draw theta, [M, P]; and how many independent draws they are worth."""
    size = posterior.theta.size
    factor = np.linalg.cholesky(posterior.covariance + 1e-12 * np.eye(size))
    normal = rng.standard_normal((draws * _TRIES, size))
    stretch = np.sqrt(_DEGREES / rng.chisquare(_DEGREES, size=draws * _TRIES))
    thetas = posterior.theta + (stretch[:, None] * normal) @ factor.T
    distance = (stretch**2) * (normal**2).sum(axis=1)
    proposed = -0.5 * (_DEGREES + size) * np.log1p(distance / _DEGREES)
    target = np.array(
        [log_posterior(posterior.design, sightings, posterior.prior, each, sloped=False)[0] for each in thetas]
    )
    logs = target - proposed
    weights = np.exp(logs - logs.max())
    weights = np.minimum(weights, weights.mean() * np.sqrt(weights.size))
    weights /= weights.sum()
    kept = rng.choice(weights.size, size=draws, p=weights)
    return thetas[kept], float(1 / (weights**2).sum())
