"""Cost against size, a panel a stage: CPU seconds, and peak memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from darkfigure.report.figure_file import write_figure
from darkfigure.report.svg import ESTIMATE, INK, TRUTH

Point = tuple[int, float, bool]  # mentions, cost, whether by true persons
_WIDTH, _HEIGHT, _COLUMNS = 150, 110, 5
_MEASURES = (("cpu_s", "CPU seconds", TRUTH), ("peak_mb", "peak memory, MB", ESTIMATE))


def draw(costs: Sequence[Any], file: Path, *, stages: Sequence[str]) -> None:
    """Write the figure of these costs: SVG, PNG or PDF by its name."""
    blocks, words = [], []
    for field, title, colour in _MEASURES:
        panels = []
        for stage in stages:
            points = sorted((one.mentions, getattr(one, field), bool(one.by)) for one in costs if one.stage == stage)
            if points:
                panels.append(_panel(stage, points, costs, field, colour))
                words.append(f"{stage}, {title}: " + ", ".join(f"{n:,} {cost:,.1f}" for n, cost, _ in points))
        head = {
            "text": f"{title}; dashed: as the number of mentions; hollow: on true persons",
            "anchor": "start",
            "fontSize": 13,
        }
        blocks.append({"concat": panels, "columns": _COLUMNS, "title": head, "spacing": 18})
    spec = {"vconcat": blocks, "spacing": 28}
    write_figure(spec, file, title="Cost against size", alternative=". ".join(words))


def _panel(stage: str, points: list[Point], costs: Sequence[Any], field: str, colour: str) -> dict[str, Any]:
    sizes = sorted({one.mentions for one in costs})
    every = [getattr(one, field) for one in costs if getattr(one, field) > 0]
    scale_x = {"type": "log", "domain": [sizes[0] / 1.5, sizes[-1] * 1.5], "nice": False}
    scale_y = {"type": "log", "domain": [min(every) / 1.5, max(every) * 1.5], "nice": False}
    ends = [10**power for power in range(3, 9) if sizes[0] / 1.5 <= 10**power <= sizes[-1] * 1.5]
    x = {
        "field": "n",
        "type": "quantitative",
        "scale": scale_x,
        "axis": {"values": ends, "format": "~s", "title": None},
    }
    heights = [10**power for power in range(-1, 6) if min(every) / 1.5 <= 10**power <= max(every) * 1.5]
    y = {
        "field": "cost", "type": "quantitative", "scale": scale_y,
        "axis": {"values": heights, "format": "~s", "title": None},
    }  # fmt: skip
    rows = [{"n": n, "cost": cost, "by": "true persons" if by else "as run"} for n, cost, by in points]
    first, last = points[0], points[-1]
    straight = [{"n": first[0], "cost": first[1]}, {"n": last[0], "cost": first[1] * last[0] / first[0]}]
    place = {"x": x, "y": y}
    line = {**place, "detail": {"field": "by", "type": "nominal"}}
    dashed = {"type": "line", "color": INK, "opacity": 0.4, "strokeDash": [3, 3], "strokeWidth": 1, "clip": True}
    fill = {"condition": {"test": "datum.by == 'as run'", "value": colour}, "value": "white"}
    dots = {"type": "point", "color": colour, "filled": True, "size": 40, "opacity": 1, "strokeWidth": 1.5}
    layers = [
        {"data": {"values": straight}, "mark": dashed, "encoding": place},
        {"data": {"values": rows}, "mark": {"type": "line", "color": colour, "strokeWidth": 1.5}, "encoding": line},
        {"data": {"values": rows}, "mark": dots, "encoding": {**place, "fill": fill, "stroke": {"value": colour}}},
    ]
    title = {"text": stage, "anchor": "start", "fontSize": 11, "fontWeight": "bold"}
    return {"layer": layers, "width": _WIDTH, "height": _HEIGHT, "title": title}
