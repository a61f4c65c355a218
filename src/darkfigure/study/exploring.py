"""What if: the estimate of a study without a source, with sources taken for one, or by other strata.

The study is left as it is. Rows stay linked as they are: leaving a list out removes who is on no other, and not what it
said about whom the others hold.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from darkfigure.captures.persons import tables_of_rows
from darkfigure.captures.regroup import drop_lists, merge_lists
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import UsageError
from darkfigure.study.checking import check_strata
from darkfigure.study.counting import count_captures
from darkfigure.study.lists import study_lists
from darkfigure.study.provenance.finished import finished_study, read_answer
from darkfigure.study.stage import Context, Event, Listener

_NUMBERS = ("observed", "estimate", "low", "high", "lower_bound", "verdict")


@dataclass(frozen=True, kw_only=True)
class Variation:
    """What is otherwise: lists left out, lists taken for one, strata instead of those of the study (None: the same)."""

    dropped: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    strata: tuple[str, ...] | None = None


def explore(folder: Path, variation: Variation, *, listener: Listener = lambda _: None) -> dict[str, Any]:
    """Estimate a study otherwise.

    Returns:
        `variation`, `now` (the numbers of the study), `then` (the same of the variation), `strata` and `warnings` of
        the variation; ready for JSON.

    Raises:
        InputError: The study has not been run, or no row has a stratum.
        UsageError: There is no such list, fewer than two are left, or nothing is otherwise.
    """
    from darkfigure.estimate.linked_strata import estimate_drawn
    from darkfigure.estimate.options import EstimateOptions

    if not variation.dropped and len(variation.merged) < 2 and variation.strata is None:
        raise UsageError("nothing is otherwise: leave a source out, take two or more for one, or name other strata.")
    context = finished_study(folder, stage="estimate")
    now = read_answer(context)
    context = _with_strata(context, variation.strata)
    check_strata(context)
    listener(Event(stage="estimate", what="counting who is on which lists", done=0, total=None))
    best, *drawn = _tables(context, variation)
    listener(Event(stage="estimate", what=f"from {len(best.lists)} lists", done=0, total=None))
    study, estimate = context.settings.study, context.settings.estimate
    options = EstimateOptions(level=estimate.level, seed=study.seed, population=study.population)
    then = estimate_drawn(best, drawn, options=options).to_dict()
    return {
        "variation": asdict(variation),
        "lists": list(best.lists),
        "now": _numbers(now),
        "then": _numbers(then),
        "strata": msgspec.to_builtins(then["strata"]),
        "warnings": msgspec.to_builtins(then["warnings"]),
    }


def _with_strata(context: Context, strata: tuple[str, ...] | None) -> Context:
    if strata is None:
        return context
    estimate = msgspec.structs.replace(context.settings.estimate, strata=strata)
    return replace(context, settings=msgspec.structs.replace(context.settings, estimate=estimate))


def _tables(context: Context, variation: Variation) -> list[CaptureTable]:
    lists = study_lists(context).names
    found = []
    for table in tables_of_rows(count_captures(context), lists=lists):
        kept = drop_lists(merge_lists(table, variation.merged) if variation.merged else table, variation.dropped)
        if len(kept.lists) < 2:
            raise UsageError("fewer than two lists are left, and an estimate needs two.")
        if kept.observed:
            found.append(kept)
    if not found:
        raise UsageError("nobody is on the lists that are left.")
    return found


def _numbers(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in _NUMBERS}
