"""What a method answers for one table without strata, in one shape for all methods."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.covariates import Persons
from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import decomposable as graphs
from darkfigure.estimate import loglinear
from darkfigure.estimate.bootstrap import competition, resample
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.combined import (
    MOST_LISTS,
    ROUNDS,
    Posterior,
    merge_shortest,
    posterior,
    shortest_interval,
)
from darkfigure.estimate.doubly_robust import estimate_pairs
from darkfigure.estimate.models import written
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.prior import CLASSES, Prior, unseen_share, weight_of_prior
from darkfigure.estimate.verdict import families
from darkfigure.inference.tempering import Effort

Floats = NDArray[np.float64]

_DRAWS = 4000
_CLASSES_EFFORT = Effort(particles=220, kept=0.4)  # without interactions, fewer powers do as well
_CLASSES_ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The unseen of one table by one method.

    Attributes:
        unseen: None where not identified.
        low: Lower limit of the unseen.
        high: Upper limit; None where there is none.
        draws: A sample of the unseen, for totals; None where the method has none.
        diagnostics: What the method has to say about itself, ready for JSON.
        seconds: CPU time.
        posterior: Of the combined method.
        fit: Of the log-linear method.
    """

    unseen: float | None = None
    low: float | None = None
    high: float | None = None
    draws: Floats | None = None
    diagnostics: dict[str, object] = field(default_factory=dict)
    seconds: float = 0.0
    posterior: Posterior | None = None
    fit: loglinear.Fit | None = None


def timed(answer: Callable[[], Answer]) -> Answer:
    """The answer with the CPU seconds it took."""
    start = time.process_time()
    found = answer()
    return replace(found, seconds=time.process_time() - start)


def without_number(answer: Answer) -> Answer:
    """The same draws and diagnostics, but no number to be quoted."""
    return replace(answer, unseen=None, low=None, high=None)


def chao(table: CaptureTable, *, options: EstimateOptions) -> Answer:
    """Chao's lower bound."""
    bound = lower_bound(table.full(), level=options.level)
    return Answer(unseen=bound.unseen, low=bound.low, high=bound.high, diagnostics={"somebody_seen_twice": bound.exact})


