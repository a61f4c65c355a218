"""The statements of a sentence before they are claims: quantity, noun, and the words that belong to each."""

import itertools
import re
from dataclasses import dataclass, field

from darkfigure.extract.noun_phrase import Counted, read_counted
from darkfigure.extract.numbers.quantity import Quantity, find_quantities, modified_after
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import Place, find_places
from darkfigure.languages import VERB_LAST

_DELIMITER = re.compile(r"[,;:()\[\]–—\n]| - ")
_AND_WORDS = frozenset(
    [
        "and",
        "et",
        "и",
        "а",
        "та",
        "і",
        "й",
        "ve",
        "ile",
        "және",
        "мен",
        "жана",
        "ثم",
        "puis",
        "then",
        "затем",
        "менен",
        "va",
        "hamda",
        "ва",
        "we",
        "و",
        "while",
        "tandis",
        "но",
        "but",
        "mais",
        "но",
    ]
)
_SMALL = 10


@dataclass(kw_only=True)
class Frame:
    """One statement: tokens `first` to before `last`; `left` and `right` bound the words that belong to it."""

    sentence: Sentence
    quantity: Quantity
    counted: Counted
    first: int
    last: int
    left: int = 0
    right: int = 0
    tail: tuple[int, int] = (0, 0)
    part: bool = False
    aside: bool = False
    places: list[Place] = field(default_factory=list)


def find_frames(sentence: Sentence, *, people_before: bool) -> list[Frame]:
    """The statements about numbers of people; `people_before` says whether the text has counted people before."""
    quantities = find_quantities(sentence)
    places = find_places(sentence) if quantities or _has_dual(sentence) else []
    by_first = {place.first: place for place in places}
    frames: list[Frame] = []
    for found in quantities:
        quantity = found
        counted = read_counted(sentence, quantity, by_first)
        if counted.foreign and _inverted(sentence, quantity):
            counted = Counted(quantity.last, _inverted(sentence, quantity), elided=False, foreign=False, pronoun=False)
        if quantity.modifier == "exact" and _inverted(sentence, quantity) and not _preceded(sentence, quantity):
            quantity = quantity._replace(modifier="approx", rule=f"{quantity.rule}.inverted")
        if quantity.modifier in {"exact", "vague"}:
            quantity = modified_after(sentence, quantity, counted.last)
        if counted.foreign:
            continue
        if counted.unit is None and not _may_stand_alone(
            sentence, quantity, counted, places, people_before=people_before or bool(frames)
        ):
            continue
        if quantity.low == quantity.high == 1 and not _one_counts(sentence, quantity, counted):
            continue
        if (quantity.high or quantity.low or 0) < 1:
            continue
        frames.append(
            Frame(
                sentence=sentence,
                quantity=quantity,
                counted=counted,
                first=quantity.first,
                last=max(counted.last, quantity.last),
                places=places,
            )
        )
    frames += _duals(sentence, frames, places)
    frames.sort(key=lambda frame: frame.first)
    _bound(sentence, frames)
    return [frame for frame in frames if not _off_topic(frame)]


def _has_dual(sentence: Sentence) -> bool:
    return sentence.lang == "ar" and any("dual" in marks for marks in sentence.starting)


def _duals(sentence: Sentence, frames: list[Frame], places: list[Place]) -> list[Frame]:
    """Arabic nouns in the dual: two persons."""
    taken = {at for frame in frames for at in range(frame.first, frame.last)}
    found = []
    for mark in sentence.marks("dual"):
        if mark.first in taken:
            continue
        quantity = Quantity(mark.first, mark.last, mark.first, 2, 2, "exact", None, "ar.dual.noun", ())
        counted = Counted(mark.last, "persons", elided=False, foreign=False, pronoun=False)
        found.append(
            Frame(
                sentence=sentence, quantity=quantity, counted=counted, first=mark.first, last=mark.last, places=places
            )
        )
    return found


def _inverted(sentence: Sentence, quantity: Quantity) -> str | None:
    """Russian and Ukrainian "человек двести"."""
    if sentence.lang not in {"ru", "uk"}:
        return None
    unit = sentence.before(quantity.first, "unit")
    return unit.value if unit and sentence.gap(unit.last - 1) == " " and unit.value == "persons" else None


