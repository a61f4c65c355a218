"""Small parts of Vega-Lite specifications, as plain data.

The specifications are written directly: building them from Altair's classes validates every part against the schema at
every run and costs two seconds a report. A test validates them once instead.
"""

from typing import Any

Spec = dict[str, Any]


def layer(kind: str, rows: list[dict[str, Any]], *, look: Spec, place: Spec) -> Spec:
    """Marks of one kind: their rows, how they look (mark properties), where they stand (encodings)."""
    return {"data": {"values": rows}, "mark": {"type": kind, **look}, "encoding": place}


def number(field: str, **options: object) -> Spec:
    """An encoding by a number."""
    return {"field": field, "type": "quantitative", **options}


def word(field: str) -> Spec:
    """An encoding by a text as it stands."""
    return {"field": field, "type": "nominal"}


def pixel(position: float) -> Spec:
    """An encoding at a fixed pixel."""
    return {"value": position}


def drawing(layers: list[Spec], *, width: float, height: float | Spec) -> Spec:
    """Layers upon each other, the first at the back."""
    return {"layer": layers, "width": width, "height": height}
