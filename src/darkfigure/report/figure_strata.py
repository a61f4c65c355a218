"""Figure 1: what was observed against what is estimated, by stratum."""

import json
import math
from collections.abc import Sequence

from markupsafe import Markup

from darkfigure.report.labels import stratum_label
from darkfigure.report.numbers import listed, with_interval
from darkfigure.report.published import StratumRow
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, SEEN, TRUTH, render_svg
from darkfigure.report.vega import Spec, drawing, layer, number, pixel, word
from darkfigure.report.wording import say

MOST_ROWS = 40
_LOG_FROM = 40.0  # ratio of the largest to the smallest mark from which a linear scale hides the small strata
_PLOT = 600  # pixels of the wide drawing's plotting area


def drawn_rows(rows: Sequence[StratumRow]) -> tuple[StratumRow, ...]:
    """The rows the figure has room for, in the page's order; the withheld have nothing to draw."""
    return tuple(row for row in rows if not row.withheld)[:MOST_ROWS]


def draw_strata(rows: Sequence[StratumRow], language: str) -> Markup:
    """The figure, in a wide and a narrow drawing of which the page shows one. There must be a row to draw."""
    drawn = drawn_rows(rows)
    return Markup().join((_draw(drawn, language, narrow=False), _draw(drawn, language, narrow=True)))


def uses_log_scale(rows: Sequence[StratumRow]) -> bool:
    """Whether the marks lie so far apart that a logarithmic scale is needed to see them all."""
    marks = [mark for row in rows for mark in _marks(row) if mark > 0]
    return bool(marks) and max(marks) / min(marks) > _LOG_FROM


def _marks(row: StratumRow) -> list[float]:
    """Every finite position a row draws."""
    ends = (row.observed, row.estimate, row.low, row.high, row.truth, None if row.estimate else row.at_least)
    return [float(end) for end in ends if end is not None]


def _domain(rows: Sequence[StratumRow], *, log: bool) -> tuple[float, float]:
    marks = [mark for row in rows for mark in _marks(row)]
    open_end = any(row.estimate is None or row.high is None for row in rows)
    top = max([*marks, 1.0])
    if not log:
        return 0.0, top * (1.12 if open_end else 1.04)
    return min(mark for mark in marks if mark > 0) / 1.25, top * (1.6 if open_end else 1.2)