def _preceded(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the noun before the number belongs to another number: из 100 человек 50."""
    unit = sentence.before(quantity.first, "unit")
    if unit is None or unit.first == sentence.first:
        return False
    before = sentence.tokens[unit.first - 1]
    return before.kind == "number" or bool(sentence.lexicon.numbers.look_up(before.key))


def _one_counts(sentence: Sentence, quantity: Quantity, counted: Counted) -> bool:
    """One is an article or a pronoun more often than a count."""
    if counted.unit is None or sentence.lang not in {"en", "ru", "uk", "ar"}:
        return sentence.tokens[quantity.number].kind == "number" and counted.unit is not None
    states = [sentence.at(at, "state") for at in range(max(sentence.first, quantity.first - 4), counted.last + 5)]
    return any(mark is not None and mark.value in {"killed", "detained", "returned"} for mark in states)


def _may_stand_alone(
    sentence: Sentence, quantity: Quantity, counted: Counted, places: list[Place], *, people_before: bool
) -> bool:
    """Whether a number without a noun counts people: people were counted before, or are named in the sentence."""
    if not counted.elided:
        return False
    if sentence.before(quantity.number, "every", "months_before") and _year_like(sentence, quantity):
        return False
    last = sentence.last if sentence.lang in VERB_LAST else quantity.first
    named = any(sentence.at(at, "unit") for at in range(sentence.first, last))
    named = named or any(place.kind == "people" and place.first < quantity.first for place in places)
    if not (people_before or named):
        return False
    small = (quantity.high or quantity.low or 0) < _SMALL
    if small or (sentence.tokens[quantity.number].kind == "word" and quantity.vague is None):
        near = range(quantity.last, min(sentence.last, quantity.last + 2))
        stated = any(sentence.at(at, "state") for at in near)
        return counted.pronoun or stated or not small
    return True


def _year_like(sentence: Sentence, quantity: Quantity) -> bool:
    key = sentence.tokens[quantity.number].key
    return len(key) == 4 and key.isdecimal() and 1900 <= int(key) <= 2100


def _bound(sentence: Sentence, frames: list[Frame]) -> None:
    """Divide the words of the sentence among the statements."""
    for number, frame in enumerate(frames):
        before = frames[number - 1] if number else None
        frame.left = sentence.first if before is None else before.right
        if number + 1 == len(frames):
            frame.right = sentence.last
        else:
            frame.right = _split(sentence, frame.last, frames[number + 1].first)
        opener = next(
            (at for at in range(max(frame.left, frame.first - 5), frame.first) if sentence.at(at, "including")), None
        )
        frame.part = before is not None and (opener is not None or frame.counted.pronoun)
        frame.aside = _in_brackets(sentence, frame)
    for frame, after in itertools.pairwise(frames):
        if not after.part and _coordinated(sentence, frame.last, after.first):
            frame.tail = (after.last, after.right)
    for frame, after in itertools.pairwise(frames):
        if after.part or after.aside:
            frame.tail = _tail(sentence, after)


def _coordinated(sentence: Sentence, first: int, last: int) -> bool:
    """Whether nothing but "and" or a comma stands between two statements: 47 women and 112 children."""
    if first == last:
        return sentence.lang == "ar" and sentence.tokens[first].key[:1] == "و"
    words = range(first, last)
    return last - first <= 2 and all(sentence.tokens[at].key in _AND_WORDS for at in words)


def _in_brackets(sentence: Sentence, frame: Frame) -> bool:
    """Whether the statement stands in brackets: (44 people returned)."""
    for at in range(frame.first, max(sentence.first, frame.first - 6), -1):
        if ")" in sentence.text.gap(at - 1):
            return False
        if "(" in sentence.text.gap(at - 1):
            return True
    return False


def _tail(sentence: Sentence, inserted: Frame) -> tuple[int, int]:
    """The words after an insertion, which go on with what stood before it: 300, among them 36 students, were killed."""
    for at in range(inserted.last, min(inserted.right, inserted.last + 4)):
        gap = sentence.gap(at - 1)
        if ("," in gap and not inserted.aside) or (")" in gap and inserted.aside):
            return at, inserted.right
    return 0, 0


def _split(sentence: Sentence, start: int, end: int) -> int:
    """Where, between two statements, the words of the second begin: after the last delimiter."""
    for at in range(end, start - 1, -1):
        if _DELIMITER.search(sentence.gap(at - 1)):
            if at == end and sentence.gap(at - 1).strip() in {"-", "–", "—", ":"}:
                continue  # les Belges - 470
            return at
    for at in range(end - 1, start - 1, -1):
        if sentence.tokens[at].key in _AND_WORDS or (sentence.lang == "ar" and sentence.tokens[at].key[:1] == "و"):
            return at
    return end


def _off_topic(frame: Frame) -> bool:
    """Whether the people counted are migrants, voters, tourists or the like."""
    if frame.counted.unit == "fighters":
        return False
    near = range(max(frame.left, frame.first - 12), min(frame.right, frame.last + 14))
    if not any(frame.sentence.at(at, "topic") for at in near):
        return False
    return not any(frame.sentence.at(at, "group") for at in near)
