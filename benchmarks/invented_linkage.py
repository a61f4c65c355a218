"""A study whose rows are collected and read as in any, and whose linkage is invented, because it would take long."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from darkfigure import records
from darkfigure.captures.persons import tables_of_rows
from darkfigure.estimate.linked_strata import estimate_drawn
from darkfigure.estimate.options import EstimateOptions
from darkfigure.store import write_atomically, write_table
from darkfigure.study import Study
from darkfigure.study.counting import count_captures, estimate_document
from darkfigure.study.stage import Context, Listener, Outcome
from darkfigure.study.stages import stages_of


def run_invented(
    folder: Path, *, lists: tuple[str, ...], link: Callable[[Context], None], facts: dict[str, float]
) -> None:
    """Collect and extract; `link` writes the tables of links and persons; estimate from the best linkage alone."""
    study = Study(folder)
    study.run(only="collect")
    study.run(only="extract")

    def linked(context: Context, _: Listener) -> Outcome:
        link(context)
        return Outcome(facts, ())

    def estimate(context: Context, _: Listener) -> Outcome:
        rows = count_captures(context)
        write_table(context.table("capture"), rows, table=records.CAPTURE)
        best, *_drawn = tables_of_rows(rows, lists=lists)
        answer = estimate_drawn(best, (), options=EstimateOptions(method="log-linear", population="P"))
        write_atomically(context.results / "estimate.json", estimate_document(answer))
        return Outcome({}, ())

    context = Context(folder=folder, settings=study.settings())
    for stage in stages_of(context):
        work = {"link": linked, "estimate": estimate}.get(stage.name)
        if work is not None:
            invented = dataclasses.replace(stage, work=work)
            study._execute(context, invented, lambda _: None, inputs=stage.inputs(context))  # noqa: SLF001 - no command invents
