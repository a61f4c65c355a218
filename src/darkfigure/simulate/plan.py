"""What an interval becomes with one more list, or with a longer search of a list: futures played out from the present.

The present estimate leaves many worlds plausible. From each of some drawn worlds a future is played: the people seen
stay as they are, the unseen are those of the world, and the addition finds whom it would find. The combined method then
answers for each future as it would answer for a table that came in.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from darkfigure import __version__
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import UsageError
from darkfigure.estimate import answers
from darkfigure.estimate.options import POPULATION, EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.estimate.verdict import OPEN, verdict
from darkfigure.inference.tempering import Effort
from darkfigure.simulate.additions import Addition, play, settle, usual_reach
from darkfigure.simulate.capture_world import CaptureWorld
from darkfigure.simulate.fitted import merge_lists, posterior_worlds, usable
from darkfigure.simulate.running import Told, spread

USUAL_EFFORT = 1.5
_QUICK = Effort(particles=60)  # of a future: what counts is the spread over futures
_CHECKS = 5  # times the present table is answered with that little work, to set its widths to the usual scale
_BESIDE = 50
_NOTHING = Addition(name="nothing new")
_SPREAD = (0.1, 0.9)  # quantiles of the width over futures that are shown


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an addition does, over the futures played.

    Widths are of the interval, in persons, on the scale of the present one: futures are answered with less work than
    usual, and the ratio of the usual to the quick answer of the present table is applied to them. A width is None where
    half of the futures have no interval with two ends (a tenth for `width_high`, nine tenths for `width_low`).

    Attributes:
        name: The addition in words.
        seen: Median of the persons seen in all.
        width: Median width.
        width_low: Its 10th percentile.
        width_high: Its 90th percentile.
        narrower: Share of the present width that is gone at the median; negative where it is wider.
        not_identified: Share of futures with the verdict `not identified`; None where none are played, as of a review.
        holds: Share of futures whose interval holds the people of their world; None likewise.
        narrowest: Share of futures in which it leads to the narrowest interval of all single additions.
        single: Whether it is one addition, not several at once.
    """

    name: str
    seen: float
    width: float | None
    width_low: float | None
    width_high: float | None
    narrower: float | None
    not_identified: float | None
    holds: float | None
    narrowest: float
    single: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The present estimate and what each addition would make of its interval.

    Attributes:
        population: Whom the number counts.
        lists: The lists; the shortest of more than six are taken together.
        observed: Persons seen at present.
        level: Probability of the intervals.
        estimate: The present estimate.
        low: Lower end of its interval.
        high: Upper end.
        width: Its width; None where there is no interval with two ends.
        compared_with: The width that `narrower` compares with: `width`, or where the usual answer has no interval (its
            runs did not agree, for instance) that of a quick one; None where that has none either.
        verdict: Of the present estimate.
        futures: How many were played for each addition.
        outcomes: By median width, the narrowest first.
        best: Name of the single addition with the narrowest median interval; None where none has an interval.
        seed: Of everything random.
        version: Of darkfigure.
    """

    population: str
    lists: tuple[str, ...]
    observed: int
    level: float
    estimate: float | None
    low: float | None
    high: float | None
    width: float | None
    compared_with: float | None
    verdict: str
    futures: int
    outcomes: tuple[Outcome, ...]
    best: str | None
    seed: int
    version: str

    def to_dict(self) -> dict[str, object]:
        """The plan as the documented JSON object, ready for `json.dumps`."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class _Future:
    """One task: an addition played in one world."""

    world: CaptureWorld
    table: CaptureTable
    addition: Addition
    place: int
    number: int
    level: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class _Came:
    """What came of it."""

    seen: int
    width: float
    not_identified: bool
    holds: bool


