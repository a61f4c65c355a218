"""Numbers by month: a panel a state with its band and the fan ahead, entries below, and the ways people went."""

from collections.abc import Mapping, Sequence
from typing import Any

from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import whole
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, SEEN, UNSEEN
from darkfigure.report.vega import Spec

_PANEL, _GAP, _LEFT, _TOP = 120.0, 46.0, 8.0, 20.0
_WAYS_HEIGHT, _COLUMN, _THICKEST = 210.0, 150.0, 44.0
_LOOK = {"fontSize": 13, "align": "left", "baseline": "alphabetic"}

STATE_WORDS = {
    "theatre": "In the theatre",
    "third_country": "In third countries",
    "home": "At home again",
    "detained": "Detained",
    "dead": "Dead",
}


def stock_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """Members by month and state, entries last; beyond the last month the fans of the forecast."""
    rows = [(STATE_WORDS.get(state, state), series, state) for state, series in document["states"].items()]
    rows.append(("Entered in the month", document["entries"], None))
    months, ahead = len(document["months"]), _ahead(document)
    step = (width - 2 * _LEFT) / (months + len(ahead))
    canvas = Canvas(width=width, height=len(rows) * (_PANEL + _GAP) + _TOP)
    for place, (words, series, state) in enumerate(rows):
        top = _TOP + place * (_PANEL + _GAP)
        fans = [month["entries"] if state is None else month["states"][state] for month in ahead]
        _panel(canvas, words, series, fans, top=top, step=step, language=language)
        labels = [(0, document["months"][0][:7]), (months - 1, document["months"][-1][:7])]
        canvas.texts(
            [(_LEFT + (at + 0.1) * step, top + _PANEL + 14, text) for at, text in labels], color=MUTED, look=_LOOK
        )
    return canvas.spec()


def stock_words(document: Mapping[str, Any], language: str) -> str:
    """The drawing in words."""
    said = []
    for state, series in document["states"].items():
        first, last = series[0], series[-1]
        said.append(
            f"{STATE_WORDS.get(state, state).lower()}: {_between(first, language)} in {document['months'][0][:7]}, "
            f"{_between(last, language)} in {document['months'][-1][:7]}"
        )
    return f"Persons by month. {'; '.join(said)}."


def ways_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """Ways as bands whose thickness is the number of people who went them."""
    canvas = Canvas(width=width, height=_WAYS_HEIGHT)
    present = [
        "entered",
        *(state for state in ("theatre", "third_country", "home", "detained", "dead") if state in document["states"]),
    ]
    columns = {"entered": 0.0, "theatre": 1.0, "third_country": 2.0, "detained": 2.0, "home": 3.0, "dead": 3.0}
    heights = {"entered": 0.35, "theatre": 0.35, "third_country": 0.5, "detained": 0.12, "home": 0.3, "dead": 0.85}
    spot = {name: (8 + columns[name] * (width - 130) / 3, 20 + heights[name] * (_WAYS_HEIGHT - 50)) for name in present}
    ways = [{"from": "entered", "to": "theatre", **document["total"]}, *document["movements"]]
    most = max(way["estimate"] for way in ways) or 1
    for way in sorted(ways, key=lambda way: -way["estimate"]):
        if way["from"] in spot and way["to"] in spot and way["estimate"] > 0:
            (x, y), (x2, y2) = spot[way["from"]], spot[way["to"]]
            thickness = max(1.5, _THICKEST * way["estimate"] / most)
            canvas.lines([(x + 8, y, x2, y2)], color=UNSEEN, thickness=thickness)
    for name, (x, y) in spot.items():
        canvas.bars([(x, y - 24, x + 8, y + 24)], color=ESTIMATE)
        canvas.texts([(x, y - 30, _node(name))], color=INK, look=_LOOK | {"fontWeight": "bold"})
    for way in ways:
        if way["from"] in spot and way["to"] in spot:
            (x, y), (x2, y2) = spot[way["from"]], spot[way["to"]]
            canvas.texts(
                [(x * 0.45 + x2 * 0.55, y * 0.45 + y2 * 0.55 + 5, whole(way["estimate"], language))],
                color=INK,
                look=_LOOK,
            )
    return canvas.spec()


def ways_words(document: Mapping[str, Any], language: str) -> str:
    """The ways in words."""
    said = [
        f"{_node(way['from']).lower()} to {_node(way['to']).lower()} {_between(way, language)}"
        for way in document["movements"]
    ]
    ways = "; ".join(said)
    return f"Over the whole period {_between(document['total'], language)} entered. Of these went: {ways}."


def _panel(  # noqa: PLR0913 - what is drawn, and where
    canvas: Canvas,
    words: str,
    series: Sequence[Mapping[str, float]],
    fans: Sequence[Mapping[str, Sequence[float]]],
    *,
    top: float,
    step: float,
    language: str,
) -> None:
    most = max([one["high"] for one in series] + [fan["0.8"][1] for fan in fans] + [1.0])
    scale = (_PANEL - 22) / most

    def y(value: float) -> float:
        return top + _PANEL - value * scale

    right = _LEFT + (len(series) + len(fans)) * step
    canvas.texts([(_LEFT, top + 2, words)], color=INK, look=_LOOK | {"fontWeight": "bold"})
    canvas.lines([(_LEFT, y(0), right, y(0))], color=LINE, thickness=1)
    inner = step * 0.14
    spans = [(_LEFT + t * step + inner, _LEFT + (t + 1) * step - inner) for t in range(len(series) + len(fans))]
    canvas.bars(
        [(a, y(one["high"]), b, y(one["low"])) for (a, b), one in zip(spans, series, strict=False)], color=UNSEEN
    )
    canvas.lines(
        [(a, y(one["estimate"]), b, y(one["estimate"])) for (a, b), one in zip(spans, series, strict=False)],
        color=ESTIMATE,
        thickness=3,
    )
    for share, color in (("0.8", LINE), ("0.5", SEEN)):
        boxes = [
            (a, y(fan[share][1]), b, y(fan[share][0])) for (a, b), fan in zip(spans[len(series) :], fans, strict=True)
        ]
        if boxes:
            canvas.bars(boxes, color=color)
    last = series[-1]
    canvas.texts(
        [(right, top + 2, f"{whole(last['low'], language)} to {whole(last['high'], language)} at the end")],
        color=MUTED,
        look=_LOOK | {"align": "right"},
    )


def _ahead(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    months: Sequence[Mapping[str, Any]] = document["forecasts"][0]["months"] if document["forecasts"] else []
    return months


def _between(value: Mapping[str, float], language: str) -> str:
    return f"{whole(value['estimate'], language)} ({whole(value['low'], language)} to {whole(value['high'], language)})"


def _node(name: str) -> str:
    return {"entered": "Entered", "theatre": "Theatre", "third_country": "Third countries", "home": "Home"}.get(
        name, name.capitalize()
    )
