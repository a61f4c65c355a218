"""The sources: what each holds, how they overlap, what warns of copies; and one more or less of them."""

from typing import TYPE_CHECKING, Any

import numpy as np

from darkfigure.errors import DarkfigureError
from darkfigure.store import connect
from darkfigure.study.changes import read_changes
from darkfigure.study.editing import KINDS, add_source, drop_source
from darkfigure.web.circulation import copied_sources
from darkfigure.web.evidence import tracing_of
from darkfigure.web.home import answer_of
from darkfigure.web.page import Asked, back_to

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

_WARN = ("dependent-sources", "copied-sources", "copies", "stratum-missing", "no-overlap")
_CHANGES = 12


def sources(asked: Asked) -> "Response":
    """The page."""
    desk = asked.desk
    context = desk.context()
    return asked.page(
        "sources.html.j2",
        title="Sources",
        sources=context.settings.source,
        counted=_counted(desk),
        overlaps=_overlaps(desk),
        warnings=_warnings(desk),
        copied=copied_sources(desk),
        changes=tuple(reversed(read_changes(desk.folder).entries))[:_CHANGES],
        kinds=KINDS,
    )


def add(asked: Asked) -> "Response":
    """Add a source to study.toml."""
    name, path, kind, why = (asked.field(field)[:400] for field in ("name", "path", "kind", "why"))
    with asked.desk.lock:
        add_source(asked.desk.folder, name, path, by=asked.desk.by, kind=kind, why=why)
    return back_to("/sources")


def drop(asked: Asked) -> "Response":
    """Take a source out of study.toml."""
    with asked.desk.lock:
        drop_source(asked.desk.folder, asked.field("name"), by=asked.desk.by, why=asked.field("why")[:400])
    return back_to("/sources")


def _counted(desk: "Desk") -> dict[str, tuple[int, str, str]]:
    """Of each source: its rows, and the first and last day of its sightings."""
    path = desk.table("mention")

    def count() -> dict[str, tuple[int, str, str]]:
        if not path.is_file():
            return {}
        connection = connect()
        found = connection.execute(
            "SELECT source, count(*), min(first_date)::VARCHAR, max(coalesce(last_date, first_date))::VARCHAR "
            "FROM read_parquet($mentions) GROUP BY source",
            {"mentions": str(path)},
        ).fetchall()
        connection.close()
        return {source: (rows, first or "", last or "") for source, rows, first, last in found}

    return desk.prepared("counted", [path], count)


def _overlaps(desk: "Desk") -> dict[str, Any] | None:
    """Persons on both of two lists, and on one; None before there is an estimate."""
    answer = answer_of(desk)
    if answer is None:
        return None
    try:
        patterns = tracing_of(desk).patterns()
    except DarkfigureError:  # said on the first page: a stage is out of date
        return None
    marks = np.array([[mark == "1" for mark in pattern] for pattern in patterns], dtype=np.int64)
    counts = np.array(list(patterns.values()), dtype=np.int64)
    both = (marks.T * counts) @ marks
    alone = (marks * (marks.sum(axis=1) == 1)[:, None] * counts[:, None]).sum(axis=0)
    return {"lists": answer["lists"], "both": both.tolist(), "alone": alone.tolist()}


def _warnings(desk: "Desk") -> list[dict[str, str]]:
    answer = answer_of(desk)
    return [one for one in (answer or {}).get("warnings", []) if one["code"] in _WARN]