def log_linear(table: CaptureTable, *, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """The model with the smallest criterion; its interval counts that another might have been chosen."""
    if len(table.lists) < 2:
        return Answer(diagnostics={"model": None})
    full = table.full()
    fits = loglinear.ranked(full, criterion=options.criterion, max_order=options.max_order)
    if not fits:
        return Answer(diagnostics={"model": None})
    best = fits[0]
    fixed = loglinear.profile_interval(full, best, level=options.level)
    seen = table.observed
    diagnostics: dict[str, object] = {
        "model": written(best.terms, len(table.lists)),
        "criterion": round(best.criterion, 6),
        "models_tried": best.tried,
        "models_not_identified": best.excluded,
        "interval_if_model_known": [round(seen + fixed[0], 3), None if fixed[1] is None else round(seen + fixed[1], 3)],
    }
    found = _choosing_again(full, fits, options=options, rng=rng)
    if found is None:
        return Answer(unseen=best.unseen, low=fixed[0], high=fixed[1], diagnostics=diagnostics, fit=best)
    low, high, draws, more = found
    diagnostics |= more
    return Answer(
        unseen=best.unseen,
        low=min(low, best.unseen),
        high=None if fixed[1] is None else max(high, best.unseen),
        draws=draws,
        diagnostics=diagnostics,
        fit=best,
    )


def _choosing_again(
    full: Floats, fits: list[loglinear.Fit], *, options: EstimateOptions, rng: np.random.Generator
) -> tuple[float, float, Floats, dict[str, object]] | None:
    """Limits by resampling persons and choosing the model again; None where that fails too often."""
    # on small tables all models compete; on large ones the best few, as many as time allows
    room = max(5, min(len(fits), 113 if len(full) <= 16 else 50 * 64 // max(64, len(full))))
    replicates = options.replicates if len(full) <= 256 else min(options.replicates, 300)
    cost = loglinear.penalty(float(full[1:].sum()), criterion=options.criterion)
    models = competition([fit.terms for fit in fits[:room]], len(full).bit_length() - 1, cost=cost)
    again = resample(full, models, replicates=replicates, rng=rng)
    if again.failed > replicates // 2 or not np.isfinite(again.estimate):
        return None
    low, high = again.bca(level=options.level)
    other = again.percentile(level=options.level)
    seen = float(full[1:].sum())
    draws = again.unseen[np.isfinite(again.unseen)]
    return (
        low,
        high,
        draws,
        {
            "interval": "BCa bootstrap with the model chosen again",
            "percentile_interval": [round(seen + other[0], 3), round(seen + other[1], 3)],
            "models_competing": room,
            "replicates": replicates,
            "replicates_without_answer": again.failed,
        },
    )


def combined(
    table: CaptureTable,
    *,
    options: EstimateOptions,
    rng: np.random.Generator,
    effort: Effort | None = None,
    prior: Prior | None = None,
) -> Answer:
    """The posterior over all structures. With an effort given it is not repeated until runs agree."""
    if len(table.lists) < 2:
        return Answer()
    rounds = ROUNDS if effort is None else 1
    believed = prior or options.prior
    found = posterior(merge_shortest(table.full()), prior=believed, rng=rng, effort=effort, rounds=rounds)
    answer = of_posterior(found, table, options=options, trusted=effort is not None or found.converged)
    assumed = _assumed(found, table, believed, level=options.level)
    return replace(answer, diagnostics=answer.diagnostics | assumed)


def _assumed(found: Posterior, table: CaptureTable, believed: Prior, *, level: float) -> dict[str, object]:
    """Which assumption makes which difference: the answer by family, and how much of it is the prior."""
    seen, lists = table.observed, min(len(table.lists), MOST_LISTS)
    before = unseen_share(believed, lists=lists, rng=np.random.default_rng(lists))
    return {
        "families": [
            {
                "family": one.name,
                "weight": round(one.weight, 4),
                "estimate": round(seen + one.median, 3),
                "low": round(seen + one.low, 3),
                "high": round(seen + one.high, 3),
            }
            for one in families(found, level=level)
        ],
        "unseen_share": weight_of_prior(before, found.unseen / (found.unseen + seen)),
        "prior": asdict(believed),
    }


def latent_class(table: CaptureTable, *, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """Lists independent within one to four classes of people, averaged by evidence."""
    if len(table.lists) < 2:
        return Answer()
    found = posterior(
        merge_shortest(table.full()),
        prior=options.prior,
        rng=rng,
        effort=_CLASSES_EFFORT,
        structures=CLASSES,
        rounds=_CLASSES_ROUNDS,
    )
    return of_posterior(found, table, options=options, trusted=found.converged)


def of_posterior(found: Posterior, table: CaptureTable, *, options: EstimateOptions, trusted: bool) -> Answer:
    """The answer of a posterior; without a number where its runs do not agree."""
    seen = table.observed
    diagnostics: dict[str, object] = {
        "r_hat": round(found.rhat, 4),
        "ess": round(found.ess),
        "rounds": found.rounds,
        "converged": found.converged,
        "structures": [
            {
                "structure": one.structure.name,
                "weight": round(one.weight, 4),
                "estimate": round(seen + float(np.median(one.unseen)), 3),
            }
            for one in found.structures
        ],
    }
    if len(table.lists) > MOST_LISTS:
        diagnostics["lists_after_merging_the_shortest"] = MOST_LISTS
    answer = Answer(diagnostics=diagnostics, draws=found.unseen, posterior=found)
    if not trusted:
        return answer
    low, high = shortest_interval(found.unseen, level=options.level)
    return replace(answer, unseen=found.median, low=low, high=high)


def decomposable(table: CaptureTable, *, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """The average over decomposable graphs; up to six lists."""
    lists = len(table.lists)
    if lists < 2 or lists > graphs.MOST_LISTS or table.count_seen(1) == table.observed:
        return Answer()
    found = graphs.average(table.full())
    tail = (1 - options.level) / 2
    draws = rng.choice(found.unseen, size=_DRAWS, p=found.probability)
    return Answer(
        unseen=found.quantile(0.5),
        low=found.quantile(tail),
        high=found.quantile(1 - tail),
        draws=draws,
        diagnostics={
            "graphs": found.graphs,
            "likeliest_graph": [[table.lists[a], table.lists[b]] for a, b in found.edges],
            "its_weight": round(found.top_weight, 4),
        },
    )


def doubly_robust(persons: Persons, *, options: EstimateOptions, rng: np.random.Generator) -> Answer:
    """Every two lists taken as independent among people alike in their covariates."""
    found = estimate_pairs(persons, level=options.level, rng=rng)
    seen, names = len(persons.marks), persons.table.lists
    pairs: list[dict[str, object]] = [
        {
            "lists": [names[j] for j in pair.lists],
            "estimate": round(seen + pair.unseen, 3),
            "low": round(seen + pair.low, 3),
            "high": round(seen + pair.high, 3),
            "without_correction": round(seen + pair.plug_in, 3),
            "share_hardly_ever_seen": round(pair.rare, 4),
            "models": pair.weights,
        }
        for pair in found.pairs
    ]
    return Answer(
        unseen=found.unseen,
        low=found.low,
        high=found.high,
        draws=found.draws if len(found.draws) else None,
        diagnostics={
            "covariates": list(persons.covariates),
            "pairs": pairs,
            "assumptions": [
                "among people alike in the covariates, being on one list of the pair says nothing about the other",
                "nobody is of a kind that has no chance of being on both lists",
            ],
        },
    )
