"""How often intervals hold the truth: trials of a method on tables of a world, and their summary."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from darkfigure.estimate.verdict import AGREE, DISAGREE, OPEN
from darkfigure.inference.diagnostics import MOST_RHAT
from darkfigure.simulate.trials import Trial


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the trials of one method on one world come to.

    Shares are of all tables, so a table without an interval counts as one whose interval misses. Medians are over the
    tables that have the number; None where none has it.

    Attributes:
        world: Name of the world.
        method: Name of the method.
        people: The truth.
        tables: How many were tried.
        seen: Median number of persons seen.
        coverage: Share of intervals that hold the truth.
        coverage_error: Its standard error by the number of tables (Monte Carlo).
        width: Median width of the interval; None where half of them have no upper limit, or there is none.
        low: Median lower end.
        estimate: Median estimate.
        high: Median upper end; None where the width is.
        bias: Mean of the estimates over the truth, less 1; None without estimates.
        agree: Share with the verdict `families agree`.
        disagree: Share with `families disagree`.
        not_identified: Share with `not identified`.
        no_interval: Share without an interval.
        too_low: Share of intervals wholly below the truth.
        too_high: Share of intervals wholly above it.
        not_converged: Share with R-hat above 1.01; None where the method does not sample.
        cpu_s: Mean CPU seconds of the method.
        cpu_s_95: 95th percentile.
    """

    world: str
    method: str
    people: int
    tables: int
    seen: float
    coverage: float
    coverage_error: float
    width: float | None
    low: float | None
    estimate: float | None
    high: float | None
    bias: float | None
    agree: float
    disagree: float
    not_identified: float
    no_interval: float
    too_low: float
    too_high: float
    not_converged: float | None
    cpu_s: float
    cpu_s_95: float


def summarise(trials: Sequence[Trial]) -> list[Coverage]:
    """One summary for each world and method, in the order they appear."""
    groups: dict[tuple[str, str], list[Trial]] = {}
    for one in trials:
        groups.setdefault((one.world, one.method), []).append(one)
    return [_summary(own) for own in groups.values()]


def _summary(own: list[Trial]) -> Coverage:
    many = len(own)
    held = sum(one.holds for one in own)
    bounded = [one for one in own if one.low is not None]
    lows = [one.low for one in bounded if one.low is not None]
    highs = [math.inf if one.high is None else one.high for one in bounded]
    widths = [high - low for low, high in zip(lows, highs, strict=True)]
    numbers = [one.estimate for one in own if one.estimate is not None]
    rhats = [one.rhat for one in own if one.rhat is not None]
    seconds = [one.cpu_s for one in own]
    return Coverage(
        world=own[0].world,
        method=own[0].method,
        people=own[0].people,
        tables=many,
        seen=float(np.median([one.seen for one in own])),
        coverage=held / many,
        coverage_error=binomial_error(held, many),
        width=_median(widths),
        low=_median(lows),
        estimate=_median(numbers),
        high=_median(highs),
        bias=float(np.mean(numbers)) / own[0].people - 1 if numbers else None,
        agree=_share(own, AGREE),
        disagree=_share(own, DISAGREE),
        not_identified=_share(own, OPEN),
        no_interval=1 - len(bounded) / many,
        too_low=sum(one.high is not None and one.high < one.people for one in bounded) / many,
        too_high=sum(one.low is not None and one.low > one.people for one in bounded) / many,
        not_converged=float(np.mean([value > MOST_RHAT for value in rhats])) if rhats else None,
        cpu_s=float(np.mean(seconds)),
        cpu_s_95=float(np.quantile(seconds, 0.95)),
    )


def _median(values: Sequence[float]) -> float | None:
    """The median, where there is one and it is finite."""
    middle = float(np.median(values)) if values else math.inf
    return middle if math.isfinite(middle) else None


def binomial_error(held: int, tables: int) -> float:
    """Standard error of a share; where all or none held, of the share with one success and one failure added."""
    if held in (0, tables):
        held, tables = held + 1, tables + 2
    share = held / tables
    return math.sqrt(share * (1 - share) / tables)


def _share(own: list[Trial], verdict: str) -> float:
    return sum(one.verdict == verdict for one in own) / len(own)