def make_plan(  # noqa: PLR0913 - what a planner decides
    table: CaptureTable,
    *,
    extra_list: Sequence[float] = (),
    more_overlap: Sequence[float] = (),
    futures: int = 20,
    level: float = 0.95,
    seed: int = 1,
    jobs: int = 1,
    population: str = POPULATION,
    told: Told | None = None,
    only_named: bool = False,
) -> Plan:
    """Play out what one more list, or a longer search of the present ones, would make of the interval.

    Args:
        table: The present table; strata are pooled.
        extra_list: Reaches of one more list: the share of all people that it would hold. Each is tried twice, as a list
            that sees everybody alike, and as one that sees the people that the present lists see.
        more_overlap: How many times as long a list is searched, above 1; each is tried for every list, and for all at
            once. Without either argument: one more list as long as the middle one, and 1.5.
        futures: How many are played for each addition; 20 tell large differences, 100 small ones.
        level: Probability of the intervals.
        seed: The same seed gives the same answers, whatever `jobs` is.
        jobs: Processes that share the work.
        population: Whom the number counts.
        told: Is called as the work goes on.
        only_named: Play nothing where neither a list nor a search is named.

    Raises:
        TableError: Nobody is in the table, or fewer than two lists hold anybody.
        UsageError: An option has a value it cannot have.
    """
    _check(extra_list, more_overlap, futures)
    options = EstimateOptions(level=level, seed=seed, population=population, replicates=_BESIDE)
    merged = merge_lists(usable(table))
    now = estimate_table(merged, options=options)
    drawn = posterior_worlds(merged, draws=futures, rng=np.random.default_rng([seed, 1]))
    worlds = [one.world for one in drawn]
    if not extra_list and not more_overlap and not only_named:
        extra_list, more_overlap = (_middle_reach(worlds, merged),), (USUAL_EFFORT,)
    planned = additions(merged.lists, extra_list=extra_list, more_overlap=more_overlap)
    came, checks = _play_all(worlds, merged, planned, options=options, jobs=jobs, told=told)
    width = None if now.low is None or now.high is None else now.high - now.low
    quick = float(np.median([one.width for one in checks]))
    scale = width / quick if width and 0 < quick < math.inf else 1.0
    before = width or (quick if 0 < quick < math.inf else None)
    outcomes = _outcomes(planned, came, now=before, scale=scale)
    singles = [one for one in outcomes if one.single and one.width is not None]
    return Plan(
        population=population,
        lists=merged.lists,
        observed=merged.observed,
        level=level,
        estimate=now.estimate,
        low=now.low,
        high=now.high,
        width=width,
        compared_with=before,
        verdict=now.verdict,
        futures=futures,
        outcomes=tuple(outcomes),
        best=singles[0].name if singles else None,
        seed=seed,
        version=__version__,
    )


def _play_all(
    worlds: Sequence[CaptureWorld],
    table: CaptureTable,
    planned: Sequence[Addition],
    *,
    options: EstimateOptions,
    jobs: int,
    told: Told | None,
) -> tuple[list[list[_Came]], list[_Came]]:
    """What came of each addition in each world; and of nothing new, answered as quickly, a few times."""
    tasks = [
        _Future(
            world=world, table=table, addition=one, place=place, number=number, level=options.level, seed=options.seed
        )
        for number, world in enumerate(worlds)
        for place, one in enumerate(planned)
    ]
    tasks += [
        _Future(
            world=worlds[0], table=table, addition=_NOTHING, place=i, number=0, level=options.level, seed=options.seed
        )
        for i in range(len(planned), len(planned) + _CHECKS)
    ]
    came: list[_Came] = []
    for done, one in enumerate(spread(_play, tasks, jobs=jobs), start=1):
        came.append(one)
        if told:
            told(done, len(tasks))
    futures, checks = came[:-_CHECKS], came[-_CHECKS:]
    return [futures[i :: len(planned)] for i in range(len(planned))], checks


