"""From a capture table to an `Estimate`: strata, total, bound, methods side by side, warnings."""

import time

from darkfigure import __version__
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError
from darkfigure.estimate import notices
from darkfigure.estimate.models import written
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.strata import Answer, Total, answer, total
from darkfigure.records import Estimate, MethodEstimate, Notice, StratumEstimate

LOGLINEAR, CHAO, POOLED = "log-linear", "chao-lower-bound", "log-linear-pooled"


def estimate_table(table: CaptureTable, *, options: EstimateOptions | None = None) -> Estimate:
    """Estimate the population behind a capture table.

    Each stratum has a log-linear model of its own, the total is their sum, and the table without strata is answered
    beside it. A stratum that identifies nothing has no number, but a bound.

    Args:
        table: Persons by pattern and stratum.
        options: Level, method, seed and what is counted.

    Raises:
        TableError: Nobody is in the table.

    Source:
        See `darkfigure.estimate.loglinear` and `darkfigure.estimate.chao`.
    """
    options = options or EstimateOptions()
    if not table.observed:
        raise TableError("nobody is in the table; there is nothing to estimate from.")
    start = time.process_time()
    pooled = answer(table.pooled(), {}, options=options)
    pooled_seconds = time.process_time() - start
    stratified = len(table.strata) > 1 or table.strata != ({},)
    answers = [answer(one, stratum, options=options) for stratum, one in table.split()] if stratified else [pooled]
    whole = total(table, answers, pooled, options=options)
    seconds = time.process_time() - start
    methods = _methods(pooled, answers, whole, seconds=(seconds, pooled_seconds))
    bound_only = options.method == CHAO
    main = methods[-1] if bound_only else methods[0]
    return Estimate(
        population=options.population,
        lists=table.lists,
        observed=table.observed,
        level=options.level,
        seed=options.seed,
        version=__version__,
        estimate=main.estimate,
        low=main.low,
        high=main.high,
        method=main.method,
        lower_bound=_add(pooled.table.observed, pooled.bound.unseen),
        verdict=_verdict(main),
        assumptions=notices.assumptions(stratified=stratified, method=main.method),
        strata=tuple(_stratum(one) for one in answers) if stratified else (),
        methods=methods,
        warnings=_warnings(table, pooled, answers, whole, main),
    )


def _verdict(main: MethodEstimate) -> str:
    if main.method == CHAO:
        return "lower bound only"
    return "not identified" if main.estimate is None else "one family, not compared"


def _methods(
    pooled: Answer, answers: list[Answer], whole: Total, *, seconds: tuple[float, float]
) -> tuple[MethodEstimate, ...]:
    seen = sum(one.table.observed for one in answers)
    found = [
        MethodEstimate(
            method=LOGLINEAR,
            estimate=_add(seen, whole.unseen),
            low=_add(seen, whole.low),
            high=_add(seen, whole.high),
            weight=1.0,
            cpu_seconds=round(seconds[0], 4),
            diagnostics=_diagnostics(pooled if len(answers) == 1 or whole.pooled else None, answers),
        )
    ]
    if len(answers) > 1:
        found.append(
            MethodEstimate(
                method=POOLED,
                estimate=_add(seen, None if pooled.fit is None else pooled.fit.unseen),
                low=_add(seen, pooled.low),
                high=_add(seen, pooled.high),
                weight=0.0,
                cpu_seconds=round(seconds[1], 4),
                diagnostics=_diagnostics(pooled, [pooled]),
            )
        )
    found.append(
        MethodEstimate(
            method=CHAO,
            estimate=_add(seen, pooled.bound.unseen),
            low=_add(seen, pooled.bound.low),
            high=_add(seen, pooled.bound.high),
            weight=0.0,
            cpu_seconds=round(seconds[1], 4),
            diagnostics={"somebody_seen_twice": pooled.bound.exact},
        )
    )
    return tuple(found)


