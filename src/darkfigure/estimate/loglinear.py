"""Log-linear models of a capture table: fit all or search, choose one, and its likelihood interval.

Counts are Poisson; the logarithm of a cell's mean is a sum over the terms of a hierarchical model; the estimate of
the unseen is the fitted mean of the cell of people on no list. The saturated model has no such estimate and is never
fitted.

Source:
    Fienberg (1972), Biometrika 59, 591-603; Bishop, Fienberg & Holland (1975), chapter 6;
    Regal & Hook (1984), American Statistician 38, 287-291 (interval).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.models import Terms, all_models, as_array, main_terms, neighbours
from darkfigure.inference import faces, subsets
from darkfigure.inference.profile import interval, maximise, x_log_x

Floats = NDArray[np.float64]

MOST_LISTED = 5  # lists up to which every model is fitted
_BEAM = 3  # models that a search must have seen all neighbours of before it stops


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One fitted model.

    Attributes:
        terms: Its interactions.
        unseen: Fitted mean of the cell of people on no list.
        kernel: Log-likelihood without the term that no model changes.
        criterion: What the choice minimised.
        tried: Models fitted.
        excluded: Models fitted that do not identify the unseen.
    """

    terms: Terms
    unseen: float
    kernel: float
    criterion: float
    tried: int
    excluded: int


def default_order(lists: int) -> int:
    """Most lists in one interaction: all but the saturated term up to 4 lists, two from 5 lists on."""
    return max(1, lists - 1) if lists < MOST_LISTED else 2


def penalty(observed: float, *, criterion: str) -> float:
    """What one coefficient costs: log of the persons seen (BIC, Schwarz 1978) or 2 (AIC, Akaike 1973)."""
    return math.log(max(observed, 1.0)) if criterion == "bic" else 2.0


def ranked(full: Floats, *, criterion: str = "bic", max_order: int | None = None) -> list[Fit]:
    """Hierarchical models that identify the unseen, the one with the smallest criterion first.

    Up to five lists every model is fitted; beyond, the models are searched from independence by single terms.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read.
        criterion: `bic` or `aic`.
        max_order: Most lists in one interaction; `default_order` where None.
    """
    lists = _lists(full)
    order = min(max_order or default_order(lists), max(1, lists - 1))
    cost = penalty(float(full[1:].sum()), criterion=criterion)
    if lists <= MOST_LISTED:
        models = all_models(lists, max_order=order)
        values, unseen, kernels = _criteria(full, models, cost=cost)
        return _in_order(models, values, unseen, kernels)
    return _search(full, cost=cost, order=order)


def best_fit(full: Floats, *, criterion: str = "bic", max_order: int | None = None) -> Fit | None:
    """The first of `ranked`; None where no model identifies the unseen."""
    return next(iter(ranked(full, criterion=criterion, max_order=max_order)), None)


def fit_model(full: Floats, terms: Terms) -> tuple[float, float] | None:
    """Unseen and log-likelihood kernel of one model; None where it does not identify the unseen."""
    lists = _lists(full)
    unseen, kernel, status = subsets.fit_models(full[None], as_array([terms], lists))
    if status[0, 0] == subsets.CONVERGED:
        return float(unseen[0, 0]), float(kernel[0, 0])
    return _boundary_fit(full, terms)


def _boundary_fit(full: Floats, terms: Terms) -> tuple[float, float] | None:
    """The extended maximum-likelihood estimate of a model that sets some cells to zero."""
    design = design_of(terms, _lists(full))
    active = np.zeros(len(full), dtype=bool)
    active[1:] = faces.positive_cells(design[1:], full[1:])
    if not faces.is_identified(design[active], design[0]):
        return None
    columns = _columns(terms, _lists(full))[faces.independent_columns(design[active])]
    theta = np.zeros(len(columns))
    status, kernel = subsets.fit(full, active, columns, theta, np.zeros(len(full)))
    return (math.exp(theta[0]), float(kernel)) if status == subsets.CONVERGED else None


def _columns(terms: Terms, lists: int) -> NDArray[np.int64]:
    return np.array((*main_terms(lists), *terms), dtype=np.int64)


def design_of(terms: Terms, lists: int) -> Floats:
    """float64 [2**lists, coefficients]: 1 where the cell holds the term."""
    columns = _columns(terms, lists)
    cells = np.arange(1 << lists)[:, None]
    return np.asarray((cells & columns) == columns, dtype=np.float64)


def profile_interval(full: Floats, fit: Fit, *, level: float) -> tuple[float, float | None]:
    """Likelihood interval of the unseen: the numbers whose completed table fits nearly as well as the best.

    Returns:
        Low and high of the unseen; high is None where the likelihood is flat.
    """
    kernel = completed_kernel(full, fit.terms)

    def drop(unseen: float) -> float:
        return 2.0 * (fit.kernel + x_log_x(unseen) - unseen - kernel(unseen)[0])

    return interval(drop, fit.unseen, level=level)


