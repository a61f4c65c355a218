"""Drawing by pixel position with Vega-Lite marks, for plots that no axis fits."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt


@dataclass(kw_only=True)
class Canvas:
    """Marks by pixel position, y downwards, drawn in the order they were added."""

    width: float
    height: float
    layers: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list)

    def bars(self, boxes: list[tuple[float, float, float, float]], *, color: str) -> None:
        """Filled boxes: left, top, right, bottom."""
        rows = [{"x": a, "y": b, "x2": c, "y2": d} for a, b, c, d in boxes]
        self.layers.append(("rect", {"color": color}, rows))

    def lines(self, ends: list[tuple[float, float, float, float]], *, color: str, thickness: float) -> None:
        """Lines from a point to a point."""
        rows = [{"x": a, "y": b, "x2": c, "y2": d} for a, b, c, d in ends]
        self.layers.append(("rule", {"color": color, "strokeWidth": thickness}, rows))

    def dots(self, centres: list[tuple[float, float]], *, color: str, area: float) -> None:
        """Filled circles."""
        rows = [{"x": a, "y": b} for a, b in centres]
        mark = {"color": color, "size": area, "filled": True, "opacity": 1, "shape": "circle"}
        self.layers.append(("point", mark, rows))

    def texts(self, words: list[tuple[float, float, str]], **look: object) -> None:
        """Words at a point; `look` are properties of Vega-Lite's text mark."""
        rows = [{"x": a, "y": b, "text": text} for a, b, text in words]
        self.layers.append(("text", dict(look), rows))

    def chart(self) -> "alt.LayerChart":
        """The drawing as one chart."""
        import altair as alt

        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.height, 0], nice=False))
        layers = []
        for kind, look, rows in self.layers:
            chart = getattr(alt.Chart(alt.Data(values=rows)), f"mark_{kind}")(**look).encode(x=x, y=y)
            if kind in {"rect", "rule"}:
                chart = chart.encode(x2="x2:Q", y2="y2:Q")
            if kind == "text":
                chart = chart.encode(text="text:N")
            layers.append(chart)
        return alt.layer(*layers).properties(width=self.width, height=self.height)
