"""What to add to a study: one more list, a longer search, or hours of review, by what each would do to its interval."""

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.persons import table_of_rows
from darkfigure.errors import InputError, UsageError
from darkfigure.simulate.plan import Outcome, Plan, make_plan
from darkfigure.simulate.running import Told
from darkfigure.store import connect, read_table
from darkfigure.study.linked import linked_context
from darkfigure.study.pair_order import Ranked, ranked_pairs
from darkfigure.study.run import Study
from darkfigure.study.stage import Context

USUAL_HOURS = (8.0, 40.0)
PAIRS_PER_HOUR = 60.0
_FEWEST_DRAWS = 10


def plan_study(  # noqa: PLR0913 - what a planner decides
    folder: Path,
    *,
    extra_list: Sequence[float] = (),
    more_overlap: Sequence[float] = (),
    review_hours: Sequence[float] = (),
    pairs_per_hour: float = PAIRS_PER_HOUR,
    futures: int = 20,
    jobs: int = 1,
    told: Told | None = None,
) -> Plan:
    """The plan of a study that was run: its own interval, and what each addition would make of it.

    Futures of lists are played from the best linkage, as for a table; their widths are set to the scale of the study's
    interval, which knows of doubtful links too. Hours of review are worth the part of the interval that comes from
    doubtful links and goes with the pairs that would be judged: over the drawn linkages, how much of what the estimate
    varies is told by whether these pairs are linked.

    Args:
        folder: the study, run.
        extra_list: as `make_plan`.
        more_overlap: as `make_plan`.
        review_hours: hours of review; without any argument 8 and 40.
        pairs_per_hour: pairs that a person judges in an hour.
        futures: how many are played for each addition.
        jobs: processes that share the work.
        told: is called as the work goes on.

    Raises:
        InputError: The study has not been run, or changed since.
        UsageError: An option has a value it cannot have.
    """
    for asked in review_hours:
        if not 0 < asked <= 100_000:
            raise UsageError(f"{asked:g} hours of review cannot be planned; give a number above 0, e.g. 8.")
    if not 0 < pairs_per_hour <= 10_000:
        raise UsageError(f"{pairs_per_hour:g} pairs an hour cannot be judged; give a number above 0, e.g. 60.")
    context, answer = linked_context(folder), _answer(folder)
    nothing_named = not (extra_list or more_overlap or review_hours)
    rows = read_table(context.table("capture"))
    plan = make_plan(
        table_of_rows(rows, lists=tuple(answer["lists"])),
        extra_list=extra_list,
        more_overlap=more_overlap,
        futures=futures,
        level=answer["level"],
        seed=context.settings.study.seed,
        jobs=jobs,
        population=answer["population"],
        told=told,
        only_named=bool(review_hours),
    )
    plan = _of_study(plan, answer)
    hours = USUAL_HOURS if nothing_named else tuple(review_hours)
    if not hours or plan.width is None:
        return plan
    reviews = _reviews(context, plan, answer, rows, hours=hours, pairs_per_hour=pairs_per_hour)
    outcomes = sorted((*plan.outcomes, *reviews), key=lambda one: math.inf if one.width is None else one.width)
    return dataclasses.replace(plan, outcomes=tuple(outcomes))


def told_by_pairs(bounds: NDArray[np.float64], moved: NDArray[np.float64]) -> float:
    """Share of the variance of `bounds` that `moved` tells, [draws] each; what chance would tell is taken off."""
    draws = len(bounds)
    if draws < _FEWEST_DRAWS or np.ptp(bounds) == 0 or np.ptp(moved) == 0:
        return 0.0
    square = float(np.corrcoef(bounds, moved)[0, 1] ** 2)
    return max(0.0, 1.0 - (1.0 - square) * (draws - 1) / (draws - 2))


def _answer(folder: Path) -> dict[str, Any]:
    """The estimate of the study, if nothing changed since."""
    state = next(state for state in Study(folder).status() if state.stage == "estimate")
    if state.why is not None:
        raise InputError(f"{folder}: the estimate is out of date ({state.why}). Run `darkfigure run {folder}` first.")
    answer: dict[str, Any] = json.loads((folder / "results" / "estimate.json").read_bytes())
    return answer


