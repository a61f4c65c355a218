"""The first drawing: the seen and the unseen on one bar, with the interval."""

from dataclasses import dataclass

from markupsafe import Markup

from darkfigure.records import Estimate
from darkfigure.report.numbers import interval, whole
from darkfigure.report.svg import ESTIMATE, INK, MUTED, SEEN, TRUTH, UNSEEN, render_svg


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Where the marks of one bar lie, in persons; `reach` is the right end of the scale."""

    observed: int
    estimate: float | None
    low: float | None
    high: float | None
    at_least: float
    truth: int | None

    @property
    def reach(self) -> float:
        """The right end: a little beyond the last mark."""
        ends = (self.observed, self.estimate, self.low, self.high, self.at_least, self.truth)
        last = max(float(end) for end in ends if end is not None)
        open_end = self.estimate is None or self.high is None
        return max(last, 1.0) * (1.25 if open_end else 1.04)


def draw_total(estimate: Estimate, truth: int | None, language: str) -> Markup:
    """The whole population as one bar, in a wide and a narrow drawing of which the page shows one."""
    marks = Marks(
        observed=estimate.observed,
        estimate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        at_least=max(estimate.lower_bound or 0, estimate.observed),
        truth=truth,
    )
    return Markup().join(_draw(marks, language, width=w, size=s) for w, s in ((920, "wide"), (340, "narrow")))


def _draw(marks: Marks, language: str, *, width: int, size: str) -> Markup:
    import altair as alt

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, marks.reach], nice=False, zero=True))
    y = alt.value(30)
    end = marks.estimate if marks.estimate is not None else marks.at_least
    layers = [
        alt.Chart(_rows({"x": marks.observed, "x2": end}))
        .mark_bar(height=26, color=UNSEEN)
        .encode(x=x, x2="x2:Q", y=y),
        alt.Chart(_rows({"x": 0, "x2": marks.observed})).mark_bar(height=26, color=SEEN).encode(x=x, x2="x2:Q", y=y),
    ]
    layers += _interval_layers(marks, x)
    if marks.truth is not None:
        layers.append(
            alt.Chart(_rows({"x": marks.truth}))
            .mark_rule(strokeWidth=3, color=TRUTH)
            .encode(x=x, y=alt.value(15), y2=alt.value(45))
        )
    layers += _labels(marks, x, language)
    chart = alt.layer(*layers).properties(width=width, height=62)
    return render_svg(chart, alternative=_alternative(marks, language), size=size)


def _interval_layers(marks: Marks, x: object) -> list[object]:
    """The whiskers, or a dashed line that leads off the scale where the interval is open."""
    import altair as alt

    open_end = marks.estimate is None or marks.high is None
    low = marks.low if marks.estimate is not None and marks.low is not None else marks.at_least
    high = marks.reach if open_end or marks.high is None else marks.high
    rule = alt.Chart(_rows({"x": low, "x2": high})).mark_rule(
        strokeWidth=2, color=INK, **({"strokeDash": [5, 4]} if open_end else {})
    )
    layers: list[object] = [rule.encode(x=x, x2="x2:Q", y=alt.value(30))]
    for end in (low,) if open_end else (low, high):
        cap = alt.Chart(_rows({"x": end})).mark_rule(strokeWidth=2, color=INK)
        layers.append(cap.encode(x=x, y=alt.value(23), y2=alt.value(37)))
    if open_end:
        arrow = alt.Chart(_rows({"x": high})).mark_point(
            shape="triangle-right", filled=True, size=80, color=INK, opacity=1
        )
        layers.append(arrow.encode(x=x, y=alt.value(30)))
    if marks.estimate is not None:
        tick = alt.Chart(_rows({"x": marks.estimate})).mark_rule(strokeWidth=4, color=ESTIMATE)
        layers.append(tick.encode(x=x, y=alt.value(13), y2=alt.value(47)))
    return layers


def _labels(marks: Marks, x: object, language: str) -> list[object]:
    """The seen at the left above the bar; the estimate below its mark."""
    import altair as alt

    seen = alt.Chart(_rows({"x": 0, "text": f"{whole(marks.observed, language)} seen"})).mark_text(
        align="left", baseline="alphabetic", color=MUTED, fontSize=13
    )
    layers: list[object] = [seen.encode(x=x, text="text:N", y=alt.value(10))]
    if marks.estimate is not None:
        text = f"{whole(marks.estimate, language)} estimated"
        label = alt.Chart(_rows({"x": marks.estimate, "text": text})).mark_text(
            align="right" if marks.estimate > marks.reach / 3 else "left",
            baseline="top",
            color=ESTIMATE,
            fontSize=13,
            fontWeight="bold",
        )
        layers.append(label.encode(x=x, text="text:N", y=alt.value(51)))
    return layers


def _rows(*rows: dict[str, object]) -> object:
    import altair as alt

    return alt.Data(values=list(rows))


def _alternative(marks: Marks, language: str) -> str:
    """The drawing in words."""
    words = f"Bar: {whole(marks.observed, language)} persons were seen"
    if marks.estimate is None:
        return f"{words}; how many there are is not identified, at least {whole(marks.at_least, language)}."
    words += f", {whole(marks.estimate, language)} are estimated, interval {interval(marks.low, marks.high, language)}"
    if marks.truth is not None:
        words += f"; the true number is {whole(marks.truth, language)}"
    return f"{words}."