def additions(
    lists: Sequence[str], *, extra_list: Sequence[float], more_overlap: Sequence[float]
) -> tuple[Addition, ...]:
    """Every addition to be tried."""
    found = []
    for reach in extra_list:
        named = f"one more list with {_percent(reach)} of all"
        found.append(Addition(name=f"{named}, seeing everybody alike", reach=reach))
        found.append(Addition(name=f"{named}, like the present lists", reach=reach, like=True))
    for effort in more_overlap:
        longer = f"searched {effort:g} times as long"
        found += [Addition(name=f"{name} {longer}", lists=(j,), effort=effort) for j, name in enumerate(lists)]
        found.append(Addition(name=f"all lists {longer}", lists=tuple(range(len(lists))), effort=effort))
    return tuple(found)


def _check(extra_list: Sequence[float], more_overlap: Sequence[float], futures: int) -> None:
    for reach in extra_list:
        if not 0 < reach < 1:
            raise UsageError(f"one more list would hold {reach:g} of all people; give a share above 0 and below 1.")
    for effort in more_overlap:
        if not 1 < effort <= 100:
            raise UsageError(f"a list is searched {effort:g} times as long; give a number above 1, e.g. 1.5.")
    if futures < 1:
        raise UsageError(f"{futures} futures say nothing; give at least 1, better 20.")


def _middle_reach(worlds: Sequence[CaptureWorld], table: CaptureTable) -> float:
    """A reach as the present lists have it, in round percent."""
    rng = np.random.default_rng(0)
    middle = float(np.median([usual_reach(settle(world, table, rng=rng)) for world in worlds]))
    return min(max(round(middle, 2), 0.01), 0.99)


def _play(task: _Future) -> _Came:
    """One addition in one world, answered. Additions share the world and the kinds of people in it."""
    present = settle(task.world, task.table, rng=np.random.default_rng([task.seed, 2, task.number]))
    rng = np.random.default_rng([task.seed, 3, task.number, task.place])
    after = play(present, task.addition, rng=rng)
    options = EstimateOptions(level=task.level, seed=task.seed, replicates=_BESIDE)
    answer = answers.combined(after, options=options, rng=rng, effort=_QUICK)
    identified = answers.log_linear(after, options=options, rng=rng).fit is not None
    if not identified or answer.low is None or answer.high is None or answer.posterior is None:
        return _Came(seen=after.observed, width=math.inf, not_identified=True, holds=False)
    return _Came(
        seen=after.observed,
        width=answer.high - answer.low,
        not_identified=verdict(answer.posterior, level=task.level) == OPEN,
        holds=after.observed + answer.low <= task.world.people <= after.observed + answer.high,
    )


def _outcomes(
    planned: Sequence[Addition], came: list[list[_Came]], *, now: float | None, scale: float
) -> list[Outcome]:
    if not planned:
        return []
    single = [one.reach is not None or len(one.lists) == 1 for one in planned]
    widths = scale * np.array([[one.width for one in own] for own in came])
    rivals = np.where(np.array(single)[:, None], widths, math.inf)
    # a future in which no interval has two ends has no narrowest one
    winner = np.where(np.isfinite(rivals.min(axis=0)), rivals.argmin(axis=0), -1)
    found = []
    for place, (one, own) in enumerate(zip(planned, came, strict=True)):
        middle = _quantile(widths[place], 0.5)
        found.append(
            Outcome(
                name=one.name,
                seen=float(np.median([future.seen for future in own])),
                width=middle,
                width_low=_quantile(widths[place], _SPREAD[0]),
                width_high=_quantile(widths[place], _SPREAD[1]),
                narrower=None if middle is None or not now else 1 - middle / now,
                not_identified=float(np.mean([future.not_identified for future in own])),
                holds=float(np.mean([future.holds for future in own])),
                narrowest=float(np.mean(winner == place)),
                single=single[place],
            )
        )
    return sorted(found, key=lambda one: math.inf if one.width is None else one.width)


def _quantile(widths: np.ndarray, share: float) -> float | None:
    value = float(np.quantile(widths, share, method="inverted_cdf" if np.isinf(widths).any() else "linear"))
    return value if math.isfinite(value) else None


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
