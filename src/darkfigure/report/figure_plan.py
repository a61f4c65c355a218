"""What each addition would make of the interval: its width over the futures played, against the width now."""

import json

from darkfigure.report.clean import plain
from darkfigure.report.svg import ESTIMATE, INK, LINE, MUTED, TRUTH
from darkfigure.report.vega import Spec, drawing, layer, number
from darkfigure.simulate.plan import Plan

_PLOT = 420


def plan_spec(plan: Plan) -> Spec:
    """One row an addition, the narrowest first; the line is the present width."""
    rows = [one for one in plan.outcomes if one.width is not None]
    ends = [end for one in rows for end in (one.width, one.width_high) if end is not None]
    domain = [0.0, 1.05 * max([*ends, plan.compared_with or 0.0, 1.0])]
    title = f"width of the {plan.level:.4g} interval, persons: median and 10 to 90 % of {plan.futures} futures"
    axis = {"title": title, "format": ",d", "tickCount": 6, "domain": False, "ticks": False, "labelColor": MUTED}
    names = json.dumps([plain(one.name) for one in rows])
    place: Spec = {
        "x": number("x", axis=axis, scale={"domain": domain, "nice": False}),
        "y": {
            "field": "row",
            "type": "ordinal",
            "scale": {"domain": list(range(len(rows)))},
            "axis": {
                "title": None,
                "domain": False,
                "ticks": False,
                "labelExpr": f"{names}[toNumber(datum.value)]",
                "labelLimit": 420,
                "labelColor": INK,
                "labelPadding": 8,
            },
        },
    }
    spread = [
        {"row": i, "x": one.width_low, "x2": domain[1] if one.width_high is None else one.width_high}
        for i, one in enumerate(rows)
        if one.width_low is not None
    ]
    now = [] if plan.compared_with is None else [{"row": i, "x": plan.compared_with} for i in range(len(rows))]
    layers = [
        layer("rule", spread, look={"color": LINE, "strokeWidth": 7}, place={**place, "x2": {"field": "x2"}}),
        layer("tick", now, look={"color": TRUTH, "thickness": 2, "size": 24, "opacity": 1}, place=place),
        layer(
            "point",
            [{"row": i, "x": one.width} for i, one in enumerate(rows)],
            look={"filled": True, "opacity": 1, "size": 70, "color": ESTIMATE},
            place=place,
        ),
    ]
    return drawing(layers, width=_PLOT, height={"step": 26})


def plan_words(plan: Plan) -> str:
    """The drawing in words."""
    now = "" if plan.compared_with is None else f" The present one is {plan.compared_with:,.0f} wide."
    said = "; ".join(f"{plain(one.name)}: {one.width:,.0f}" for one in plan.outcomes if one.width is not None)
    return f"Median width of the {plan.level:.4g} interval after each addition, in persons. {said}.{now}"
