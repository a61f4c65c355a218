"""The log-linear model with every interaction but the highest, each order drawn to zero by a scale of its own.

A choice among models says of an interaction either that it is there or that it is exactly zero. Here all are there,
and how large those of two lists are, those of three and so on, is learnt from the table: one scale an order. An
interaction too small to be found still adds its uncertainty to the number. The interaction of all lists, of which the
table says nothing, is left out.

Source:
    Gelman (2006), Bayesian Analysis 1, 515-534 (half-normal scales); King & Brooks (2001), Biometrika 88, 317-336
    (Bayesian log-linear models of a population).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.combined import canonical_order, reordered
from darkfigure.inference import shrinkage, tempering
from darkfigure.inference.diagnostics import agree, effective_size, rhat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNS = 4  # independent runs, whose agreement is measured
_EFFORTS = (
    tempering.Effort(particles=500, moves=2),
    tempering.Effort(particles=500, moves=4, last=30),
    tempering.Effort(particles=1000, moves=6, last=30),
)
"""What is done until the runs agree: each time from the beginning, with more work."""

_COUNTABLE = 1e15  # beyond, a Poisson draw cannot be told from its mean


@dataclass(frozen=True, kw_only=True)
class Scales:
    """What is believed before the table.

    Attributes:
        reach_mean: Mean of the log-odds of being on a list, for somebody on no other.
        reach_sd: Their standard deviation.
        pair_width: Half-normal scale of the standard deviation of interactions of two lists; with 1 half of them
            multiply the odds by less than about 1.6, and one in twenty by more than about 8.
        narrowing: What the width is multiplied by for each list more: what more lists do together is mostly told by
            what fewer do.
    """

    reach_mean: float = -2.0
    reach_sd: float = 2.0
    pair_width: float = 1.0
    narrowing: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """Draws of the unseen.

    Attributes:
        chains: [runs, draws], the unseen by independent run.
        scales: Mean of the scale of each order, from two lists on.
        rhat: Agreement of the runs.
        ess: Independent draws the sample is worth.
        rounds: Attempts until the runs agreed.
    """

    chains: Floats
    scales: tuple[float, ...]
    rhat: float
    ess: float
    rounds: int

    @property
    def converged(self) -> bool:
        """Whether runs agree and the sample is large enough for an interval."""
        return agree(self.rhat, self.ess)


def shrunken_posterior(
    full: Floats,
    *,
    rng: np.random.Generator,
    max_order: int | None = None,
    scales: Scales | None = None,
    attempts: int = len(_EFFORTS),
) -> Shrunken:
    """Sample the unseen.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read.
        rng: Source of randomness.
        max_order: Most lists in one interaction; all but the highest where None.
        scales: What is believed beforehand.
        attempts: Most attempts to make the runs agree, each with more work.
    """
    table = reordered(full, canonical_order(full))
    table[0] = 0.0
    run = _Run(table, max_order, scales or Scales())
    for attempt, effort in enumerate(_EFFORTS[:attempts], start=1):
        found = run.read([run.start(effort, rng) for _ in range(RUNS)], rounds=attempt, rng=rng)
        if found.converged:
            break
    return found


class _Run:
    """One table's model, ready to be sampled again and again."""

    def __init__(self, table: Floats, max_order: int | None, scales: Scales) -> None:
        self.table = table
        self.lists = len(table).bit_length() - 1
        most = min(max_order or self.lists, self.lists - 1)
        chosen = [c for order in range(2, most + 1) for c in combinations(range(self.lists), order)]
        self.terms: Ints = np.array([sum(1 << j for j in lists) for lists in chosen], dtype=np.int64)
        self.group: Ints = np.array([len(lists) - 2 for lists in chosen], dtype=np.int64)
        self.widths: Floats = np.array([scales.pair_width * scales.narrowing**step for step in range(most - 1)])
        self.reach: Floats = np.array([scales.reach_mean, scales.reach_sd])

    def start(self, effort: tempering.Effort, rng: np.random.Generator) -> tempering.Cloud:
        """From the prior to the posterior."""
        count = effort.particles
        particles = np.concatenate(
            [
                rng.normal(self.reach[0], self.reach[1], (count, self.lists)),
                rng.standard_normal((count, len(self.terms))),
                np.log(np.abs(rng.normal(0.0, 1.0, (count, len(self.widths)))) * self.widths + 1e-12),
            ],
            axis=1,
        )
        state = np.empty((count, 3))
        self._move(particles, state, np.eye(particles.shape[1]), 0.0, 0.0, 0, 0)
        return tempering.run(particles, state, self._move, _as_they_are, effort=effort, rng=rng)

    def read(self, clouds: list[tempering.Cloud], *, rounds: int, rng: np.random.Generator) -> Shrunken:
        """The unseen of each particle, and whether the runs agree."""
        seen = float(self.table.sum())
        chains = np.array([_unseen(cloud.state[:, 2], seen, rng) for cloud in clouds])
        logs = np.concatenate([cloud.particles[:, self.lists + len(self.terms) :] for cloud in clouds])
        return Shrunken(
            chains=chains,
            scales=tuple(np.exp(logs).mean(axis=0).tolist()),
            rhat=rhat(chains),
            ess=effective_size(chains),
            rounds=rounds,
        )

    def _move(  # noqa: PLR0913, PLR0917 - the signature of a move
        self, particles: Floats, state: Floats, root: Floats, heat: float, step: float, longest: int, seed: int
    ) -> float:
        return shrinkage.move(
            particles,
            state,
            self.table,
            self.terms,
            self.group,
            self.reach,
            self.widths,
            root,
            heat,
            step,
            longest,
            seed,
        )


def _as_they_are(particles: Floats) -> None:
    """No two particles are the same model written differently."""


def _unseen(log_odds: Floats, seen: float, rng: np.random.Generator) -> Floats:
    """Draws given the odds of being seen, under a prior of the population size that falls as its inverse."""
    mean = rng.gamma(seen, size=len(log_odds)) * np.exp(-log_odds)
    drawn = rng.poisson(np.minimum(mean, _COUNTABLE)).astype(np.float64)
    return np.where(mean < _COUNTABLE, drawn, mean)
