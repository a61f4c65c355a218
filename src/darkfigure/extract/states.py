"""Departed, fighting, killed, returned: the state of the people a statement counts."""

import re

from darkfigure.extract.frames import Frame
from darkfigure.extract.lexicon import FOUGHT, STATES
from darkfigure.extract.phrases import Mark
from darkfigure.extract.sentence import Sentence
from darkfigure.languages import VERB_LAST

_OPENS = re.compile(r"[\".:!?\n–—-]")  # after these a capital says nothing
_RANK = {state: rank for rank, state in enumerate(STATES)} | {FOUGHT: STATES.index("fighting")}
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
        if mark is not None and (_is_name(sentence, at) or _is_office(sentence, mark)):
            continue
        if mark is not None and not frame.quantity.first <= at < frame.quantity.last:
            distance = at - frame.last if at >= frame.last else frame.first - at
            rank = _RANK[mark.value]
            if mark.value == "departed" and frame.first <= at < frame.last and sentence.at(at, "unit"):
                rank += len(STATES)  # recruits, volunteers: the noun says less than a verb
            if mark.value not in _WEAK and mark.last == frame.first and not sentence.gap(mark.last - 1).strip():
                adjacent = mark
            found.append((rank, distance, mark))
    grouped = sentence.before(frame.first, "grouping")
    if not found:
        return grouped and grouped._replace(value="group_size")
    best = min(found, key=lambda entry: entry[:2])
    if best[2].value in {"fighting", FOUGHT} and (over := _fought(sentence, [mark for *_, mark in found])) is not None:
        return over
    if (
        adjacent is not None
        and sentence.lang not in VERB_LAST
        and not (adjacent.value == "present" and best[2].value == "fighting")
    ):
        return _as_departed(adjacent)  # a verb or noun that governs the number: находится около 200
    if grouped is not None and best[0] >= _RANK["fighting"]:
        return grouped._replace(value="group_size")
    return best[2]


def _is_name(sentence: Sentence, at: int) -> bool:
    """Whether a word within a sentence bears a capital: Olim, not o'lim. English headlines write verbs so."""
    return sentence.lang != "en" and at > sentence.first and sentence.text.capital(at) and not _shouted(sentence, at)


def _shouted(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    return sentence.text.raw[token.start : token.end].isupper() or bool(_OPENS.search(sentence.gap(at - 1)))


def _is_office(sentence: Sentence, mark: Mark) -> bool:
    """Whether the word is part of the name of an office: the prosecutor's office prosecutes nobody here."""
    office = sentence.at(mark.first, "role", "org")
    return office is not None and office.last > mark.last


def _fought(sentence: Sentence, marks: list[Mark]) -> Mark | None:
    """Those who fought have gone, whether or not they are there still; those who "fight or fought" are fighting."""
    for fought in (mark for mark in marks if mark.value == FOUGHT):
        for other in marks:
            between = range(min(fought.last, other.last), max(fought.first, other.first))
            if other.value == "fighting" and between and all(sentence.at(at, "or") for at in between):
                return other
        return _as_departed(fought)
    return None


def _as_departed(mark: Mark) -> Mark:
    return mark._replace(value="departed") if mark.value == FOUGHT else mark


def told_state(sentence: Sentence) -> Mark | None:
    """What a sentence without a number of people says of people: those of 80 countries went to the war."""
    if not any(sentence.at(at, "unit") for at in range(sentence.first, sentence.last)):
        return None
    marks = [mark for mark in sentence.marks("state") if not sentence.at(mark.first, "unit")]
    values = {mark.value for mark in marks}
    return marks[0] if marks and values == {"departed"} else None
