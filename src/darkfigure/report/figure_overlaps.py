"""Figure 2: which lists share persons, as an UpSet plot.

Source: Lex et al. (2014), UpSet: visualization of intersecting sets, IEEE TVCG 20, 1983-1992.
"""

from collections.abc import Sequence

from markupsafe import Markup

from darkfigure.report.canvas import Canvas
from darkfigure.report.clean import plain
from darkfigure.report.numbers import listed, whole
from darkfigure.report.published import Combination, Published
from darkfigure.report.svg import BAND, ESTIMATE, INK, LINE, MUTED, SEEN, render_svg
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say

_UPRIGHT: Spec = {"fontSize": 12, "angle": 270, "align": "left", "baseline": "middle"}
_ABOVE: Spec = {"fontSize": 12, "align": "center", "baseline": "bottom"}
_BEHIND: Spec = {"fontSize": 12, "align": "left", "baseline": "middle"}


def draw_overlaps(published: Published, lists: Sequence[str], language: str) -> Markup:
    """The figure: combinations as columns for a wide page, as rows for a narrow one. One is needed at least."""
    wide, narrow = overlap_specs(published, lists, language)
    words = overlaps_alternative(published, lists, language)
    return Markup().join(
        render_svg(spec, alternative=words, size=size, language=language)
        for spec, size in ((wide, "wide"), (narrow, "narrow"))
    )


def overlap_specs(published: Published, lists: Sequence[str], language: str) -> tuple[Spec, Spec]:
    """The wide and the narrow drawing as Vega-Lite specifications, the largest list first."""
    totals = published.list_persons
    order = sorted(range(len(lists)), key=lambda i: (-(totals[i] or 0), i))
    names = [plain(lists[i]) for i in order]
    sizes = [totals[i] for i in order]
    place = {position: row for row, position in enumerate(order)}
    combinations = [
        Combination(members=tuple(sorted(place[i] for i in c.members)), persons=c.persons)
        for c in published.combinations
    ]
    wide = _wide(combinations, names, sizes, language)
    return wide.spec(), _narrow(combinations, names, language).spec()


def _wide(combinations: list[Combination], names: list[str], sizes: list[int | None], language: str) -> Canvas:
    """Bars of combinations above a grid of dots, bars of whole lists at the right."""
    column = min(44.0, max(16.0, 610 / len(combinations)))
    left, row, tall, above = 172.0, 24.0, 170.0, 40.0
    grid_top, base = above + tall + 12, above + tall
    right = left + column * len(combinations)
    canvas = Canvas(width=right + 144, height=grid_top + row * len(names))
    middles = [left + column * (i + 0.5) for i in range(len(combinations))]
    levels = [grid_top + row * (i + 0.5) for i in range(len(names))]
    _grid(canvas, levels, edges=(left, right), row=row)
    tops = [base - tall * c.persons / max(c.persons for c in combinations) for c in combinations]
    half = column * 0.32
    columns = list(zip(middles, tops, combinations, strict=True))
    canvas.bars([(x - half, top, x + half, base) for x, top, _ in columns], color=ESTIMATE)
    counts = [(x, top - 5, whole(c.persons, language)) for x, top, c in columns]
    canvas.texts(counts, color=INK, look=_UPRIGHT if column < 36 else _ABOVE)
    _dots(canvas, combinations, middles, levels, flip=False)
    one, two = say("overlaps.axis-one", language), say("overlaps.axis-two", language)
    labels = [(left - 10, y, name) for y, name in zip(levels, names, strict=True)]
    canvas.texts(labels, color=INK, look={"fontSize": 13, "align": "right", "limit": left - 12})
    heading = [(left - 10, above + 6, one), (left - 10, above + 22, two)]
    canvas.texts(heading, color=MUTED, look={"fontSize": 12, "align": "right"})
    _draw_sizes(canvas, levels, sizes, language, left=right + 16)
    return canvas


