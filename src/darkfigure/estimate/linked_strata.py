"""The estimate of a study from its best linkage and drawn ones, with strata or without.

Without strata the draws of the population by every linkage are put together. With strata, answering each linkage's
strata anew would take minutes: what the linkage does to the number is measured on the table without strata, linkage by
linkage, and the draws of the best linkage are moved by it. A stratum moves with the whole, and by how many of the
persons seen each linkage puts into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.captures.unknown import share_out_unknown
from darkfigure.engine import Engine
from darkfigure.estimate.assumptions import linkage_assumed
from darkfigure.estimate.linkage import Progress, Sampled, sample_population, sample_populations, summary, told_by
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import Answered, answer_checked, put_into_words
from darkfigure.records import Estimate, StratumEstimate

Floats = NDArray[np.float64]

_EACH = 1000  # draws of the best linkage moved by each of the others


@dataclass(frozen=True, kw_only=True)
class _Moves:
    """What each linkage does: to log N [linkages], and to the persons seen, in all and by stratum, as shares."""

    total: Floats
    seen: Floats
    stratum: list[Floats]


def estimate_drawn(
    best: CaptureTable,
    drawn: Sequence[CaptureTable],
    *,
    options: EstimateOptions | None = None,
    engine: Engine | None = None,
    progress: Progress = lambda *_: None,
) -> Estimate:
    """The estimate of the best linkage, with number and intervals of the drawn ones.

    Methods beside, verdict, checks and warnings are those of the best linkage. `variance_shares["linkage"]` is the
    share of the variance of log N that lies between linkages.

    Args:
        best: Captures by the best linkage.
        drawn: Captures by each drawn linkage, of the same lists and strata; none leaves the best as it is.
        options: As for `estimate_table`.
        engine: Where strata and linkages are answered, one a task; here if None.
        progress: Is told how many steps to the answers of the drawn linkages are done, and of how many.
    """
    options = options or EstimateOptions()
    found = answer_checked(best, options=options, engine=engine)
    first = put_into_words(found, options=options)
    if not drawn or first.estimate is None or options.method == "chao-lower-bound":
        return first
    if not found.stratified:
        sampled = sample_populations(drawn, options=options, engine=engine, progress=progress)
        return linkage_assumed(told_by(sampled, first, options=options, between="linkage"), "drawn-linkages")
    draws = found.totals[found.main].answer.draws
    moves = None if draws is None else _moves(found, drawn, options=options, engine=engine, progress=progress)
    if draws is None or moves is None:
        return first
    rng = np.random.default_rng([options.seed, 17])
    total = _moved(found.table.observed + draws, moves.total, rng)
    middle, low, high = summary(total, level=options.level)
    shares = dict(first.variance_shares or {"sampling": 1.0, "model": 0.0})
    apart, whole = float(np.var(moves.total)), float(np.var(np.log(total)))
    linkage = round(min(apart / whole, 1.0), 4) if whole > 0 else 0.0
    model = round((1 - linkage) * shares["model"], 4)
    shifted = replace(
        first,
        estimate=middle,
        low=low,
        high=high,
        strata=tuple(
            _stratum(one, found, place, moves, options=options, rng=rng) for place, one in enumerate(first.strata)
        ),
        methods=tuple(
            replace(one, estimate=middle, low=low, high=high) if one.method == first.method else one
            for one in first.methods
        ),
        variance_shares={"sampling": round(1 - linkage - model, 4), "model": model, "linkage": linkage},
    )
    return linkage_assumed(shifted, "drawn-linkages")


def _moves(
    found: Answered,
    drawn: Sequence[CaptureTable],
    *,
    options: EstimateOptions,
    engine: Engine | None,
    progress: Progress,
) -> _Moves | None:
    progress(0, len(drawn))
    best = found.table.pooled()
    first = _mean_log(sample_population(best, options=options))  # by itself: its error would be in all moves
    alone = [one.pooled() for one in drawn]
    keys = [one.full().tobytes() for one in alone]
    tables = dict(zip(keys, alone, strict=True))
    means = {best.full().tobytes(): first}  # linkages that make the same table have the same answer
    asked = [key for key in tables if key not in means]
    sampled = (
        sample_populations([tables[key] for key in asked], options=options, engine=engine, progress=progress)
        if asked
        else []
    )
    means |= {key: _mean_log(one) for key, one in zip(asked, sampled, strict=True)}
    others = [means[key] for key in keys]
    if first is None or any(other is None for other in others):
        return None
    shared = [_seen_by_stratum(share_out_unknown(table)) for table in drawn]
    own = _seen_by_stratum(found.table)
    return _Moves(
        total=np.array([other - first for other in others if other is not None]),
        seen=np.array([table.observed / found.table.observed for table in drawn]),
        stratum=[
            np.array([one.get(name, 0) / max(own.get(name, 0), 1) for one in shared])
            for name in (_name(stratum.stratum) for stratum in found.strata)
        ],
    )


def _mean_log(sampled: Sampled) -> float | None:
    return None if sampled.population is None else float(np.log(sampled.population).mean())


def _seen_by_stratum(table: CaptureTable) -> dict[tuple[tuple[str, str], ...], int]:
    seen = np.bincount(table.stratum, weights=table.counts, minlength=len(table.strata))
    return {_name(stratum): int(count) for stratum, count in zip(table.strata, seen, strict=True)}


def _name(stratum: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(stratum.items()))


def _moved(population: Floats, by: Floats, rng: np.random.Generator) -> Floats:
    """Draws of the population, as many for each linkage, moved by what it does to log N."""
    each = rng.choice(population, size=(len(by), _EACH))
    moved: Floats = (each * np.exp(by)[:, None]).ravel()
    return moved


def _stratum(
    one: StratumEstimate,
    found: Answered,
    place: int,
    moves: _Moves,
    *,
    options: EstimateOptions,
    rng: np.random.Generator,
) -> StratumEstimate:
    draws = found.strata[place].answers[found.main].draws
    if one.estimate is None or draws is None:
        return one
    share = np.maximum(moves.stratum[place], 1e-3) / moves.seen
    population = _moved(found.strata[place].table.observed + draws, moves.total + np.log(share), rng)
    middle, low, high = summary(population, level=options.level)
    return replace(one, estimate=middle, low=low, high=high)
