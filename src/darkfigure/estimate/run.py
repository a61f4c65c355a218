"""From a capture table to an `Estimate`: strata, totals, methods side by side, verdict, warnings."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from darkfigure import __version__
from darkfigure.captures.covariates import Persons
from darkfigure.captures.table import CaptureTable
from darkfigure.captures.unknown import share_out_unknown
from darkfigure.engine import Engine, LocalEngine
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate import answers, notices
from darkfigure.estimate import strata as parts
from darkfigure.estimate.answers import Answer
from darkfigure.estimate.assumptions import assumptions
from darkfigure.estimate.checks.run import check
from darkfigure.estimate.methods import (
    ASK,
    CHAO,
    COMBINED,
    LOGLINEAR,
    SAMPLED,
    SILENT_WITHOUT_MODEL,
    SUMMED,
    Ask,
    wanted,
)
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.strata import Stratum, Total
from darkfigure.estimate.verdict import OPEN, verdict
from darkfigure.inference.tempering import Effort
from darkfigure.records import Estimate, MethodEstimate, StratumEstimate

ROBUST = "doubly-robust"
POOLED = "log-linear-pooled"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Everything that was computed, before it is put into words."""

    table: CaptureTable
    pooled: Stratum
    strata: list[Stratum]
    totals: dict[str, Total]
    main: str
    verdict: str

    @property
    def stratified(self) -> bool:
        """Whether there are strata."""
        return self.table.strata != ({},)


def estimate_table(
    table: CaptureTable, *, options: EstimateOptions | None = None, persons: Persons | None = None
) -> Estimate:
    """Estimate the population behind a capture table.

    Each stratum has answers of its own, the total is their sum, and the table without strata is answered beside it.
    What the data do not identify has no number, but a bound.

    Args:
        table: Persons by pattern and stratum.
        options: Level, method, seed and what is counted.
        persons: The persons of the table with covariates, for the doubly robust method.

    Raises:
        TableError: Nobody is in the table.
        UsageError: The doubly robust method without covariates, or for strata.

    Example:
        >>> from darkfigure import read_table
        >>> from darkfigure.estimate import EstimateOptions
        >>> table = read_table({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]})
        >>> found = estimate_table(table, options=EstimateOptions(method="chao-lower-bound"))
        >>> found.observed, found.estimate
        (125, 256.878)

    Source:
        See the modules of `darkfigure.estimate`, one a method.
    """
    options = options or EstimateOptions()
    return put_into_words(answer_checked(table, options=options, persons=persons), options=options)


def put_into_words(found: Answered, *, options: EstimateOptions) -> Estimate:
    """The estimate of what was computed, with its checks, assumptions and warnings."""
    table, total = found.table, found.totals[found.main].answer
    seen = table.observed
    bound = found.pooled.answers[CHAO]
    checked = check(found, options=options)
    return Estimate(
        population=options.population,
        lists=table.lists,
        observed=seen,
        level=options.level,
        seed=options.seed,
        version=__version__,
        estimate=add(seen, total.unseen),
        low=add(seen, total.low),
        high=add(seen, total.high),
        method=found.main,
        lower_bound=add(seen, bound.unseen),
        verdict=found.verdict,
        assumptions=assumptions(stratified=found.stratified, method=found.main),
        strata=tuple(_stratum(one, found.main) for one in found.strata) if found.stratified else (),
        methods=_methods(found, {"checks": checked.figures}),
        variance_shares=_shares(found),
        warnings=(*notices.warnings(found), *checked.notices),
    )


def add(seen: int, unseen: float | None) -> float | None:
    """Seen and unseen, to a thousandth of a person."""
    return None if unseen is None else round(seen + unseen, 3)


