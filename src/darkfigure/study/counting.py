"""The estimate stage: persons to captures, captures to the number."""

import json
from typing import Any

from darkfigure import records
from darkfigure.captures import CaptureTable, capture_rows, table_of_rows
from darkfigure.estimate import EstimateOptions, estimate_table
from darkfigure.records import Notice
from darkfigure.store import connect, digest_file, write_atomically, write_table
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage


def estimate_stage() -> Stage:
    """Tabulate who was seen on which lists, and estimate how many there are."""
    return Stage(
        name="estimate",
        part="",
        settings=_settings,
        inputs=lambda context: {
            name: digest_file(context.table(name)) for name in ("mention", "person") if context.table(name).exists()
        },
        outputs=lambda context: (context.table("capture"), context.results / "estimate.json"),
        work=_estimate,
    )
