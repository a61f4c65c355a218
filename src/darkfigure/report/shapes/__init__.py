"""Outlines of countries and middles of regions, for the map."""

import csv
import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
# Countries whose middle lies far from where their people live, as seen on a map of several countries.
_PLACED = {"RU": (50.0, 55.0), "US": (-97.0, 39.0), "CA": (-95.0, 51.0), "NO": (9.5, 61.0), "FR": (2.5, 46.8)}

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


@cache
def rings() -> dict[str, list[list[Point]]]:
    """Outlines by code of the country; those of no code under the empty one."""
    found: dict[str, list[list[Point]]] = json.loads((_FOLDER / "countries.json").read_bytes())["rings"]
    return found


@cache
def _regions() -> dict[str, Point]:
    with (_FOLDER / "regions.tsv").open(encoding="utf-8") as file:
        return {
            row["code"]: (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(file, dialect="excel-tab")
        }


@cache
def place_of(code: str) -> Point | None:
    """Where a country or region lies: the middle of its largest outline; None where no shape is known."""
    if code in _PLACED:
        return _PLACED[code]
    if code in _regions():
        return _regions()[code]
    outlines = [_middle(ring) for ring in rings().get(code, [])]
    return max(outlines, default=(0.0, None), key=lambda one: one[0])[1]


def _middle(ring: list[Point]) -> tuple[float, Point | None]:
    """Area and centroid of an outline, as on a flat map."""
    area = x = y = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a * d - c * b
        area, x, y = area + cross, x + (a + c) * cross, y + (b + d) * cross
    return (abs(area) / 2, (x / (3 * area), y / (3 * area))) if area else (0.0, None)
