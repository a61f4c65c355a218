"""The page: content in, one HTML file out that needs nothing else."""

import base64
import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from darkfigure.records import Notice
from darkfigure.report import numbers, words
from darkfigure.report.claims_section import claims_section
from darkfigure.report.clean import clean, plain
from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_methods import draw_methods, shown_methods
from darkfigure.report.figure_overlaps import draw_overlaps
from darkfigure.report.figure_strata import draw_strata, drawn_rows, uses_log_scale
from darkfigure.report.figure_total import draw_total
from darkfigure.report.flows_section import flows_section
from darkfigure.report.labels import Label, column_label, value_label
from darkfigure.report.published import Published, StratumRow, publish
from darkfigure.report.references import references
from darkfigure.report.spread_section import spread_section
from darkfigure.report.wording import say, say_html
from darkfigure.store import write_atomically

_TEMPLATES = Path(__file__).parent / "templates"


def render_report(content: ReportContent) -> str:
    """The report as one HTML document. The same content gives the same text, byte for byte.

    Small counts are withheld as `content.smallest_cell` says. Nothing in the page asks for anything outside it, and no
    script is in it.
    """
    published = publish(content)
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    template = _environment(content.language).get_template("report.html.j2")
    return template.render(
        content=content,
        published=published,
        style=Markup(style),  # noqa: S704 - our own file
        policy=policy,
        **_head(content, published),
        **_strata(content, published),
        **_overlaps(content, published),
        **flows_section(content, published),
        **spread_section(content),
        **claims_section(content, published),
        linkage=_linkage(content, published),
        notices=_notices(content),
        references=references(content.estimate),
        contents=_contents(content, published),
    )


def write_report(content: ReportContent, path: Path) -> None:
    """Write the report to `path`, whole or not at all.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.
    """
    write_atomically(path, render_report(content).encode("utf-8"))


def _environment(language: str) -> jinja2.Environment:
    """The template engine, with everything escaped and the number formats of the language."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    for name in ("whole", "percent", "about", "interval", "day", "fact"):
        # bound as keyword: a filter's value comes first
        environment.filters[name] = partial(getattr(numbers, name), language=language)
    environment.filters["iso"] = _isolated
    environment.filters["said"] = _said
    environment.filters["plain"] = plain
    environment.globals.update(
        say=lambda key, **values: say_html(key, language, **values),
        method_words=words.method_words,
        share_word=words.share_word,
        warning_title=words.warning_title,
        what_to_do=words.WHAT_TO_DO,
    )
    return environment


def _said(text: str) -> Markup:
    """A message: like text others wrote, with what stands between backticks as code."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:
        return _isolated(text)
    plain_part, code = Markup("{}"), Markup("<code><bdi>{}</bdi></code>")
    marked = [(code if i % 2 else plain_part).format(part) for i, part in enumerate(parts)]
    return Markup("<bdi>{}</bdi>").format(Markup().join(marked))


def _strata_heading(published: Published) -> str:
    """What the population is divided by."""
    columns = list(published.strata[0].stratum) if published.strata else []
    return "By " + " and ".join(column_label(column).lower() for column in columns)


def _isolated(text: str) -> Markup:
    """Text others wrote: escaped, and with a direction of its own that ends where it ends."""
    return Markup("<bdi>{}</bdi>").format(clean(text))


def _head(content: ReportContent, published: Published) -> dict[str, Any]:
    """What the first screen says."""
    estimate, language = content.estimate, content.language
    truth = content.truth.total if content.truth else None
    return {
        "period": numbers.days(content.period, language),
        "level": words.level_words(estimate.level, language),
        "at_least": max(estimate.lower_bound or 0, estimate.observed),
        "bound": words.bound_words(estimate, language),
        "unseen": words.unseen_words(estimate, language),
        "truth": "" if truth is None else words.truth_words(estimate, truth, language),
        "figure_methods": ""
        if published.observed is None or len(shown_methods(estimate)) < 2
        else draw_methods(estimate, language),
        "figure_total": "" if published.observed is None else draw_total(estimate, truth, language),
    }


def _strata(content: ReportContent, published: Published) -> dict[str, Any]:
    """Figure 1 and its table."""
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
        "strata_heading": _strata_heading(published),
        "stratum_columns": [column_label(column) for column in columns],
        "row_labels": row_labels,
        "figure_strata": draw_strata(published.strata, language) if can_draw else "",
        "strata_csv": csv_link(header, rows),
        "strata_log": uses_log_scale(drawn),
        "strata_drawn": len(drawn),
        "strata_undrawn": len(shown) > len(drawn),
        "strata_known": any(row.estimate is not None for row in drawn),
        "strata_bounds": any(row.estimate is None and row.at_least for row in drawn),
        "strata_open": any(row.estimate is not None and row.high is None for row in drawn),
    }


def _overlaps(content: ReportContent, published: Published) -> dict[str, Any]:
    """Figure 2 and its table."""
    if not published.combinations:
        return {"figure_overlaps": "", "overlaps_csv": ""}
    rows = [[*(int(i in c.members) for i in range(len(content.lists))), c.persons] for c in published.combinations]
    return {
        "figure_overlaps": draw_overlaps(published, content.lists, content.language),
        "overlaps_csv": csv_link([*content.lists, "count"], rows),
    }


def _linkage(content: ReportContent, published: Published) -> list[tuple[str, str]]:
    """The linkage facts in words; without numbers where too few persons were seen to publish any."""
    facts, withheld = content.linkage, say("number.withheld", content.language)
    if published.observed is None:
        facts = {key: withheld if isinstance(value, int) else value for key, value in facts.items()}
    return words.linkage_facts(facts, content.language)


def _notices(content: ReportContent) -> list[Notice]:
    """The notices that are no warning of the estimate too, each once."""
    warned = {(warning.code, warning.message) for warning in content.estimate.warnings}
    said = {(notice.code, notice.message): notice for notice in content.notices}
    return [notice for key, notice in said.items() if key not in warned]


def _contents(content: ReportContent, published: Published) -> list[tuple[str, str]]:
    """The sections the page has, with their headings."""
    estimate = content.estimate
    entries = [
        ("strata", _strata_heading(published), bool(published.strata)),
        ("overlaps", "How the lists overlap", bool(published.combinations or published.rest != 0)),
        ("methods", "What each method answers", bool(estimate.methods)),
        ("flows", say("flows.title", content.language), content.flows is not None and published.observed is not None),
        ("spread", say("spread.title", content.language), content.spread is not None),
        ("claims", "What others say", bool(content.claims)),
        ("linkage", "From rows to persons", bool(content.linkage)),
        ("sources", "Sources and evidence", True),
        ("notices", "Notices", bool(_notices(content))),
        ("how", "How the number was made", True),
        ("again", "To make this report again", True),
    ]
    return [(anchor, heading) for anchor, heading, present in entries if present]
