"""What each method answers, with its interval, beside the seen and the lower bound."""

from markupsafe import Markup

from darkfigure.records import Estimate, MethodEstimate
from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import listed, whole, with_interval
from darkfigure.report.svg import BAND, ESTIMATE, INK, LINE, MUTED, SEEN, render_svg
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say
from darkfigure.report.words import method_name

_ROW, _TOP = 30.0, 44.0
_BOUND = "chao-lower-bound"
_FAR = 4.0  # times the headline's own upper end: beyond, an interval is cut and marked as going on


def draw_methods(estimate: Estimate, language: str) -> Markup:
    """The figure, in a wide and a narrow drawing of which a page shows one."""
    words = methods_alternative(estimate, language)
    return Markup().join(
        render_svg(methods_spec(estimate, language, narrow=narrow), alternative=words, size=size, language=language)
        for narrow, size in ((False, "wide"), (True, "narrow"))
    )


def shown_methods(estimate: Estimate) -> tuple[MethodEstimate, ...]:
    """Those with a number, in the order of the table; the bound last."""
    return tuple(one for one in estimate.methods if one.estimate is not None)


def methods_spec(estimate: Estimate, language: str, *, narrow: bool = False) -> Spec:
    """The drawing as a Vega-Lite specification. There must be a method with a number."""
    rows = shown_methods(estimate)
    left, plot, right = (4.0, 330.0, 10.0) if narrow else (250.0, 440.0, 222.0)
    row = _ROW + (18.0 if narrow else 0.0)
    canvas = Canvas(width=left + plot + right, height=_TOP + row * len(rows) + 8)
    reach = _reach(estimate, rows)
    scale = plot / reach
    bottom = _TOP + row * len(rows)
    canvas.bars([(0, _TOP + row * i, canvas.width, _TOP + row * (i + 1)) for i in range(0, len(rows), 2)], color=BAND)
    ticks = [tick for tick in _ticks(reach) if tick <= reach]
    canvas.lines([(left + t * scale, _TOP - 4, left + t * scale, bottom) for t in ticks], color=LINE, thickness=1)
    labels = [(left + t * scale, _TOP - 8, whole(t, language)) for t in ticks]
    canvas.texts(labels, color=MUTED, look={"fontSize": 12, "baseline": "bottom", "align": "center"})
    persons = say("number.persons", language)
    canvas.texts([(left, 10, persons)], color=MUTED, look={"fontSize": 12, "baseline": "middle", "align": "left"})
    seen = left + estimate.observed * scale
    # between the names where these stand above the intervals
    spans = (
        [(_TOP + row * i + row - 30, _TOP + row * (i + 1)) for i in range(len(rows))]
        if narrow
        else [(_TOP - 4, bottom)]
    )
    canvas.lines([(seen, top, seen, end) for top, end in spans], color=SEEN, thickness=1.5, dash=(3, 3))
    canvas.texts(
        [(min(seen + 4, canvas.width - 90), bottom + 2, say("overview.bar-seen", language, number=estimate.observed))],
        color=MUTED,
        look={"fontSize": 11, "baseline": "top", "align": "left"},
    )
    middles = [_TOP + row * (i + (0.68 if narrow else 0.5)) for i in range(len(rows))]
    for one, y in zip(rows, middles, strict=True):
        _draw_row(canvas, one, y, left=left, scale=scale, end=left + plot)
    names = [method_name(one.method, language) for one in rows]
    said = [with_interval(one.estimate, one.low, one.high, language) for one in rows]
    heads = [one.method == estimate.method for one in rows]
    for bold in (True, False):
        look: Spec = {"fontSize": 13, "baseline": "middle", **({"fontWeight": "bold"} if bold else {})}
        chosen = [i for i, head in enumerate(heads) if head == bold]
        if narrow:
            spots = [
                (left, middles[i] - 18, say("sensitivity.row", language, name=names[i], number=said[i])) for i in chosen
            ]
            canvas.texts(spots, color=INK, look={**look, "align": "left", "fontSize": 12, "limit": 336})
            continue
        spots = [(left - 14, middles[i], names[i]) for i in chosen]
        canvas.texts(spots, color=INK, look={**look, "align": "right", "limit": left - 16})
        spots = [(left + plot + 16, middles[i], said[i]) for i in chosen]
        canvas.texts(spots, color=INK, look={**look, "align": "left"})
    return canvas.spec()


def _draw_row(canvas: Canvas, one: MethodEstimate, y: float, *, left: float, scale: float, end: float) -> None:
    """One method: whiskers and a dot; the bound is a rule to the right, since it says at least."""
    color = MUTED if one.method == _BOUND else ESTIMATE
    at = left + (one.estimate or 0.0) * scale
    low = left + (one.low if one.low is not None else one.estimate or 0.0) * scale
    high = end if one.high is None else left + one.high * scale
    cut = high >= end or one.high is None
    if low < end:
        canvas.lines([(low, y, min(high, end), y)], color=color, thickness=2, dash=(5, 4) if one.high is None else None)
    caps = [low, *([] if cut else [high])]
    canvas.lines([(x, y - 5, x, y + 5) for x in caps if x <= end], color=color, thickness=2)
    if cut:
        canvas.dots([(end, y)], color=color, area=60, shape="triangle-right")
    if at <= end:
        canvas.dots([(at, y)], color=color, area=76, shape="triangle-right" if one.method == _BOUND else "circle")


def _reach(estimate: Estimate, rows: tuple[MethodEstimate, ...]) -> float:
    """The right end of the scale: all intervals, but for those that go far beyond the headline's."""
    most = _FAR * (estimate.high or estimate.estimate or estimate.observed)
    ends = [end for one in rows for end in (one.estimate, one.high) if end is not None]
    inside = [end for end in ends if end <= most] or [most]
    return max(*inside, float(estimate.observed)) * 1.04


def _ticks(reach: float) -> list[float]:
    """Four to seven round numbers from zero."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if reach / (step * factor) <= 6.5:
                return [step * factor * i for i in range(int(reach / (step * factor)) + 1)]
        step *= 10


def methods_alternative(estimate: Estimate, language: str) -> str:
    """The drawing in words."""
    rows = [
        say(
            "sensitivity.row",
            language,
            name=method_name(one.method, language),
            number=with_interval(one.estimate, one.low, one.high, language),
        )
        for one in shown_methods(estimate)
    ]
    return say("methods.words", language, rows=listed(rows, language, sign="semicolon"), seen=estimate.observed)
