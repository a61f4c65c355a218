"""One estimate from several tables that could each be the true one, so that doubt about the table is in the interval.

Sampled linkages of the same records give such tables, and so do corrections of a table for errors or noise. Each
table gives a sample of the population size, and the samples are put together in equal parts (Sadinle 2018, Annals of
Applied Statistics 12, 1013-1038: linkage averaging).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.engine import Engine, LocalEngine
from darkfigure.errors import UsageError
from darkfigure.estimate import warm
from darkfigure.estimate.assumptions import linkage_assumed
from darkfigure.estimate.combined import merge_shortest_everywhere, shortest_interval
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import Answered, answer_table, estimate_table
from darkfigure.inference.tempering import Effort
from darkfigure.records import Estimate, StratumEstimate

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

_QUICK = Effort(particles=100)
_REPLICATES = 200
_EACH = 1000  # draws from each table
_PARTICLES = 2000  # over all tables, of each structure
_FEWEST = 25  # of one table and structure


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """Draws of the population by one table; of a stratum where `strata` holds it."""

    population: Floats | None
    strata: list[tuple[dict[str, str], Floats]]


def estimate_linkages(tables: Sequence[CaptureTable], *, options: EstimateOptions | None = None) -> Estimate:
    """The estimate of the first table, with the interval of all of them together.

    Methods, verdict and warnings are those of the first table, the best linkage; estimate, interval and strata come
    from all. `variance_shares["linkage"]` is the share of the variance that lies between linkages. A thousand tables
    without strata take about half a minute: each starts from a neighbour's posterior (`estimate.warm`).

    Args:
        tables: The best linkage first, then sampled ones; all of the same lists.
        options: As for `estimate_table`; the method must not be the lower bound.

    Raises:
        UsageError: No table, or tables of different lists.

    Example:
        >>> from darkfigure import read_table
        >>> from darkfigure.estimate import EstimateOptions
        >>> tables = [read_table({"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, both]}) for both in (20, 19, 22)]
        >>> found = estimate_linkages(tables, options=EstimateOptions(method="log-linear"))
        >>> found.low < found.estimate < found.high, sorted(found.variance_shares)
        (True, ['linkage', 'model', 'sampling'])
    """
    options = options or EstimateOptions()
    if not tables or any(table.lists != tables[0].lists for table in tables):
        raise UsageError("give at least one capture table, all of the same lists in the same order.")
    first = estimate_table(tables[0], options=options)
    if len(tables) == 1:
        return first
    return linkage_assumed(pooled(first, tables, options=options), "drawn-linkages")


def pooled(
    first: Estimate,
    tables: Sequence[CaptureTable],
    *,
    options: EstimateOptions,
    between: str = "linkage",
) -> Estimate:
    """The first estimate with number, interval and strata of all tables together.

    Args:
        first: The estimate of one table.
        tables: All of the same lists, each as likely to be the true one.
        options: As for `estimate_table`.
        between: Name of the share of the variance that lies between tables.
    """
    if first.estimate is None or options.method == "chao-lower-bound":
        return first
    sampled = sample_populations(tables, options=options)
    return told_by(sampled, first, options=options, between=between)


def told_by(sampled: Sequence[Sampled], first: Estimate, *, options: EstimateOptions, between: str) -> Estimate:
    """The first estimate with number, interval and strata of draws of the population, those of each table apart."""
    samples = [one.population for one in sampled if one.population is not None]
    if not samples:
        return first
    middle, low, high = summary(np.concatenate(samples), level=options.level)
    return replace(
        first,
        estimate=middle,
        low=low,
        high=high,
        strata=tuple(_stratum(one, list(sampled), level=options.level) for one in first.strata),
        methods=tuple(
            replace(one, estimate=middle, low=low, high=high) if one.method == first.method else one
            for one in first.methods
        ),
        variance_shares=_shares(samples, first.variance_shares, between),
    )


def sample_populations(
    tables: Sequence[CaptureTable],
    *,
    options: EstimateOptions,
    engine: Engine | None = None,
    progress: Progress = lambda *_: None,
) -> list[Sampled]:
    """Draws of the population by each table, with the method asked for.

    Tables without strata are led from one to the next, which is quick, and is done here; of many lists the shortest are
    merged, the same ones in all tables. Others are answered one by one: each is a task of the engine.

    Args:
        tables: All of the same lists.
        options: As for `estimate_table`.
        engine: Where tables that are answered one by one are; here if None.
        progress: Is told how many steps are done, and of how many.
    """
    rng = np.random.default_rng([options.seed, len(tables)])
    alone = all(table.strata == ({},) for table in tables)
    if alone and options.method in ("combined", "all") and len(tables[0].lists) >= 2:
        particles = max(_FEWEST, -(-_PARTICLES // len(tables)))
        merged = merge_shortest_everywhere(np.array([table.full() for table in tables], dtype=np.float64))
        found = warm.posteriors(list(merged), prior=options.prior, rng=rng, particles=particles, progress=progress)
        return [
            Sampled(population=table.observed + rng.choice(one.unseen, size=_EACH), strata=[])
            for table, one in zip(tables, found, strict=True)
        ]
    answered = (engine or LocalEngine()).map_tasks(_answered, _quick(options), tables)
    sampled = []
    for number, one in enumerate(answered, start=1):
        sampled.append(_sampled(one, rng))
        progress(number, len(tables))
    return sampled


def sample_population(table: CaptureTable, *, options: EstimateOptions) -> Sampled:
    """As `sample_populations`, of one table, from the prior: slower, and of a tenth of the Monte Carlo error."""
    rng = np.random.default_rng([options.seed, 1])
    return _sampled(answer_table(table, options=_quick(options), effort=_QUICK), rng)


def _quick(options: EstimateOptions) -> EstimateOptions:
    return replace(options, replicates=min(options.replicates, _REPLICATES))


def _answered(options: EstimateOptions, table: CaptureTable) -> Iterator[Answered]:
    yield answer_table(table, options=options, effort=_QUICK)


def _sampled(one: Answered, rng: np.random.Generator) -> Sampled:
    draws = one.totals[one.main].answer.draws
    return Sampled(
        population=None if draws is None else one.table.observed + rng.choice(draws, size=_EACH),
        strata=[
            (found.stratum, found.table.observed + rng.choice(own, size=_EACH))
            for found in one.strata
            if (own := found.answers[one.main].draws) is not None
        ],
    )


def summary(population: Floats, *, level: float) -> tuple[float, float, float]:
    """Median and shortest interval of a sample of the population, to a thousandth of a person."""
    low, high = shortest_interval(population, level=level)
    return round(float(np.median(population)), 3), round(low, 3), round(high, 3)


def _stratum(one: StratumEstimate, sampled: list[Sampled], *, level: float) -> StratumEstimate:
    """The same stratum over all tables; those in which it is empty have nobody in it."""
    if one.estimate is None:
        return one
    samples = [draws for table in sampled for stratum, draws in table.strata if stratum == one.stratum]
    if not samples:
        return one
    middle, low, high = summary(np.concatenate(samples), level=level)
    return replace(one, estimate=middle, low=low, high=high)


def _shares(samples: list[Floats], first: dict[str, float] | None, between: str) -> dict[str, float]:
    """Variance of log N between tables, and within them as the first table divides it."""
    logs = [np.log(np.maximum(sample, 1.0)) for sample in samples]
    apart = float(np.var([one.mean() for one in logs]))
    within = float(np.mean([one.var() for one in logs]))
    share = round(apart / (apart + within), 4) if apart + within > 0 else 0.0
    model = round((1 - share) * (first or {}).get("model", 0.0), 4)
    return {"sampling": round(1 - share - model, 4), "model": model, "linkage": 0.0} | {between: share}
