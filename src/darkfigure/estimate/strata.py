"""The answers of all strata, and the total over them."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import answers, loglinear
from darkfigure.estimate.answers import Answer
from darkfigure.estimate.combined import MOST_LISTS, RUNS, shortest_interval
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.prior import Prior
from darkfigure.estimate.total import Part, sum_interval
from darkfigure.inference.diagnostics import effective_size, rhat
from darkfigure.inference.tempering import Effort

Floats = NDArray[np.float64]

_FULL_EFFORT = 8  # strata up to which each has the work of a table of its own
_REACH_SD = 1.0  # how far a stratum's log-odds of being on a list may lie from those of everybody


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """One stratum, or the table without strata: its counts and what each method answers."""

    stratum: dict[str, str]
    table: CaptureTable
    answers: dict[str, Answer]


@dataclass(frozen=True, kw_only=True)
class Total:
    """The unseen of all strata together by one method.

    Attributes:
        answer: Sum over the strata.
        merged: Strata taken together for the total, because some of them identify nothing alone.
        pooled: Whether the total had to be taken from the table without strata.
    """

    answer: Answer
    merged: tuple[dict[str, str], ...] = ()
    pooled: bool = False


def combined_effort(strata: int) -> Effort | None:
    """How much work the combined method does on each of so many strata; None for all that is needed."""
    if strata <= _FULL_EFFORT:
        return None
    return Effort(particles=max(60, round(250 / math.sqrt(strata / _FULL_EFFORT))))


def shared_reach(pooled: Stratum) -> Prior | None:
    """A prior for the strata that expects of each list what it reaches of everybody."""
    whole = pooled.answers["combined"]
    if whole.unseen is None or len(pooled.table.lists) > MOST_LISTS:
        return None
    everybody = pooled.table.observed + whole.unseen
    share = np.clip(pooled.table.overlaps().diagonal() / everybody, 1e-4, 0.95)
    return Prior(reach_mean=tuple(np.log(share / (1 - share)).tolist()), reach_sd=_REACH_SD)


def total_of_draws(strata: list[Stratum], method: str, *, level: float, rng: np.random.Generator) -> Total:
    """The sum of joint draws. Strata that identify little are in it with all the width that has."""
    found = [one.answers[method] for one in strata]
    if len(found) == 1:
        return Total(answer=found[0])
    known = [one for one in found if one.draws is not None]
    diagnostics: dict[str, object] = {
        "strata": [{"stratum": s.stratum, **s.answers[method].diagnostics} for s in strata]
    }
    if not known or (method != "combined" and len(known) < len(found)):
        return Total(answer=Answer(diagnostics=diagnostics))
    size = max(len(one.draws) for one in known if one.draws is not None)
    draws = np.sum([_fitted(one.draws, size, rng) for one in known if one.draws is not None], axis=0)
    posteriors = [one.posterior for one in known if one.posterior is not None]
    if posteriors:
        length = max(one.chains.shape[1] for one in posteriors)
        chains = np.array(
            [np.sum([_fitted(one.chains[i], length, rng) for one in posteriors], axis=0) for i in range(RUNS)]
        )
        diagnostics |= {"r_hat": round(rhat(chains), 4), "ess": round(effective_size(chains))}
    low, high = shortest_interval(draws, level=level)
    return Total(
        answer=Answer(
            unseen=float(np.median(draws)),
            low=low,
            high=high,
            draws=draws,
            diagnostics=diagnostics,
            seconds=sum(one.seconds for one in found),
        )
    )


def _fitted(draws: Floats, size: int, rng: np.random.Generator) -> Floats:
    """So many of these draws, in an order of their own."""
    return np.asarray(rng.choice(draws, size=size, replace=len(draws) < size))


def log_linear_total(
    table: CaptureTable,
    strata: list[Stratum],
    pooled: Stratum,
    *,
    options: EstimateOptions,
    rng: np.random.Generator,
) -> Total:
    """The sum over strata. Strata that identify nothing are taken together, at need with the smallest that do."""
    found = [one.answers["log-linear"] for one in strata]
    if len(found) == 1:
        return Total(answer=found[0])
    lost = [place for place, one in enumerate(found) if one.fit is None]
    parts = [_part(one) for one, answer in zip(strata, found, strict=True) if answer.fit is not None]
    draws = [one.draws for one in found if one.fit is not None]
    places = list(lost)
    if lost:
        spare = sorted((p for p in range(len(found)) if p not in lost), key=lambda p: strata[p].table.observed)
        while True:
            rest = _together(table, places, options=options, rng=rng)
            if rest.answers["log-linear"].fit is not None:
                break
            if not spare:
                return Total(answer=pooled.answers["log-linear"], pooled=True)
            places.append(spare.pop(0))
        if not spare:
            return Total(answer=pooled.answers["log-linear"], pooled=True)
        parts = [*(_part(strata[p]) for p in spare), _part(rest)]
        draws = [*(found[p].draws for p in spare), rest.answers["log-linear"].draws]
    low, high = sum_interval(parts, level=options.level)
    answer = Answer(
        unseen=sum(part.unseen for part in parts),
        low=low,
        high=high,
        diagnostics={"strata": [{"stratum": s.stratum, **s.answers["log-linear"].diagnostics} for s in strata]},
        seconds=sum(one.seconds for one in found),
    )
    return Total(
        answer=_widened(answer, draws, level=options.level, rng=rng),
        merged=tuple(strata[place].stratum for place in places),
    )


def _widened(answer: Answer, draws: list[Floats | None], *, level: float, rng: np.random.Generator) -> Answer:
    """The interval that counts the choice of every stratum's model, where all strata have resampled estimates."""
    own = [one for one in draws if one is not None]
    if len(own) < len(draws) or answer.unseen is None or answer.low is None:
        return answer
    size = max(len(one) for one in own)
    total = np.sum([_fitted(one, size, rng) for one in own], axis=0)
    low, high = np.quantile(total, [(1 - level) / 2, (1 + level) / 2])
    seen = {"interval_if_models_known": [round(answer.low, 3), None if answer.high is None else round(answer.high, 3)]}
    return replace(
        answer,
        low=min(float(low), answer.unseen),
        high=None if answer.high is None else max(float(high), answer.unseen),
        draws=total,
        diagnostics=answer.diagnostics | {"unseen": seen},
    )


def _part(one: Stratum) -> Part:
    fit = one.answers["log-linear"].fit
    if fit is None:
        raise ValueError("only an identified stratum is a part of the total")
    return Part(unseen=fit.unseen, best=fit.kernel, completed=loglinear.completed_kernel(one.table.full(), fit.terms))


def _together(table: CaptureTable, places: list[int], *, options: EstimateOptions, rng: np.random.Generator) -> Stratum:
    """One table of the strata at these places, and its log-linear answer."""
    mine = np.isin(table.stratum, places)
    counts, stratum = table.counts[mine], table.stratum[mine]
    one = replace(table, patterns=table.patterns[mine], counts=counts, stratum=stratum).pooled().without_empty_lists()
    return Stratum(stratum={}, table=one, answers={"log-linear": answers.log_linear(one, options=options, rng=rng)})
