"""Every method of `estimate` by name: what it answers for one table without strata, and how strata are added up."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import answers
from darkfigure.estimate.answers import Answer
from darkfigure.estimate.combined import MOST_LISTS, merge_shortest
from darkfigure.estimate.heterogeneous import Spread, mth_estimate
from darkfigure.estimate.loglinear import best_fit
from darkfigure.estimate.models import written
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.shrunken import shrunken_posterior
from darkfigure.estimate.stepwise import THRESHOLD, choose_stepwise, resample_stepwise
from darkfigure.inference.profile import normal_quantile

Floats = NDArray[np.float64]
Ask = Callable[[CaptureTable, EstimateOptions, np.random.Generator], Answer]

COMBINED, LOGLINEAR, DECOMPOSABLE = "combined", "log-linear", "decomposable"
LATENT, CHAO = "latent-class", "chao-lower-bound"
STEPWISE, SHRUNKEN = "stepwise", "log-linear-shrunken"
POISSON, DARROCH, GAMMA = "mth-poisson", "mth-darroch", "mth-gamma"

_DRAWS = 4000
_FAILED = 0.5  # share of replicates without an answer from which there is no interval


def stepwise(table: CaptureTable, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """Interactions of two lists chosen one after another, and chosen again on every replicate."""
    if len(table.lists) < 2:
        return Answer()
    full, lists, seen = table.full(), len(table.lists), table.observed
    found = choose_stepwise(full)
    if found.unseen is None:
        return Answer(diagnostics={"model": None})
    steps = [
        {"lists": [table.lists[j] for j in range(lists) if term >> j & 1], "tail": float(f"{tail:.4g}")}
        for term, tail in zip(found.terms, found.tails, strict=True)
    ]
    diagnostics: dict[str, object] = {"model": written(found.terms, lists), "threshold": THRESHOLD, "steps": steps}
    replicates = options.replicates if len(full) <= 256 else min(options.replicates, 300)
    again = resample_stepwise(full, replicates=replicates, rng=rng)
    diagnostics |= {"replicates": replicates, "replicates_without_answer": again.failed}
    if again.failed > _FAILED * replicates:
        return Answer(diagnostics=diagnostics)
    low, high = again.bca(level=options.level)
    other = again.percentile(level=options.level)
    diagnostics |= {
        "interval": "BCa bootstrap with the model chosen again",
        "percentile_interval": [round(seen + other[0], 3), round(seen + other[1], 3)],
    }
    return Answer(
        unseen=found.unseen,
        low=min(low, found.unseen),
        high=max(high, found.unseen),
        draws=again.unseen[np.isfinite(again.unseen)],
        diagnostics=diagnostics,
    )


def shrunken(table: CaptureTable, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """Every interaction but the highest, each order drawn to zero by a scale of its own."""
    if len(table.lists) < 2:
        return Answer()
    # where no model has a number the draws serve a total over strata alone, and are not worth more work
    attempts = 3 if best_fit(table.full(), max_order=options.max_order) else 1
    found = shrunken_posterior(merge_shortest(table.full()), rng=rng, max_order=options.max_order, attempts=attempts)
    diagnostics: dict[str, object] = {
        "r_hat": round(found.rhat, 4),
        "ess": round(found.ess),
        "rounds": found.rounds,
        "converged": found.converged,
        "scales": {f"{order} lists": round(scale, 4) for order, scale in enumerate(found.scales, start=2)},
    }
    if len(table.lists) > MOST_LISTS:
        diagnostics["lists_after_merging_the_shortest"] = MOST_LISTS
    draws = found.chains.ravel()
    if not found.converged:
        return Answer(draws=draws, diagnostics=diagnostics)
    low, middle, high = np.quantile(draws, [(1 - options.level) / 2, 0.5, (1 + options.level) / 2])
    return Answer(unseen=float(middle), low=float(low), high=float(high), draws=draws, diagnostics=diagnostics)


def mth(shape: str) -> Ask:
    """The method of people who differ in this shape, with an effect of each list."""

    def ask(table: CaptureTable, options: EstimateOptions, rng: np.random.Generator) -> Answer:
        if len(table.lists) < 3:  # two lists cannot show that people differ
            return Answer()
        found = mth_estimate(table.full(), shape, level=options.level)
        if found.unseen is None or found.low is None:
            return Answer(diagnostics={"model": None})
        seen = table.observed
        diagnostics: dict[str, object] = {
            "model": f"Mth {shape}",
            "spread": round(found.spread, 6),
            "people_differ": found.spread > 0,
            "deviance": round(found.deviance, 4),
            "degrees_of_freedom": (1 << len(table.lists)) - 1 - found.coefficients,
            "poisson_estimate": None if found.unseen_poisson is None else round(seen + found.unseen_poisson, 3),
        }
        if found.unbounded_spread is not None and found.unbounded_spread < 0 and found.unseen_unbounded is not None:
            diagnostics["if_spread_may_be_negative"] = {
                "spread": round(found.unbounded_spread, 6),
                "poisson_estimate": round(seen + found.unseen_unbounded, 3),
            }
        return Answer(
            unseen=found.unseen,
            low=found.low,
            high=found.high,
            draws=_draws(found, level=options.level, rng=rng),
            diagnostics=diagnostics,
        )

    return ask


def _draws(found: Spread, *, level: float, rng: np.random.Generator) -> Floats | None:
    """Draws with the limits of a likelihood interval: log-normal below and above the estimate, each with its width.

    They serve sums over strata. None without an upper limit.
    """
    if found.unseen is None or found.low is None or found.high is None:
        return None
    reach = normal_quantile(0.5 + level / 2)
    below = math.log((found.unseen + 1) / (found.low + 1)) / reach
    above = math.log((found.high + 1) / (found.unseen + 1)) / reach
    z = rng.standard_normal(_DRAWS)
    drawn = (found.unseen + 1) * np.exp(np.where(z < 0, below, above) * z) - 1
    return np.asarray(np.maximum(drawn, 0.0))


def _named(ask: Callable[..., Answer]) -> Ask:
    """A method of `answers`, which takes its options by name."""
    return lambda table, options, rng: ask(table, options=options, rng=rng)


ASK: dict[str, Ask] = {
    LOGLINEAR: _named(answers.log_linear),
    DECOMPOSABLE: _named(answers.decomposable),
    COMBINED: _named(answers.combined),
    LATENT: _named(answers.latent_class),
    STEPWISE: stepwise,
    SHRUNKEN: shrunken,
    POISSON: mth("poisson"),
    DARROCH: mth("darroch"),
    GAMMA: mth("gamma"),
    CHAO: lambda table, options, _: answers.chao(table, options=options),
}
"""Every method, in the order they are asked; each has randomness of its own, by its place here."""

SAMPLED = (DECOMPOSABLE, LATENT, SHRUNKEN)
"""Whose total is the middle of summed draws."""

SUMMED = (STEPWISE, POISSON, DARROCH, GAMMA)
"""Whose total is the sum of the strata's numbers, with an interval from summed draws."""

SILENT_WITHOUT_MODEL = (COMBINED, LATENT, SHRUNKEN)
"""What answers from its prior where no log-linear model identifies a number, and then must not be quoted."""


def wanted(method: str) -> tuple[str, ...]:
    """The methods to compute: the one asked for, and those beside it."""
    if method == "all":
        return tuple(ASK)
    beside = (LOGLINEAR, CHAO, DECOMPOSABLE) if method == COMBINED else (LOGLINEAR, CHAO)
    return tuple(name for name in ASK if name == method or name in beside)
