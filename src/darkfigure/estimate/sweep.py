"""One estimate for each setting of a linkage, to see how far the number moves with it.

A table may hold the same lists several times, linked or de-duplicated at other thresholds. None of them is a part of
the population, as strata are: each is the whole, counted in another way.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from darkfigure import __version__
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate import answers, loglinear, notices, warm
from darkfigure.estimate.combined import Posterior, merge_shortest_everywhere
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import add, estimate_table
from darkfigure.estimate.verdict import OPEN, verdict

_PARTICLES = 100
_RUNS = 2


@dataclass(frozen=True, kw_only=True)
class SweepRow:
    """The estimate at one setting. Numbers are persons; null where not identified."""

    at: dict[str, str]
    observed: int
    estimate: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    verdict: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """The estimates at all settings, in order.

    Attributes:
        over: The columns that hold the settings.
        least: The row with the smallest estimate; None where fewer than two have one.
        most: The row with the largest.
        sentence: How far the number moves, in words.
    """

    population: str
    over: tuple[str, ...]
    lists: tuple[str, ...]
    level: float
    seed: int
    version: str
    method: str
    rows: tuple[SweepRow, ...]
    least: SweepRow | None
    most: SweepRow | None
    sentence: str

    def to_dict(self) -> dict[str, object]:
        """As documented for `darkfigure sweep --json`."""
        return asdict(self)


def sweep(table: CaptureTable, *, options: EstimateOptions | None = None) -> Sweep:
    """Estimate at each setting.

    With the combined method each table starts from a neighbour's posterior (`estimate.warm`), so that 25 tables take
    the time of a few; of many lists the shortest are merged, the same ones at all settings.

    Args:
        table: One stratum a setting.
        options: As for `estimate_table`.

    Raises:
        TableError: There is one setting only.
    """
    options = options or EstimateOptions()
    if len(table.strata) < 2:
        raise TableError(
            "the columns named hold one combination of values only, so there is nothing to compare. Name the columns "
            "that tell the settings apart."
        )
    if options.method == "all":
        raise UsageError("a sweep shows one method. Name it, or leave --method out.")
    parts = sorted(table.split(), key=lambda part: [_in_order(value) for value in part[0].values()])
    rows = _rows(parts, options=options)
    known = sorted((row for row in rows if row.estimate is not None), key=lambda row: row.estimate or 0.0)
    least, most = (known[0], known[-1]) if len(known) > 1 else (None, None)
    return Sweep(
        population=options.population,
        over=tuple(table.strata[0]),
        lists=table.lists,
        level=options.level,
        seed=options.seed,
        version=__version__,
        method=options.method,
        rows=tuple(rows),
        least=least,
        most=most,
        sentence=_sentence(rows, known),
    )


def _rows(parts: Sequence[tuple[dict[str, str], CaptureTable]], *, options: EstimateOptions) -> list[SweepRow]:
    whole = [
        options.method == "combined" and len(one.lists) >= 2 and len(one.without_empty_lists().lists) == len(one.lists)
        for _, one in parts
    ]
    near = [one.full().astype(np.float64) for (_, one), fits in zip(parts, whole, strict=True) if fits]
    found = iter(
        warm.posteriors(
            list(merge_shortest_everywhere(np.array(near))),
            prior=options.prior,
            rng=np.random.default_rng([options.seed, 4]),
            particles=_PARTICLES,
            runs=_RUNS,
        )
        if near
        else []
    )
    return [
        _of_posterior(at, one, next(found), options=options) if fits else _alone(at, one, options=options)
        for (at, one), fits in zip(parts, whole, strict=True)
    ]


def _of_posterior(at: dict[str, str], table: CaptureTable, found: Posterior, *, options: EstimateOptions) -> SweepRow:
    """The row of a table of which the posterior is known."""
    answer = answers.of_posterior(found, table, options=options, trusted=True)
    bound = answers.chao(table, options=options)
    codes = [one.code for one in notices.look_at_table(table)]
    said = verdict(found, level=options.level)
    if loglinear.best_fit(table.full()) is None:
        answer, said = answers.without_number(answer), OPEN
    if said == OPEN:
        codes.append("not-identified")
    seen = table.observed
    return SweepRow(
        at=at,
        observed=seen,
        estimate=add(seen, answer.unseen),
        low=add(seen, answer.low),
        high=add(seen, answer.high),
        lower_bound=add(seen, bound.unseen),
        verdict=said,
        warnings=tuple(codes),
    )


def _alone(at: dict[str, str], table: CaptureTable, *, options: EstimateOptions) -> SweepRow:
    """The row of a table estimated by itself."""
    found = estimate_table(table, options=options)
    return SweepRow(
        at=at,
        observed=found.observed,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        lower_bound=found.lower_bound,
        verdict=found.verdict,
        warnings=tuple(one.code for one in found.warnings),
    )


def _in_order(value: str) -> tuple[int, float, str]:
    """Numbers by size, before words by letter."""
    try:
        return 0, float(value), value
    except ValueError:
        return 1, 0.0, value


def _sentence(rows: list[SweepRow], known: list[SweepRow]) -> str:
    if len(known) < 2:
        return f"Of {len(rows)} settings {len(known)} give a number, so how far it moves cannot be said."
    least, most = known[0], known[-1]
    low = min(row.low for row in known if row.low is not None)
    ends = [row.high for row in known]
    high = "without upper limit" if None in ends else f"{max(end for end in ends if end is not None):,.0f}"
    without = len(rows) - len(known)
    return (
        f"Over {len(rows)} settings the estimate moves from {least.estimate:,.0f} ({notices.named(least.at)}) to "
        f"{most.estimate:,.0f} ({notices.named(most.at)}), a factor of "
        f"{(most.estimate or 0.0) / (least.estimate or 1.0):.1f}; the intervals together reach from {low:,.0f} to "
        f"{high}."
        + (f" {without} of the settings give no number." if without else "")
        + " No table says which setting is right: choose it by checked pairs, or pool sampled linkages."
    )
