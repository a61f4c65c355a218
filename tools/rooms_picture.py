"""Draw docs/explanation/rooms.svg from the imports of the code. `--check` only says whether it is up to date.

A room stands above all that it imports. A line that a longer way says too is left out, and so are lines to the ground:
rooms that most others import.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "darkfigure"
PICTURE = ROOT / "docs" / "explanation" / "rooms.svg"

GROUND_SHARE = 0.25  # of all rooms: what more of them import is ground
WIDTH, MARGIN, GAP, WIDEST = 1180, 20, 14, 210
BOX_HEIGHT, FLOOR_HEIGHT = 74, 112
LETTER, MOST_LINES = 5.8, 3  # width of a letter of the small print; lines of it in a box

STYLE = """
  text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1d2733 }
  .name { font-size: 14px; font-weight: 600 }
  .does, .note { font-size: 11px; fill: #4b5a6b }
  .room rect { fill: #eef3f9; stroke: #5d7fa8 }
  .ground rect { fill: #f3efe6; stroke: #9a8556 }
  .way { fill: none; stroke: #7d93ad; stroke-width: 1.3 }
  .head { fill: #7d93ad }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6ebf1 }
    .does, .note { fill: #b5c0cd }
    .room rect { fill: #1f2b3a; stroke: #7fa3cf }
    .ground rect { fill: #2e2a20; stroke: #c2ab74 }
    .way { stroke: #71879f }
    .head { fill: #71879f }
  }
"""


@dataclass(frozen=True, kw_only=True)
class Room:
    """What is drawn of a room."""

    name: str
    does: str
    imports: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where it is drawn."""

    left: float
    top: float
    width: float

    @property
    def middle(self) -> float:
        """Where lines meet it."""
        return self.left + self.width / 2


def rooms() -> dict[str, Room]:
    """Every room, by name: a folder of the package or a module of its own."""
    found = {}
    for path in sorted(SOURCE.iterdir()):
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.suffix == ".py" else []
        if not files or path.stem.startswith("__"):
            continue
        texts = [file.read_text(encoding="utf-8") for file in files]
        first = texts[files.index(path / "__init__.py")] if path.is_dir() else texts[0]
        told = (ast.get_docstring(ast.parse(first)) or "").partition("\n\n")[0].replace("\n", " ")
        imported = frozenset(name for text in texts for name in _imported(ast.parse(text))) - {path.stem}
        found[path.stem] = Room(name=path.stem, does=told, imports=imported)
    return {name: Room(**(vars(room) | {"imports": room.imports & found.keys()})) for name, room in found.items()}


def _imported(node: ast.AST) -> Iterator[str]:
    """First names below the package of all that is imported, but for type checkers only."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.If) and "TYPE_CHECKING" in ast.dump(part.test):
            continue
        if isinstance(part, ast.ImportFrom) and part.module:
            names = [f"{part.module}.{alias.name}" for alias in part.names]
        elif isinstance(part, ast.Import):
            names = [alias.name for alias in part.names]
        else:
            yield from _imported(part)
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("darkfigure."))


def floors(house: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Rooms by floor, the lowest first: each stands as low as what it imports lets it.

    Raises:
        ValueError: Rooms import each other in a circle.
    """
    height: dict[str, int] = {}
    while len(height) < len(house):
        ready = [name for name in house if name not in height and house[name] <= height.keys()]
        if not ready:
            raise ValueError(f"rooms that import each other: {sorted(house.keys() - height.keys())}")
        height |= {name: 1 + max((height[below] for below in house[name]), default=-1) for name in ready}
    return [sorted(name for name in house if height[name] == floor) for floor in range(max(height.values()) + 1)]


def ways(house: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """Imports that no longer way says too."""

    def reach(name: str) -> frozenset[str]:
        return house[name].union(*(reach(below) for below in house[name]))

    return [
        (name, below)
        for name in sorted(house)
        for below in sorted(house[name])
        if not any(below in reach(other) for other in house[name])
    ]


def picture() -> str:
    """The SVG."""
    found = rooms()
    importers = {name: sum(name in room.imports for room in found.values()) for name in found}
    ground = [name for name in sorted(found) if importers[name] > GROUND_SHARE * len(found)]
    house = {name: room.imports.difference(ground) for name, room in found.items() if name not in ground}
    levels = [*_ordered(floors(house), ways(house))][::-1]
    boxes = {}
    for number, level in enumerate([*levels, ground]):
        boxes |= _row(level, top=MARGIN + number * FLOOR_HEIGHT)
    height = MARGIN + (len(levels) + 1) * FLOOR_HEIGHT
    parts = [_way(boxes[above], boxes[below]) for above, below in ways(house)]
    parts += [_box(found[name], box, kind="ground" if name in ground else "room") for name, box in boxes.items()]
    note = "A room imports rooms below it. Lines that longer ways imply are left out, and lines to the ground."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<title>The rooms of darkfigure and what they import</title>\n<style>{STYLE}</style>\n"
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0 0 8 4 0 8z"/></marker></defs>\n'
        + "\n".join(parts)
        + f'\n<text class="note" x="{MARGIN}" y="{height - 10}">{note}</text>\n</svg>\n'
    )


def _ordered(levels: list[list[str]], lines: list[tuple[str, str]]) -> Iterator[list[str]]:
    """Each floor in the order of what stands below, so that lines cross little."""
    place: dict[str, float] = {}
    for level in levels:
        below = {name: [place[low] for high, low in lines if high == name] for name in level}
        order = sorted(level, key=lambda name: (sum(below[name]) / len(below[name]) if below[name] else 0.5, name))
        place |= {name: (number + 1) / (len(order) + 1) for number, name in enumerate(order)}
        yield order


def _row(names: list[str], *, top: float) -> dict[str, Box]:
    """Boxes of one floor, in the middle."""
    width = min(WIDEST, (WIDTH - 2 * MARGIN + GAP) / len(names) - GAP)
    left = (WIDTH - (width + GAP) * len(names) + GAP) / 2
    return {name: Box(left=left + (width + GAP) * number, top=top, width=width) for number, name in enumerate(names)}


def _box(room: Room, box: Box, *, kind: str) -> str:
    width = int((box.width - 16) / LETTER)
    does = wrap(room.does, width=width)
    if len(does) > MOST_LINES:
        does = [*does[: MOST_LINES - 1], does[MOST_LINES - 1][: width - 1].rstrip(" ,;.") + "…"]
    says = "".join(
        f'<text class="does" x="{box.left + 8:.1f}" y="{box.top + 35 + 14 * number:.1f}">{escape(line)}</text>'
        for number, line in enumerate(does)
    )
    return (
        f'<g class="{kind}"><title>{escape(room.name)}: {escape(room.does)}</title>'
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{BOX_HEIGHT}" rx="5"/>'
        f'<text class="name" x="{box.left + 8:.1f}" y="{box.top + 18:.1f}">{escape(room.name)}</text>{says}</g>'
    )


def _way(above: Box, below: Box) -> str:
    """A line from the foot of one box to the head of another."""
    start, end = above.top + BOX_HEIGHT, below.top - 1
    leave, arrive = _toward(above, below), _toward(below, above)
    bend = (end - start) / 2
    path = (
        f"M{leave:.1f} {start:.1f}C{leave:.1f} {start + bend:.1f} {arrive:.1f} {end - bend:.1f} {arrive:.1f} {end:.1f}"
    )
    return f'<path class="way" marker-end="url(#head)" d="{path}"/>'


def _toward(box: Box, other: Box) -> float:
    """Where on its edge a line to another box begins: off the middle, on the side of the other."""
    most = 0.35 * box.width
    return box.middle + max(-most, min(most, 0.25 * (other.middle - box.middle)))


if __name__ == "__main__":
    if "--check" in sys.argv:
        if PICTURE.read_text(encoding="utf-8") != picture():
            sys.exit("docs/explanation/rooms.svg is not how the code imports: run tools/rooms_picture.py")
    else:
        PICTURE.write_text(picture(), encoding="utf-8")
