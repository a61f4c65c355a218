"""One log-linear answer per stratum, and the answer for all of them together."""

from dataclasses import dataclass, replace

import numpy as np

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import loglinear
from darkfigure.estimate.chao import Bound, lower_bound
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.total import Part, sum_interval


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What log-linear models say about one table. `fit` is None where no model identifies the unseen."""

    stratum: dict[str, str]
    table: CaptureTable
    fit: loglinear.Fit | None
    low: float | None
    high: float | None
    bound: Bound


@dataclass(frozen=True, kw_only=True)
class Total:
    """The unseen of all strata together.

    Attributes:
        unseen: Sum over the strata; None where not identified.
        merged: Strata taken together for the total, because some of them identify nothing alone.
        pooled: Whether the total had to be taken from the table without strata.
    """

    unseen: float | None
    low: float | None
    high: float | None
    merged: tuple[dict[str, str], ...] = ()
    pooled: bool = False


def answer(table: CaptureTable, stratum: dict[str, str], *, options: EstimateOptions) -> Answer:
    """Choose a model for a table without strata and find its interval."""
    used = table.without_empty_lists()
    full = used.full()
    bound = lower_bound(full, level=options.level)
    fit = None
    if len(used.lists) > 1:
        fit = loglinear.best_fit(full, criterion=options.criterion, max_order=options.max_order)
    if fit is None:
        return Answer(stratum=stratum, table=used, fit=None, low=None, high=None, bound=bound)
    low, high = loglinear.profile_interval(full, fit, level=options.level)
    return Answer(stratum=stratum, table=used, fit=fit, low=low, high=high, bound=bound)


def total(table: CaptureTable, answers: list[Answer], pooled: Answer, *, options: EstimateOptions) -> Total:
    """The sum over strata. Strata that identify nothing are taken together, at need with the smallest that do."""
    if len(answers) == 1:
        return _alone(answers[0])
    lost = [place for place, one in enumerate(answers) if one.fit is None]
    known = list(answers)
    places = list(lost)
    if lost:
        # what identifies nothing alone is counted with its like, and at need with the smallest strata that do
        spare = sorted((p for p in range(len(answers)) if p not in lost), key=lambda p: answers[p].table.observed)
        while (rest := answer(_together(table, places), {}, options=options)).fit is None:
            if not spare:
                return _alone(pooled, pooled=True)
            places.append(spare.pop(0))
        known = [*(answers[p] for p in spare), rest]
        if len(known) == 1:
            return _alone(pooled, pooled=True)
    parts = [_part(a) for a in known]
    low, high = sum_interval(parts, level=options.level)
    merged = tuple(answers[place].stratum for place in places)
    return Total(unseen=sum(part.unseen for part in parts), low=low, high=high, merged=merged)


def _alone(one: Answer, *, pooled: bool = False) -> Total:
    unseen = None if one.fit is None else one.fit.unseen
    return Total(unseen=unseen, low=one.low, high=one.high, pooled=pooled)


def _part(one: Answer) -> Part:
    if one.fit is None:
        raise ValueError("only an identified stratum is a part of the total")
    return Part(
        unseen=one.fit.unseen,
        best=one.fit.kernel,
        completed=loglinear.completed_kernel(one.table.full(), one.fit.terms),
    )


def _together(table: CaptureTable, places: list[int]) -> CaptureTable:
    """One table of the strata at these places."""
    mine = np.isin(table.stratum, places)
    return replace(
        table, patterns=table.patterns[mine], counts=table.counts[mine], stratum=table.stratum[mine]
    ).pooled()
