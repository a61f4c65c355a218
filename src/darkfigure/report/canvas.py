"""Drawing by pixel position with Vega-Lite marks, for plots that no axis fits."""

from dataclasses import dataclass, field
from typing import Any

from darkfigure.report.vega import Spec, drawing, layer, number, word


@dataclass(kw_only=True)
class Canvas:
    """Marks by pixel position, y downwards, drawn in the order they were added."""

    width: float
    height: float
    layers: list[Spec] = field(default_factory=list)

    def bars(self, boxes: list[tuple[float, float, float, float]], *, color: str) -> None:
        """Filled boxes: left, top, right, bottom."""
        rows = [{"x": a, "y": b, "x2": c, "y2": d} for a, b, c, d in boxes]
        self._add("rect", rows, {"color": color}, spans=True)

    def lines(
        self,
        ends: list[tuple[float, float, float, float]],
        *,
        color: str,
        thickness: float,
        dash: tuple[int, int] | None = None,
    ) -> None:
        """Lines from a point to a point; `dash` is the length of the strokes and of the gaps."""
        rows = [{"x": a, "y": b, "x2": c, "y2": d} for a, b, c, d in ends]
        look: Spec = {"color": color, "strokeWidth": thickness}
        self._add("rule", rows, look | ({"strokeDash": list(dash)} if dash else {}), spans=True)

    def dots(self, centres: list[tuple[float, float]], *, color: str, area: float, shape: str = "circle") -> None:
        """Filled circles, or another of Vega's shapes."""
        rows = [{"x": a, "y": b} for a, b in centres]
        self._add("point", rows, {"color": color, "size": area, "filled": True, "opacity": 1, "shape": shape})

    def ribbon(
        self, start: tuple[float, float], end: tuple[float, float], *, thick: float, color: str, steps: int = 24
    ) -> None:
        """A band from left to right that bends from one height to another; points are its upper corners."""
        rows = []
        for step in range(steps + 1):
            share = step / steps
            y = start[1] + (end[1] - start[1]) * share * share * (3 - 2 * share)
            rows.append({"x": start[0] + (end[0] - start[0]) * share, "y": y, "y2": y + thick})
        self._add("area", rows, {"color": color, "opacity": 0.75}, spans=True)

    def texts(self, words: list[tuple[float, float, str]], *, color: str, look: Spec) -> None:
        """Words at a point; `look` are properties of Vega-Lite's text mark."""
        rows = [{"x": a, "y": b, "text": text} for a, b, text in words]
        self._add("text", rows, {"color": color, **look})

    def spec(self) -> Spec:
        """The drawing as a Vega-Lite specification."""
        return drawing(self.layers, width=self.width, height=self.height)

    def _add(self, kind: str, rows: list[dict[str, Any]], look: Spec, *, spans: bool = False) -> None:
        place = {
            "x": number("x", axis=None, scale={"domain": [0, self.width], "nice": False}),
            "y": number("y", axis=None, scale={"domain": [self.height, 0], "nice": False}),
        }
        if spans:
            place |= {name: {"field": name} for name in ("x2", "y2") if name == "y2" or kind != "area"}
        if kind == "text":
            place["text"] = word("text")
        self.layers.append(layer(kind, rows, look=look, place=place))
