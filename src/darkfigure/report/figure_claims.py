"""Figures of others over time: a mark or a span for each, numbered by who gives it, before the interval as a band."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - its own name here
from datetime import timedelta

from markupsafe import Markup

from darkfigure.records import Estimate
from darkfigure.report.numbers import interval, listed
from darkfigure.report.overlay import ComparedFigure
from darkfigure.report.svg import ESTIMATE, INK, TRUTH, UNSEEN, render_svg
from darkfigure.report.vega import Spec, layer, number, pixel, word
from darkfigure.report.wording import say

MOST = 60  # figures that are drawn; the table has all
_LOG_FROM = 8.0
_EDGE = timedelta(days=45)
_HEIGHT = 330
_LABEL = 130.0  # pixels


def drawn_figures(figures: Sequence[ComparedFigure]) -> tuple[ComparedFigure, ...]:
    """The figures that can be compared with the whole population and have a date, the most stated first."""
    fit = [one for one in figures if one.of == "everybody" and one.dates]
    return tuple(sorted(sorted(fit, key=lambda one: -one.statements)[:MOST], key=lambda one: one.dates))


def draw_claims(figures: Sequence[ComparedFigure], estimate: Estimate, language: str) -> Markup:
    """The drawing in two widths, of which the page shows one; nothing where there is nothing to draw."""
    drawn = drawn_figures(figures)
    if not drawn or estimate.estimate is None:
        return Markup()
    words = _alternative(drawn, estimate, language)
    return Markup().join(
        render_svg(claims_spec(drawn, estimate, language, width=width), alternative=words, size=size, language=language)
        for width, size in ((860.0, "wide"), (290.0, "narrow"))
    )


def claims_spec(drawn: Sequence[ComparedFigure], estimate: Estimate, language: str, *, width: float) -> Spec:
    """The drawing as a Vega-Lite specification."""
    ends = [float(end) for one in drawn for end in (one.low, one.high) if end]
    ends += [float(end) for end in (estimate.estimate, estimate.low, estimate.high) if end]
    log = max(ends) / max(min(ends), 1.0) > _LOG_FROM
    bottom, top = (min(ends) / 1.4, max(ends) * 1.4) if log else (0.0, max(ends) * 1.12)
    days = [_day(one.dates[0]) for one in drawn]
    first, last = min(days) - _EDGE, max(days) + _EDGE
    last += (last - first) * (_LABEL / (width - _LABEL))  # room for the words beside the line
    x: Spec = {
        "field": "date",
        "type": "temporal",
        "title": None,
        "axis": {"grid": False, "format": "%b %Y" if (last - first).days < 1100 else "%Y", "labelOverlap": True},
        "scale": {"domain": [_utc(first), _utc(last)], "type": "utc"},
    }
    y = number(
        "persons",
        title=say("number.persons-log" if log else "number.persons", language),
        axis={"format": ",d", "tickCount": 5},
        scale={"type": "log" if log else "linear", "domain": [bottom, top], "nice": False},
    )
    layers = _band(estimate, y, top=top, language=language, width=width)
    for verdict, colour in (("inside", ESTIMATE), ("above", TRUTH), ("below", TRUTH)):
        layers += _marks([one for one in drawn if one.verdict == verdict], x, y, colour=colour, ends=(bottom, top))
    layers.append(
        layer(
            "text",
            [_point(one, _middle(one, bottom, top)) | {"text": str(one.source)} for one in drawn],
            look={"dx": 8, "align": "left", "baseline": "middle", "color": INK, "fontSize": 12},
            place={"x": x, "y": y, "text": word("text")},
        )
    )
    return {"layer": layers, "width": width, "height": _HEIGHT}


def _band(estimate: Estimate, y: Spec, *, top: float, language: str, width: float) -> list[Spec]:
    """The interval over the whole time, and the estimate as a line in it."""
    box = [{"persons": estimate.low, "end": estimate.high or top}]
    line = [{"persons": estimate.estimate}]
    across = {"x": pixel(0), "x2": pixel(width)}
    said = say("claims.the-study", language, number=estimate.estimate)
    return [
        layer("rect", box, look={"color": UNSEEN}, place={**across, "y": y, "y2": {"field": "end"}}),
        layer("rule", line, look={"color": ESTIMATE, "strokeWidth": 2}, place={**across, "y": y}),
        layer(
            "text",
            [line[0] | {"text": said}],
            look={
                "color": ESTIMATE, "align": "right", "dy": -7, "fontSize": 13, "fontWeight": "bold",
                "baseline": "alphabetic",
            },
            place={"x": pixel(width - 4), "y": y, "text": word("text")},
        ),
    ]  # fmt: skip


def _marks(group: Sequence[ComparedFigure], x: Spec, y: Spec, *, colour: str, ends: tuple[float, float]) -> list[Spec]:
    """Spans between bounds, an arrow where a bound is open, a dot where both are one number."""
    if not group:
        return []
    bottom, top = ends
    reach = {one: _reach(one, bottom, top) for one in group}
    spans = [_point(one, low) | {"end": high} for one, (low, high) in reach.items() if low != high]
    bounds = [_point(one, bound) for one in group for bound in dict.fromkeys((one.low, one.high)) if bound is not None]
    up = [_point(one, reach[one][1]) for one in group if one.high is None]
    down = [_point(one, reach[one][0]) for one in group if one.low is None]
    place = {"x": x, "y": y}
    look: Spec = {"color": colour, "filled": True, "opacity": 1}
    return [
        layer("rule", spans, look={"color": colour, "strokeWidth": 2}, place=place | {"y2": {"field": "end"}}),
        layer("point", bounds, look=look | {"size": 62, "shape": "circle"}, place=place),
        layer("point", up, look=look | {"size": 60, "shape": "triangle-up"}, place=place),
        layer("point", down, look=look | {"size": 60, "shape": "triangle-down"}, place=place),
    ]


def _reach(one: ComparedFigure, bottom: float, top: float) -> tuple[float, float]:
    """Both ends as drawn: an open one leads a part of the way to the edge of the drawing."""
    if one.low is None:
        high = float(one.high or 0)
        return max(bottom, high / 1.35 if bottom else high - 0.09 * top), high
    if one.high is None:
        low = float(one.low)
        return low, min(top, low * 1.35 if bottom else low + 0.09 * top)
    return float(one.low), float(one.high)


def _middle(one: ComparedFigure, bottom: float, top: float) -> float:
    low, high = _reach(one, bottom, top)
    return (low * high) ** 0.5 if bottom else (low + high) / 2


def _point(one: ComparedFigure, persons: float) -> Spec:
    return {"date": _utc(_day(one.dates[0])), "persons": persons}


def _day(written: str) -> Date:
    """A day; the middle of a month or year."""
    return Date.fromisoformat({4: f"{written}-07-01", 7: f"{written}-15"}.get(len(written), written))


def _utc(day: Date) -> int:
    """Milliseconds since 1970, so that no time zone moves a mark."""
    return (day.toordinal() - Date(1970, 1, 1).toordinal()) * 86_400_000


def _alternative(drawn: Sequence[ComparedFigure], estimate: Estimate, language: str) -> str:
    """The drawing in words."""
    counts = {verdict: sum(one.verdict == verdict for one in drawn) for verdict in ("inside", "above", "below")}
    said = [
        say("claims.number-verdict", language, number=count, verdict=say(f"claims.{verdict}", language))
        for verdict, count in counts.items()
        if count
    ]
    reach = interval(estimate.low, estimate.high, language)
    return say("claims.words", language, count=len(drawn), interval=reach, said=listed(said, language))
