"""A quick sample of the models that have a say, as probabilities of the cells, for checks that need many of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import loglinear
from darkfigure.estimate.combined import (
    MOST_LISTS,
    Posterior,
    Run,
    canonical_order,
    merge_shortest,
    reordered,
)
from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import Prior, Structure
from darkfigure.inference import faces, mixtures
from darkfigure.inference.tempering import Effort

Floats = NDArray[np.float64]

MOST_STRUCTURES = 2  # the likeliest are enough to see whether the table is like what they make
_LEAST_WEIGHT = 0.1


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A table with its lists in an order that does not depend on how they came.

    Attributes:
        names: Of the lists.
        full: [2**lists], persons by pattern number; entry 0 is 0.
    """

    names: tuple[str, ...]
    full: Floats

    @property
    def lists(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def seen(self) -> float:
        """Persons on a list at least."""
        return float(self.full.sum())

    def without(self, j: int) -> "Counts":
        """The table of the other lists; who is on list j alone is gone."""
        cells = np.arange(len(self.full))
        closed = (cells & ((1 << j) - 1)) | ((cells >> (j + 1)) << j)
        full = np.bincount(closed, weights=self.full, minlength=len(self.full) // 2)
        full[0] = 0.0
        return Counts(names=(*self.names[:j], *self.names[j + 1 :]), full=full.astype(np.float64))


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Probabilities of all cells, the first being that of people on no list.

    Attributes:
        chances: [draws, 2**lists], each row sums to 1.
        weight: [draws], sums to 1.
    """

    chances: Floats
    weight: Floats


def counts_of(table: CaptureTable) -> Counts:
    """The counts in canonical order, the shortest lists merged as the combined method merges them."""
    full, names = table.full(), list(table.lists)
    while len(names) > MOST_LISTS:
        cells = np.arange(len(full))
        lengths = [float(full[(cells >> j) & 1 == 1].sum()) for j in range(len(names))]
        one, two = sorted(sorted(range(len(names)), key=lambda j: (lengths[j], j))[:2])
        full = merge_shortest(full, most=len(names) - 1)
        names[one] = f"{names[one]} or {names[two]}"
        del names[two]
    order = canonical_order(full)
    return Counts(names=tuple(names[j] for j in order), full=reordered(full, order))


def leading(found: Posterior) -> dict[Structure, float]:
    """The structures that have a say, and their weights."""
    chosen = [one for one in found.structures if one.weight >= _LEAST_WEIGHT][:MOST_STRUCTURES]
    return {one.structure: one.weight for one in chosen or found.structures[:1]}


def of_structures(
    counts: Counts, structures: dict[Structure, float], *, particles: int, rng: np.random.Generator
) -> Sample:
    """One short run of each structure."""
    chances, weight = [], []
    for structure, share in structures.items():
        run = Run(counts.full, structure, Prior())
        cloud = run.start(Effort(particles=particles), rng)
        chances.append(cell_chances(cloud.particles, structure, lists=counts.lists))
        weight.append(np.full(particles, share / particles))
    together = np.concatenate(weight)
    return Sample(chances=np.concatenate(chances), weight=together / together.sum())


def of_fit(counts: Counts, terms: tuple[int, ...]) -> Sample | None:
    """The fitted means of one log-linear model, as the only draw; None where some of its effects are infinite."""
    design = loglinear.design_of(terms, counts.lists)
    fitted = faces.poisson_fit(design[1:], counts.full[1:])
    if fitted is None:
        return None
    mean = np.exp(design @ fitted[0])
    return Sample(chances=(mean / mean.sum())[None], weight=np.ones(1))


def cell_chances(particles: Floats, structure: Structure, *, lists: int) -> Floats:
    """float64 [particles, 2**lists], from the kernel of the likelihood, one cell at a time.

    The kernel gives the logarithm of a cell's probability among the seen, and the probability of being unseen.
    """
    terms = np.array(pairs(lists) if structure.pairs else (), dtype=np.int64)
    cells = [np.array([cell], dtype=np.int64) for cell in range(1, 1 << lists)]
    one = np.ones(1)
    work = np.empty((mixtures.MOST_CLASSES + 4, 1 << lists))
    slope = np.empty(particles.shape[1])
    chances = np.empty((len(particles), 1 << lists))
    for row, x in zip(chances, particles, strict=True):
        unseen = 0.0
        for place, cell in enumerate(cells, start=1):
            value, unseen = mixtures.likelihood(x, cell, one, terms, structure.kind, work, slope)
            row[place] = value
        row[1:] = np.exp(row[1:]) * (1.0 - unseen)
        row[0] = unseen
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))
