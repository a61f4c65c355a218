"""The combined posterior of a table whose counts hold noise: the structures of `estimate.combined`, told of the noise.

The likelihood of a structure is that of the noisy counts themselves: persons are Poisson in each cell, and each count
is persons plus noise. So nothing has to be filled in by a model that knows less of the table than the structures do.
How many are expected to be seen is one more number that is drawn, equally likely on the log scale, which is the prior
1/N of tables without noise. A draw of the population is persons drawn in each cell and people on no list.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate import combined
from darkfigure.estimate.checks.sample import cell_chances
from darkfigure.estimate.noise_curves import NoisyCounts
from darkfigure.estimate.prior import STRUCTURES, Prior, Structure
from darkfigure.inference.laplace import noise_variance
from darkfigure.inference.tempering import Cloud, Effort

Floats = NDArray[np.float64]

MOST_LISTS = combined.MOST_LISTS
_WIDE = 3.0  # standard deviations of the number seen, by which it is at first believed to lie about its count
_WIDEST = 1.0
_ALMOST_ALL = 1 - 1e-9


def noisy_posterior(
    counts: NDArray[np.int64],
    *,
    scale: float,
    prior: Prior,
    rng: np.random.Generator,
    effort: Effort,
    rounds: int = combined.ROUNDS,
) -> combined.Posterior:
    """Average over structures. What `Posterior.unseen` holds is everybody, seen or not.

    Args:
        counts: [2**lists], noisy counts by pattern number; entry 0 is not read. At most `MOST_LISTS` lists.
        scale: Of the discrete Laplace noise.
        prior: What is believed beforehand.
        rng: Source of randomness.
        effort: Work of one run.
        rounds: Most attempts to make runs agree.
    """
    order = combined.canonical_order(counts.astype(np.float64))
    table = combined.reordered(counts.astype(np.float64), order)
    noisy = NoisyCounts(counts=np.rint(table[1:]).astype(np.int64), scale=scale)
    curves = noisy.curves()
    runs = [_NoisyRun(table, structure, combined.in_order(prior, order), noisy, curves) for structure in STRUCTURES]
    return combined.average(runs, rng=rng, effort=effort, rounds=rounds)


class _NoisyRun(combined.Run):
    """One structure of one table with noise. The last number of a particle is the log of how many are seen."""

    def __init__(
        self, table: Floats, structure: Structure, prior: Prior, noisy: NoisyCounts, curves: tuple[Floats, float]
    ) -> None:
        super().__init__(np.zeros(len(table)), structure, prior)
        self._noisy = noisy
        variance = noise_variance(noisy.scale)
        known = math.sqrt(len(noisy.counts) * variance)
        total = max(float(noisy.counts.sum()), known, 1.0)
        spread = min(_WIDEST, _WIDE * math.sqrt(total + known**2) / total)
        self._middle, self._spread = math.log(total), spread
        self._noise = curves[0], np.array([curves[1], self._middle, spread])

    def _from_prior(self, many: int, rng: np.random.Generator) -> Floats:
        seen = self._middle + self._spread * rng.standard_normal((many, 1))
        return np.ascontiguousarray(np.concatenate([super()._from_prior(many, rng), seen], axis=1))

    def _align(self, x: Floats) -> None:
        super()._align(x[:, :-1])

    def unseen(self, cloud: Cloud, rng: np.random.Generator) -> Floats:
        """Draws of everybody: persons of every cell given its noisy count, and the unseen."""
        seen = np.exp(cloud.particles[:, -1])
        hidden = np.minimum(cloud.state[:, 2], _ALMOST_ALL)
        chances = cell_chances(cloud.particles[:, :-1], self.structure, lists=self._lists)[:, 1:]
        means = seen[:, None] * chances / chances.sum(axis=1, keepdims=True)
        persons = self._noisy.draw_persons(means, rng=rng).sum(axis=1)
        return np.asarray(persons + rng.poisson(seen * hidden / (1.0 - hidden)), dtype=np.float64)