def _diagnostics(one: Answer | None, answers: list[Answer]) -> dict[str, object]:
    """The model chosen and how many were tried; per stratum where there are several."""
    if one is None:
        return {"strata": [{"stratum": a.stratum, **_diagnostics(a, [a])} for a in answers]}
    if one.fit is None:
        return {"model": None}
    return {
        "model": written(one.fit.terms, len(one.table.lists)),
        "criterion": round(one.fit.criterion, 6),
        "models_tried": one.fit.tried,
        "models_not_identified": one.fit.excluded,
    }


def _stratum(one: Answer) -> StratumEstimate:
    seen = one.table.observed
    return StratumEstimate(
        stratum=one.stratum,
        observed=seen,
        estimate=_add(seen, None if one.fit is None else one.fit.unseen),
        low=_add(seen, one.low),
        high=_add(seen, one.high),
        lower_bound=_add(seen, one.bound.unseen),
    )


def _add(seen: int, unseen: float | None) -> float | None:
    return None if unseen is None else round(seen + unseen, 3)


def _warnings(
    table: CaptureTable, pooled: Answer, answers: list[Answer], whole: Total, main: MethodEstimate
) -> tuple[Notice, ...]:
    found = [*table.notices, *notices.empty_lists(table, pooled.table), *notices.look_at_table(pooled.table)]
    found += _unidentified(answers, whole)
    if main.method == CHAO:
        found.append(
            Notice(
                code="lower-bound-only",
                message="This number is a lower bound: at least so many, perhaps far more. "
                "Do not quote it as the size of the population.",
            )
        )
        return tuple(found)
    if main.estimate is not None and main.high is None:
        found.append(
            Notice(
                code="no-upper-bound",
                message="The counts set no upper limit on the population: however many are added, the model still "
                "fits. Use the lower limit, or find a list that overlaps the others.",
            )
        )
    bound = table.observed + pooled.bound.unseen
    if main.estimate is not None and pooled.bound.exact and main.estimate < bound:
        found.append(
            Notice(
                code="below-bound",
                message=f"The estimate ({main.estimate:,.0f}) lies below Chao's lower bound ({bound:,.0f}): people "
                "seen twice say that more were seen never than the model does. Either some lists avoid each "
                "other's people, or the model misses that some people are harder to see. Report both.",
            )
        )
    found += _disagreement(pooled, whole, main, strata=len(answers))
    return tuple(found)


def _unidentified(answers: list[Answer], whole: Total) -> list[Notice]:
    found = []
    alone = len(answers) == 1
    for one in answers:
        if one.fit is not None:
            continue
        where = f"In {notices.named(one.stratum)} the" if one.stratum else "The"
        found.append(
            Notice(
                code="not-identified",
                message=f"{where} lists overlap too little for any model to say how many are unseen; the "
                f"{one.table.observed:,} seen are a floor, and at least {one.table.observed + one.bound.unseen:,.0f} "
                f"is likely. {'Find a list that overlaps the others.' if alone else 'Merge it with another stratum.'}",
            )
        )
    if whole.pooled:
        found.append(
            Notice(
                code="pooled-instead",
                message="Too many strata identify nothing to sum them, so the total is that of the table without "
                "strata; it may differ from the sum of the strata that have an estimate.",
            )
        )
    elif whole.merged:
        found.append(
            Notice(
                code="merged-strata",
                message=f"For the total, {notices.some(map(notices.named, whole.merged))} were taken together, because "
                "not all of them identify a number alone; the total need not be the sum of the numbers shown.",
            )
        )
    return found


def _disagreement(pooled: Answer, whole: Total, main: MethodEstimate, *, strata: int) -> list[Notice]:
    """Warn where sum and pooled answer lie outside each other's interval."""
    if strata == 1 or whole.pooled or pooled.fit is None or whole.unseen is None:
        return []
    inside = (whole.low or 0.0) <= pooled.fit.unseen <= (whole.high or float("inf"))
    other = (pooled.low or 0.0) <= whole.unseen <= (pooled.high or float("inf"))
    if inside or other:
        return []
    seen = pooled.table.observed
    return [
        Notice(
            code="strata-disagree",
            message=f"Summed over strata the estimate is {main.estimate:,.0f}, without strata "
            f"{seen + pooled.fit.unseen:,.0f}, each outside the other's interval. People of different strata are seen "
            "differently: trust the sum where every stratum has some overlap, and report both.",
        )
    ]
