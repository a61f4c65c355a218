"""Many trials, on several processors if asked for; the answers do not depend on how many."""

import concurrent.futures
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from darkfigure.errors import InputError, UsageError
from darkfigure.estimate.options import METHODS, EstimateOptions
from darkfigure.simulate.capture_world import CaptureWorld
from darkfigure.simulate.trials import Trial, try_table

Told = Callable[[int, int], None]
"""(done, in all): is told how far the work is."""

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_BESIDE = 50  # resamples for a log-linear interval that nobody asked for
_UNRESAMPLED = {"combined", "decomposable", "latent-class", "chao-lower-bound"}  # these draw no tables again


@dataclass(frozen=True, kw_only=True)
class _Task:
    world: CaptureWorld
    rep: int
    methods: tuple[str, ...]
    level: float
    seed: int


def run_trials(  # noqa: PLR0913 - what a design is judged by
    worlds: Sequence[CaptureWorld],
    *,
    tables: int = 50,
    methods: Sequence[str] = ("combined",),
    level: float = 0.95,
    seed: int = 1,
    jobs: int = 1,
    told: Told | None = None,
) -> list[Trial]:
    """Draw tables from each world and ask the methods about each.

    Args:
        worlds: Where the tables come from.
        tables: How many from each world.
        methods: Names of methods, or `all`.
        level: Probability of the intervals.
        seed: Of tables and methods. The same seed gives the same answers, whatever `jobs` is.
        jobs: Processes that share the work.
        told: Is called as the work goes on.

    Raises:
        UsageError: An option has a value it cannot have.
    """
    wanted = known_methods(methods)
    names = [world.name for world in worlds]
    if len(set(names)) < len(names):
        raise UsageError(f"two worlds have one name among {', '.join(names)}. Name each once.")
    if tables < 1:
        raise UsageError(f"{tables} tables say nothing; give at least 1, better 50.")
    EstimateOptions(level=level, seed=seed)
    tasks = [
        _Task(world=world, rep=rep, methods=wanted, level=level, seed=seed)
        for world in worlds
        for rep in range(1, tables + 1)
    ]
    found: list[Trial] = []
    for done, trials in enumerate(spread(_try, tasks, jobs=jobs), start=1):
        found += trials
        if told:
            told(done, len(tasks))
    order = {(world.name, method): (i, j) for i, world in enumerate(worlds) for j, method in enumerate(wanted)}
    return sorted(found, key=lambda one: (*order[one.world, one.method], one.rep))


def known_methods(methods: Sequence[str]) -> tuple[str, ...]:
    """The methods named, each once; `all` is every one.

    Raises:
        UsageError: A method that there is not.
    """
    wanted = tuple(dict.fromkeys(METHODS if "all" in methods else methods))
    for method in wanted:
        if method not in METHODS:
            raise UsageError(f"there is no method `{method}`. Known methods: {', '.join((*METHODS, 'all'))}.")
    if not wanted:
        raise UsageError(f"no method is named. Known methods: {', '.join((*METHODS, 'all'))}.")
    return wanted


def spread(work: Callable[[_In], _Out], tasks: Sequence[_In], *, jobs: int) -> Iterator[_Out]:
    """The results of all tasks, in order; on `jobs` processes, which must be able to import `work`.

    Raises:
        InputError: A process ended before its work was done.
    """
    if jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context)
    try:
        yield from pool.map(work, tasks)
    except BrokenProcessPool:
        raise InputError(
            f"one of {min(jobs, len(tasks))} processes was ended from outside before its work was done, most often "
            "because memory ran out. Nothing was written. Close other programs, or run again with fewer --jobs."
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _try(task: _Task) -> list[Trial]:
    """One table of one world."""
    table = task.world.draw(np.random.default_rng([task.seed, task.rep]))
    replicates = _BESIDE if _UNRESAMPLED.issuperset(task.methods) else EstimateOptions().replicates
    return try_table(
        table,
        world=task.world.name,
        people=task.world.people,
        rep=task.rep,
        methods=task.methods,
        options=EstimateOptions(level=task.level, seed=task.seed + task.rep, replicates=replicates),
    )
