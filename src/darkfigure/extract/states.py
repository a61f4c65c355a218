"""Departed, fighting, killed, returned: the state of the people a statement counts."""

from darkfigure.extract.frames import VERB_LAST, Frame
from darkfigure.extract.lexicon import STATES
from darkfigure.extract.phrases import Mark

_RANK = {state: rank for rank, state in enumerate(STATES)}
_REACH = 40
_WEAK = frozenset({"records", "group_size"})


def own_state(frame: Frame) -> Mark | None:
    """The state named among the words of a statement: the one that settles most, then the nearest."""
    found = []
    adjacent: Mark | None = None
    sentence = frame.sentence
    reach = range(max(frame.left, frame.first - _REACH), min(frame.right, frame.last + _REACH))
    for at in (*reach, *range(*frame.tail)):
        mark = sentence.at(at, "state")
        if mark is not None and mark.value == "fighting" and sentence.at(at, "unit"):
            continue  # a fighter is no verb
        if mark is not None and not frame.quantity.first <= at < frame.quantity.last:
            distance = at - frame.last if at >= frame.last else frame.first - at
            rank = _RANK[mark.value]
            if mark.value == "departed" and frame.first <= at < frame.last and sentence.at(at, "unit"):
                rank += len(STATES)  # recruits, volunteers: the noun says less than a verb
            if mark.value not in _WEAK and mark.last == frame.first and not sentence.gap(mark.last - 1).strip():
                adjacent = mark
            found.append((rank, distance, mark))
    if not found:
        return None
    best = min(found, key=lambda entry: entry[:2])
    if (
        adjacent is not None
        and sentence.lang not in VERB_LAST
        and not (adjacent.value == "present" and best[2].value == "fighting")
    ):
        return adjacent  # a verb or noun that governs the number: находится около 200
    grouped = sentence.before(frame.first, "grouping")
    if grouped is not None and best[0] >= _RANK["fighting"]:
        return grouped._replace(value="group_size")
    return best[2]
