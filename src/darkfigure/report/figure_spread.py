"""What circulates: when the largest groups of copies went round, and which source takes how much from which."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from darkfigure.report.canvas import Canvas
from darkfigure.report.clean import plain
from darkfigure.report.numbers import day, listed, whole
from darkfigure.report.svg import BAND, ESTIMATE, INK, LINE, MUTED, SEEN, TRUTH
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say

MOST_GROUPS, MOST_SOURCES = 12, 12
_ROW, _TOP, _LEFT, _WIDEST_CELL = 34.0, 24.0, 10.0, 64.0
_LOOK: Spec = {"fontSize": 13, "align": "left", "baseline": "alphabetic"}

Group = Mapping[str, Any]


def shown_groups(document: Mapping[str, Any]) -> list[Group]:
    """The groups of the timeline: the largest of those with a day."""
    return [group for group in document["groups"] if _days(group)][:MOST_GROUPS]


def timeline_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """A line a group from its first post to its last, a dot a day with posts, the first post marked."""
    groups = shown_groups(document)
    first = min(_days(group)[0] for group in groups)
    last = max(_days(group)[-1] for group in groups)
    scale = (width - 2 * _LEFT) / max((last - first).days, 1)
    canvas = Canvas(width=width, height=_TOP + len(groups) * _ROW + 22)
    for place, group in enumerate(groups):
        y = _TOP + place * _ROW + 8
        at = [_LEFT + (day - first).days * scale for day in _days(group)]
        canvas.texts([(_LEFT, y - 8, group_words(group, place, language))], color=INK, look=_LOOK)
        canvas.lines([(at[0], y + 3, at[-1], y + 3)], color=LINE, thickness=5)
        canvas.dots([(x, y + 3) for x in dict.fromkeys(round(x, 1) for x in at)], color=SEEN, area=26)
        canvas.dots([(at[0], y + 3)], color=TRUTH, area=60)
    bottom = canvas.height - 4
    canvas.texts([(_LEFT, bottom, day(first, language))], color=MUTED, look=_LOOK)
    canvas.texts([(width - _LEFT, bottom, day(last, language))], color=MUTED, look=_LOOK | {"align": "right"})
    return canvas.spec()


def timeline_words(document: Mapping[str, Any], language: str) -> str:
    """The timeline in words."""
    groups = shown_groups(document)
    said = [
        say(
            "spread.span",
            language,
            group=group_words(group, place, language),
            first=_days(group)[0],
            last=_days(group)[-1],
        )
        for place, group in enumerate(groups[:3])
    ]
    return say("spread.timeline-alt", language, shown=len(groups), list=listed(said, language, sign="semicolon"))


def group_words(group: Group, place: int, language: str) -> str:
    """What a group is called: its kind, number, posts and sources."""
    return say(
        f"spread.kind-{group['kind']}",
        language,
        place=place + 1,
        posts=say("spread.posts", language, count=group["posts"]),
        sources=say("spread.sources", language, count=len(group["sources"])),
    )


def shown_sources(document: Mapping[str, Any]) -> list[str]:
    """The sources of the matrix, those that take or give most first."""
    weight = {one["source"]: 0.0 for one in document["sources"]}
    for way in document["copies_between_sources"]:
        if way["copier"] != way["copied"]:
            weight[way["copier"]] += way["posts"]
            weight[way["copied"]] += way["posts"]
    return sorted((name for name in weight if weight[name] > 0), key=lambda name: (-weight[name], name))[:MOST_SOURCES]


def matrix_spec(document: Mapping[str, Any], language: str, *, width: float) -> Spec:
    """A square a pair of sources, its area the posts that the row's source has from the column's."""
    sources = shown_sources(document)
    posts = taken(document)
    left = min(190.0, width * 0.36)
    cell = min(_WIDEST_CELL, (width - left - 8) / len(sources))
    above = 112.0
    canvas = Canvas(width=width, height=above + cell * len(sources) + 6)
    most = max(posts.get((a, b), 0.0) for a in sources for b in sources if a != b)
    named = int(left / 7.5)
    for place, name in enumerate(sources):
        middle = cell * (place + 0.5)
        if place % 2 == 0:
            canvas.bars(
                [(left, above + middle - cell / 2, left + cell * len(sources), above + middle + cell / 2)], color=BAND
            )
        canvas.texts(
            [(left - 8, above + middle, plain(name)[:named])],
            color=INK,
            look={"fontSize": 13, "align": "right", "baseline": "middle"},
        )
        canvas.texts(
            [(left + middle, above - 8, plain(name)[:15])],
            color=INK,
            look={"fontSize": 12, "align": "left", "baseline": "middle", "angle": 300},
        )
    for row, copier in enumerate(sources):
        for column, copied in enumerate(sources):
            number = posts.get((copier, copied), 0.0)
            if copier == copied or number < 0.5:
                continue
            x, y = left + cell * (column + 0.5), above + cell * (row + 0.5)
            half = max(2.0, 0.46 * cell * (number / most) ** 0.5)
            canvas.bars([(x - half, y - half, x + half, y + half)], color=ESTIMATE)
            inside = half > 15
            canvas.texts(
                [(x, y if inside else y + half + 8, whole(round(number), language))],
                color="#ffffff" if inside else MUTED,
                look={"fontSize": 12, "align": "center", "baseline": "middle"},
            )
    return canvas.spec()


def matrix_words(document: Mapping[str, Any], language: str) -> str:
    """The matrix in words."""
    ways = sorted(
        (way for way in document["copies_between_sources"] if way["copier"] != way["copied"]),
        key=lambda way: -way["posts"],
    )
    said = [
        say(
            "spread.way",
            language,
            copier=plain(way["copier"]),
            copied=plain(way["copied"]),
            posts=round(way["posts"]),
        )
        for way in ways[:3]
    ]
    return say(
        "spread.matrix-alt",
        language,
        shown=len(shown_sources(document)),
        list=listed(said, language, sign="semicolon"),
    )


def taken(document: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """Posts by copier and copied."""
    return {(way["copier"], way["copied"]): way["posts"] for way in document["copies_between_sources"]}


def _days(group: Group) -> Sequence[dt.date]:
    return sorted(dt.date.fromisoformat(day) for day in group["dates"] if day)
