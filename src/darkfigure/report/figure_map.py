"""Where people are from: a circle a country or region on the outlines of countries, its area the number."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from darkfigure.report.clean import plain
from darkfigure.report.data_links import csv_link
from darkfigure.report.labels import stratum_label
from darkfigure.report.numbers import listed, whole
from darkfigure.report.published import StratumRow
from darkfigure.report.shapes import Point, place_of, rings
from darkfigure.report.svg import BAND, ESTIMATE, INK, LINE, render_svg
from darkfigure.report.vega import Spec, layer, word
from darkfigure.report.wording import say

_LARGEST = 30.0  # radius of the largest circle, pixels
_AROUND = 7.0  # degrees of map around the circles
_NARROWEST = 30.0  # degrees of longitude at least


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A circle: its name, where it is and how many it stands for; `open` where that is a lower bound."""

    name: str
    code: str
    place: Point
    persons: float
    open: bool


def map_section(rows: Sequence[StratumRow], language: str) -> dict[str, Any]:
    """What the template needs: nothing unless strata are origins and two of them at least have a place on the map."""
    shown = [row for row in rows if not row.withheld and list(row.stratum) == ["origin"] and _persons(row)[0] > 0]
    spots = [spot for row in shown if (spot := _spot(row, language)) is not None]
    if len(spots) < 2:
        return {"figure_map": "", "map_rest": "", "map_csv": ""}
    placed = {spot.code for spot in spots}
    rest = [
        say("sensitivity.row", language, name=stratum_label(row.stratum, language), number=_persons(row)[0])
        for row in shown
        if row.stratum["origin"] not in placed
    ]
    first = [say("sensitivity.row", language, name=spot.name, number=spot.persons) for spot in spots[:3]]
    words = say("map.words", language, count=len(spots), rows=listed(first, language, sign="semicolon"))
    drawn = "".join(
        render_svg(
            map_spec(spots, language, width=width, height=height), alternative=words, size=size, language=language
        )
        for width, height, size in ((900.0, 440.0, "wide"), (344.0, 280.0, "narrow"))
    )
    return {
        "figure_map": _markup(drawn),
        "map_rest": say("map.not-on-it", language, rows=listed(rest, language, sign="semicolon")) if rest else "",
        "map_csv": csv_link(
            ["origin", "longitude", "latitude", "persons", "bound"],
            [[s.code, f"{s.place[0]:.1f}", f"{s.place[1]:.1f}", s.persons, "yes" if s.open else "no"] for s in spots],
        ),
    }


def _markup(drawn: str) -> Any:  # noqa: ANN401 - markupsafe's own type has no better name here
    from markupsafe import Markup

    return Markup(drawn)  # noqa: S704 - two drawings of ours


def _persons(row: StratumRow) -> tuple[float, bool]:
    return (row.at_least or 0.0, True) if row.estimate is None else (row.estimate, False)


def _spot(row: StratumRow, language: str) -> Spot | None:
    code = row.stratum["origin"]
    place = place_of(code)
    if place is None:
        return None
    persons, is_open = _persons(row)
    return Spot(name=stratum_label(row.stratum, language), code=code, place=place, persons=persons, open=is_open)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A part of Mercator's map, from its left and upper edge in radians, on so many pixels."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def at(self, place: Point) -> Point:
        """Where a place lies, in pixels."""
        return (math.radians(place[0]) - self.left) * self.scale, (self.top - _mercator(place[1])) * self.scale


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(max(-70.0, min(latitude, 80.0))) / 2))


def _sheet(places: Sequence[Point], *, width: float, height: float) -> _Sheet:
    """The part of the map that holds all places, with some land around them."""
    left, right = min(x for x, _ in places) - _AROUND, max(x for x, _ in places) + _AROUND
    if right - left < _NARROWEST:
        middle = (left + right) / 2
        left, right = middle - _NARROWEST / 2, middle + _NARROWEST / 2
    low, high = _mercator(min(y for _, y in places) - _AROUND), _mercator(max(y for _, y in places) + _AROUND)
    scale = min(width / math.radians(right - left), height / (high - low))
    across, up = width / scale, height / scale
    return _Sheet(
        left=(math.radians(left) + math.radians(right) - across) / 2,
        top=(low + high + up) / 2,
        scale=scale,
        width=width,
        height=height,
    )


