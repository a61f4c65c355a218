"""The ways people went: bands from origins through the theatre and third countries to where they are in the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from darkfigure.places import country_name
from darkfigure.report.canvas import Canvas
from darkfigure.report.numbers import interval, listed, whole
from darkfigure.report.svg import ESTIMATE, INK, UNSEEN
from darkfigure.report.vega import Spec
from darkfigure.report.wording import has, say

_HIGH, _TOP, _GAP, _THICK = 260.0, 34.0, 46.0, 7.0
_SMALLEST = 1.5  # pixels of a band
_LOOK: Spec = {"fontSize": 13, "align": "left", "baseline": "alphabetic"}
_ORDER = ("stay:theatre", "third_country", "stay:third_country", "detained", "stay:detained", "home", "dead")
"""Ends of ways from top to bottom."""
_COLUMNS = {"theatre": 1, "third_country": 2, "detained": 2, "home": 3, "dead": 3}
_FIRST, _LAST = 0, 3

Way = Mapping[str, Any]


@dataclass(kw_only=True)
class _Node:
    """A place between ways. `into`, `out`: persons of the bands placed so far."""

    column: int
    label: str
    size: float = 0.0
    top: float = 0.0
    into: float = 0.0
    out: float = 0.0


def all_ways(document: Mapping[str, Any]) -> list[Way]:
    """All ways with numbers: in, by origin where there are several; between states; and who stays where."""
    origins = document["origins"]
    into: list[Way] = [{"from": f"origin:{one['origin']}", "to": "theatre", **one["total"]} for one in origins]
    into = into or [{"from": "entered", "to": "theatre", **document["total"]}]
    stays: list[Way] = [
        {"from": state, "to": f"stay:{state}", **document["states"][state][-1]}
        for state in ("theatre", "third_country", "detained")
        if state in document["states"]
    ]
    return [*into, *document["movements"], *stays]


def node_words(name: str, language: str) -> str:
    """What an end of a way is called."""
    kind, _, rest = name.partition(":")
    if kind == "stay":
        return say(f"flows.stay-{rest}", language)
    if kind == "origin":
        return say("flows.origin-other", language) if rest == "other" else country_name(rest, language)
    return say(f"flows.state-{name}", language) if has(f"flows.state-{name}") else name


def ways_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """Bands whose thickness is the number of persons, from left to right; ways back are in the table alone."""
    ways = [way for way in all_ways(document) if _column(way["from"]) < _column(way["to"]) and way["estimate"] > 0]
    nodes = _nodes(ways, language)
    scale = _scale(nodes)
    staying = nodes["stay:theatre"].size if "stay:theatre" in nodes else 0.0
    for column in range(_FIRST, _LAST + 1):
        top = _TOP + (staying * scale + _GAP if column == _LAST - 1 else 0.0)  # below the band of those who stay
        for node in (one for one in nodes.values() if one.column == column):
            node.top = top
            top += max(node.size * scale, _THICK) + _GAP
    height = max(node.top + max(node.size * scale, _THICK) for node in nodes.values()) + 12
    canvas = Canvas(width=width, height=height)
    room, most = (200.0, 26) if width > 600 else (132.0, 17)  # pixels and letters for the words of the last column
    step = (width - room) / _LAST

    def left(node: _Node) -> float:
        return 4 + node.column * step

    for way in sorted(ways, key=lambda one: (_rank(one["to"]), one["from"] == "theatre")):
        one, two = nodes[way["from"]], nodes[way["to"]]
        thick = max(way["estimate"] * scale, _SMALLEST)
        start, end = one.top + one.out, two.top + two.into
        canvas.ribbon((left(one) + _THICK, start), (left(two), end), thick=thick, color=UNSEEN)
        one.out, two.into = one.out + thick, two.into + thick
    for node in nodes.values():
        x, high = left(node), max(node.size * scale, _SMALLEST)
        canvas.bars([(x, node.top, x + _THICK, node.top + high)], color=ESTIMATE)
        beside = node.column in {1, _LAST}
        lines = wrap(node.label, most) if beside else [node.label]
        lines.append(whole(node.size, language))
        left_of, down = (x + _THICK + 6, node.top + 13) if beside else (x, node.top - 19)
        for place, words in enumerate(lines):
            look = _LOOK if place == len(lines) - 1 else _LOOK | {"fontWeight": "bold"}
            canvas.texts([(left_of, down + 15 * place, words)], color=INK, look=look)
    return canvas.spec()


def ways_words(document: Mapping[str, Any], language: str) -> str:
    """The drawing in words."""
    said = [
        say(
            "flows.way",
            language,
            **{"from": node_words(way["from"], language), "to": node_words(way["to"], language)},
            persons=persons_words(way, language),
        )
        for way in all_ways(document)
    ]
    return say("flows.ways-alt", language, list=listed(said, language, sign="semicolon"))


def persons_words(value: Mapping[str, float], language: str) -> str:
    """A number with its interval."""
    return say(
        "number.with-interval",
        language,
        number=value["estimate"],
        interval=interval(value["low"], value["high"], language),
    )


def _column(name: str) -> int:
    if name == "entered" or name.startswith("origin:"):
        return _FIRST
    return _LAST if name.startswith("stay:") else _COLUMNS[name]


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else -1


def _nodes(ways: list[Way], language: str) -> dict[str, _Node]:
    """Ends of ways by name, in the order in which they are drawn; as large as what comes in or goes out."""
    ends = dict.fromkeys([*(way["from"] for way in ways), *(way["to"] for way in ways)])
    names = sorted(ends, key=_rank)  # origins stay in their order
    nodes = {name: _Node(column=_column(name), label=node_words(name, language)) for name in names}
    for name, node in nodes.items():
        into = sum(way["estimate"] for way in ways if way["to"] == name)
        out = sum(way["estimate"] for way in ways if way["from"] == name)
        node.size = max(into, out)
    return nodes


def _scale(nodes: Mapping[str, _Node]) -> float:
    """Pixels a person, by the fullest column."""
    fullest = max(
        sum(node.size for node in nodes.values() if node.column == column) for column in range(_FIRST, _LAST + 1)
    )
    return _HIGH / max(fullest, 1.0)
