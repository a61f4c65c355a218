"""The sample behind a number: how likely each population is, by structure, and whether independent runs agree."""

import json
import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.details import EstimateDetails
from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import about, whole, with_interval
from darkfigure.report.svg import BAND, ESTIMATE, INK, LINE, MUTED, UNSEEN
from darkfigure.report.ticks import round_ticks
from darkfigure.report.vega import Spec, drawing, layer, number, pixel, word
from darkfigure.report.wording import say
from darkfigure.report.words import method_name, structure_words

Floats = NDArray[np.float64]

_BINS = 40
_FAR = 0.995  # of the draws are drawn; the last ones may lie far out
_DOTS = 120  # of a run
_FACTORS = {1 / 3: "a-third", 1 / 2: "half", 1.0: "", 2.0: "twice", 3.0: "three-times"}

_NOTE: Spec = {"color": MUTED, "fontSize": 12, "align": "left", "baseline": "top", "dy": 4}
_HEADLINE: Spec = {"color": INK, "fontSize": 13, "fontWeight": "bold", "align": "center"}


def posterior_spec(details: EstimateDetails, language: str) -> Spec:
    """Bars of the draws, dark inside the interval; the middle as a line."""
    draws, estimate = _drawn(details), details.estimate
    end = float(np.quantile(draws, _FAR))
    counts, edges = np.histogram(draws[draws <= end], bins=_BINS)
    low, high = estimate.low or edges[0], estimate.high or edges[-1]
    top = float(counts.max())
    bars = [
        {"x": float(a), "x2": float(b), "y": float(n) / top, "inside": bool(low <= (a + b) / 2 <= high)}
        for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    place = {
        "x": number(
            "x",
            axis=_axis(say("number.persons", language)),
            scale={"domain": [float(edges[0]), float(edges[-1])], "nice": False},
        ),
        "x2": {"field": "x2"},
        "y": number("y", axis=None, scale={"domain": [0, 1.22]}),
        "y2": {"datum": 0},
    }
    inside, outside = ([bar for bar in bars if bar["inside"] == side] for side in (True, False))
    look: Spec = {"stroke": None}
    layers = [
        layer("rect", outside, look={**look, "color": UNSEEN}, place=place),
        layer("rect", inside, look={**look, "color": ESTIMATE}, place=place),
    ]
    middle = estimate.estimate or float(np.median(draws))
    along = {"x": place["x"], "x2": {"field": "x2"}, "y": number("y", axis=None, scale={"domain": [0, 1.22]})}
    layers.append(
        layer(
            "rule",
            [{"x": low, "x2": min(high, float(edges[-1])), "y": 1.07}],
            look={"color": INK, "strokeWidth": 2},
            place=along,
        )
    )
    up = {"x": place["x"], "y": along["y"], "y2": {"field": "y2"}}
    layers.append(layer("rule", [{"x": middle, "y": 0.0, "y2": 1.12}], look={"color": INK, "strokeWidth": 2}, place=up))
    ends = [{"x": x, "y": 1.03, "y2": 1.11} for x in (low, min(high, float(edges[-1])))]
    layers.append(layer("rule", ends, look={"color": INK, "strokeWidth": 2}, place=up))
    text = with_interval(middle, estimate.low, estimate.high, language)
    label = [{"x": middle, "y": 1.175, "text": text}]
    layers.append(layer("text", label, look=_HEADLINE, place={"x": place["x"], "y": along["y"], "text": word("text")}))
    return drawing(layers, width=640, height=240)


def structures_spec(details: EstimateDetails, language: str) -> Spec:
    """One row a structure with a say: its weight, its middle and its interval."""
    rows = [one for one in details.structures if one.weight >= 0.005]
    level = details.estimate.level
    cuts = [np.quantile(one.population, [(1 - level) / 2, 0.5, (1 + level) / 2]) for one in rows]
    left, plot, right, row, top = 400.0, 340.0, 220.0, 28.0, 44.0
    lowest = min(float(cut[0]) for cut in cuts)
    reach = max(float(cut[2]) for cut in cuts)
    pad = 0.05 * max(reach - lowest, 1.0)
    lowest, reach = max(lowest - pad, 0.0), reach + pad
    scale = plot / (reach - lowest)
    bottom = top + row * len(rows)
    canvas = Canvas(width=left + plot + right, height=bottom + 6)
    canvas.bars([(0, top + row * i, canvas.width, top + row * (i + 1)) for i in range(0, len(rows), 2)], color=BAND)
    ticks = round_ticks(lowest, reach)
    canvas.lines(
        [(left + (t - lowest) * scale, top - 4, left + (t - lowest) * scale, bottom) for t in ticks],
        color=LINE,
        thickness=1,
    )
    canvas.texts(
        [(left + (t - lowest) * scale, top - 8, whole(t, language)) for t in ticks],
        color=MUTED,
        look={"fontSize": 12, "baseline": "bottom", "align": "center"},
    )
    small: Spec = {"fontSize": 12, "baseline": "middle"}
    canvas.texts([(left, 10, say("number.persons", language))], color=MUTED, look={**small, "align": "left"})
    canvas.texts([(left - 60, 10, say("draws.weight", language))], color=MUTED, look={**small, "align": "left"})
    middles = [top + row * (i + 0.5) for i in range(len(rows))]
    spans = [
        (left + (float(c[0]) - lowest) * scale, y, left + (float(c[2]) - lowest) * scale, y)
        for c, y in zip(cuts, middles, strict=True)
    ]
    canvas.lines(spans, color=ESTIMATE, thickness=2)
    canvas.dots(
        [(float(left + (c[1] - lowest) * scale), y) for c, y in zip(cuts, middles, strict=True)],
        color=ESTIMATE,
        area=70,
    )
    look: Spec = {"fontSize": 13, "baseline": "middle"}
    names = [(left - 72, y, structure_words(one.name, language)) for one, y in zip(rows, middles, strict=True)]
    canvas.texts(names, color=INK, look={**look, "align": "right", "limit": left - 76})
    weights = [(left - 22, y, about(one.weight, language)) for one, y in zip(rows, middles, strict=True)]
    canvas.texts(weights, color=INK, look={**look, "align": "right"})
    said = [
        (left + plot + 16, y, with_interval(c[1], c[0], c[2], language)) for c, y in zip(cuts, middles, strict=True)
    ]
    canvas.texts(said, color=INK, look={**look, "align": "left"})
    return canvas.spec()


def runs_spec(details: EstimateDetails, language: str) -> Spec:
    """One panel a run: its draws in the order they lie, and its own interval as a box; panels must look alike."""
    runs = details.runs
    if runs is None:
        raise ValueError("there are no runs to draw")
    low, high = (float(end) for end in np.quantile(runs, [0.002, 0.998]))
    many, panel, gap, tall, left, top = len(runs), 150.0, 14.0, 200.0, 70.0, 26.0
    canvas = Canvas(width=left + many * (panel + gap), height=top + tall + 12)
    scale = tall / max(high - low, 1.0)

    def height(value: float) -> float:
        return top + (high - min(max(value, low), high)) * scale

    ticks = round_ticks(low, high)
    canvas.lines([(left, height(t), canvas.width - gap, height(t)) for t in ticks], color=LINE, thickness=1)
    canvas.texts(
        [(left - 8, height(t), whole(t, language)) for t in ticks],
        color=MUTED,
        look={"fontSize": 12, "align": "right", "baseline": "middle"},
    )
    canvas.texts(
        [(left - 8, 8, say("number.persons", language))],
        color=MUTED,
        look={"fontSize": 12, "align": "right", "baseline": "middle"},
    )
    tail = (1 - details.estimate.level) / 2
    for i, run in enumerate(runs):
        start = left + i * (panel + gap)
        shown = run[:: max(1, len(run) // _DOTS)][:_DOTS]
        step = (panel - 30) / max(len(shown), 1)
        canvas.dots([(start + step * (k + 0.5), height(float(v))) for k, v in enumerate(shown)], color=UNSEEN, area=9)
        ends = [float(q) for q in np.quantile(run, [tail, 0.25, 0.5, 0.75, 1 - tail])]
        x = start + panel - 16
        canvas.lines([(x, height(ends[0]), x, height(ends[4]))], color=ESTIMATE, thickness=2)
        canvas.bars([(x - 6, height(ends[3]), x + 6, height(ends[1]))], color=ESTIMATE)
        canvas.lines([(x - 10, height(ends[2]), x + 10, height(ends[2]))], color=INK, thickness=2.5)
        canvas.texts(
            [(start, 8, say("draws.run", language, number=i + 1))],
            color=INK,
            look={"fontSize": 13, "align": "left", "baseline": "middle"},
        )
    return canvas.spec()


def curve_spec(details: EstimateDetails, language: str) -> Spec:
    """The population for each strength of what no table shows, with the headline's interval as a band."""
    curve, estimate = details.curve, details.estimate
    if curve is None:
        raise ValueError("there is no curve to draw")
    unseen = curve.population[curve.strength.index(0.0)] - estimate.observed
    marks = [
        {
            "x": math.log(factor),
            "y": estimate.observed + unseen * factor,
            "text": say(f"draws.{name}", language) if name else "1",
            "said": whole(estimate.observed + unseen * factor, language),
        }
        for factor, name in _FACTORS.items()
    ]
    top = 1.1 * max(*curve.population, estimate.high or 0.0)
    labels = json.dumps([mark["text"] for mark in marks])
    axis = {
        **_axis(say("draws.sensitivity-axis", language)),
        "values": [mark["x"] for mark in marks],
        "labelExpr": f"{labels}[indexof({json.dumps([mark['x'] for mark in marks])}, datum.value)]",
    }
    edges = [min(curve.strength), max(curve.strength)]
    x = number("x", axis=axis, scale={"domain": edges, "nice": False})
    y = number("y", axis=_axis(say("number.persons", language)), scale={"domain": [0, top], "nice": False})
    beside = {"y": y, "x": pixel(8), "text": word("text")}
    layers = []
    if estimate.low is not None and estimate.high is not None:
        band = [{"y": estimate.low, "y2": estimate.high}]
        across = {"y": y, "y2": {"field": "y2"}, "x": pixel(0), "x2": pixel(640)}
        layers.append(layer("rect", band, look={"color": BAND}, place=across))
        name = method_name(estimate.method, language)
        said = [{"y": estimate.high, "text": say("draws.interval-of", language, name=name)}]
        layers.append(layer("text", said, look=_NOTE, place=beside))
    seen = [{"y": estimate.observed, "text": say("overview.bar-seen", language, number=estimate.observed)}]
    layers.append(layer("rule", seen, look={"color": MUTED, "strokeDash": [3, 3]}, place={"y": y}))
    layers.append(layer("text", seen, look=_NOTE, place=beside))
    place = {"x": x, "y": y}
    points = [{"x": xi, "y": n} for xi, n in zip(curve.strength, curve.population, strict=True)]
    layers.append(layer("line", points, look={"color": ESTIMATE, "strokeWidth": 2.5}, place=place))
    solid: Spec = {"color": ESTIMATE, "filled": True, "opacity": 1, "size": 60}
    layers.append(layer("point", marks, look=solid, place=place))
    above: Spec = {"color": INK, "fontSize": 12, "baseline": "bottom", "align": "right", "dy": -6, "dx": 4}
    layers.append(layer("text", marks, look=above, place={**place, "text": word("said")}))
    return drawing(layers, width=640, height=260)


def _drawn(details: EstimateDetails) -> Floats:
    if details.population is None:
        raise ValueError("there are no draws to show")
    return details.population


def _axis(title: str) -> Spec:
    return {"title": title, "format": ",d", "tickCount": 6, "labelPadding": 5, "titlePadding": 8}
