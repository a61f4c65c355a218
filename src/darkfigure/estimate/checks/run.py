"""All checks on one answered table: figures for the diagnostics, and warnings where something is wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkfigure.estimate import loglinear
from darkfigure.estimate.checks import words
from darkfigure.estimate.checks.left_out import LeftOut, leave_out
from darkfigure.estimate.checks.one_person import Swing, changes, swing_of_models, swing_of_sample
from darkfigure.estimate.checks.overlaps import dependences, empty_map, too_strong
from darkfigure.estimate.checks.predictive import Predicted, predict
from darkfigure.estimate.checks.sample import Counts, Sample, counts_of, leading, of_fit, of_structures
from darkfigure.estimate.options import EstimateOptions
from darkfigure.records import Notice

if TYPE_CHECKING:
    from darkfigure.estimate.run import Answered

_PARTICLES = 80
_STREAM = 7919  # of randomness, so that no method's own is disturbed
_MODELS = {2: 113, 3: 113, 4: 113}  # that compete on every table nearby; of more lists the best few
_FEW_MODELS = 30


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the checks found: warnings, and figures ready for JSON."""

    notices: tuple[Notice, ...]
    figures: dict[str, object]


def check(found: "Answered", *, options: EstimateOptions) -> Checked:
    """Run every check that the table and the method allow, on the table without strata."""
    counts = counts_of(found.pooled.table)
    if counts.lists < 2 or (counts.full < 0).any() or (counts.full != np.rint(counts.full)).any():
        return Checked(notices=(), figures={})  # one list overlaps nothing, and noise is not persons
    answer = found.pooled.answers.get(found.main, found.totals[found.main].answer)
    population = None if answer.unseen is None else counts.seen + answer.unseen
    empty, pairs = empty_map(counts, population=population), dependences(counts)
    notices = words.of_dependence(too_strong(pairs))
    figures: dict[str, object] = {"no_overlap": words.map_figures(empty), "dependence": words.pair_figures(pairs)}
    if population is not None:
        left, predicted, swings = _by_models(found, counts, options)
        notices += words.of_left_out(left)
        notices += words.of_prediction(predicted)
        notices += words.of_swings(swings, loglinear_limits=_limits(found, counts))
        figures |= words.model_figures(left, predicted, swings)
    return Checked(notices=tuple(notices), figures=figures)


def _by_models(
    found: "Answered", counts: Counts, options: EstimateOptions
) -> tuple[list[LeftOut], Predicted | None, dict[str, Swing]]:
    """The checks that need the models: list by list, table by table, person by person."""
    rng = np.random.default_rng([options.seed, _STREAM])
    own = found.pooled.answers.get(found.main)
    posterior = None if own is None else own.posterior
    nearby = changes(counts)
    fits = loglinear.ranked(counts.full, criterion=options.criterion, max_order=options.max_order)
    sample: Sample | None = None
    left: list[LeftOut] = []
    swings: dict[str, Swing] = {}
    if posterior is not None:
        structures = leading(posterior)
        sample = of_structures(counts, structures, particles=_PARTICLES, rng=rng)
        swings[found.main] = swing_of_sample(counts, sample, nearby)
        left = leave_out(counts, posterior.unseen, structures, rng=rng)
    elif fits and found.main == "log-linear":
        sample = of_fit(counts, fits[0].terms)
    if fits:
        models = [fit.terms for fit in fits[: _MODELS.get(counts.lists, _FEW_MODELS)]]
        cost = loglinear.penalty(counts.seen, criterion=options.criterion)
        swing = swing_of_models(counts, models, nearby, cost=cost)
        if swing is not None:
            swings["log-linear"] = swing
    return left, None if sample is None else predict(counts, sample, rng=rng), swings


def _limits(found: "Answered", counts: Counts) -> tuple[float, float]:
    """Of the log-linear population."""
    answer = found.pooled.answers["log-linear"]
    low = 0.0 if answer.low is None else answer.low
    return counts.seen + low, float("inf") if answer.high is None else counts.seen + answer.high
