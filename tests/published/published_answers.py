"""What this program answers in the place of a published method. The docstrings are the page's headings and text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from published_cases import Case

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import estimate
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.decomposable import average
from darkfigure.estimate.heterogeneous import mth_estimate
from darkfigure.estimate.loglinear import fit_model, multinomial_unseen
from darkfigure.estimate.models import all_models, written
from darkfigure.records import Estimate


@dataclass(frozen=True, kw_only=True)
class Ours:
    """Persons; None where the method has no such figure."""

    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    model: str | None = None


def fixed_model(dataset: str, *, model: str) -> Ours:
    """A given log-linear model, Poisson likelihood.

    The same model is fitted to the same table, so that both must find the same maximum.
    """
    table = _table(dataset)
    fitted = fit_model(table.full(), _terms(model, len(table.lists)))
    return Ours() if fitted is None else Ours(estimate=table.observed + fitted[0], model=model)


def fixed_model_multinomial(dataset: str, *, model: str) -> Ours:
    """A given log-linear model, multinomial likelihood.

    The size of the population is the index of a multinomial distribution. The number comes out a little smaller.
    """
    table = _table(dataset)
    unseen = multinomial_unseen(table.full(), _terms(model, len(table.lists)))
    return Ours(estimate=table.observed + unseen, model=model)


def chao_lower_bound(dataset: str) -> Ours:
    """Chao's lower bound, lists of unequal reach.

    With its likelihood interval.
    """
    table = _table(dataset)
    bound = lower_bound(table.full(), level=0.95)
    seen = table.observed
    return Ours(
        estimate=seen + bound.unseen, low=seen + bound.low, high=None if bound.high is None else seen + bound.high
    )


def decomposable_as_dga(dataset: str) -> Ours:
    """Averaging over decomposable graphs, with the settings of dga.

    Dga takes a thousand points to thirty times the seen, all as likely beforehand but for 1/N, and lets the saturated
    graph compete. The quantiles must be the same grid points. (Without these settings we leave the saturated graph out,
    which says nothing about the unseen: in Peru it answers that everybody was seen.)
    """
    table = _table(dataset)
    grid = np.unique(np.rint(np.linspace(1, 30 * table.observed, 1000)))
    found = average(table.full(), grid=grid, with_saturated=True)
    weight = found.probability / np.gradient(grid)
    places = np.searchsorted(np.cumsum(weight / weight.sum()), [0.5, 0.025, 0.975])
    middle, low, high = (float(table.observed + grid[place]) for place in places)
    return Ours(estimate=middle, low=low, high=high)


def log_linear_model_known(dataset: str) -> Ours:
    """The log-linear model that BIC chooses, taken as known.

    The interval is that of the likelihood, `interval_if_model_known` in the diagnostics.
    """
    found = _log_linear(dataset)
    said = found.methods[0].diagnostics
    low, high = said["interval_if_model_known"]
    return Ours(estimate=found.estimate, low=low, high=high, model=said["model"])


def log_linear_choosing_again(dataset: str) -> Ours:
    """The log-linear model that BIC chooses, counting the choice.

    The interval of 1,000 resampled tables on which the models compete again. Both sides are uncertain by several
    percent by chance alone.
    """
    found = _log_linear(dataset)
    return Ours(estimate=found.estimate, low=found.low, high=found.high, model=found.methods[0].diagnostics["model"])


def stepwise(dataset: str) -> Ours:
    """Interactions of two lists, chosen stepwise.

    The numbers must be the same to five digits. Limits, where compared, are those of 1,000 resampled tables with the
    choice repeated; by chance alone a lower one varies by 7 to 10 percent, an upper one by 3 to 5.
    """
    found = estimate(dataset, method="stepwise")
    return Ours(estimate=found.estimate, low=found.low, high=found.high)


def people_differ(dataset: str, *, shape: str) -> Ours:
    """People harder to see than others on every list, multinomial likelihood.

    With an effect of each list and the profile interval.
    """
    table = _table(dataset)
    found = mth_estimate(table.full(), shape, level=0.95)
    seen = table.observed
    return Ours(estimate=seen + found.unseen, low=seen + found.low, high=seen + found.high)


def people_differ_by_poisson_likelihood(dataset: str, *, shape: str) -> Ours:
    """People harder to see than others on every list, Poisson likelihood."""
    table = _table(dataset)
    return Ours(estimate=table.observed + mth_estimate(table.full(), shape, level=0.95).unseen_poisson)


ANSWERS: dict[str, Callable[..., Ours]] = {
    "log-linear-model-known": log_linear_model_known,
    "log-linear-choosing-again": log_linear_choosing_again,
    "fixed-model": fixed_model,
    "fixed-model-multinomial": fixed_model_multinomial,
    "chao-lower-bound": chao_lower_bound,
    "decomposable-as-dga": decomposable_as_dga,
    "stepwise": stepwise,
    "people-differ": people_differ,
    "people-differ-by-poisson-likelihood": people_differ_by_poisson_likelihood,
}
"""In the order of the page."""


@lru_cache(maxsize=4)
def _table(dataset: str) -> CaptureTable:
    return read_table(datasets.find(dataset).path)


@lru_cache(maxsize=8)
def _log_linear(dataset: str) -> Estimate:
    return estimate(dataset, method="log-linear")


def _terms(model: str, lists: int) -> tuple[int, ...]:
    """The model as it is written, e.g. `[123;14;34]`, as terms; every model of few lists, main effects of many."""
    if model == written((), lists):
        return ()
    return next(terms for terms in all_models(lists, max_order=lists) if written(terms, lists) == model)


_KNOWN: dict[str, Ours] = {}


def answer_of(case: Case) -> Ours:
    """What this program answers; computed once in a run."""
    key = f"{case.ours} {case.dataset} {case.options}"
    if key not in _KNOWN:
        _KNOWN[key] = ANSWERS[case.ours](case.dataset, **case.options)
    return _KNOWN[key]