def _of_study(plan: Plan, answer: dict[str, Any]) -> Plan:
    """The plan beside the interval of the study, which is wider than that of its best linkage."""
    low, high = answer["low"], answer["high"]
    own = None if low is None or high is None else high - low
    if own is None or not plan.compared_with:
        return plan
    scale = own / plan.compared_with

    def scaled(one: Outcome) -> Outcome:
        width, least, most = (
            None if value is None else value * scale for value in (one.width, one.width_low, one.width_high)
        )
        return dataclasses.replace(one, width=width, width_low=least, width_high=most)

    return dataclasses.replace(
        plan,
        estimate=answer["estimate"],
        low=low,
        high=high,
        width=own,
        compared_with=own,
        verdict=answer["verdict"],
        outcomes=tuple(scaled(one) for one in plan.outcomes),
    )


def _reviews(
    context: Context,
    plan: Plan,
    answer: dict[str, Any],
    rows: Any,  # noqa: ANN401 - an Arrow table
    *,
    hours: Sequence[float],
    pairs_per_hour: float,
) -> list[Outcome]:
    """One outcome for each number of hours, the fewest first; more hours never tell less."""
    from_links = (answer["variance_shares"] or {}).get("linkage", 0.0)
    ranked, bounds = ranked_pairs(context), _bounds(rows)
    best, found = 0.0, []
    for spent in sorted(hours):
        pairs = min(round(spent * pairs_per_hour), int((ranked.effect > 0).sum()))
        best = max(best, told_by_pairs(bounds, _moved(context, ranked, pairs, sorted_draws(rows))))
        width = (plan.width or 0.0) * math.sqrt(1.0 - from_links * best)
        found.append(
            Outcome(
                name=f"{spent:g} {'hour' if spent == 1 else 'hours'} of review ({pairs:,} pairs)",
                seen=float(plan.observed),
                width=width,
                width_low=None,
                width_high=None,
                narrower=1 - width / plan.width if plan.width else None,
                not_identified=None,
                holds=None,
                narrowest=0.0,
                single=False,
            )
        )
    return found


def sorted_draws(rows: Any) -> list[int]:  # noqa: ANN401 - an Arrow table
    """The drawn linkages of the table `capture`, without the best one."""
    return sorted(draw for draw in set(rows["draw"].to_pylist()) if draw > 0)


def _bounds(rows: Any) -> NDArray[np.float64]:  # noqa: ANN401 - an Arrow table
    """[draws], Chao's bound of each drawn linkage."""
    found = dict.fromkeys(sorted_draws(rows), (0, 0, 0))
    columns = (rows[name].to_pylist() for name in ("draw", "pattern", "count"))
    for draw, pattern, count in zip(*columns, strict=True):
        if draw in found:
            on = pattern.count("1")
            seen, once, twice = found[draw]
            found[draw] = (seen + count, once + count * (on == 1), twice + count * (on == 2))
    return np.array([n + a * (a - 1) / (2 * (b + 1)) for n, a, b in found.values()], dtype=np.float64)


def _moved(context: Context, ranked: Ranked, pairs: int, draws: list[int]) -> NDArray[np.float64]:
    """[draws], how far the linked ones of the first pairs move the bound down, relative to none of them linked."""
    left, right = ranked.left[:pairs], ranked.right[:pairs]
    wanted, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    connection = connect()
    cells = connection.execute(
        "SELECT draw, mention, person FROM read_parquet($persons) "
        "WHERE draw > 0 AND mention IN (SELECT unnest($wanted)) ORDER BY draw, mention",
        {"persons": str(context.table("person")), "wanted": wanted.tolist()},
    ).fetchnumpy()
    connection.close()
    of = np.full((len(draws), wanted.size), -1, dtype=np.int64)
    row, column = np.searchsorted(draws, cells["draw"]), np.searchsorted(wanted, cells["mention"])
    of[row, column] = cells["person"]
    linked = of[:, place[:pairs]] == of[:, place[pairs:]]
    moved: NDArray[np.float64] = linked @ ranked.step[:pairs]
    return moved
