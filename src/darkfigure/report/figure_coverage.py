"""How often intervals hold the truth, and where they lie about it: one row a world and method."""

import json
from collections.abc import Sequence

from darkfigure.report.clean import plain
from darkfigure.report.svg import ESTIMATE, INK, TRUTH
from darkfigure.report.vega import Spec, drawing, layer, number
from darkfigure.simulate.coverage import Coverage

_PLOT = 300
_FARTHEST = 4.0  # times the truth that the scale goes to


def coverage_spec(rows: Sequence[Coverage], *, level: float) -> Spec:
    """Two panels: the share of intervals that hold the truth with its error, and the middle interval over the truth."""
    names = [plain(f"{row.world}, {row.method}") for row in rows]
    height = {"step": 24}
    held = drawing(_held(rows, names, level), width=_PLOT, height=height)
    lies = drawing(_lies(rows, names), width=_PLOT, height=height)
    return {"hconcat": [held, lies], "spacing": 24}


def coverage_words(rows: Sequence[Coverage], *, level: float) -> str:
    """The drawing in words."""
    said = "; ".join(
        f"{plain(row.world)}, {row.method}: {row.coverage:.0%} of {row.tables} intervals hold the truth"
        + ("" if row.width is None else f", the middle one is {row.width:,.0f} wide")
        for row in rows
    )
    return f"How often {level:.4g} intervals hold the truth, and where the middle one lies. {said}."


def _held(rows: Sequence[Coverage], names: list[str], level: float) -> list[Spec]:
    least = min([row.coverage - 2 * row.coverage_error for row in rows] + [0.8])
    domain = [max(0.0, least - 0.02), 1.0]
    place = {"x": _x("share of intervals that hold the truth", domain, ".0%"), "y": _y(names, labelled=True)}
    errors = [
        {
            "row": i,
            "x": max(domain[0], row.coverage - 2 * row.coverage_error),
            "x2": min(1.0, row.coverage + 2 * row.coverage_error),
        }
        for i, row in enumerate(rows)
    ]
    dots = [{"row": i, "x": row.coverage} for i, row in enumerate(rows)]
    return [
        _line(rows, level, place),
        layer("rule", errors, look={"color": ESTIMATE, "strokeWidth": 2}, place={**place, "x2": {"field": "x2"}}),
        layer("point", dots, look={**_SOLID, "color": ESTIMATE}, place=place),
    ]


def _lies(rows: Sequence[Coverage], names: list[str]) -> list[Spec]:
    ends = [end / row.people for row in rows for end in (row.low, row.estimate, row.high) if end is not None]
    domain = [min([*ends, 1.0]) * 0.95, min(max([*ends, 1.0]) * 1.05, _FARTHEST)]
    place = {
        "x": _x("middle interval and estimate, as a share of the truth", domain, ".0%"),
        "y": _y(names, labelled=False),
    }
    spans = [
        {
            "row": i,
            "x": row.low / row.people,
            "x2": domain[1] if row.high is None else min(row.high / row.people, domain[1]),
        }
        for i, row in enumerate(rows)
        if row.low is not None
    ]
    dots = [
        {"row": i, "x": row.estimate / row.people}
        for i, row in enumerate(rows)
        if row.estimate is not None and row.estimate / row.people <= domain[1]
    ]
    return [
        _line(rows, 1.0, place),
        layer("rule", spans, look={"color": INK, "strokeWidth": 2}, place={**place, "x2": {"field": "x2"}}),
        layer("point", dots, look={**_SOLID, "color": ESTIMATE}, place=place),
    ]


_SOLID: Spec = {"filled": True, "opacity": 1, "size": 60}


def _line(rows: Sequence[Coverage], at: float, place: Spec) -> Spec:
    """A line through all rows: what is promised, or the truth."""
    marks = [{"row": i, "x": at} for i in range(len(rows))]
    return layer("tick", marks, look={"color": TRUTH, "thickness": 2, "size": 24, "opacity": 1}, place=place)


def _x(title: str, domain: list[float], form: str) -> Spec:
    axis = {"title": title, "format": form, "tickCount": 5, "domain": False, "ticks": False, "labelFlush": False}
    return number("x", axis=axis, scale={"domain": domain, "nice": False, "zero": False})


def _y(names: list[str], *, labelled: bool) -> Spec:
    axis: Spec | None = None
    if labelled:
        axis = {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelExpr": f"{json.dumps(names)}[toNumber(datum.value)]",
            "labelLimit": 300,
            "labelColor": INK,
            "labelPadding": 8,
        }
    return {"field": "row", "type": "ordinal", "axis": axis, "scale": {"domain": list(range(len(names)))}}
