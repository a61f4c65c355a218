"""A lower bound on the population from people seen once and twice, with lists of unequal reach.

The bound comes from a log-linear model with an effect per list and free effects for having been seen three times,
four times and so on: people seen once and twice then say how many were seen never, exactly where people differ by
nothing but list, and as a bound where some are harder to see than others on every list.

Source:
    Chao (1987), Biometrics 43, 783-791; Rivest & Baillargeon (2007), Biometrics 63, 999-1006 (as a log-linear model).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.completed import complete
from darkfigure.inference.nonnegative import fit_nonnegative

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A lower bound on the unseen with its interval; `exact` is False where nobody was seen twice.

    Then `unseen` is the least that the zero still allows at the level asked for, and `high` is None.
    """

    unseen: float
    low: float
    high: float | None
    exact: bool


def lower_bound(full: Floats, *, level: float) -> Bound:
    """The bound on the unseen.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read.
        level: Probability of the interval.
    """
    lists = len(full).bit_length() - 1
    times = _times(lists)
    if not full[times == 2].any():
        return _without_twice(full, level=level)
    base, extra = _design(lists)
    chosen: tuple[int, ...] = ()

    def kernel(table: Floats) -> float:
        # which effects are zero depends on the number of unseen, mostly not
        nonlocal chosen
        fitted = fit_nonnegative(base, extra, table, start=chosen)
        if fitted is None:
            return -math.inf
        chosen = fitted.chosen
        return fitted.kernel

    found = complete(kernel, full, start=_first_guess(full, times, lists), level=level)
    return Bound(unseen=found.unseen, low=found.low, high=found.high, exact=True)


def _times(lists: int) -> NDArray[np.int64]:
    return np.array([cell.bit_count() for cell in range(1 << lists)], dtype=np.int64)


def _design(lists: int) -> tuple[Floats, Floats]:
    """Constant and list effects; and max(0, times - 2), max(0, times - 3), ..., whose effects are not negative."""
    cells = np.arange(1 << lists)
    times = _times(lists)
    base = np.column_stack([np.ones(1 << lists), *((cells >> j & 1) for j in range(lists))])
    extra = np.maximum(times[:, None] - np.arange(2, max(lists, 2)), 0)
    return base.astype(np.float64), extra.astype(np.float64)


def _first_guess(full: Floats, times: NDArray[np.int64], lists: int) -> float:
    once, twice = float(full[times == 1].sum()), float(full[times == 2].sum())
    return max(1.0, (lists - 1) / lists * once**2 / (2 * twice))


def _without_twice(full: Floats, *, level: float) -> Bound:
    """The least number of unseen when nobody was seen twice.

    A zero is likely enough up to a mean of -log(alpha / 2); the bound takes that mean for the number seen twice.
    """
    lists = len(full).bit_length() - 1
    lengths = np.array([full[1 << j] for j in range(lists)])
    once = float(lengths.sum())
    if once == 0:
        return Bound(unseen=0.0, low=0.0, high=None, exact=False)
    most_twice = -math.log((1 - level) / 2)
    spread = 1.0 - float(((lengths / once) ** 2).sum())
    unseen = once**2 * spread / 2 / most_twice
    return Bound(unseen=unseen, low=unseen, high=None, exact=False)