def _check_robust(table: CaptureTable, persons: Persons | None) -> None:
    if persons is None:
        raise UsageError(
            "the method doubly-robust needs covariates: one row a person, and columns that tell what persons differ "
            "in (--covariates age,sex)."
        )
    if len(table.strata) > 1:
        raise UsageError(
            "the method doubly-robust answers for the whole population, not for strata. Name the columns as "
            "covariates instead, or take another method for the strata; the doubly robust answer stands beside it."
        )


def answer_checked(
    table: CaptureTable,
    *,
    options: EstimateOptions,
    persons: Persons | None = None,
    engine: Engine | None = None,
) -> Answered:
    """`answer_table`, after refusing what cannot be answered; arguments and errors as in `estimate_table`."""
    if not table.observed:
        raise TableError("nobody is in the table; there is nothing to estimate from.")
    if options.method == ROBUST:
        _check_robust(table, persons)
    return answer_table(table, options=options, persons=persons, engine=engine)


def answer_table(
    table: CaptureTable,
    *,
    options: EstimateOptions,
    effort: Effort | None = None,
    persons: Persons | None = None,
    engine: Engine | None = None,
) -> Answered:
    """Everything of an estimate but its words.

    `effort` limits the work of the combined method on each table. Each stratum, and the table without strata, is a
    task of `engine`; without one all are answered here.
    """
    names = wanted(options.method)
    given, table = table, share_out_unknown(table)
    streams = np.random.default_rng(options.seed).spawn(len(table.strata) + 2)
    asked = _to_ask(table, names, options, streams)
    pooled, *strata = (engine or LocalEngine()).map_tasks(_stratum_answers, effort, asked)
    if persons is not None:
        rng = np.random.default_rng([options.seed, 11])
        robust = answers.timed(lambda: answers.doubly_robust(persons, options=options, rng=rng))
        pooled = replace(pooled, answers=pooled.answers | {ROBUST: robust})
    strata = strata or [replace(pooled, stratum=table.strata[0])]
    rng = streams[-2]
    totals = {CHAO: Total(answer=pooled.answers[CHAO])}
    if COMBINED in names:
        if len(table.strata) > 1:
            strata, totals[COMBINED] = parts.combined_together(
                strata,
                given,
                options=options,
                rng=rng,
                quick=effort is not None,
                identified=pooled.answers[LOGLINEAR].fit is not None,
            )
        else:
            totals[COMBINED] = Total(answer=strata[0].answers[COMBINED])
    totals |= _sums(table, strata, pooled, names, options=options, rng=rng)
    main = COMBINED if options.method == "all" else options.method
    said = _verdict(totals[main].answer, main, options=options)
    return Answered(table=table, pooled=pooled, strata=strata, totals=totals, main=main, verdict=said)


def _to_ask(
    table: CaptureTable, names: tuple[str, ...], options: EstimateOptions, streams: Sequence[np.random.Generator]
) -> "list[_Asked]":
    """The table without strata, and each stratum where there are several."""
    whole = _Asked(table.pooled(), {}, names, options, streams[-1])
    if len(table.strata) == 1:
        return [whole]
    fewer = max(100, round(options.replicates / math.sqrt(len(table.strata))))
    each = replace(options, replicates=min(options.replicates, fewer))
    beside = tuple(name for name in names if name != COMBINED)
    split = zip(table.split(), streams, strict=False)
    return [whole, *(_Asked(one, stratum, beside, each, own) for (stratum, one), own in split)]


def _sums(
    table: CaptureTable,
    strata: list[Stratum],
    pooled: Stratum,
    names: tuple[str, ...],
    *,
    options: EstimateOptions,
    rng: np.random.Generator,
) -> dict[str, Total]:
    """The totals over strata of each method but the combined one, and what has one answer for all."""
    totals = {LOGLINEAR: parts.log_linear_total(table, strata, pooled, options=options, rng=rng)}
    for method in SAMPLED:
        if method in names:
            totals[method] = parts.total_of_draws(strata, method, level=options.level, rng=rng)
    for method in SUMMED:
        if method in names:
            totals[method] = parts.total_of_numbers(strata, method, pooled, level=options.level, rng=rng)
    if ROBUST in pooled.answers:
        totals[ROBUST] = Total(answer=pooled.answers[ROBUST])
    return totals


