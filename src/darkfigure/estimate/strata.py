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
from darkfigure.estimate.prior import STRUCTURES, Prior
from darkfigure.estimate.total import Part, sum_interval
from darkfigure.inference.diagnostics import effective_size, rhat
from darkfigure.inference.tempering import Effort

Floats = NDArray[np.float64]

_PARTICLES = 250  # of a table alone; strata share the work, since the total is what must be sharp
_FEWEST = 60
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


def combined_effort(strata: int) -> Effort:
    """How much work the combined method does on each of so many strata."""
    return Effort(particles=max(_FEWEST, round(_PARTICLES / math.sqrt(strata))))


def shared_reach(pooled: Stratum) -> Prior | None:
    """A prior for the strata that expects of each list what it reaches of everybody."""
    whole = pooled.answers["combined"]
    if whole.unseen is None or len(pooled.table.lists) > MOST_LISTS:
        return None
    everybody = pooled.table.observed + whole.unseen
    share = np.clip(pooled.table.overlaps().diagonal() / everybody, 1e-4, 0.95)
    return Prior(reach_mean=tuple(np.log(share / (1 - share)).tolist()), reach_sd=_REACH_SD)


def learn_structures(strata: list[Stratum], *, options: EstimateOptions, rng: np.random.Generator) -> list[Stratum]:
    """Let the strata tell each other how common each structure is (empirical Bayes).

    Alone, a small stratum cannot rule out what it cannot see, and such doubts add up over many strata. How often each
    structure holds is estimated from the evidence of all, with the prior weights counting as one stratum more; each
    stratum is then weighed again. A stratum that shows a structure clearly keeps it.
    """
    places = [i for i, one in enumerate(strata) if one.answers["combined"].posterior is not None]
    found = [one for i in places if (one := strata[i].answers["combined"].posterior) is not None]
    if len(found) < 2:
        return strata
    names = [one.name for one in STRUCTURES]
    evidence = np.full((len(found), len(names)), -np.inf)
    for row, one in zip(evidence, found, strict=True):
        for result in one.structures:
            row[names.index(result.structure.name)] = result.evidence
    evidence = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    before = np.array([one.weight for one in STRUCTURES])
    weights = before
    for _ in range(200):
        shares = evidence * weights
        shares /= shares.sum(axis=1, keepdims=True)
        weights = (before + shares.sum(axis=0)) / (1 + len(found))
    learnt = dict(zip(names, weights.tolist(), strict=True))
    again = list(strata)
    for i, one in zip(places, found, strict=True):
        old = strata[i].answers["combined"]
        new = answers.of_posterior(
            one.reweighted(learnt, rng=rng), strata[i].table, options=options, trusted=old.unseen is not None
        )
        new = replace(new, seconds=old.seconds, diagnostics=old.diagnostics | new.diagnostics)
        again[i] = replace(strata[i], answers=strata[i].answers | {"combined": new})
    return again


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
    answer = Answer(
        unseen=sum(part.unseen for part in parts),
        diagnostics={"strata": [{"stratum": s.stratum, **s.answers["log-linear"].diagnostics} for s in strata]},
        seconds=sum(one.seconds for one in found),
    )
    own = [one for one in draws if one is not None]
    if len(own) == len(parts):
        answer = _resampled(answer, own, level=options.level, rng=rng)
    else:
        low, high = sum_interval(parts, level=options.level)
        answer = replace(answer, low=low, high=high)
    return Total(answer=answer, merged=tuple(strata[place].stratum for place in places))


def _resampled(answer: Answer, draws: list[Floats], *, level: float, rng: np.random.Generator) -> Answer:
    """With the interval of the sum of the strata's resampled estimates, which counts the choice of every model."""
    size = max(len(one) for one in draws)
    total = np.sum([_fitted(one, size, rng) for one in draws], axis=0)
    low, high = np.quantile(total, [(1 - level) / 2, (1 + level) / 2])
    unseen = answer.unseen or 0.0
    return replace(answer, low=min(float(low), unseen), high=max(float(high), unseen), draws=total)


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
