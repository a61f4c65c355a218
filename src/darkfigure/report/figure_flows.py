"""Numbers by month: a panel a state with its band and the fan ahead, and the entries of each month below."""

from collections.abc import Mapping, Sequence
from typing import Any

from darkfigure.report.canvas import Canvas
from darkfigure.report.figure_ways import persons_words
from darkfigure.report.numbers import interval, listed
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, SEEN, UNSEEN
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say
from darkfigure.report.wording.formats import written_date

_PANEL, _GAP, _LEFT, _TOP = 120.0, 46.0, 8.0, 20.0
_LOOK: Spec = {"fontSize": 13, "align": "left", "baseline": "alphabetic"}

Numbers = Mapping[str, float]


def state_words(state: str, language: str) -> str:
    """What a state is called."""
    return say(f"flows.state-{state}", language)


def month_words(month: str, language: str) -> str:
    """A month, from the ISO date of its first day."""
    return written_date(month[:7], language)


def stock_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """Members by month and state, entries last; beyond the last month the fans of the forecast."""
    rows = [(state_words(state, language), series, state) for state, series in document["states"].items()]
    rows.append((say("flows.entered-in-month", language), document["entries"], None))
    months, ahead = len(document["months"]), _ahead(document)
    step = (width - 2 * _LEFT) / (months + len(ahead))
    canvas = Canvas(width=width, height=len(rows) * (_PANEL + _GAP) + _TOP)
    for place, (words, series, state) in enumerate(rows):
        top = _TOP + place * (_PANEL + _GAP)
        fans = [month["entries"] if state is None else month["states"][state] for month in ahead]
        _panel(canvas, series, fans, top=top, step=step)
        canvas.texts([(_LEFT, top + 2, words)], color=INK, look=_LOOK | {"fontWeight": "bold"})
        last = interval(series[-1]["low"], series[-1]["high"], language)
        right = _LEFT + (months + len(ahead)) * step
        canvas.texts(
            [(right, top + 2, say("flows.at-the-end", language, interval=last))],
            color=MUTED,
            look=_LOOK | {"align": "right"},
        )
        below = top + _PANEL + 14
        first_month, last_month = (month_words(document["months"][end], language) for end in (0, -1))
        canvas.texts([(_LEFT, below, first_month)], color=MUTED, look=_LOOK)
        canvas.texts([(_LEFT + months * step, below, last_month)], color=MUTED, look=_LOOK | {"align": "right"})
    return canvas.spec()


def stock_words(document: Mapping[str, Any], language: str) -> str:
    """The drawing in words."""
    ends = {"from": month_words(document["months"][0], language), "to": month_words(document["months"][-1], language)}
    said = [
        say(
            "flows.stock-part",
            language,
            state=state_words(state, language),
            first=persons_words(series[0], language),
            last=persons_words(series[-1], language),
            **ends,
        )
        for state, series in document["states"].items()
    ]
    return say("flows.stock-alt", language, list=listed(said, language, sign="semicolon"))


def _panel(
    canvas: Canvas,
    series: Sequence[Numbers],
    fans: Sequence[Mapping[str, Sequence[float]]],
    *,
    top: float,
    step: float,
) -> None:
    """Boxes and lines of one state, a month a step."""
    most = max([one["high"] for one in series] + [fan["0.8"][1] for fan in fans] + [1.0])
    scale = (_PANEL - 22) / most

    def y(value: float) -> float:
        return top + _PANEL - value * scale

    months = len(series)
    inner = step * 0.14
    spans = [(_LEFT + t * step + inner, _LEFT + (t + 1) * step - inner) for t in range(months + len(fans))]
    canvas.lines([(_LEFT, y(0), _LEFT + len(spans) * step, y(0))], color=LINE, thickness=1)
    seen = list(zip(spans, series, strict=False))
    canvas.bars([(a, y(one["high"]), b, y(one["low"])) for (a, b), one in seen], color=UNSEEN)
    canvas.lines([(a, y(one["estimate"]), b, y(one["estimate"])) for (a, b), one in seen], color=ESTIMATE, thickness=3)
    for share, color in (("0.8", LINE), ("0.5", SEEN)):
        boxes = [(a, y(fan[share][1]), b, y(fan[share][0])) for (a, b), fan in zip(spans[months:], fans, strict=True)]
        if boxes:
            canvas.bars(boxes, color=color)


def _ahead(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    months: Sequence[Mapping[str, Any]] = document["forecasts"][0]["months"] if document["forecasts"] else []
    return months
