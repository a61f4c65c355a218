"""An estimate with the draws behind it, for drawings and for whoever wants to go on from the sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.covariates import Persons
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import NotIdentified
from darkfigure.estimate.bounds import Curve, sensitivity
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import Answered, answer_checked, put_into_words
from darkfigure.records import Estimate

Floats = NDArray[np.float64]

_STRENGTHS = tuple(round(-1.2 + 0.05 * step, 2) for step in range(49))


@dataclass(frozen=True, kw_only=True)
class StructureDraws:
    """One structure of a sampled method: its name, its weight, and the population by it [draws]."""

    name: str
    weight: float
    population: Floats


@dataclass(frozen=True, kw_only=True)
class EstimateDetails:
    """An estimate and what it came from.

    Attributes:
        estimate: As `estimate_table` gives it.
        patterns: Persons by pattern without strata: one 0 or 1 per list of the estimate.
        population: [draws], of the headline; None where its method has none, or no number.
        runs: [runs, draws], the same by independent run; None where there are none, or where strata are summed.
        structures: Of a sampled method without strata, by falling weight.
        curve: The population for each strength of the highest interaction; None where a combination is empty.
    """

    estimate: Estimate
    patterns: tuple[tuple[str, int], ...]
    population: Floats | None
    runs: Floats | None
    structures: tuple[StructureDraws, ...]
    curve: Curve | None


def estimate_with_details(
    table: CaptureTable, *, options: EstimateOptions | None = None, persons: Persons | None = None
) -> EstimateDetails:
    """The same estimate as `estimate_table`, with its draws; arguments and errors as there."""
    options = options or EstimateOptions()
    found = answer_checked(table, options=options, persons=persons)
    total = found.totals[found.main].answer
    alone = None if found.stratified or total.unseen is None else total.posterior
    seen = table.observed
    return EstimateDetails(
        estimate=put_into_words(found, options=options),
        patterns=_patterns(found),
        population=None if total.unseen is None or total.draws is None else seen + total.draws,
        runs=None if alone is None else seen + alone.chains,
        structures=()
        if alone is None
        else tuple(
            StructureDraws(name=one.structure.name, weight=one.weight, population=seen + one.unseen)
            for one in alone.structures
        ),
        curve=_curve(found),
    )


def _patterns(found: Answered) -> tuple[tuple[str, int], ...]:
    lists, full = len(found.table.lists), found.table.full()
    return tuple(
        ("".join(str(cell >> j & 1) for j in range(lists)), round(float(full[cell])))
        for cell in range(1, len(full))
        if round(float(full[cell])) > 0
    )


def _curve(found: Answered) -> Curve | None:
    if len(found.pooled.table.lists) < 2:
        return None
    try:
        return sensitivity(found.pooled.table, strengths=_STRENGTHS)
    except NotIdentified:
        return None