def _draw_sizes(canvas: Canvas, levels: list[float], sizes: list[int | None], language: str, *, left: float) -> None:
    """How many persons are on each list, as bars at the right of the grid."""
    most = max([size for size in sizes if size is not None], default=1) or 1
    ends = [left + 76 * (size or 0) / most for size in sizes]
    rows = list(zip(levels, ends, sizes, strict=True))
    canvas.bars([(left, y - 6, end, y + 6) for y, end, size in rows if size], color=SEEN)
    numbers = [
        (end + 6, y, say("number.withheld", language) if size is None else whole(size, language))
        for y, end, size in rows
    ]
    canvas.texts(numbers, color=INK, look=_BEHIND)
    canvas.texts([(left, levels[0] - 21, say("overlaps.on-list", language))], color=MUTED, look=_BEHIND)


def _narrow(combinations: list[Combination], names: list[str], language: str) -> Canvas:
    """The same turned: one row a combination, the lists' names upright above the dots."""
    column, row, above = min(18.0, 170 / len(names)), 20.0, 130.0
    left = column * len(names) + 10
    canvas = Canvas(width=338, height=above + row * len(combinations))
    middles = [above + row * (i + 0.5) for i in range(len(combinations))]
    levels = [column * (i + 0.5) for i in range(len(names))]
    _grid(canvas, levels, edges=(above, canvas.height), row=column, flip=True)
    room = canvas.width - left - 46
    ends = [left + room * c.persons / max(c.persons for c in combinations) for c in combinations]
    rows = list(zip(middles, ends, combinations, strict=True))
    canvas.bars([(left, y - 6, end, y + 6) for y, end, _ in rows], color=ESTIMATE)
    canvas.texts([(end + 5, y, whole(c.persons, language)) for y, end, c in rows], color=INK, look=_BEHIND)
    _dots(canvas, combinations, middles, levels, flip=True)
    one, two = say("overlaps.axis-one", language), say("overlaps.axis-two", language)
    labels = [(x, above - 8, name) for x, name in zip(levels, names, strict=True)]
    canvas.texts(labels, color=INK, look={**_UPRIGHT, "limit": above - 12})
    heading = [(left, above - 26, one), (left, above - 10, two)]
    canvas.texts(heading, color=MUTED, look=_BEHIND)
    return canvas


def _grid(canvas: Canvas, levels: list[float], *, edges: tuple[float, float], row: float, flip: bool = False) -> None:
    """A pale band behind every second list."""
    boxes = [(edges[0], y - row / 2, edges[1], y + row / 2) for y in levels[::2]]
    canvas.bars([(b, a, d, c) for a, b, c, d in boxes] if flip else boxes, color=BAND)


def _dots(
    canvas: Canvas, combinations: list[Combination], middles: list[float], levels: list[float], *, flip: bool
) -> None:
    """A dark dot for a list in the combination, a pale one for a list that is not, a line through the dark ones."""

    def at(x: float, y: float) -> tuple[float, float]:
        return (y, x) if flip else (x, y)

    pairs = list(zip(middles, combinations, strict=True))
    off = [at(x, y) for x, c in pairs for i, y in enumerate(levels) if i not in c.members]
    on = [at(x, levels[i]) for x, c in pairs for i in c.members]
    through = [(*at(x, levels[c.members[0]]), *at(x, levels[c.members[-1]])) for x, c in pairs if len(c.members) > 1]
    canvas.dots(off, color=LINE, area=46)
    canvas.lines(through, color=INK, thickness=2)
    canvas.dots(on, color=INK, area=58)


def overlaps_alternative(published: Published, lists: Sequence[str], language: str) -> str:
    """The drawing in words: the largest combinations, and where the numbers are."""
    first = [
        say(
            "overlaps.row-words",
            language,
            lists=listed([plain(lists[i]) for i in c.members], language, sign="and"),
            number=c.persons,
        )
        for c in published.combinations[:3]
    ]
    return say(
        "overlaps.words",
        language,
        count=len(published.combinations),
        lists=say("overview.of-lists", language, count=len(lists)),
        first=listed(first, language, sign="semicolon"),
    )
