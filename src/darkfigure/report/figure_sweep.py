"""The estimates of a sweep over settings: number, interval and lower bound by setting, as one SVG file."""

from darkfigure.estimate.sweep import Sweep, SweepRow
from darkfigure.report.svg import INK, MUTED, styled
from darkfigure.report.vega import Spec, layer, number

_LOG_FROM = 8.0  # ratio of the largest to the smallest mark from which a linear axis hides the small ones
_STEP = 18  # pixels of one estimate


def draw_sweep(found: Sweep) -> str:
    """The figure as the text of an SVG file. The same sweep gives the same bytes."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(styled(sweep_spec(found)) | {"background": "white"}, allowed_base_urls=[])
    return svg


def sweep_spec(found: Sweep) -> Spec:
    """The drawing as a Vega-Lite specification: the last column along the axis, the others by colour and side."""
    y, end = _persons(found)
    groups = list(dict.fromkeys(_group(row) for row in found.rows))
    places = list(dict.fromkeys(_place(row) for row in found.rows))
    x: Spec = {
        "field": "place",
        "type": "ordinal",
        "sort": places,
        "title": found.over[-1],
        "axis": {"labelAngle": 0, "labelColor": INK},
    }
    grouped: Spec = {"x": x, "y": y}
    if len(groups) > 1:
        side = {"field": "group", "type": "ordinal", "sort": groups}
        grouped |= {
            "xOffset": side,
            "color": {
                **side,
                "title": ", ".join(found.over[:-1]),
                "scale": {"domain": groups, "scheme": "viridis"},
            },
        }
    look: Spec = {} if len(groups) > 1 else {"color": INK}
    spans = [_point(row, row.low) | {"end": row.high or end} for row in found.rows if row.low is not None]
    bounds = [_point(row, row.lower_bound) for row in found.rows if row.lower_bound]
    without = [_point(row, row.lower_bound or row.observed) for row in found.rows if row.estimate is None]
    layers = [
        layer("rule", spans, look={"strokeWidth": 2, **look}, place=grouped | {"y2": {"field": "end"}}),
        layer("tick", bounds, look={"thickness": 2, "size": 9, "color": MUTED}, place=_plain(grouped)),
        layer("point", without, look={"shape": "triangle-up", "size": 60, "filled": True, **look}, place=grouped),
        layer(
            "point",
            [_point(row, row.estimate) for row in found.rows if row.estimate is not None],
            look={"shape": "circle", "size": 60, "filled": True, "opacity": 1, **look},
            place=grouped,
        ),
    ]
    return {
        "title": _title(found),
        "layer": layers,
        "width": max(320, len(places) * (len(groups) + 1) * _STEP),
        "height": 320,
    }


def _persons(found: Sweep) -> tuple[Spec, float]:
    """The axis of persons, and where it ends."""
    marks = [mark for row in found.rows for mark in _marks(row)]
    top, bottom = max(marks), min(marks)
    log = top / max(bottom, 1.0) > _LOG_FROM
    end = top * (1.3 if log else 1.05)
    axis = number(
        "persons",
        title="persons" + (" (logarithmic scale)" if log else ""),
        axis={"format": ",d", "tickCount": 6},
        scale={
            "type": "log" if log else "linear",
            "domain": [max(bottom, 1.0) / 1.2, end] if log else [0, end],
            "nice": False,
        },
    )
    return axis, end


def _title(found: Sweep) -> Spec:
    percent = f"{100 * found.level:.4g}"
    return {
        "text": f"The estimate by {' and '.join(found.over)}",
        "subtitle": f"Circle and line: estimate with {percent} % interval. Tick: lower bound. "
        "Triangle: no estimate, at least so many.",
        "anchor": "start",
        "color": INK,
        "subtitleColor": MUTED,
    }


def _plain(grouped: Spec) -> Spec:
    """The same place without the colour of its group."""
    return {key: value for key, value in grouped.items() if key != "color"}


def _marks(row: SweepRow) -> list[float]:
    ends = (row.estimate, row.low, row.high, row.lower_bound, row.observed if row.estimate is None else None)
    return [float(end) for end in ends if end]


def _point(row: SweepRow, persons: float | None) -> Spec:
    return {"place": _place(row), "group": _group(row), "persons": persons}


def _place(row: SweepRow) -> str:
    return list(row.at.values())[-1]


def _group(row: SweepRow) -> str:
    return ", ".join(list(row.at.values())[:-1])
