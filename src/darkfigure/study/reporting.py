"""The report stage: everything the page shows, gathered from the tables and facts of the stages before."""

import json
from pathlib import Path
from typing import Any

import msgspec

from darkfigure import __version__
from darkfigure.records import Estimate, Notice
from darkfigure.report import (
    ComparedFigure,
    ReportContent,
    RunFacts,
    SourceFacts,
    SourceFile,
    Truth,
    compare_figures,
    write_report,
)
from darkfigure.store import connect, digest_file, read_table
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage, part_of

_SOURCES = """
SELECT source, count(*) AS "rows", count(*) FILTER (linkable) AS linkable,
    count(DISTINCT person) FILTER (linkable) AS persons
FROM read_parquet($person) AS p JOIN read_parquet($mention) AS m USING (mention)
WHERE draw = 0 GROUP BY source
"""


def report_stage() -> Stage:
    """Write results/report.html."""
    return Stage(
        name="report",
        part="",
        settings=lambda context: msgspec.to_builtins(context.settings),
        inputs=_inputs,
        outputs=lambda context: (context.results / "report.html",),
        work=_report,
    )


def _inputs(context: Context) -> dict[str, str]:
    paths = [context.results / "estimate.json", context.table("person"), context.table("capture")]
    if context.settings.flows is not None:
        paths.append(context.results / "flows.json")
    if context.settings.spread is not None:
        paths.append(context.results / "spread.json")
    if context.settings.claims.documents:
        paths.append(context.table("claim"))
    paths += [context.part("item", source) for source in context.settings.source]
    return {str(path.relative_to(context.folder)): digest_file(path) for path in paths if path.exists()}


def _report(context: Context, listener: Listener) -> Outcome:
    listener(Event(stage="report", what="report.html", done=0, total=None))
    estimate = msgspec.convert(json.loads((context.results / "estimate.json").read_bytes()), Estimate)
    study = context.settings.study
    items = [row for source in context.settings.source for row in read_table(context.part("item", source)).to_pylist()]
    content = ReportContent(
        title=study.title,
        population=study.population,
        period=(study.period.start, study.period.end) if study.period else None,
        estimate=estimate,
        lists=estimate.lists,
        overlaps=_overlaps(context),
        sources=_sources(context, items),
        linkage=_said(context, "link")["facts"],
        notices=_notices(context),
        run=RunFacts(
            version=__version__,
            seed=study.seed,
            settings_digest=digest_file(context.folder / "study.toml"),
            command=f"darkfigure run {context.folder.name}",
            date=max(item["retrieved_at"] for item in items).date(),
        ),
        smallest_cell=context.settings.report.smallest_cell,
        truth=_truth(context.folder / "truth" / "truth.json"),
        claims=_figures(context, estimate),
        flows=_answer(context, "flows") if context.settings.flows is not None else None,
        spread=_answer(context, "spread") if context.settings.spread is not None else None,
    )
    write_report(content, context.results / "report.html")
    return Outcome({}, ())


def _overlaps(context: Context) -> tuple[tuple[str, int], ...]:
    captures = read_table(context.table("capture"))
    counts: dict[str, int] = {}
    rows = zip(
        captures["draw"].to_pylist(), captures["pattern"].to_pylist(), captures["count"].to_pylist(), strict=True
    )
    for draw, pattern, count in rows:
        if draw == 0:
            counts[pattern] = counts.get(pattern, 0) + count
    return tuple(sorted(counts.items(), reverse=True))


def _figures(context: Context, estimate: Estimate) -> tuple[ComparedFigure, ...]:
    """What the texts of the study say, beside the estimate."""
    if not context.settings.claims.documents:
        return ()
    rows = read_table(context.table("claim")).to_pylist()
    return compare_figures(rows, estimate, origins=context.settings.claims.origins)


def _answer(context: Context, stage: str) -> dict[str, Any]:
    """The answer that a stage before wrote."""
    document: dict[str, Any] = json.loads((context.results / f"{stage}.json").read_bytes())
    return document


def _sources(context: Context, items: list[dict[str, Any]]) -> tuple[SourceFacts, ...]:
    connection = connect()
    found = connection.execute(
        _SOURCES, {"person": str(context.table("person")), "mention": str(context.table("mention"))}
    ).fetchall()
    connection.close()
    counts = {source: numbers for source, *numbers in found}
    return tuple(
        SourceFacts(
            name=source.name,
            rows=counts[source.name][0],
            linkable_rows=counts[source.name][1],
            persons=counts[source.name][2],
            files=tuple(
                SourceFile(path=item["path"], sha256=item["item"]) for item in items if item["source"] == source.name
            ),
        )
        for source in context.settings.source
    )


def _notices(context: Context) -> tuple[Notice, ...]:
    keys = [f"collect.{part_of(source)}" for source in context.settings.source] + ["extract", "link"]
    if context.settings.claims.documents:
        keys.append("claims")
    if context.settings.flows is not None:
        keys.append("flows")
    if context.settings.spread is not None:
        keys.append("spread")
    return tuple(Notice(**notice) for key in keys for notice in _said(context, key)["notices"])


def _said(context: Context, key: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((context.tables / f"{key}.facts.json").read_bytes())
    return said


def _truth(path: Path) -> Truth | None:
    """The truth of an invented study; other studies have none."""
    if not path.exists():
        return None
    truth = json.loads(path.read_bytes())
    return Truth(
        total=truth["people"],
        strata=tuple(({"origin": origin}, count) for origin, count in sorted(truth["by_origin"].items())),
    )
