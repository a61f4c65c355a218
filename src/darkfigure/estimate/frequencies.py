"""Estimates from a frequency table: a lower bound, and models of how people differ in how easily they are seen.

Without knowing who was on which list, nothing shows whether lists depend on each other or reach unlike people. The
headline is therefore Chao's lower bound; the models M0 and Mh stand beside it, and differ by what they assume.
"""

import math
import time

from darkfigure import __version__
from darkfigure.captures.frequencies import Frequencies
from darkfigure.errors import UsageError
from darkfigure.estimate.heterogeneous import Spread, mh_estimates
from darkfigure.estimate.options import EstimateOptions
from darkfigure.records import Assumption, Estimate, MethodEstimate, Notice

BOUND = "chao-lower-bound"
_NAMES = {
    "m0": "m0",
    "chao": BOUND,
    "poisson": "mh-poisson",
    "darroch": "mh-darroch",
    "gamma": "mh-gamma",
}


def estimate_frequencies(
    table: Frequencies, *, options: EstimateOptions | None = None, captures: float | None = None
) -> Estimate:
    """The lower bound and the models beside it. `lists` is empty: the table does not name them.

    Args:
        table: Persons seen once, twice, ...
        options: Level, seed and what is counted. The method must be `combined` (the default), `all` or the bound.
        captures: Times a person can be seen, for instance the number of lists; the most seen where None, `math.inf`
            where there is no most.

    Raises:
        UsageError: A method that must know who was on which list, or fewer captures than somebody has.
    """
    options = options or EstimateOptions()
    if options.method not in ("combined", "all", BOUND):
        raise UsageError(
            f"the method `{options.method}` must know who was on which list, and {table.name} says only how often "
            f"people were seen. Leave --method out, or name `{BOUND}`."
        )
    if captures is not None and not (captures >= len(table.counts) and (captures == math.inf or captures % 1 == 0)):
        raise UsageError(
            f"a person can be seen {captures:g} times, it is said, but somebody was seen {len(table.counts)} times. "
            "Give a whole number at least as large, or inf where there is no most."
        )
    start = time.process_time()
    most = float(max(2, len(table.counts))) if captures is None else captures
    found = {one.model: one for one in mh_estimates(table.counts, level=options.level, lists=most)}
    seconds = (time.process_time() - start) / len(found)
    bound = found["chao"]
    at_least = _persons(table, bound.unseen) or float(table.observed)
    return Estimate(
        population=options.population,
        lists=(),
        observed=table.observed,
        level=options.level,
        seed=options.seed,
        version=__version__,
        estimate=_persons(table, bound.unseen),
        low=_persons(table, bound.low),
        high=_persons(table, bound.high),
        method=BOUND,
        lower_bound=at_least,
        verdict="lower bound only" if bound.unseen is not None else "not identified",
        assumptions=_assumptions(),
        methods=tuple(_method(table, found[model], seconds) for model in ("chao", "m0", "poisson", "darroch", "gamma")),
        warnings=tuple(_warnings(table, found, captures=captures)),
    )


def _method(table: Frequencies, one: Spread, seconds: float) -> MethodEstimate:
    return MethodEstimate(
        method=_NAMES[one.model],
        estimate=_persons(table, one.unseen),
        low=_persons(table, one.low),
        high=_persons(table, one.high),
        weight=1.0 if one.model == "chao" else 0.0,
        cpu_seconds=round(seconds, 4),
        diagnostics={
            "deviance": round(one.deviance, 3),
            "coefficients": one.coefficients,
            "spread": round(one.spread, 6),
        }
        if one.unseen is not None
        else {},
    )


def _persons(table: Frequencies, unseen: float | None) -> float | None:
    return None if unseen is None else round(table.observed + unseen, 3)


def _assumptions() -> tuple[Assumption, ...]:
    return (
        Assumption(code="closed-population", text="nobody entered or left the population in the period"),
        Assumption(code="perfect-linkage", text="records of one person were recognised as one, and of two as two"),
        Assumption(code="same-population", text="everybody on a list belongs to the population counted"),
        Assumption(
            code="positive-dependence",
            text="being seen once does not make it less likely to be seen again",
        ),
    )


def _warnings(table: Frequencies, found: dict[str, Spread], *, captures: float | None) -> list[Notice]:
    most = len(table.counts)
    said = (
        "there is no most times a person can be seen"
        if captures == math.inf
        else f"a person can be seen {captures:g} times"
        if captures is not None
        else f"a person can be seen {max(2, most)} times, the most that anybody was; say with --captures if it is more"
    )
    listed = [
        Notice(
            code="frequency-table",
            message=f"{table.name} was read as a frequency table: persons by how often they were seen. It is taken "
            f"that {said}. Which lists depend on each other, or reach unlike people, such a table does not show: give "
            "one row a capture pattern where it is known who was on which list.",
        )
    ]
    if found["chao"].unseen is None:
        listed.append(
            Notice(
                code="not-identified",
                message=f"Nobody, or too few, were seen twice; how many are unseen cannot be said. The "
                f"{table.observed:,} seen are a floor.",
            )
        )
        return listed
    numbers = [
        f"{_NAMES[model]} {table.observed + one.unseen:,.0f}"
        for model, one in found.items()
        if model != "chao" and one.unseen is not None
    ]
    listed.append(
        Notice(
            code="lower-bound-only",
            message="The number is a lower bound: at least so many, perhaps far more. Models of how people differ say "
            f"{'; '.join(numbers)}; the counts decide little between them. Do not quote one as the size of the "
            "population.",
        )
    )
    return listed
