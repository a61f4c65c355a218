"""Departed, fighting, killed, returned: the state of the people a statement counts."""

from darkfigure.extract.frames import Frame
from darkfigure.extract.lexicon import STATES
from darkfigure.extract.phrases import Mark

_RANK = {state: rank for rank, state in enumerate(STATES)}
_REACH = 40


def own_state(frame: Frame) -> Mark | None:
    """The state named among the words of a statement: the one that settles most, then the nearest."""
    found = []
    sentence = frame.sentence
    reach = range(max(frame.left, frame.first - _REACH), min(frame.right, frame.last + _REACH))
    for at in (*reach, *range(*frame.tail)):
        mark = sentence.at(at, "state")
        if mark is not None and mark.value == "fighting" and sentence.at(at, "unit"):
            continue  # a fighter is no verb
        if mark is not None and not frame.quantity.first <= at < frame.quantity.last:
            distance = at - frame.last if at >= frame.last else frame.first - at
            found.append((_RANK[mark.value], distance, mark))
    return min(found, key=lambda entry: entry[:2])[2] if found else None
