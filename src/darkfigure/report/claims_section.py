"""The section of the page on figures that others give: drawing, table, and what is withheld of it."""

from dataclasses import replace
from typing import Any

from darkfigure.places import country_name
from darkfigure.report.clean import clean
from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_claims import draw_claims, drawn_figures
from darkfigure.report.numbers import interval, whole
from darkfigure.report.overlay import ComparedFigure
from darkfigure.report.published import Published

_HEADER = ("source", "said_by", "low", "high", "modifier", "whom", "origin", "first_date", "last_date", "statements",
           "documents", "independent", "verdict", "why", "compared_with")  # fmt: skip


def claims_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """What the template needs. Nothing is compared with a number that the page withholds."""
    figures = tuple(_shown(one, published) for one in content.claims)
    comparable = [one for one in figures if one.verdict != "not comparable"]
    drawing = "" if published.observed is None else draw_claims(figures, content.estimate, content.language)
    return {
        "figure_claims": drawing,
        "claims_drawn": len(drawn_figures(figures)),
        "claims_comparable": [(one, _words(one, content.language)) for one in comparable],
        "claims_others": [(one, _words(one, content.language)) for one in figures if one not in comparable],
        "claims_csv": csv_link(list(_HEADER), [_cells(one) for one in figures]),
    }


def _shown(one: ComparedFigure, published: Published) -> ComparedFigure:
    hidden = {row.stratum.get("origin") for row in published.strata if row.withheld}
    if published.observed is None or one.of in hidden:
        return replace(one, verdict="not comparable", why="the study's number is withheld", of=None)
    return one


def _words(one: ComparedFigure, language: str) -> dict[str, str]:
    """The cells of the table."""
    others = [figure_words(low, high, "", language) for low, high in one.wordings[1:]]
    dates = " to ".join(dict.fromkeys(one.dates)) or "not dated"
    return {
        "figure": figure_words(one.low, one.high, one.modifier, language),
        "others": ", ".join(dict.fromkeys(others)),
        "origin": ", ".join(_place(code, language) for code in one.origin) or "not told",
        "dates": dates,
        "said_by": clean(one.said_by),
        "of": "" if one.of in {None, "everybody"} else _place(str(one.of), language),
    }


def _place(code: str, language: str) -> str:
    name = country_name(code, language)
    return name if name != code else code.replace("-", " ")


def figure_words(low: int | None, high: int | None, modifier: str, language: str) -> str:
    """Bounds in words: about 400, 400 or more, up to 400, 300 to 400."""
    if low is not None and low == high:
        sign = {"approx": "about ", "at_most": "nearly "}.get(modifier, "")
        return f"{sign}{whole(low, language)}"
    return interval(low, high, language)


def _cells(one: ComparedFigure) -> list[str | float | None]:
    first, last = one.dates or (None, None)
    return [
        one.source, clean(one.said_by), one.low, one.high, one.modifier, one.whom, " ".join(one.origin), first, last,
        one.statements, one.documents, one.independent, one.verdict, one.why, one.of,
    ]  # fmt: skip
