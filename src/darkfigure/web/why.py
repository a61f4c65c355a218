"""Why a pair of rows was linked or not: what each component adds, in words, and what would change the answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkfigure.errors import UsageError
from darkfigure.link.explain import PairWeight, Without, without_each
from darkfigure.names.explain import HOW_WORDS, NamePart
from darkfigure.study import Reasons
from darkfigure.web.page import Asked

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One step of the waterfall: from one sum of log-odds to the next, and where it is drawn (per cent)."""

    name: str
    adds: float | None
    total: float | None
    words: str
    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the names: what met, and how; the words only where names are shown."""

    adds: float
    words: str
    left: str
    right: str


def why(asked: Asked) -> "Response":
    """The reasons of one pair."""
    left, right = asked.number("left", -1), asked.number("right", -1)
    desk = asked.desk
    reasons = reasons_of(desk)
    if not 0 <= left < reasons.mentions or not 0 <= right < reasons.mentions or left == right:
        raise UsageError("a pair is two numbers of mentions of this study.")
    found = reasons.of(left, right)
    return asked.page(
        "why.html.j2",
        title="Why",
        why=found,
        bars=_bars(found.weight),
        parts=tuple(_part(part) for part in found.weight.name_parts),
        changes=tuple(_change(one, found.cut) for one in without_each(found.weight)),
        shown="review" in desk.revealed,
    )


def reasons_of(desk: "Desk") -> Reasons:
    """What all pairs need, read once for the links there are."""
    paths = [desk.folder / "study.toml", *(desk.table(name) for name in ("mention", "link", "person"))]
    return desk.prepared("reasons", paths, lambda: Reasons(desk.folder, rows=desk.rows()))


def _bars(weight: PairWeight) -> tuple[Bar, ...]:
    sums = [0.0]
    for component in weight.components:
        sums.append(sums[-1] + (component.weight or 0.0))
    least, most = min(sums), max(sums)
    span = (most - least) or 1.0
    bars = []
    for place, component in enumerate(weight.components):
        low, high = sorted(sums[place : place + 2])
        bars.append(
            Bar(
                name=component.component,
                adds=component.weight,
                total=None if component.weight is None else sums[place + 1],
                words=component.words,
                start=100 * (low - least) / span,
                width=max(100 * (high - low) / span, 0.6),
            )
        )
    return tuple(bars)


def _part(part: NamePart) -> Part:
    roles = " / ".join(dict.fromkeys(filter(None, (part.left_role, part.right_role))))
    words = f"{roles}: {HOW_WORDS[part.how]}" if roles else HOW_WORDS[part.how]
    return Part(adds=part.weight, words=words, left=part.left, right=part.right)


def _change(one: Without, cut: float) -> tuple[str, float, str]:
    return one.component, one.probability, "above the cut" if one.probability >= cut else "below the cut"
