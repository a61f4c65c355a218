"""One estimate from several linkages of the same records, so that doubt about who is who is in the interval.

Each sampled linkage gives a capture table, each table a sample of the population size, and the samples are put together
in equal parts (Sadinle 2018, Annals of Applied Statistics 12, 1013-1038: linkage averaging).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.errors import UsageError
from darkfigure.estimate.combined import shortest_interval
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import Answered, answer_table, estimate_table
from darkfigure.inference.tempering import Effort
from darkfigure.records import Estimate, StratumEstimate

Floats = NDArray[np.float64]

_QUICK = Effort(particles=100)
_REPLICATES = 200
_EACH = 1000  # draws from each table


def estimate_linkages(tables: Sequence[CaptureTable], *, options: EstimateOptions | None = None) -> Estimate:
    """The estimate of the first table, with the interval of all of them together.

    Methods, verdict and warnings are those of the first table, the best linkage; estimate, interval and strata come
    from all. `variance_shares["linkage"]` is the share of the variance that lies between linkages.

    Args:
        tables: The best linkage first, then sampled ones; all of the same lists.
        options: As for `estimate_table`; the method must not be the lower bound.

    Raises:
        UsageError: No table, or tables of different lists.
    """
    options = options or EstimateOptions()
    if not tables or any(table.lists != tables[0].lists for table in tables):
        raise UsageError("give at least one capture table, all of the same lists in the same order.")
    first = estimate_table(tables[0], options=options)
    if len(tables) == 1 or first.estimate is None or options.method == "chao-lower-bound":
        return first
    rng = np.random.default_rng([options.seed, len(tables)])
    quick = replace(options, replicates=min(options.replicates, _REPLICATES))
    answered = [answer_table(table, options=quick, effort=_QUICK) for table in tables]
    samples = [s for s in (_sample(one, rng) for one in answered) if s is not None]
    if not samples:
        return first
    middle, low, high = _summary(np.concatenate(samples), level=options.level)
    return replace(
        first,
        estimate=middle,
        low=low,
        high=high,
        strata=tuple(_stratum(one, answered, level=options.level, rng=rng) for one in first.strata),
        methods=tuple(
            replace(one, estimate=middle, low=low, high=high) if one.method == first.method else one
            for one in first.methods
        ),
        variance_shares=_shares(samples, first.variance_shares),
    )


def _sample(one: Answered, rng: np.random.Generator) -> Floats | None:
    """The population by one linkage."""
    draws = one.totals[one.main].answer.draws
    return None if draws is None else one.table.observed + rng.choice(draws, size=_EACH)


def _summary(population: Floats, *, level: float) -> tuple[float, float, float]:
    low, high = shortest_interval(population, level=level)
    return round(float(np.median(population)), 3), round(low, 3), round(high, 3)


def _stratum(
    one: StratumEstimate, answered: list[Answered], *, level: float, rng: np.random.Generator
) -> StratumEstimate:
    """The same stratum over all linkages; those in which it is empty have nobody in it."""
    if one.estimate is None:
        return one
    samples = []
    for linkage in answered:
        found = next((s for s in linkage.strata if s.stratum == one.stratum), None)
        draws = None if found is None else found.answers[linkage.main].draws
        if found is not None and draws is not None:
            samples.append(found.table.observed + rng.choice(draws, size=_EACH))
    if not samples:
        return one
    middle, low, high = _summary(np.concatenate(samples), level=level)
    return replace(one, estimate=middle, low=low, high=high)


def _shares(samples: list[Floats], first: dict[str, float] | None) -> dict[str, float]:
    """Variance of log N between linkages, and within them as the first table divides it."""
    logs = [np.log(sample) for sample in samples]
    between = float(np.var([one.mean() for one in logs]))
    within = float(np.mean([one.var() for one in logs]))
    linkage = round(between / (between + within), 4) if between + within > 0 else 0.0
    model = round((1 - linkage) * (first or {}).get("model", 0.0), 4)
    return {"sampling": round(1 - linkage - model, 4), "model": model, "linkage": linkage}