def map_spec(spots: Sequence[Spot], language: str, *, width: float, height: float) -> Spec:
    """The drawing as a Vega-Lite specification."""
    sheet = _sheet([spot.place for spot in spots], width=width, height=height)
    land = [part for outlines in rings().values() for ring in outlines if (part := _outline(ring, sheet))]
    shape = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in land]}}
    most, largest = max(spot.persons for spot in spots), _LARGEST * min(1.0, width / 600)
    radii = [max(3.0, largest * math.sqrt(spot.persons / most)) for spot in spots]
    points = [sheet.at(spot.place) for spot in spots]
    texts = _texts(spots, points, radii, language, edges=(width, height))
    circles = [
        {"x": x, "y": y, "size": math.pi * radius**2, "open": spot.open}
        for spot, (x, y), radius in zip(spots, points, radii, strict=True)
    ]
    place: Spec = {"x": _pixels("x", width), "y": _pixels("y", height, down=True)}
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    solid: Spec = {"color": ESTIMATE, "shape": "circle", "fillOpacity": 0.55, "opacity": 1, "filled": True}
    hollow: Spec = {"color": ESTIMATE, "shape": "circle", "filled": False, "opacity": 1, "strokeWidth": 1.5}
    return {
        "layer": [
            {
                "data": {"values": [shape]},
                "mark": {"type": "geoshape", "fill": LINE, "stroke": BAND, "strokeWidth": 1, "clip": False},
                "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
            },
            layer("point", [c for c in circles if not c["open"]], look=solid, place={**place, "size": size}),
            layer("point", [c for c in circles if c["open"]], look=hollow, place={**place, "size": size}),
            layer(
                "text",
                texts,
                look={"color": INK, "fontSize": 12, "align": "center", "baseline": "middle"},
                place={**place, "text": word("text")},
            ),
        ],
        "width": width,
        "height": height,
    }


def _pixels(field: str, end: float, *, down: bool = False) -> Spec:
    scale = {"domain": [end, 0] if down else [0, end], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _outline(ring: Sequence[Point], sheet: _Sheet) -> list[list[float]]:
    """The part of an outline that lies on the sheet, in pixels; empty where none does."""
    points = [sheet.at(place) for place in ring]
    for axis, edge, keeps_above in ((0, 0.0, True), (0, sheet.width, False), (1, 0.0, True), (1, sheet.height, False)):
        points = _cut(points, axis, edge, above=keeps_above)
    closed = [*points, points[0]] if points else []
    return [[round(x, 1), round(y, 1)] for x, y in closed]


def _cut(points: Sequence[Point], axis: int, edge: float, *, above: bool) -> list[Point]:
    """What of a polygon lies on one side of an edge (Sutherland and Hodgman 1974)."""

    def inside(point: Point) -> bool:
        return point[axis] >= edge if above else point[axis] <= edge

    kept: list[Point] = []
    for before, point in zip([*points[-1:], *points[:-1]], points, strict=True):
        if inside(before) != inside(point):
            share = (edge - before[axis]) / (point[axis] - before[axis])
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside(point):
            kept.append(point)
    return kept


def _texts(
    spots: Sequence[Spot], points: Sequence[Point], radii: Sequence[float], language: str, *, edges: Point
) -> list[Spec]:
    """Codes and numbers under or above the circles, the largest first, where they do not lie on one another."""
    taken: list[tuple[float, float, float, float]] = []
    texts = []
    for spot, (x, y), radius in zip(spots, points, radii, strict=True):
        text = plain(f"{spot.code} {whole(spot.persons, language)}")
        half = 3.6 * len(text)
        for middle in (y + radius + 9, y - radius - 9, y):
            box = (x - half, middle - 8, x + half, middle + 8)
            free = all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken)
            if free and box[0] >= 0 and box[1] >= 0 and box[2] <= edges[0] and box[3] <= edges[1]:
                taken.append(box)
                texts.append({"x": x, "y": middle, "text": text})
                break
    return texts
