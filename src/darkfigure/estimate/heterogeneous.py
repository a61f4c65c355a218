"""Populations in which some people are harder to see than others on every list: Poisson, Darroch, Gamma, Chao.

People differ by a number that multiplies their odds of being on any list. Summed over people, the log-linear model
gains one column, a function h of the number of lists a person is on, whose shape follows from how that number is
distributed. The coefficient of h is the spread; people who do not differ have zero, and below zero there is no such
population. How the few who are seen never lie beyond those seen once, no table shows: only the shape says it. So the
three shapes give three numbers, often far apart, and a fit decides little between them.

Source:
    Rivest & Baillargeon (2007), Biometrics 63, 999-1006; Baillargeon & Rivest (2007), J. Statistical Software 19(5);
    Darroch, Fienberg, Glonek & Junker (1993), JASA 88, 1137-1148.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference import faces
from darkfigure.inference.completed import complete, kernel_of
from darkfigure.inference.nonnegative import fit_nonnegative

Floats = NDArray[np.float64]

_BASE, _SHAPE = 2.0, 3.5  # of Poisson and Gamma, as Rivest & Baillargeon set them
_MOST_PREDICTED = 600.0


def _poisson(times: Floats) -> Floats:
    return np.asarray(_BASE**times - 1.0)


def _darroch(times: Floats) -> Floats:
    return np.asarray(times**2 / 2.0)


def _gamma(times: Floats) -> Floats:
    return np.asarray(math.log(_SHAPE) - np.log(_SHAPE + times))


SHAPES: dict[str, Callable[[Floats], Floats]] = {"poisson": _poisson, "darroch": _darroch, "gamma": _gamma}
"""How people differ, by name: log-odds that are Poisson, normal among the unseen, or of a gamma tail."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """One model of people who are harder to see than others.

    Attributes:
        model: `m0` (nobody differs), `chao`, `poisson`, `darroch`, `gamma`.
        unseen: The number seen never; None where the counts identify none.
        low: Lower limit of its likelihood interval, not below 0.
        high: Upper limit; None where the likelihood sets none.
        spread: Coefficient of h, not negative; 0 where people differ less than chance alone would have them.
        unbounded_spread: The coefficient when it may be negative; None for `m0` and `chao`.
        unseen_unbounded: The number that goes with it, as other software gives it.
        unseen_poisson: The number by the Poisson likelihood, with `spread` as it is.
        deviance: Twice what a perfect fit would add to the log-likelihood.
        coefficients: Free coefficients, the constant among them.
    """

    model: str
    unseen: float | None
    low: float | None
    high: float | None
    spread: float = 0.0
    unbounded_spread: float | None = None
    unseen_unbounded: float | None = None
    unseen_poisson: float | None = None
    deviance: float = 0.0
    coefficients: int = 0


def mth_estimate(full: Floats, shape: str, *, level: float) -> Spread:
    """The unseen when people differ in one shape and each list has a reach of its own (model Mth).

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read. No list is empty.
        shape: One of `SHAPES`.
        level: Probability of the interval.
    """
    lists = len(full).bit_length() - 1
    cells = np.arange(1 << lists)
    member = ((cells[:, None] >> np.arange(lists)) & 1).astype(np.float64)
    base = np.column_stack([np.ones(1 << lists), member])
    return _spread(shape, base, full, np.zeros(1 << lists), times=member.sum(axis=1), level=level)


def mh_estimates(frequencies: Floats, *, level: float, lists: float | None = None) -> tuple[Spread, ...]:
    """The unseen from how many people were seen once, twice, ...: models M0 and Mh, all lists of equal reach.

    Args:
        frequencies: [k], persons seen once, twice, ..., k times.
        level: Probability of the intervals.
        lists: Times that a person can be seen; k where None, `math.inf` where there is no most.

    Returns:
        `m0`, `chao` (a lower bound), `poisson`, `darroch`, `gamma`, in this order. All numbers are None where nobody
        was seen twice.

    Raises:
        ValueError: Fewer lists than k, or a negative count, or nobody.
    """
    most = len(frequencies) if lists is None else lists
    if most < len(frequencies) or not frequencies.sum() > 0 or (frequencies < 0).any():
        raise ValueError("frequencies must be persons seen once, twice, ..., with at least as many lists")
    counts = np.concatenate([[0.0], frequencies])
    if math.isfinite(most):
        # a person may be seen more often than anybody was: such cells are observed, and empty
        counts = np.concatenate([counts, np.zeros(int(most) + 1 - len(counts))])
    times = np.arange(len(counts), dtype=np.float64)
    offset = np.array([_ways(int(k), most) for k in times])
    base = np.column_stack([np.ones(len(counts)), times])
    return (
        _nobody_differs(base, counts, offset, level=level),
        _chao(base, counts, offset, level=level),
        *(_spread(shape, base, counts, offset, times=times, level=level) for shape in SHAPES),
    )


def _ways(times: int, most: float) -> float:
    """Logarithm of how many ways there are to be seen so often; Poisson where there is no most."""
    if not math.isfinite(most):
        return -math.lgamma(times + 1)
    return math.lgamma(most + 1) - math.lgamma(times + 1) - math.lgamma(most - times + 1)


def _nobody_differs(base: Floats, counts: Floats, offset: Floats, *, level: float) -> Spread:
    return _fitted("m0", base, counts, offset, level=level)


def _chao(base: Floats, counts: Floats, offset: Floats, *, level: float) -> Spread:
    """Effects, none negative, of having been seen three times, four times, ...: the bound of Chao (1987)."""
    times = base[:, -1]
    extra = np.maximum(times[:, None] - np.arange(2, max(int(times[counts > 0].max()), 2)), 0.0)
    found = fit_nonnegative(base[1:], extra[1:], counts[1:], offset=offset[1:])
    if found is None:
        return Spread(model="chao", unseen=None, low=None, high=None)
    design = np.column_stack([base, extra[:, found.chosen]])

    def kernel(table: Floats) -> float:
        fitted = fit_nonnegative(base, extra, table, offset=offset, start=found.chosen)
        return -math.inf if fitted is None else fitted.kernel

    return _fitted("chao", design, counts, offset, level=level, kernel=kernel)


def _spread(shape: str, base: Floats, counts: Floats, offset: Floats, *, times: Floats, level: float) -> Spread:
    """With one column more; without it where its coefficient would be negative."""
    column = SHAPES[shape](times)
    design = np.column_stack([base, column / np.abs(column).max()])
    if not _has_answer(design, counts):
        return Spread(model=shape, unseen=None, low=None, high=None)
    open_fit = faces.poisson_fit(design[1:], counts[1:], offset=offset[1:])
    if open_fit is None:
        return Spread(model=shape, unseen=None, low=None, high=None)
    spread = float(open_fit[0][-1] / np.abs(column).max())
    if spread >= 0:
        return _fitted(shape, design, counts, offset, level=level, spread=spread)
    found = _fitted(shape, base, counts, offset, level=level)
    unbounded = math.exp(min(float(open_fit[0][0] + offset[0]), _MOST_PREDICTED))
    return Spread(**{**vars(found), "unbounded_spread": spread, "unseen_unbounded": unbounded})


def _fitted(  # noqa: PLR0913 - a model is its design, counts and offset
    model: str,
    design: Floats,
    counts: Floats,
    offset: Floats,
    *,
    level: float,
    spread: float = 0.0,
    kernel: Callable[[Floats], float] | None = None,
) -> Spread:
    """The answer of one design; `kernel` where completed tables are fitted otherwise."""
    if not _has_answer(design, counts):
        return Spread(model=model, unseen=None, low=None, high=None)
    fitted = faces.poisson_fit(design[1:], counts[1:], offset=offset[1:])
    if fitted is None:
        return Spread(model=model, unseen=None, low=None, high=None)
    guess = math.exp(min(float(fitted[0][0] + offset[0]), _MOST_PREDICTED))
    found = complete(kernel or kernel_of(design, offset=offset), counts, start=guess, level=level)
    if not math.isfinite(found.unseen):
        return Spread(model=model, unseen=None, low=None, high=None)
    used = counts[1:] > 0
    perfect = float((counts[1:][used] * np.log(counts[1:][used]) - counts[1:][used]).sum())
    return Spread(
        model=model,
        unseen=found.unseen,
        low=min(found.low, found.unseen),
        high=found.high,
        spread=spread,
        unbounded_spread=spread if model in SHAPES else None,
        unseen_unbounded=guess if model in SHAPES else None,
        unseen_poisson=guess,
        deviance=2.0 * (perfect - fitted[1]),
        coefficients=design.shape[1],
    )


def _has_answer(design: Floats, counts: Floats) -> bool:
    """Whether the maximum lies inside and says something of cell 0."""
    if np.linalg.matrix_rank(design[1:]) < design.shape[1]:
        return False
    return bool(faces.positive_cells(design[1:], counts[1:]).all())
