"""The first drawing: the seen and the unseen on one bar, with the interval."""

from dataclasses import dataclass

from markupsafe import Markup

from darkfigure.records import Estimate
from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import interval
from darkfigure.report.svg import ESTIMATE, INK, MUTED, SEEN, TRUTH, UNSEEN, render_svg
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say

_TOP, _MIDDLE, _BOTTOM, _HEIGHT = 17.0, 30.0, 43.0, 66.0  # of the bar and the drawing, pixels


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Where the marks of the bar lie, in persons."""

    observed: int
    estimate: float | None
    low: float | None
    high: float | None
    at_least: float
    truth: int | None

    @property
    def is_open(self) -> bool:
        """Whether there is no upper end."""
        return self.estimate is None or self.high is None

    @property
    def reach(self) -> float:
        """The right end of the scale: a little beyond the last mark."""
        ends = (self.observed, self.estimate, self.low, self.high, self.at_least, self.truth)
        last = max(float(end) for end in ends if end is not None)
        return max(last, 1.0) * (1.25 if self.is_open else 1.02)


def draw_total(estimate: Estimate, truth: int | None, language: str) -> Markup:
    """The whole population as one bar, in a wide and a narrow drawing of which the page shows one."""
    words = _alternative(_marks(estimate, truth), language)
    return Markup().join(
        render_svg(total_spec(estimate, truth, language, width=width), alternative=words, size=size, language=language)
        for width, size in ((960.0, "wide"), (344.0, "narrow"))
    )


def _marks(estimate: Estimate, truth: int | None) -> Marks:
    return Marks(
        observed=estimate.observed,
        estimate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        at_least=max(estimate.lower_bound or 0, estimate.observed),
        truth=truth,
    )


def total_spec(estimate: Estimate, truth: int | None, language: str, *, width: float) -> Spec:
    """The bar as a Vega-Lite specification."""
    marks = _marks(estimate, truth)
    canvas = Canvas(width=width, height=_HEIGHT)
    scale = width / marks.reach
    seen = marks.observed * scale
    end = (marks.at_least if marks.estimate is None else marks.estimate) * scale
    canvas.bars([(seen, _TOP, end, _BOTTOM)], color=UNSEEN)
    canvas.bars([(0, _TOP, seen, _BOTTOM)], color=SEEN)
    _draw_interval(canvas, marks, scale)
    if marks.truth is not None:
        at = marks.truth * scale
        canvas.lines([(at, _TOP - 3, at, _BOTTOM + 3)], color=TRUTH, thickness=3)
    small = {"fontSize": 13, "align": "left", "baseline": "alphabetic"}
    canvas.texts([(0, _TOP - 6, say("overview.bar-seen", language, number=marks.observed))], color=MUTED, look=small)
    if marks.estimate is not None:
        said = say("overview.bar-estimated", language, number=marks.estimate)
        look = {"fontSize": 13, "fontWeight": "bold", "baseline": "top", "align": "right" if end > 130 else "left"}
        canvas.texts([(end, _BOTTOM + 8, said)], color=ESTIMATE, look=look)
    return canvas.spec()


def _draw_interval(canvas: Canvas, marks: Marks, scale: float) -> None:
    """The whiskers, or a dashed line that leads off the scale where there is no upper end."""
    low = (marks.at_least if marks.estimate is None or marks.low is None else marks.low) * scale
    high = canvas.width - 6 if marks.is_open or marks.high is None else marks.high * scale
    if marks.is_open:
        canvas.lines([(low, _MIDDLE, high, _MIDDLE)], color=INK, thickness=2, dash=(5, 4))
        canvas.dots([(high, _MIDDLE)], color=INK, area=80, shape="triangle-right")
    else:
        canvas.lines([(low, _MIDDLE, high, _MIDDLE)], color=INK, thickness=2)
    caps = [low] if marks.is_open else [low, high]
    canvas.lines([(x, _MIDDLE - 7, x, _MIDDLE + 7) for x in caps], color=INK, thickness=2)
    if marks.estimate is not None:
        at = marks.estimate * scale
        canvas.lines([(at, _TOP - 3, at, _BOTTOM + 3)], color=ESTIMATE, thickness=4)


def _alternative(marks: Marks, language: str) -> str:
    """The drawing in words."""
    if marks.estimate is None:
        return say("overview.bar-words-least", language, seen=marks.observed, least=marks.at_least)
    reach = interval(marks.low, marks.high, language)
    if marks.truth is None:
        return say("overview.bar-words", language, seen=marks.observed, estimate=marks.estimate, interval=reach)
    return say(
        "overview.bar-words-truth",
        language,
        seen=marks.observed,
        estimate=marks.estimate,
        interval=reach,
        truth=marks.truth,
    )