class _Asked(NamedTuple):
    """A table, of which stratum it is, what is asked about it, and its randomness."""

    table: CaptureTable
    stratum: dict[str, str]
    names: tuple[str, ...]
    options: EstimateOptions
    rng: np.random.Generator


def _stratum_answers(effort: Effort | None, asked: _Asked) -> Iterator[Stratum]:
    """Ask every method wanted about one table. Each has randomness of its own, so that none disturbs another."""
    used = asked.table.without_empty_lists()
    streams = dict(zip(ASK, asked.rng.spawn(len(ASK)), strict=True))
    methods = ASK | {COMBINED: _combined_with(effort)}
    found = {name: answers.timed(partial(methods[name], used, asked.options, streams[name])) for name in asked.names}
    if found[LOGLINEAR].fit is None:
        # what no model identifies has draws for the total, but no number
        found |= {name: answers.without_number(one) for name, one in found.items() if name in SILENT_WITHOUT_MODEL}
    yield Stratum(stratum=asked.stratum, table=used, answers=found)


def _combined_with(effort: Effort | None) -> Ask:
    """The combined method with limited work."""
    return lambda table, options, rng: answers.combined(table, options=options, rng=rng, effort=effort)


def _verdict(total: Answer, main: str, *, options: EstimateOptions) -> str:
    if main == CHAO:
        return "lower bound only"
    if total.unseen is None:
        return OPEN
    if main != COMBINED:
        return "one family, not compared"
    whole = total.posterior
    return OPEN if whole is None else verdict(whole, level=options.level)


def _stratum(one: Stratum, method: str) -> StratumEstimate:
    seen, answer = one.table.observed, one.answers[method]
    return StratumEstimate(
        stratum=one.stratum,
        observed=seen,
        estimate=add(seen, answer.unseen),
        low=add(seen, answer.low),
        high=add(seen, answer.high),
        lower_bound=add(seen, one.answers[CHAO].unseen),
    )


def _methods(found: Answered, more: dict[str, object]) -> tuple[MethodEstimate, ...]:
    """Every method, the headline's first; `more` is added to its diagnostics."""
    listed = [(method, total.answer) for method, total in found.totals.items() if method != CHAO]
    listed.sort(key=lambda pair: pair[0] != found.main)
    if len(found.strata) > 1:
        listed.append((POOLED, found.pooled.answers[LOGLINEAR]))
    listed.append((CHAO, found.totals[CHAO].answer))
    first, *rest = (_method(method, answer, found) for method, answer in listed)
    return (replace(first, diagnostics=first.diagnostics | more), *rest)


def _method(method: str, answer: Answer, found: Answered) -> MethodEstimate:
    seen = found.table.observed
    return MethodEstimate(
        method=method,
        estimate=add(seen, answer.unseen),
        low=add(seen, answer.low),
        high=add(seen, answer.high),
        weight=1.0 if method == found.main else 0.0,
        cpu_seconds=round(answer.seconds, 4),
        diagnostics=answer.diagnostics,
    )


def _shares(found: Answered) -> dict[str, float] | None:
    """How much of the variance of log(unseen) lies between structures, and how much within."""
    whole = found.totals[COMBINED].answer.posterior if COMBINED in found.totals else None
    if found.main != COMBINED or whole is None:
        return None
    weight = np.array([one.weight for one in whole.structures])
    logs = [np.log1p(one.unseen) for one in whole.structures]
    means = np.array([one.mean() for one in logs])
    within = float(weight @ np.array([one.var() for one in logs]))
    between = float(weight @ (means - weight @ means) ** 2)
    if within + between == 0:
        return None
    model = round(between / (within + between), 4)
    return {"sampling": round(1 - model, 4), "model": model, "linkage": 0.0}