def _ticks(low: float, high: float, *, narrow: bool) -> list[float]:
    """1, 2, 5 times the powers of ten within the scale; only the powers where there is little room."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if len(powers) <= (3 if narrow else 5) else (1,)
    return [s * 10.0**p for p in powers for s in steps if low <= s * 10.0**p <= high]


def _draw(rows: tuple[StratumRow, ...], language: str, *, narrow: bool) -> Markup:
    spec = strata_spec(rows, language, narrow=narrow)
    return render_svg(
        spec, alternative=_alternative(rows, language), size="narrow" if narrow else "wide", language=language
    )


def strata_spec(rows: tuple[StratumRow, ...], language: str, *, narrow: bool) -> Spec:
    """The drawing as a Vega-Lite specification."""
    low, high = _domain(rows, log=uses_log_scale(rows))
    x, y = _x(rows, low, high, language, narrow=narrow), _y(rows, language, narrow=narrow)
    layers = [
        layer(
            kind,
            points,
            look=look,
            place={"x": x, "y": y, "x2": {"field": "x2"}} if kind == "rule" else {"x": x, "y": y},
        )
        for kind, points, look in _marks_of(rows, high)
    ]
    if not narrow:
        values = [{"row": i, "text": value_text(row, language)} for i, row in enumerate(rows)]
        place = {"x": pixel(_PLOT + 14), "y": y, "text": word("text")}
        layers.append(layer("text", values, look={"align": "left", "color": INK, "fontSize": 13}, place=place))
    return drawing(layers, width=212 if narrow else _PLOT, height={"step": 26 if narrow else 28})


def _x(rows: tuple[StratumRow, ...], low: float, high: float, language: str, *, narrow: bool) -> Spec:
    """The scale of persons, at the top."""
    log = uses_log_scale(rows)
    ticks: Spec = {"values": _ticks(low, high, narrow=narrow)} if log else {"tickCount": 4 if narrow else 7}
    axis = {
        "title": say("number.persons-log" if log else "number.persons", language),
        "format": ",d",
        "orient": "top",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "titlePadding": 8,
        **ticks,
    }
    return number("x", axis=axis, scale={"type": "log" if log else "linear", "domain": [low, high], "nice": False})


def _y(rows: tuple[StratumRow, ...], language: str, *, narrow: bool) -> Spec:
    """One row a stratum. Two strata may have one label, so the scale holds positions and the axis writes the labels."""
    labels = json.dumps([stratum_label(row.stratum, language) for row in rows])
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelExpr": f"{labels}[toNumber(datum.value)]",
        "labelLimit": 116 if narrow else 210,
        "labelColor": INK,
        "labelFontSize": 12 if narrow else 13,
        "labelPadding": 8,
    }
    return {"field": "row", "type": "ordinal", "axis": axis, "scale": {"domain": list(range(len(rows)))}}


def _marks_of(rows: tuple[StratumRow, ...], end: float) -> list[tuple[str, list[Spec], Spec]]:
    """The marks from back to front: kind, rows, look. A rule spans from x to x2; `end` is where the scale ends."""

    def points(*triples: tuple[int, float | None, float | None]) -> list[Spec]:
        # a logarithmic scale has no place for 0, and a mark at 0 says nothing on a linear one
        return [{"row": i, "x": a, "x2": b} for i, a, b in triples if a and a > 0]

    known = [(i, row) for i, row in enumerate(rows) if row.estimate is not None]
    bounds = points(*((i, row.at_least, end) for i, row in enumerate(rows) if row.estimate is None))
    solid: Spec = {"filled": True, "opacity": 1}
    return [
        (
            "rule",
            points(*((i, row.observed, row.estimate) for i, row in known)),
            {"color": LINE, "strokeWidth": 7},
        ),
        (
            "rule",
            points(*((i, row.low, row.high) for i, row in known if row.high is not None)),
            {"color": ESTIMATE, "strokeWidth": 2},
        ),
        (
            "rule",
            points(*((i, row.low or row.observed, end) for i, row in known if row.high is None)),
            {"color": ESTIMATE, "strokeWidth": 2, "strokeDash": [5, 4]},
        ),
        ("rule", bounds, {"color": MUTED, "strokeWidth": 2, "strokeDash": [2, 3]}),
        (
            "point",
            points(*((i, end, None) for i, row in enumerate(rows) if row.high is None and row.at_least)),
            {**solid, "shape": "triangle-right", "size": 45, "color": MUTED},
        ),
        ("tick", bounds, {"color": MUTED, "thickness": 2, "size": 12, "opacity": 1}),
        (
            "point",
            points(*((i, row.observed, None) for i, row in enumerate(rows))),
            {**solid, "shape": "square", "size": 44, "color": SEEN},
        ),
        (
            "point",
            points(*((i, row.estimate, None) for i, row in known)),
            {**solid, "shape": "circle", "size": 72, "color": ESTIMATE},
        ),
        (
            "tick",
            points(*((i, row.truth, None) for i, row in enumerate(rows))),
            {"color": TRUTH, "thickness": 3, "size": 20, "opacity": 1},
        ),
    ]


def value_text(row: StratumRow, language: str) -> str:
    """The estimate of a stratum with its interval, on one line."""
    if row.observed == 0 and not row.at_least:
        return say("overview.nobody-seen", language)
    if row.estimate is None:
        return say("overview.at-least-number", language, number=row.at_least)
    return with_interval(row.estimate, row.low, row.high, language)


def _alternative(rows: tuple[StratumRow, ...], language: str) -> str:
    """The drawing in words: the three largest, and where the numbers are."""
    first = [
        say(
            "strata.row-words",
            language,
            name=stratum_label(row.stratum, language),
            seen=row.observed,
            estimate=value_text(row, language),
        )
        for row in rows[:3]
    ]
    return say("strata.words", language, count=len(rows), first=listed(first, language, sign="semicolon"))
