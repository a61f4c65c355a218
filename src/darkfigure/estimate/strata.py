"""The answers of all strata, and the total over them."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.captures.unknown import known_and_unknown
from darkfigure.estimate import answers, loglinear
from darkfigure.estimate.answers import Answer
from darkfigure.estimate.combined import shortest_interval
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.pooled import Spread, Sweeps, joint_posterior, told
from darkfigure.estimate.total import Part, sum_interval
from darkfigure.inference.diagnostics import effective_size, rhat

Floats = NDArray[np.float64]

_FEW = 60  # strata up to which runs are longer


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


def combined_together(
    strata: list[Stratum],
    table: CaptureTable,
    *,
    options: EstimateOptions,
    rng: np.random.Generator,
    quick: bool = False,
    identified: bool = True,
) -> tuple[list[Stratum], Total]:
    """The combined answers of all strata, drawn jointly, and the total of the joint draws.

    Args:
        strata: In the order of the strata of `table` that are known, with their other answers.
        table: As read, persons of unknown stratum among them.
        options: Level and seed.
        rng: Source of randomness.
        quick: Do less work, for one of many linkages.
        identified: Whether any model of the table without strata has a number; if none has, nor has this.
    """
    start = time.process_time()
    known, unknown, fitting = known_and_unknown(table)
    lists = np.flatnonzero(known.sum(axis=0) + unknown.sum(axis=0))
    used = np.array([j for j in range(len(table.lists)) if ((lists >> j) & 1).any()])
    known, unknown = (_without_empty(one, used) for one in (known, unknown))
    prior, spread = options.prior, Spread()
    sweeps = sweeps_for(len(strata), quick=quick)
    found = joint_posterior(known, unknown=unknown, fitting=fitting, prior=prior, rng=rng, spread=spread, sweeps=sweeps)
    trusted = identified and found.total.nearly_converged
    answered = [
        replace(
            one,
            answers=one.answers
            | {"combined": _of_stratum(one, found.unseen[..., s], found.seen[..., s], level=options.level, ok=trusted)},
        )
        for s, one in enumerate(strata)
    ]
    diagnostics = told(found, tuple(table.lists[j] for j in used), prior=prior, spread=spread)
    diagnostics["strata"] = [{"stratum": one.stratum, **one.answers["combined"].diagnostics} for one in answered]
    total = Answer(
        diagnostics=diagnostics,
        draws=found.total.unseen,
        posterior=found.total,
        seconds=time.process_time() - start,
    )
    if trusted:
        low, high = shortest_interval(found.total.unseen, level=options.level)
        total = replace(total, unseen=found.total.median, low=low, high=high)
    return answered, Total(answer=total)


def sweeps_for(strata: int, *, quick: bool) -> Sweeps:
    """The more strata, the longer a sweep, and the sooner runs arrive."""
    if quick:
        return Sweeps(learning=200, kept=300, rounds=1)
    if strata <= _FEW:
        # few strata leave their centres a long tail, through which only long moves lead
        return Sweeps(learning=300, kept=800, leaps=120)
    return Sweeps(learning=250, kept=600, leaps=30)


def _without_empty(tables: Floats, used: NDArray[np.int64]) -> Floats:
    """Tables by the lists that somebody is on."""
    cells = np.arange(1 << len(used))
    wide = sum(((cells >> new) & 1) << int(old) for new, old in enumerate(used))
    return np.asarray(tables[:, wide])


def _of_stratum(one: Stratum, unseen: Floats, seen: Floats, *, level: float, ok: bool) -> Answer:
    """The answer of one stratum; draws count from the persons shown as seen, whoever was allotted in that draw."""
    chains = unseen + seen - one.table.observed
    draws = chains.ravel()
    diagnostics: dict[str, object] = {"r_hat": round(rhat(chains), 4), "ess": round(effective_size(chains))}
    if not ok:
        return Answer(diagnostics=diagnostics, draws=draws)
    low, high = shortest_interval(draws, level=level)
    return Answer(unseen=float(np.median(draws)), low=low, high=high, draws=draws, diagnostics=diagnostics)


def total_of_draws(strata: list[Stratum], method: str, *, level: float, rng: np.random.Generator) -> Total:
    """The sum of draws, one from each stratum. Strata that identify little are in it with all the width that has."""
    found = [one.answers[method] for one in strata]
    if len(found) == 1:
        return Total(answer=found[0])
    known = [one for one in found if one.draws is not None]
    diagnostics: dict[str, object] = {
        "strata": [{"stratum": s.stratum, **s.answers[method].diagnostics} for s in strata]
    }
    if not known or len(known) < len(found):
        return Total(answer=Answer(diagnostics=diagnostics))
    size = max(len(one.draws) for one in known if one.draws is not None)
    draws = np.sum([_fitted(one.draws, size, rng) for one in known if one.draws is not None], axis=0)
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


def total_of_numbers(
    strata: list[Stratum], method: str, pooled: Stratum, *, level: float, rng: np.random.Generator
) -> Total:
    """The sum of the strata's numbers, with limits from summed draws; the table without strata where one has none."""
    found = [one.answers[method] for one in strata]
    if len(found) == 1:
        return Total(answer=found[0])
    if any(one.unseen is None for one in found):
        return Total(answer=pooled.answers[method], pooled=True)
    answer = Answer(
        unseen=sum(one.unseen or 0.0 for one in found),
        diagnostics={"strata": [{"stratum": s.stratum, **s.answers[method].diagnostics} for s in strata]},
        seconds=sum(one.seconds for one in found),
    )
    draws = [one.draws for one in found if one.draws is not None]
    if len(draws) < len(found):  # a stratum without upper limit: the seen and the other strata's least are the floor
        return Total(answer=replace(answer, low=sum(one.low or 0.0 for one in found)))
    return Total(answer=_resampled(answer, draws, level=level, rng=rng))


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
