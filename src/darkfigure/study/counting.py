"""The estimate stage: persons to captures, captures to the number."""

import dataclasses
import json
from typing import Any

from darkfigure import records
from darkfigure.captures.days import sighting_days
from darkfigure.captures.divided import Counting
from darkfigure.captures.divided import count_captures as count_by
from darkfigure.captures.persons import tables_of_rows
from darkfigure.records import Estimate, Notice
from darkfigure.store import connect, digest_file, write_atomically, write_table
from darkfigure.study.checking import check_number_of_lists, check_strata, rows_outside_period
from darkfigure.study.lists import merges, study_lists
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_OF_LINKAGE = ("unlinkable-rows", "dependent-linkability")


def estimate_stage() -> Stage:
    """Tabulate who was seen on which lists, and estimate how many there are."""
    return Stage(
        name="estimate",
        part="",
        settings=_settings,
        inputs=_inputs,
        outputs=lambda context: (context.table("capture"), context.results / "estimate.json"),
        work=_estimate,
    )


def _inputs(context: Context) -> dict[str, str]:
    found = {name: digest_file(context.table(name)) for name in ("mention", "person") if context.table(name).exists()}
    spread = context.results / "spread.json"
    if merges(context) and spread.exists():
        found[str(spread.relative_to(context.folder))] = digest_file(spread)
    return found


def _settings(context: Context) -> dict[str, Any]:
    study, estimate = context.settings.study, context.settings.estimate
    return {
        "population": study.population,
        "period": [study.period.start, study.period.end] if study.period else None,
        "seed": study.seed,
        "strata": estimate.strata,
        "level": estimate.level,
        "lists": [source.name for source in context.settings.source],
    } | ({"merge_dependent": True} if merges(context) else {})


def _estimate(context: Context, listener: Listener) -> Outcome:
    check_number_of_lists(context)
    check_strata(context)  # before anything is written
    listener(Event(stage="estimate", what=f"from {len(study_lists(context).sources)} lists", done=0, total=None))
    rows = count_captures(context)
    write_table(context.table("capture"), rows, table=records.CAPTURE)
    answer = estimate_captures(context, rows, listener=listener)
    write_atomically(context.results / "estimate.json", estimate_document(answer))
    return Outcome({"observed": answer.observed, "estimate": answer.estimate, "method": answer.method}, ())


def count_captures(context: Context) -> Any:  # noqa: ANN401 - an Arrow table
    """The table `capture` of the persons of the study."""
    study = context.settings.study
    asked = Counting(
        persons=context.table("person"),
        mentions=context.table("mention"),
        sources=study_lists(context).sources,
        strata=context.settings.estimate.strata,
        period=(study.period.start, study.period.end) if study.period else None,
    )
    with context.engine() as engine:
        return count_by(asked, engine=engine)


def estimate_captures(
    context: Context,
    rows: Any,  # noqa: ANN401 - an Arrow table
    *,
    listener: Listener = lambda _: None,
) -> Estimate:
    """The estimate of the study from its table `capture`, with all that the mentions warn of.

    Raises:
        InputError: A stratum is there that no mention has, or nobody can be counted.
    """
    from darkfigure.estimate.checks.closure import closure
    from darkfigure.estimate.checks.words import of_closure
    from darkfigure.estimate.linked_strata import estimate_drawn
    from darkfigure.estimate.options import EstimateOptions

    study, estimate = context.settings.study, context.settings.estimate
    lists = study_lists(context)
    missing = check_strata(context)
    connection = connect()
    days = sighting_days(
        connection, persons=context.table("person"), mentions=context.table("mention"), sources=lists.sources
    )
    connection.close()
    best, *drawn = tables_of_rows(rows, lists=lists.names)
    options = EstimateOptions(level=estimate.level, seed=study.seed, population=study.population)

    def progress(done: int, total: int) -> None:
        listener(Event(stage="estimate", what=f"from {len(drawn)} drawn linkages", done=done, total=total))

    with context.engine() as engine:
        answer = estimate_drawn(best, drawn, options=options, engine=engine, progress=progress)
    outside = rows_outside_period(context)
    warnings = (
        *lists.notices,
        *answer.warnings,
        *of_closure(closure(days)),
        *outside,
        *missing,
        *_linkage_warnings(context),
    )
    return dataclasses.replace(answer, warnings=warnings)


def estimate_document(answer: Estimate) -> bytes:
    """The bytes of results/estimate.json."""
    return (json.dumps(answer.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _linkage_warnings(context: Context) -> tuple[Notice, ...]:
    """What linking left out belongs beside the number."""
    said = json.loads((context.tables / "link.facts.json").read_bytes())
    return tuple(Notice(**notice) for notice in said["notices"] if notice["code"] in _OF_LINKAGE)
