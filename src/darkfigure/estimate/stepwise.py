"""Forward choice of the interactions of two lists, each by how surprising its overlap is without it.

From independent lists on, the overlap of every two lists is compared with what the model so far expects there. The
one with the smallest Poisson tail joins the model, if that tail is below 0.02 and the larger model still has a finite
estimate of the unseen. Where nobody is on both lists, the interaction is minus infinity and its cells are empty.

Of two overlaps whose tails are both too small for a computer number, other programs take the one whose lists stand
first in the table; here logarithms are compared, so that the order of the lists does not matter.

Source:
    Chan, Silverman & Vincent (2021), JASA 116, 1297-1306.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.bootstrap import Resampled, resample
from darkfigure.estimate.models import Terms, main_terms, pairs
from darkfigure.inference import faces, subsets

Floats = NDArray[np.float64]

THRESHOLD = 0.02


@dataclass(frozen=True, kw_only=True)
class Stepwise:
    """What the choice ended with.

    Attributes:
        terms: Interactions, in the order of their choice.
        tails: How likely an overlap as far from the expected one was, at each step.
        unseen: Fitted mean of the cell of people on no list; None where it is not identified.
    """

    terms: Terms
    tails: tuple[float, ...]
    unseen: float | None


def choose_stepwise(full: Floats, *, threshold: float = THRESHOLD) -> Stepwise:
    """Choose interactions one after another.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read.
        threshold: Tail probability from which on no interaction is added.
    """
    lists = len(full).bit_length() - 1
    candidates = pairs(lists)
    unseen, chosen, tails = _forward(full[None], lists, threshold=threshold)
    steps = chosen[0][chosen[0] >= 0]
    return Stepwise(
        terms=tuple(candidates[step] for step in steps),
        tails=tuple(math.exp(tail) for tail in tails[0, : len(steps)]),
        unseen=float(unseen[0]) if math.isfinite(unseen[0]) else None,
    )


def resample_stepwise(
    full: Floats, *, replicates: int, rng: np.random.Generator, threshold: float = THRESHOLD
) -> Resampled:
    """Draw as many persons again with replacement, and choose from the beginning on each draw."""
    lists = len(full).bit_length() - 1

    def answer(tables: Floats) -> tuple[Floats, NDArray[np.int64]]:
        unseen, chosen, _ = _forward(tables, lists, threshold=threshold)
        # the number of interactions stands for the choice
        return unseen, np.where(np.isfinite(unseen), (chosen >= 0).sum(axis=1), -1)

    return resample(full, answer, replicates=replicates, rng=rng)


def is_settled(full: Floats, terms: Terms) -> bool:
    """Whether a model of pairs has a finite estimate of the unseen, by linear programming and rank.

    Cells of two lists that nobody is on together, and whose interaction is in the model, are left out. This is the
    exact test of what the fit finds by its steps.
    """
    lists = len(full).bit_length() - 1
    cells = np.arange(1 << lists)
    empty = [term for term in (*main_terms(lists)[1:], *terms) if not full[1:][cells[1:] & term == term].any()]
    active = cells > 0
    for term in empty:
        active &= cells & term != term
    columns = np.array([t for t in (*main_terms(lists), *terms) if t not in empty], dtype=np.int64)
    design = np.asarray((cells[active][:, None] & columns) == columns, dtype=np.float64)
    if len(faces.independent_columns(design)) < len(columns):
        return False
    return bool(faces.positive_cells(design, full[active]).all())


def _forward(tables: Floats, lists: int, *, threshold: float) -> tuple[Floats, NDArray[np.int64], Floats]:
    base = np.array(main_terms(lists), dtype=np.int64)
    candidates = np.array(pairs(lists), dtype=np.int64)
    return subsets.add_forward(tables, base, candidates, threshold)
