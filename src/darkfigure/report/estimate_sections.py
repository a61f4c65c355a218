"""The sections of the page on the estimate: by stratum, overlaps of the lists, methods, what rests on each list."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from darkfigure.report import words
from darkfigure.report.clean import clean
from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_map import map_section
from darkfigure.report.figure_methods import draw_methods, shown_methods
from darkfigure.report.figure_overlaps import draw_overlaps
from darkfigure.report.figure_sensitivity import draw_sensitivity
from darkfigure.report.figure_shares import draw_shares
from darkfigure.report.figure_strata import draw_strata, drawn_rows, uses_log_scale
from darkfigure.report.labels import Label, column_label, strata_heading, value_label
from darkfigure.report.numbers import listed
from darkfigure.report.published import Published, StratumRow
from darkfigure.report.strongest import without_each_list
from darkfigure.report.wording import say


def strata_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """Figure 1, its table and the map."""
    language = content.language
    columns = list(published.strata[0].stratum) if published.strata else []

    def row_labels(row: StratumRow) -> list[Label]:
        return [value_label(column, row.stratum.get(column, ""), language) for column in columns]

    drawn = drawn_rows(published.strata)
    shown = [row for row in published.strata if not row.withheld]
    header = [*columns, "observed", "estimate", "low", "high", "at_least"]
    rows = [
        [*(row.stratum.get(c, "") for c in columns), row.observed, row.estimate, row.low, row.high, row.at_least]
        for row in shown
    ]
    if content.truth:
        header.append("true")
        rows = [[*cells, row.truth] for cells, row in zip(rows, shown, strict=True)]
    can_draw = any(row.at_least or row.estimate for row in drawn)
    return {
        "strata_heading": strata_heading(columns, language),
        "stratum_columns": [column_label(column, language) for column in columns],
        "row_labels": row_labels,
        "figure_strata": draw_strata(published.strata, language) if can_draw else "",
        "strata_csv": csv_link(header, rows),
        "strata_log": uses_log_scale(drawn),
        "strata_drawn": len(drawn),
        "strata_undrawn": len(shown) > len(drawn),
        "strata_known": any(row.estimate is not None for row in drawn),
        "strata_bounds": any(row.estimate is None and row.at_least for row in drawn),
        "strata_open": any(row.estimate is not None and row.high is None for row in drawn),
        **map_section(published.strata, language),
    }


def overlaps_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """Figure 2 and its table."""
    language, lists = content.language, content.lists

    def names_at(members: tuple[int, ...]) -> Markup:
        comma = Markup(say("number.comma", language) + " ")  # noqa: S704 - a comma
        return comma.join(Markup("<bdi>{}</bdi>").format(clean(lists[i])) for i in members)

    if not published.combinations:
        return {"figure_overlaps": "", "overlaps_csv": "", "names_at": names_at}
    rows = [[*(int(i in c.members) for i in range(len(lists))), c.persons] for c in published.combinations]
    return {
        "figure_overlaps": draw_overlaps(published, lists, language),
        "overlaps_csv": csv_link([*lists, "count"], rows),
        "names_at": names_at,
    }


def methods_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """What each method answers, whether the data can tell, and where the uncertainty comes from."""
    estimate, language = content.estimate, content.language
    hidden = published.observed is None
    methods = shown_methods(estimate)
    shares = {} if hidden else dict(estimate.variance_shares or {})
    return {
        "figure_methods": "" if hidden or len(methods) < 2 else draw_methods(estimate, language),
        "methods_csv": csv_link(
            ["method", "estimate", "low", "high", "weight_percent"],
            [] if hidden else [[m.method, m.estimate, m.low, m.high, _percent(m.weight)] for m in methods],
        ),
        "verdict_says": words.verdict_says(estimate.verdict, language),
        "structures": _structures(content),
        "figure_shares": draw_shares(shares, language) if shares else "",
        "shares_csv": csv_link(["part", "percent"], [[part, _percent(share)] for part, share in shares.items()]),
    }


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def _structures(content: ReportContent) -> str:
    """The ways the table may have come about, with their weights, the likeliest first."""
    estimate, language = content.estimate, content.language
    headline = next((one for one in estimate.methods if one.method == estimate.method), None)
    diagnostics: Mapping[str, Any] = headline.diagnostics if headline else {}
    found = diagnostics.get("structures") or []
    said = [
        say("methods.share", language, what=words.structure_words(one["structure"], language), share=one["weight"])
        for one in found
        if one["weight"] >= 0.01
    ]
    return listed(said, language, sign="semicolon")


def sensitivity_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """The number with each list left out in turn; nothing where it was not tried."""
    estimate = content.estimate
    rows = without_each_list(estimate)
    if published.observed is None or estimate.estimate is None or not rows:
        return {"figure_sensitivity": "", "sensitivity_csv": ""}
    ends = [["", estimate.estimate, estimate.low, estimate.high], *([name, value, None, None] for name, value in rows)]
    return {
        "figure_sensitivity": draw_sensitivity(estimate, rows, content.language),
        "sensitivity_csv": csv_link(["without", "estimate", "low", "high"], ends),
    }
