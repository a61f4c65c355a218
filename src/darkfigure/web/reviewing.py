"""The review queue: one pair after another, by keyboard; every verdict is a signed line, as on the command line."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkfigure.errors import InputError, UsageError
from darkfigure.link.judgement import VERDICTS
from darkfigure.study import Review, Side, withdraw_judgement
from darkfigure.study.linked import linked_context
from darkfigure.study.second_opinion import SecondReview, second_opinions
from darkfigure.web.page import Asked, back_to, html
from darkfigure.web.sides import fields_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.link.judgement import Verdict
    from darkfigure.study.reviewing import Pair
    from darkfigure.web.desk import Desk

_DIGEST = re.compile("[0-9a-f]{64}")
_PICTURES = 4
FIRST, SECOND = "/review", "/review/second"
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
    return asked.page("review.html.j2", title="Review", said="", **_content(asked, FIRST))


def judge(asked: Asked) -> "Response":
    """Take a verdict, and show the next pair."""
    return _judge(asked, FIRST)


def undo(asked: Asked) -> "Response":
    """Withdraw the last verdict of this sitting, and show its pair again."""
    return _undo(asked, FIRST)


def second(asked: Asked) -> "Response":
    """The page of second opinions, with how far both agree."""
    found = second_opinions(asked.desk.folder)
    mine = asked.desk.by.key.public
    return asked.page(
        "second.html.j2",
        title="Second opinion",
        said="",
        found=found,
        verdicts=VERDICTS,
        mine=mine,
        **_content(asked, SECOND),
    )


def judge_second(asked: Asked) -> "Response":
    """Take a second opinion, and show the next pair."""
    return _judge(asked, SECOND)


def undo_second(asked: Asked) -> "Response":
    """Withdraw the last second opinion of this sitting."""
    return _undo(asked, SECOND)


def settle(asked: Asked) -> "Response":
    """Withdraw one's own verdict about a pair on which two people disagree."""
    line, desk = asked.field("line"), asked.desk
    disputes = second_opinions(desk.folder).disputes
    own = {one.seq for dispute in disputes for one in (dispute.first, dispute.second) if one.key == desk.by.key.public}
    if not line.isdecimal() or int(line) not in own:
        raise UsageError("only your own verdict in an open dispute can be withdrawn here. Nothing was written.")
    with desk.lock:
        withdraw_judgement(desk.folder, int(line), by=desk.by, why=asked.field("why")[:400])
        desk.forget(FIRST)
        desk.forget("states")
    return back_to(SECOND)


def review_of(desk: "Desk", kind: str = FIRST) -> Review:
    """The review of this sitting; its queue is made once for the links there are."""
    paths = [desk.folder / "study.toml", *(desk.table(name) for name in ("mention", "link", "person"))]
    make = Review if kind == FIRST else SecondReview

    def opened() -> Review:
        linked_context(desk.folder)  # that there are links is said before anything is read
        return make(desk.folder, by=desk.by, rows=desk.rows())

    return desk.prepared(kind, paths, opened)


def _judge(asked: Asked, kind: str) -> "Response":
    pair = _pair(asked.field("left"), asked.field("right"))
    verdict = asked.field("verdict")
    if verdict not in VERDICTS:
        raise UsageError(f"a verdict is one of {', '.join(VERDICTS)}. Nothing was written.")
    desk, said = asked.desk, ""
    with desk.lock:
        queue = review_of(desk, kind)
        if queue.current() == pair:  # a page that is older than the last verdict judges nothing
            try:
                queue.judge(pair, _verdict(verdict))
            except InputError as error:  # other verdicts say the opposite: the pair stays
                said = str(error)
            desk.forget("states")
    return _next(asked, kind, said)


def _undo(asked: Asked, kind: str) -> "Response":
    with asked.desk.lock:
        review_of(asked.desk, kind).undo()
        asked.desk.forget("states")
    return _next(asked, kind)


def _next(asked: Asked, kind: str, said: str = "") -> "Response":
    if asked.of_htmx:
        return html(asked.part("card.html.j2", said=said, **_content(asked, kind)))
    return back_to(kind) if not said else asked.page("stopped.html.j2", title="Not written", message=said)


def _content(asked: Asked, kind: str) -> dict[str, Any]:
    desk = asked.desk
    with desk.lock:
        queue = review_of(desk, kind)
        pair = queue.current()
        sides = queue.sides(pair) if pair else None
        found = {"pair": pair, "judged": queue.judged, "left": queue.left(most=_MOST), "most": _MOST}
        found["last"] = queue.last()
    shown = "review" in desk.revealed
    return {
        **found,
        "kind": kind,
        "shown": shown,
        "fields": fields_of(*sides, revealed=shown) if sides else (),
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
