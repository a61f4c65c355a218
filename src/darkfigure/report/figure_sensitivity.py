"""The number with each list left out in turn, before the interval of all lists."""

from collections.abc import Sequence

from markupsafe import Markup

from darkfigure.records import Estimate
from darkfigure.report.canvas import Canvas
from darkfigure.report.clean import plain
from darkfigure.report.numbers import listed, whole, with_interval
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, UNSEEN, render_svg
from darkfigure.report.ticks import round_ticks
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say

_ROW, _TOP = 28.0, 40.0
Rows = Sequence[tuple[str, float]]


def draw_sensitivity(estimate: Estimate, rows: Rows, language: str) -> Markup:
    """The figure, in a wide and a narrow drawing of which a page shows one. There must be an estimate and a row."""
    said = [
        say("sensitivity.row", language, name=say("sensitivity.without", language, list=plain(name)), number=value)
        for name, value in rows
    ]
    words = say(
        "sensitivity.words",
        language,
        rows=listed(said, language, sign="semicolon"),
        all=with_interval(estimate.estimate, estimate.low, estimate.high, language),
    )
    return Markup().join(
        render_svg(
            sensitivity_spec(estimate, rows, language, narrow=narrow), alternative=words, size=size, language=language
        )
        for narrow, size in ((False, "wide"), (True, "narrow"))
    )


def sensitivity_spec(estimate: Estimate, rows: Rows, language: str, *, narrow: bool = False) -> Spec:
    """The drawing as a Vega-Lite specification, the list that moves the number most first."""
    middle = estimate.estimate or 0.0
    ordered = sorted(rows, key=lambda one: -abs(one[1] - middle))
    left, plot, right, row = (4.0, 280.0, 54.0, _ROW + 16.0) if narrow else (250.0, 440.0, 80.0, _ROW)
    ends = [value for _, value in rows] + [end for end in (middle, estimate.low, estimate.high) if end is not None]
    low, high = min(ends), max(ends)
    pad = 0.08 * max(high - low, 1.0)
    low, high = max(low - pad, 0.0), high + pad
    scale = plot / (high - low)

    def at(value: float) -> float:
        return left + (value - low) * scale

    bottom = _TOP + row * len(ordered)
    canvas = Canvas(width=left + plot + right, height=bottom + 4)
    ends_at = (at(low if estimate.low is None else estimate.low), at(estimate.high or high))
    # between the names where these stand above the dots
    spans = [(_TOP + row * (i + 1) - 24, _TOP + row * (i + 1) - 2) for i in range(len(ordered))]
    spans = spans if narrow else [(_TOP, bottom)]
    canvas.bars([(ends_at[0], top, ends_at[1], end) for top, end in spans], color=UNSEEN)
    ticks = round_ticks(low, high)
    canvas.lines([(at(t), _TOP - 4, at(t), bottom) for t in ticks], color=LINE, thickness=1)
    canvas.lines([(at(middle), top, at(middle), end) for top, end in spans], color=ESTIMATE, thickness=2)
    small: Spec = {"fontSize": 12, "baseline": "bottom"}
    canvas.texts([(at(t), _TOP - 8, whole(t, language)) for t in ticks], color=MUTED, look={**small, "align": "center"})
    canvas.texts([(left, 14, say("number.persons", language))], color=MUTED, look={**small, "align": "left"})
    look: Spec = {"fontSize": 13, "baseline": "middle"}
    for i, (name, value) in enumerate(ordered):
        y = _TOP + row * (i + (0.7 if narrow else 0.5))
        label = say("sensitivity.without", language, list=plain(name))
        if narrow:
            canvas.texts([(left, y - 18, label)], color=INK, look={**look, "align": "left", "limit": 330})
        else:
            canvas.texts([(left - 14, y, label)], color=INK, look={**look, "align": "right", "limit": left - 16})
        canvas.dots([(at(value), y)], color=INK, area=70)
        canvas.texts([(left + plot + 10, y, whole(value, language))], color=INK, look={**look, "align": "left"})
    return canvas.spec()
