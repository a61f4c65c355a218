"""The report stage: everything the pages show, gathered from the tables and facts of the stages before."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from darkfigure import __version__
from darkfigure.records import Estimate, Notice
from darkfigure.report import (
    ComparedFigure,
    EvidenceFacts,
    ReportContent,
    RunFacts,
    SourceFacts,
    SourceFile,
    Truth,
    compare_figures,
    write_pdf,
    write_report,
)
from darkfigure.settings.structs import ReportSettings
from darkfigure.store import connect, digest_file, read_table
from darkfigure.study.sealed import sealed_entries
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage, part_of
from darkfigure.vault.verify import verify_vault

_SOURCES = """
SELECT source, count(*) AS "rows", count(*) FILTER (linkable) AS linkable,
    count(DISTINCT person) FILTER (linkable) AS persons
FROM read_parquet($person) AS p JOIN read_parquet($mention) AS m USING (mention)
WHERE draw = 0 GROUP BY source
"""


def report_stage() -> Stage:
    """Write results/report.html, and the pages in other languages."""
    return Stage(
        name="report",
        part="",
        settings=lambda context: msgspec.to_builtins(context.settings),
        inputs=_inputs,
        outputs=lambda context: tuple(context.results / name for name in report_files(context.settings.report)),
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


def report_files(settings: ReportSettings) -> tuple[str, ...]:
    """The files of a report: a page a language, the first as report.html, and a PDF of each where it is wanted."""
    languages = tuple(dict.fromkeys(settings.languages))
    pages = [page_name(language, languages) for language in languages]
    return (*pages, *(f"report.{language}.pdf" for language in languages if settings.pdf))


def page_name(language: str, languages: Sequence[str]) -> str:
    """The name of the page in a language, in a report of these."""
    return "report.html" if language == languages[0] else f"report.{language}.html"


def _report(context: Context, listener: Listener) -> Outcome:
    settings = context.settings.report
    languages = tuple(dict.fromkeys(settings.languages))
    content = gather_content(context)
    files = report_files(settings)
    for done, name in enumerate(files):
        listener(Event(stage="report", what=name, done=done, total=len(files)))
        language = name.split(".")[1] if name.count(".") == 2 else languages[0]
        write_edition(content, context.results / name, language=language, languages=languages)
    return Outcome({}, ())


def write_edition(content: ReportContent, path: Path, *, language: str, languages: Sequence[str]) -> None:
    """Write the page or, by the ending, the PDF of one language; `languages` are those the page leads to.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.
    """
    editions = tuple((one, page_name(one, languages)) for one in languages)
    own = replace(content, language=language, editions=editions)
    if path.suffix.lower() == ".pdf":
        write_pdf(own, path)
    else:
        write_report(own, path)


def gather_content(context: Context) -> ReportContent:
    """Everything a page shows. The stages before the report must be up to date."""
    estimate = msgspec.convert(json.loads((context.results / "estimate.json").read_bytes()), Estimate)
    study = context.settings.study
    items = [row for source in context.settings.source for row in read_table(context.part("item", source)).to_pylist()]
    return ReportContent(
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
        evidence=_evidence(context, items),
    )


_MOST_BYTES = 500_000_000  # of evidence that are read again for a report; of more, `darkfigure verify` tells


def _evidence(context: Context, items: list[dict[str, Any]]) -> EvidenceFacts:
    """Whether the evidence is as it was recorded, where it can be read again in a few seconds."""
    if sealed_entries(context.vault):
        return EvidenceFacts(differences=None, sealed=True)
    if sum(item["size"] for item in items) > _MOST_BYTES:
        return EvidenceFacts(differences=None)
    return EvidenceFacts(differences=len(verify_vault(context.vault).differences))


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
