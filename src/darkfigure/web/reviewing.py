"""The review queue: one pair after another, by keyboard; every verdict is a signed line, as on the command line."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkfigure.errors import UsageError
from darkfigure.link.judgement import VERDICTS
from darkfigure.study import Review, Side
from darkfigure.web.page import Asked, back_to, html
from darkfigure.web.sides import fields_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.link.judgement import Verdict
    from darkfigure.study.reviewing import Pair
    from darkfigure.web.desk import Desk

_DIGEST = re.compile("[0-9a-f]{64}")
_PICTURES = 4
_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Card:
    """Where a row stands: its source, its row, the file it was read from, and the pictures it names."""

    source: str
    row: int
    item: str
    pictures: tuple[str, ...]


def review(asked: Asked) -> "Response":
    """The page with the pair that is to be judged next."""
    return asked.page("review.html.j2", title="Review", **_content(asked))


def judge(asked: Asked) -> "Response":
    """Take a verdict, and show the next pair."""
    pair = _pair(asked.field("left"), asked.field("right"))
    verdict = asked.field("verdict")
    if verdict not in VERDICTS:
        raise UsageError(f"a verdict is one of {', '.join(VERDICTS)}. Nothing was written.")
    desk = asked.desk
    with desk.lock:
        queue = review_of(desk)
        if queue.current() == pair:  # a page that is older than the last verdict judges nothing
            queue.judge(pair, _verdict(verdict))
            desk.forget("states")
    return _next(asked)


def undo(asked: Asked) -> "Response":
    """Withdraw the last verdict of this sitting, and show its pair again."""
    with asked.desk.lock:
        review_of(asked.desk).undo()
        asked.desk.forget("states")
    return _next(asked)


def review_of(desk: "Desk") -> Review:
    """The review of this sitting; its queue is made once for the links there are."""
    paths = [desk.folder / "study.toml", *(desk.table(name) for name in ("mention", "link", "person"))]
    return desk.prepared("review", paths, lambda: Review(desk.folder, by=desk.by))


def _next(asked: Asked) -> "Response":
    if asked.of_htmx:
        return html(asked.part("card.html.j2", **_content(asked)))
    return back_to("/review")


def _content(asked: Asked) -> dict[str, Any]:
    desk = asked.desk
    with desk.lock:
        queue = review_of(desk)
        pair = queue.current()
        sides = queue.sides(pair) if pair else None
        found = {"pair": pair, "judged": queue.judged, "left": queue.left(most=_MOST), "most": _MOST}
        found["last"] = queue.last()
    shown = "review" in desk.revealed
    fields = fields_of(*sides, revealed=shown) if sides else ()
    return {
        **found,
        "shown": shown,
        "fields": fields,
        "names_hidden": not shown and any(cell.hidden and cell.pieces for field in fields for cell in field.cells),
        "cards": tuple(_card(side) for side in sides) if sides else (),
    }


def _card(side: Side) -> Card:
    pictures = tuple(part for part in re.split(r"\s*;\s*", side.media[:2000]) if _DIGEST.fullmatch(part))
    return Card(source=side.source, row=side.row, item=side.item, pictures=pictures[:_PICTURES])


def _pair(left: str, right: str) -> "Pair":
    if not (left.isdecimal() and right.isdecimal() and len(left) < 12 and len(right) < 12):
        raise UsageError("a pair is two numbers of mentions. Nothing was written.")
    return int(left), int(right)


def _verdict(word: str) -> "Verdict":
    return next(verdict for verdict in VERDICTS if verdict == word)
