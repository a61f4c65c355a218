"""The page: content in, one HTML file out that needs nothing else."""

import base64
import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale
from markupsafe import Markup

from darkfigure.records import Notice
from darkfigure.report import first_screen, numbers, words
from darkfigure.report.claims_section import claims_section
from darkfigure.report.clean import clean, plain
from darkfigure.report.content import ReportContent
from darkfigure.report.estimate_sections import methods_section, overlaps_section, sensitivity_section, strata_section
from darkfigure.report.evidence_section import evidence_section
from darkfigure.report.flows_section import flows_section
from darkfigure.report.published import Published, publish
from darkfigure.report.references import references
from darkfigure.report.spread_section import spread_section
from darkfigure.report.wording import has, is_rtl, say, say_html
from darkfigure.store import write_atomically

_TEMPLATES = Path(__file__).parent / "templates"
_ENGLISH = Markup(' lang="en" dir="ltr"')
# The sections behind the table of contents, in the order of the page: file of the template and key of the heading.
_SECTIONS = {
    "strata": None,
    "overlaps": "overlaps.heading",
    "methods": "methods.heading",
    "sensitivity": "sensitivity.heading",
    "flows": "flows.title",
    "spread": "spread.title",
    "claims": "claims.heading",
    "linkage": "linkage.heading",
    "sources": "evidence.heading",
    "notices": "evidence.notices",
    "how": "how.heading",
    "again": "again.heading",
}


def render_report(content: ReportContent) -> str:
    """The report as one HTML document. The same content gives the same text, byte for byte.

    Small counts are withheld as `content.smallest_cell` says. Nothing in the page asks for anything outside it, and no
    script is in it.

    Example:
        >>> page = render_report(content)  # a `ReportContent`
        >>> page.startswith("<!DOCTYPE html>"), "people of the example" in page, "<script" in page
        (True, True, False)
    """
    language, published = content.language, publish(content)
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    parts: dict[str, Any] = {
        **strata_section(content, published),
        **overlaps_section(content, published),
        **methods_section(content, published),
        **sensitivity_section(content, published),
        **flows_section(content, published),
        **spread_section(content),
        **claims_section(content, published),
        **evidence_section(content),
        "linkage": _linkage(content, published),
        "notices": _notices(content),
    }
    sections = _present(content, published, parts)
    headings = {name: say(key, language) if key else parts["strata_heading"] for name, key in _SECTIONS.items()}
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return (
        environment(language)
        .get_template("report.html.j2")
        .render(
            content=content,
            published=published,
            style=Markup(style),  # noqa: S704 - our own file
            policy=policy,
            direction="rtl" if is_rtl(language) else "ltr",
            # what the program wrote itself is in English
            english="" if language == "en" else _ENGLISH,
            languages=_languages(content),
            references=references(content.estimate),
            sections=sections,
            contents=[(name, headings[name]) for name in sections],
            **first_screen.first_screen(content, published),
            **parts,
        )
    )


def write_report(content: ReportContent, path: Path) -> None:
    """Write the report to `path`, whole or not at all.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> write_report(content, Path("report.html"))
        >>> Path("report.html").read_text(encoding="utf-8") == render_report(content)
        True
    """
    write_atomically(path, render_report(content).encode("utf-8"))


def environment(language: str) -> jinja2.Environment:
    """The template engine, with everything escaped and the words and number formats of the language."""
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    for name in ("whole", "percent", "about", "interval", "day", "fact"):
        # bound as keyword: a filter's value comes first
        engine.filters[name] = partial(getattr(numbers, name), language=language)
    engine.filters["iso"] = _isolated
    engine.filters["said"] = _said
    engine.filters["plain"] = plain
    engine.filters["names"] = partial(names, language=language)
    engine.globals.update(
        say=lambda key, **values: say_html(key, language, **values),
        has=has,
        method_name=partial(words.method_name, language=language),
        method_says=partial(words.method_says, language=language),
        warning_title=partial(words.warning_title, language=language),
    )
    return engine


def names(texts: tuple[str, ...], language: str) -> Markup:
    """Names that others gave, behind one another, each with a direction of its own."""
    return Markup(say("number.comma", language) + " ").join(_isolated(text) for text in texts)  # noqa: S704 - a comma


def _said(text: str) -> Markup:
    """A message: like text others wrote, with what stands between backticks as code."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:
        return _isolated(text)
    plain_part, code = Markup("{}"), Markup("<code><bdi>{}</bdi></code>")
    marked = [(code if i % 2 else plain_part).format(part) for i, part in enumerate(parts)]
    return Markup("<bdi>{}</bdi>").format(Markup().join(marked))


def _isolated(text: str) -> Markup:
    """Text others wrote: escaped, and with a direction of its own that ends where it ends."""
    return Markup("<bdi>{}</bdi>").format(clean(text))


def _languages(content: ReportContent) -> list[dict[str, str | bool]]:
    """The other pages of this report, to go to; none where there is one language only."""
    if len(content.editions) < 2:
        return []
    return [
        {
            "code": code,
            "href": file,
            "name": str(Locale.parse(code).get_display_name(code)).capitalize(),
            "current": code == content.language,
        }
        for code, file in content.editions
    ]


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


def _present(content: ReportContent, published: Published, parts: dict[str, Any]) -> list[str]:
    """The sections the page has."""
    present = {
        "strata": bool(published.strata),
        "overlaps": bool(published.combinations or published.rest != 0),
        "methods": bool(content.estimate.methods),
        "sensitivity": bool(parts["figure_sensitivity"]),
        "flows": parts["flows"] is not None,
        "spread": parts["spread"] is not None,
        "claims": bool(content.claims),
        "linkage": bool(content.linkage),
        "notices": bool(parts["notices"]),
    }
    return [name for name in _SECTIONS if present.get(name, True)]
