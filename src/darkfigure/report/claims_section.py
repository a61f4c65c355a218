"""The section of the page on figures that others give: drawing, table, and what is withheld of it."""

from dataclasses import replace
from typing import Any

from darkfigure.places import country_name
from darkfigure.report.clean import clean
from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_claims import draw_claims, drawn_figures
from darkfigure.report.numbers import interval, listed, whole
from darkfigure.report.overlay import ComparedFigure
from darkfigure.report.published import Published
from darkfigure.report.wording import has, say
from darkfigure.report.wording.formats import written_date

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
        return replace(one, verdict="not comparable", why="withheld", of=None)
    return one


def _words(one: ComparedFigure, language: str) -> dict[str, str]:
    """The cells of the table."""
    others = [figure_words(low, high, "", language) for low, high in one.wordings[1:]]
    return {
        "figure": figure_words(one.low, one.high, one.modifier, language),
        "others": listed(list(dict.fromkeys(others)), language),
        "whom": whom_words(one, language),
        "origin": listed([_place(code, language) for code in one.origin], language) or say("claims.not-told", language),
        "dates": _dates(one.dates, language),
        "said_by": said_by_words(one, language),
        "of": "" if one.of in {None, "everybody"} else _place(str(one.of), language),
        "verdict": say(f"claims.{one.verdict}", language) if one.why is None else why_words(one.why, language),
    }


def _dates(dates: tuple[str, ...], language: str) -> str:
    if not dates:
        return say("claims.not-dated", language)
    first, last = (date if language == "en" else written_date(date, language) for date in (dates[0], dates[-1]))
    return first if first == last else say("claims.dates", language, first=first, last=last)


def said_by_words(one: ComparedFigure, language: str) -> str:
    """Who gives the figure, as the text calls it; never the name of a person."""
    if one.said_by is not None:
        return clean(one.said_by)
    if one.outlet is None:
        return say("claims.a-person", language)
    return (
        say("claims.not-said-outlet", language, outlet=clean(one.outlet))
        if one.outlet
        else say("claims.not-said", language)
    )


def whom_words(one: ComparedFigure, language: str) -> str:
    """Whom the figure counts."""
    unit = _coded(f"whom.unit-{one.unit}", language, one.unit)
    if not one.state:
        return unit
    return say("whom.both", language, unit=unit, state=_coded(f"whom.state-{one.state}", language, one.state))


def why_words(why: str, language: str) -> str:
    """Why a figure is not compared."""
    code, _, what = why.partition(":")
    if code == "counts-only":
        return say("why.counts-only", language, what=_coded(f"whom.unit-{what}", language, what))
    if code == "counts-those":
        return say("why.counts-those", language, what=_coded(f"why.{what}", language, what))
    return say(f"why.{code}", language)


def _coded(key: str, language: str, otherwise: str) -> str:
    key = key.replace("_", "-")
    return say(key, language) if has(key) else otherwise.replace("_", " ")


def _place(code: str, language: str) -> str:
    if has(f"union.{code}"):
        return say(f"union.{code}", language)
    name = country_name(code, language)
    return name if name != code else code.replace("-", " ")


def figure_words(low: int | None, high: int | None, modifier: str, language: str) -> str:
    """Bounds in words: about 400, 400 or more, up to 400, 300 to 400."""
    if low is not None and low == high:
        key = {"approx": "claims.about", "at_most": "claims.nearly"}.get(modifier)
        return say(key, language, number=low) if key else whole(low, language)
    return interval(low, high, language)


def _cells(one: ComparedFigure) -> list[str | float | None]:
    """A row of the data, which is in English in every report."""
    first, last = one.dates or (None, None)
    why = None if one.why is None else why_words(one.why, "en")
    return [
        one.source, said_by_words(one, "en"), one.low, one.high, one.modifier, whom_words(one, "en"),
        " ".join(one.origin), first, last, one.statements, one.documents, one.independent, one.verdict, why, one.of,
    ]  # fmt: skip
