"""The section of the page on what circulates: timeline, matrix of copying, and sources that are one voice."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_spread import (
    group_words,
    matrix_spec,
    matrix_words,
    shown_groups,
    shown_sources,
    timeline_spec,
    timeline_words,
)
from darkfigure.report.svg import render_svg
from darkfigure.report.wording import say
from darkfigure.report.wording.formats import NOTHING, number, written_date


def spread_section(content: ReportContent) -> dict[str, Any]:
    """What the template needs; nothing where the study does not look at what circulates."""
    document, language = content.spread, content.language
    if document is None:
        return {"spread": None}
    groups, sources = shown_groups(document), shown_sources(document)
    return {
        "spread": {
            "texts": document["texts"],
            "found": document["groups_found"],
            "timeline": _drawn(timeline_spec, timeline_words, document, language) if groups else "",
            "groups": [_row(group, place, language) for place, group in enumerate(groups)],
            "groups_csv": csv_link(
                ["group", "kind", "posts", "channels", "sources", "languages", "first", "last", "doubling_days"],
                [_cells(group) for group in document["groups"]],
            ),
            "matrix": _drawn(matrix_spec, matrix_words, document, language) if len(sources) > 1 else "",
            "matrix_csv": csv_link(
                ["copier", "copied", "posts"],
                [[way["copier"], way["copied"], way["posts"]] for way in document["copies_between_sources"]],
            ),
            "sources": [(one["source"], one["texts"], one["copied_share"]) for one in document["sources"]],
            "dependent": [_pair(pair) for pair in document["dependent_sources"]],
        }
    }


def _row(group: Mapping[str, Any], place: int, language: str) -> dict[str, Any]:
    """A row of the table under the timeline."""
    return {
        "what": group_words(group, place, language),
        "first": written_date(group["first"]["date"], language),
        "by": group["first"]["forwards"] or group["first"]["channel"],
        "languages": " ".join(group["languages"]),
        "doubled": _doubled(group["doubling_days"], language),
    }


def _doubled(days: float | None, language: str) -> str:
    if days is None:
        return NOTHING
    return say("spread.under-a-day", language) if days < 1 else number(days, language)


def _pair(pair: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table of sources that are hardly two, with who was first more often and how often."""
    leads = 2 * pair["one_first"] >= pair["of"]
    times = pair["one_first"] if leads else pair["of"] - pair["one_first"]
    return {**pair, "first": pair["one"] if leads else pair["other"], "times": times}


def _cells(group: Mapping[str, Any]) -> list[str | float | None]:
    languages = " ".join(group["languages"])
    first, last = group["first"]["date"], group["last"]
    size = (group["posts"], group["channels"], len(group["sources"]))
    return [group["id"], group["kind"], *size, languages, first, last, group["doubling_days"]]


def _drawn(spec: Any, words: Any, document: dict[str, Any], language: str) -> Markup:  # noqa: ANN401 - functions
    return Markup().join(
        render_svg(
            spec(document, language, width=width), alternative=words(document, language), size=size, language=language
        )
        for width, size in ((960.0, "wide"), (344.0, "narrow"))
    )