def multinomial_unseen(full: Floats, terms: Terms) -> float:
    """The unseen when the population size is the index of a multinomial distribution, not Poisson.

    A little smaller than the Poisson answer. Other software gives this one.
    """
    fitted = fit_model(full, terms)
    if fitted is None:
        raise ValueError("this model does not identify the unseen")
    kernel, seen = completed_kernel(full, terms), float(full[1:].sum())

    def likelihood(unseen: float) -> float:
        total = seen + unseen
        return math.lgamma(total + 1) - math.lgamma(unseen + 1) - x_log_x(total) + kernel(unseen)[0] + total

    return maximise(likelihood, max(fitted[0], 1e-3))


def completed_kernel(full: Floats, terms: Terms) -> Callable[[float], tuple[float, float]]:
    """The table completed by a number of unseen: its log-likelihood kernel and the fitted mean of the unseen cell."""
    table = full.copy()  # entry 0 is set before each fit
    design = design_of(terms, _lists(full))
    every = _columns(terms, _lists(full))

    @lru_cache(maxsize=2)
    def face(*, empty: bool) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        # which cells are positive depends only on which counts are
        table[0] = 0.0 if empty else 1.0
        active = faces.positive_cells(design, table)
        return active, every[faces.independent_columns(design[active])]

    def kernel(unseen: float) -> tuple[float, float]:
        active, columns = face(empty=unseen == 0.0)
        table[0] = unseen
        mean = np.zeros(len(full))
        status, value = subsets.fit(table, active, columns, np.zeros(len(columns)), mean)
        return (float(value) if status == subsets.CONVERGED else -math.inf), float(mean[0])

    return kernel


def _criteria(full: Floats, models: tuple[Terms, ...] | list[Terms], *, cost: float) -> tuple[Floats, Floats, Floats]:
    """Criterion, unseen and kernel per model; the criterion is infinite where the unseen is not identified.

    Models on the boundary are settled exactly, but only those that could still be the best.
    """
    lists = _lists(full)
    array = as_array(models, lists)
    unseen_all, kernel_all, status_all = subsets.fit_models(full[None], array)
    unseen, kernel, doubtful = unseen_all[0], kernel_all[0], status_all[0] != subsets.CONVERGED
    size = (array >= 0).sum(axis=1)
    values = cost * size - 2.0 * kernel
    best = float(values[~doubtful].min(initial=math.inf))
    for m in sorted(np.flatnonzero(doubtful), key=lambda m: -kernel[m] if np.isfinite(kernel[m]) else -math.inf):
        if np.isfinite(kernel[m]) and values[m] > best + 0.1:
            values[m] = math.inf
            continue
        settled = _boundary_fit(full, models[m])
        if settled is None:
            values[m] = math.inf
            continue
        unseen[m], kernel[m] = settled
        values[m] = cost * size[m] - 2.0 * kernel[m]
        best = min(best, float(values[m]))
    return values, unseen, kernel


def _in_order(models: tuple[Terms, ...] | list[Terms], values: Floats, unseen: Floats, kernels: Floats) -> list[Fit]:
    """The usable fits by rising criterion; of equal ones the smaller model first."""
    usable = np.flatnonzero(np.isfinite(values) & np.isfinite(unseen))
    excluded = len(models) - len(usable)
    return [
        Fit(
            terms=models[m],
            unseen=float(unseen[m]),
            kernel=float(kernels[m]),
            criterion=float(values[m]),
            tried=len(models),
            excluded=excluded,
        )
        for m in sorted(usable, key=lambda m: (values[m], len(models[m]), models[m]))
    ]


def _search(full: Floats, *, cost: float, order: int) -> list[Fit]:
    """Visit all neighbours of the best models until the best few have no better neighbour."""
    lists = _lists(full)
    seen: dict[Terms, tuple[float, float, float]] = {}
    expanded: set[Terms] = set()
    new: list[Terms] = [()]
    while True:
        if new:
            fitted = zip(*(column.tolist() for column in _criteria(full, new, cost=cost)), strict=True)
            seen.update(zip(new, fitted, strict=True))
        leading = sorted(seen, key=lambda m: (seen[m][0], len(m), m))[:_BEAM]
        model = next((m for m in leading if m not in expanded), None)
        if model is None:
            break
        expanded.add(model)
        new = [m for m in neighbours(model, lists, max_order=order) if m not in seen]
    models = list(seen)
    columns = np.array([seen[m] for m in models])
    return _in_order(models, columns[:, 0], columns[:, 1], columns[:, 2])


def _lists(full: Floats) -> int:
    return len(full).bit_length() - 1
