"""Figure 1: what was observed against what is estimated, by stratum."""

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from darkfigure.report.labels import stratum_label
from darkfigure.report.numbers import interval, whole
from darkfigure.report.published import StratumRow
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, SEEN, TRUTH, render_svg

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 40
_LOG_FROM = 40.0  # ratio of the largest to the smallest mark from which a linear scale hides the small strata
_PLOT = 540  # pixels of the wide drawing's plotting area


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
    import altair as alt

    log = uses_log_scale(rows)
    low, high = _domain(rows, log=log)
    axis = alt.Axis(
        title="persons" + (" (logarithmic scale)" if log else ""),
        format=",",
        orient="top",
        domain=False,
        ticks=False,
        labelPadding=6,
        titlePadding=8,
        **({"values": _ticks(low, high, narrow=narrow)} if log else {"tickCount": 4 if narrow else 7}),
    )
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(type="log" if log else "linear", domain=[low, high], nice=False))
    labels = json.dumps([stratum_label(row.stratum, language) for row in rows])
    y = alt.Y(
        "row:O",
        axis=alt.Axis(
            title=None,
            domain=False,
            ticks=False,
            labelExpr=f"{labels}[toNumber(datum.value)]",
            labelLimit=116 if narrow else 210,
            labelColor=INK,
            labelFontSize=12 if narrow else 13,
            labelPadding=8,
        ),
        scale=alt.Scale(domain=list(range(len(rows)))),
    )
    layers = [
        layer.encode(x=x, y=y, x2="x2:Q") if spans else layer.encode(x=x, y=y) for layer, spans in _layers(rows, high)
    ]
    if not narrow:
        layers.append(_values(rows, language).encode(y=y, x=alt.value(_PLOT + 14), text="text:N"))
    chart = alt.layer(*layers).properties(width=212 if narrow else _PLOT, height=alt.Step(26 if narrow else 28))
    return render_svg(chart, alternative=_alternative(rows, language), size="narrow" if narrow else "wide")


def _layers(rows: tuple[StratumRow, ...], end: float) -> list[tuple["alt.Chart", bool]]:
    """The marks from back to front, each with whether it spans from x to x2. `end` is where the scale ends."""
    import altair as alt

    def data(*pairs: tuple[int, float | None, float | None]) -> "alt.Chart":
        # a logarithmic scale has no place for 0, and a mark at 0 says nothing on a linear one
        values = [{"row": i, "x": a, "x2": b} for i, a, b in pairs if a and a > 0]
        return alt.Chart(alt.Data(values=values))

    known = [(i, row) for i, row in enumerate(rows) if row.estimate is not None]
    bounds = [(i, row.at_least, end) for i, row in enumerate(rows) if row.estimate is None]
    closed = data(*((i, row.low, row.high) for i, row in known if row.high is not None))
    opened = data(*((i, row.low or row.observed, end) for i, row in known if row.high is None))
    arrows = data(*((i, end, None) for i, row in enumerate(rows) if row.high is None and row.at_least))
    seen = data(*((i, row.observed, None) for i, row in enumerate(rows)))
    truth = data(*((i, row.truth, None) for i, row in enumerate(rows)))
    point = {"filled": True, "opacity": 1}
    return [
        (data(*((i, row.observed, row.estimate) for i, row in known)).mark_rule(color=LINE, strokeWidth=7), True),
        (closed.mark_rule(color=ESTIMATE, strokeWidth=2), True),
        (opened.mark_rule(color=ESTIMATE, strokeWidth=2, strokeDash=[5, 4]), True),
        (data(*bounds).mark_rule(color=MUTED, strokeWidth=2, strokeDash=[2, 3]), True),
        (arrows.mark_point(shape="triangle-right", size=45, color=MUTED, **point), False),
        (data(*bounds).mark_tick(color=MUTED, thickness=2, size=12, opacity=1), False),
        (seen.mark_point(shape="square", size=44, color=SEEN, **point), False),
        (
            data(*((i, row.estimate, None) for i, row in known)).mark_point(
                shape="circle", size=72, color=ESTIMATE, **point
            ),
            False,
        ),
        (truth.mark_tick(color=TRUTH, thickness=3, size=20, opacity=1), False),
    ]


def _values(rows: tuple[StratumRow, ...], language: str) -> "alt.Chart":
    """The numbers behind the marks, written at the right."""
    import altair as alt

    values = [{"row": i, "text": value_text(row, language)} for i, row in enumerate(rows)]
    return alt.Chart(alt.Data(values=values)).mark_text(align="left", color=INK, fontSize=13)


def value_text(row: StratumRow, language: str) -> str:
    """The estimate of a stratum with its interval, on one line."""
    if row.observed == 0 and not row.at_least:
        return "nobody seen"
    if row.estimate is None:
        return f"at least {whole(row.at_least, language)}"
    return f"{whole(row.estimate, language)} ({interval(row.low, row.high, language)})"


def _alternative(rows: tuple[StratumRow, ...], language: str) -> str:
    """The drawing in words: the three largest, and where the numbers are."""
    first = "; ".join(
        f"{stratum_label(row.stratum, language)}: {whole(row.observed, language)} observed, "
        f"{value_text(row, language)} estimated"
        for row in rows[:3]
    )
    return f"Observed and estimated persons in {len(rows)} strata, the largest first. {first}. Table 1 has all numbers."
