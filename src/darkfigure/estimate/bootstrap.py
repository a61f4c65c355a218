"""Intervals that count the choice of the model: resample the people, choose again, estimate again.

Source:
    Silverman, Chan & Vincent (2024), Statistics and Computing 34:44; Efron (1987), JASA 82, 171-185 (BCa).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.models import Terms, as_array
from darkfigure.inference import subsets

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Resampled:
    """Estimates of the unseen over resampled tables, each by the model that wins there.

    Attributes:
        unseen: [replicates], nan where no model identified the unseen.
        chosen: [replicates], position of the winning model, or how many terms were added; -1 where nothing is
            identified.
        left_one_out: [cells], the estimate when one person of that cell is left out; nan for empty cells.
        persons: [cells], persons of that cell.
        estimate: What the same choice answers on the table itself.
    """

    unseen: Floats
    chosen: NDArray[np.int64]
    left_one_out: Floats
    persons: Floats
    estimate: float

    @property
    def failed(self) -> int:
        """Replicates on which no model identified the unseen."""
        return int((self.chosen < 0).sum())

    def percentile(self, *, level: float) -> tuple[float, float]:
        """The interval between the quantiles of the replicates."""
        found = self.unseen[np.isfinite(self.unseen)]
        low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def bca(self, *, level: float) -> tuple[float, float]:
        """The bias-corrected and accelerated interval."""
        found = np.sort(self.unseen[np.isfinite(self.unseen)])
        below = (found < self.estimate).sum() + 0.5 * (found == self.estimate).sum()
        share = min(max(float(below) / len(found), 0.5 / len(found)), 1 - 0.5 / len(found))
        shift, speed = _quantile(share), self._acceleration()
        ends = []
        for tail in ((1 - level) / 2, (1 + level) / 2):
            z = shift + _quantile(tail)
            # a denominator near zero means the correction has no finite answer; then the extreme replicate stands
            spread = max(1 - speed * z, 1e-3)
            ends.append(float(np.quantile(found, _probability(shift + z / spread))))
        return ends[0], ends[1]

    def _acceleration(self) -> float:
        """From leaving out each person once; people of one cell are alike."""
        used = (self.persons > 0) & np.isfinite(self.left_one_out)
        weight, value = self.persons[used], self.left_one_out[used]
        if not used.any():
            return 0.0
        away = np.average(value, weights=weight) - value
        spread = float((weight * away**2).sum())
        return float((weight * away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0


Choose = Callable[[Floats], tuple[Floats, NDArray[np.int64]]]
"""Tables [tables, cells] to the unseen of each and what was chosen for it; nan and -1 where nothing is identified."""


def resample(full: Floats, choose: Choose, *, replicates: int, rng: np.random.Generator) -> Resampled:
    """Draw as many persons again with replacement, and choose a model again on each draw.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read.
        choose: How the model is chosen.
        replicates: Tables to draw.
        rng: Source of randomness.
    """
    persons = full.copy()
    persons[0] = 0.0
    seen = round(float(persons.sum()))
    draws = rng.multinomial(seen, persons / persons.sum(), size=replicates).astype(np.float64)
    cells = np.flatnonzero(persons)
    without = np.repeat(persons[None], len(cells), axis=0)
    without[np.arange(len(cells)), cells] -= 1.0
    unseen, chosen = choose(np.vstack([persons[None], draws, without]))
    left = np.full(len(full), math.nan)
    left[cells] = unseen[1 + replicates :]
    return Resampled(
        unseen=unseen[1 : 1 + replicates],
        chosen=chosen[1 : 1 + replicates],
        left_one_out=left,
        persons=persons,
        estimate=float(unseen[0]),
    )


def competition(models: list[Terms], lists: int, *, cost: float) -> Choose:
    """The choice among these models, for instance the best few on the table itself, by cost and misfit."""
    array = as_array(models, lists)

    def answer(tables: Floats) -> tuple[Floats, NDArray[np.int64]]:
        return choose(tables, array, cost=cost)

    return answer


def choose(tables: Floats, array: NDArray[np.int64], *, cost: float) -> tuple[Floats, NDArray[np.int64]]:
    """The winning model's unseen and position, per table; nan and -1 where no model has a maximum inside."""
    unseen, kernel, status = subsets.fit_models(tables, array)
    values = cost * (array >= 0).sum(axis=1) - 2.0 * kernel
    values[(status != subsets.CONVERGED) | ~np.isfinite(unseen)] = math.inf
    best = values.argmin(axis=1)
    rows = np.arange(len(tables))
    good = np.isfinite(values[rows, best])
    return np.where(good, unseen[rows, best], math.nan), np.where(good, best, -1)


def _quantile(probability: float) -> float:
    from darkfigure.inference.profile import normal_quantile

    return normal_quantile(probability)


def _probability(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
