"""Make report/shapes/countries.json from world-atlas: `python tools/shapes.py countries-110m.json`.

The file is that of the npm package world-atlas 2.0.2 (ISC licence), made from Natural Earth 1:110m (public domain).
Shapes become rings of longitude and latitude to two decimals, by ISO 3166-1 alpha-2 code; those without one, by "".
"""

import json
import sys
from pathlib import Path
from typing import Any

from babel.core import get_global

TARGET = Path(__file__).parent.parent / "src/darkfigure/report/shapes/countries.json"
SOURCE = "Natural Earth 1:110m, public domain; by way of world-atlas 2.0.2, ISC licence, (c) Michael Bostock"


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_bytes())
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    codes = {number: names[0] for number, names in get_global("territory_aliases").items() if number.isdigit()}
    found: dict[str, list[list[list[float]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [_ring(part[0], arcs) for part in parts]
        found.setdefault(codes.get(shape.get("id", ""), ""), []).extend(ring for ring in rings if len(ring) > 3)
    rows = [f"{json.dumps(code)}: {json.dumps(found[code], separators=(',', ':'))}" for code in sorted(found)]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(f'{{"source": {json.dumps(SOURCE)},\n"rings": {{\n' + ",\n".join(rows) + "\n}}\n")
    print(f"{TARGET}: {len(found)} codes, {TARGET.stat().st_size:,} bytes")


def _arc(arc: list[list[int]], transform: dict[str, Any]) -> list[tuple[float, float]]:
    """An arc of the topology, whose points are differences, in degrees."""
    (width, height), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((round(x * width + left, 2), round(y * height + bottom, 2)))
    return points


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[list[float]]:
    ring: list[tuple[float, float]] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points if not ring else points[1:]
    thinned = [ring[0]]
    for point in ring[1:]:
        if point != thinned[-1]:
            thinned.append(point)
    return [list(point) for point in thinned]


if __name__ == "__main__":
    main()
