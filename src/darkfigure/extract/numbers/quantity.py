"""Numbers with their bounds: ranges with scale carried back, "more than", "up to", "nearly", "about"."""

import re
from typing import Literal, NamedTuple

from darkfigure.extract.blockers import are_years, blocked, counts_things, is_dated
from darkfigure.extract.numbers.reader import Reading, read_number
from darkfigure.extract.sentence import MODIFIERS, Sentence
from darkfigure.languages import TURKIC

Modifier = Literal["exact", "approx", "at_least", "at_most", "range", "vague"]

_DASH = re.compile(r"\s*[-–—]\s*")
_SIGNS = {"~": "approx", "≈": "approx", "±": "approx", ">": "at_least", "≥": "at_least", "<": "at_most", "≤": "at_most"}
# "and" joins a range only after "between"; written on to the number in Arabic.
_AND = frozenset("and et и i й та ва ve мен бен пен жана و va we".split())  # noqa: SIM905
_UNTIL = ("gacha", "гача")
# After a word that governs the genitive these are one thousand, one hundred: более тысячи.
_GENITIVE = frozenset("тысячи сотни миллиона десятка тисячi тисячи сотнi".split())  # noqa: SIM905
_LIKE = ("дай", "деи", "дои", "даи", "дей", "дой", "тай", "тей", "той", "таи", "теи", "тои", "tacha", "тача", "larcha")
_DATIVE = ("e", "a", "ye", "ya")
_PREPOSITIONS = frozenset("о об в на из the a an de d à le les ب про у".split())  # noqa: SIM905


class Quantity(NamedTuple):
    """Bounds of one statement: tokens `first` to before `last` with its modifier words; `number` is where it begins.

    An open bound is None.
    """

    first: int
    last: int
    number: int
    low: int | None
    high: int | None
    modifier: Modifier
    vague: str | None
    rule: str
    flags: tuple[str, ...]


def find_quantities(sentence: Sentence) -> list[Quantity]:
    """The quantities of a sentence that are not money, ages, dates, ordinals or other things than people can be."""
    found: list[Quantity] = []
    place = sentence.first
    while place < sentence.last:
        reading = _read(sentence, place)
        if reading is None:
            place += 1
            continue
        quantity, after = _quantity(sentence, reading)
        if quantity is not None:
            found.append(quantity)
        place = max(after, place + 1)
    return found


def _read(sentence: Sentence, place: int) -> Reading | None:
    if place >= sentence.last:
        return None
    numbers, token = sentence.lexicon.numbers, sentence.tokens[place]
    if token.kind not in {"number", "word"}:
        return None
    mark = sentence.at(place, "several")
    if (
        token.kind == "word"
        and mark is None
        and token.key not in numbers.articles
        and not (numbers.look_up(token.key) or numbers.split(token.key))
    ):
        return None
    length = mark.last - place if mark else 0
    reading = read_number(sentence.text, sentence.lexicon.numbers, place, sentence.last, several=length)
    if reading is None and mark is not None:
        return None
    return reading


def _quantity(sentence: Sentence, reading: Reading) -> tuple[Quantity | None, int]:
    """The quantity, and the token to go on from."""
    other = _second(sentence, reading)
    last = other.last if other else reading.last
    if other is not None and is_dated(sentence, reading.first):
        return None, reading.last
    if other is not None and are_years(sentence, reading.first, last):
        return None, last
    if blocked(sentence, reading.first, last) or (other and counts_things(sentence, reading.last)):
        return None, last
    found = _alone(sentence, reading) if other is None else _range(sentence, reading, other)
    return found, found.last


def _range(sentence: Sentence, reading: Reading, other: Reading) -> Quantity:
    """Two numbers as the ends of one."""
    start = reading.first
    for kinds in (("open", "between"), ("approx", "at_least", "at_most")):
        if mark := sentence.before(start, *kinds):
            start = mark.first
    return Quantity(
        first=start,
        last=other.last,
        number=reading.first,
        low=int(_carried(reading, other)),
        high=int(other.high),
        modifier="range",
        vague=reading.vague,
        rule=f"{reading.rule}.range",
        flags=(*reading.flags, *other.flags),
    )


def _alone(sentence: Sentence, reading: Reading) -> Quantity:
    """One number, with what the words and signs around it say of its bounds."""
    low, high, vague = reading.low, reading.high, reading.vague
    kind: Modifier = "vague" if vague else "approx" if reading.about else "exact"
    words, start = _modifier(sentence, reading)
    if (
        (words or sentence.before(reading.first, "reach"))
        and vague
        and sentence.tokens[reading.first].key in _GENITIVE
        and reading.last == reading.first + 1
    ):
        low, high, vague, kind = reading.scale, reading.scale, None, "approx"
    after, last = _after(sentence, reading.last)
    sign = words or after or _sign(sentence, reading.first, last)
    if sign is None and _until(sentence, reading.last):
        sign = "at_most"
    if sign is None and _about_suffix(sentence, reading.last):
        sign = "approx"
    if sign in {"at_least", "at_most"}:
        kind = "at_least" if sign == "at_least" else "at_most"
    elif sign is not None and not vague:
        kind = "at_most" if sign == "nearly" else "approx"
    return Quantity(
        first=start,
        last=last,
        number=reading.first,
        low=None if sign == "at_most" else int(low),
        high=None if sign == "at_least" else int(high),
        modifier=kind,
        vague=vague,
        rule=reading.rule if sign is None else f"{reading.rule}.{sign}",
        flags=reading.flags,
    )


def _second(sentence: Sentence, reading: Reading) -> Reading | None:
    """The other end of a range."""
    at = reading.last
    if at >= sentence.last or (reading.vague and reading.scale < 10):
        return None
    gap = sentence.gap(at - 1)
    opened = _opener(sentence, reading.first)
    found = None
    if _DASH.fullmatch(gap) and gap.strip():
        found = _read(sentence, at)
    elif gap.strip(' ".') in {"", ","} and (mark := sentence.at(at, "or")):
        found = _read(sentence, mark.last)
        if found and found.vague:
            found = None
    elif gap.strip(' "') == "" or (gap.strip() == "." and sentence.tokens[at - 1].key in {"тыс", "тис", "млн", "т"}):
        found = _joined(sentence, at, opened)
    if found is None or found.vague != reading.vague or _carried(reading, found) >= found.low:
        return None
    if opened == "open" and _changes(sentence, reading.first):
        return None
    return found


def _joined(sentence: Sentence, at: int, opened: str | None) -> Reading | None:
    """A second number after "to", after "and" that "between" has opened, or bare with "until" after it."""
    mark = sentence.at(at, "to")
    if mark is not None:
        alone = mark.last == at + 1 and sentence.tokens[at].key in _AND
        bare = mark.last == at + 1 and sentence.tokens[at].key in _AND
        if alone and opened != "between":
            return None
        if bare and opened is None:
            return None
        return _read(sentence, mark.last)
    if opened == "between" and sentence.tokens[at].key.startswith("و"):
        return _read(sentence, at)
    found = _read(sentence, at) if sentence.lexicon.numbers.suffixes else None
    if found is not None and sentence.lang in TURKIC:
        return found if _until(sentence, found.last) or sentence.at(found.last, "after_at_most") else None
    return None


def _opener(sentence: Sentence, place: int) -> str | None:
    for mark in sentence.ending.get(place, ()):
        if mark.kind == "between":
            return "between"
    return "open" if sentence.before(place, "open") else None


def _changes(sentence: Sentence, place: int) -> bool:
    """Whether a verb of growth stands shortly before: from 200 to 400 are then two figures."""
    return any(sentence.at(at, "change") for at in range(max(sentence.first, place - 6), place))


def _carried(reading: Reading, other: Reading) -> float:
    """The lower end, with the scale of the upper one where it was left out: 5 to 7 thousand."""
    if reading.scale < other.scale and other.scale >= 100 and reading.low < other.lead:
        return reading.low * other.scale
    return reading.low


def _modifier(sentence: Sentence, reading: Reading) -> tuple[str | None, int]:
    """What the words before a number say of its bounds, and the first token of them."""
    start, found = reading.first, set()
    for _ in range(3):
        at = start
        mark = sentence.before(at, *MODIFIERS)
        if mark is None and at - 1 >= sentence.first and sentence.tokens[at - 1].key in _PREPOSITIONS:
            mark = sentence.before(at - 1, *MODIFIERS)
            if mark is not None and sentence.gap(mark.last - 1).strip(' "'):
                mark = None
        if mark is None or not _meets(sentence.gap(mark.last - 1)):
            break
        kinds = [m.kind for m in sentence.ending[mark.last] if m.first == mark.first and m.kind in MODIFIERS]
        kind = kinds[0] if kinds else mark.kind
        if kind == "at_most" and _is_to(sentence, mark.last) and _changes(sentence, mark.first):
            break
        found.add(kind)
        start = mark.first
    return next((kind for kind in MODIFIERS if kind in found), None), start


def _is_to(sentence: Sentence, place: int) -> bool:
    """Whether the words of a bound may say no more than where a change leads: grew to 400."""
    return any(mark.kind == "to" for mark in sentence.ending.get(place, ()))


def _meets(gap: str) -> bool:
    return gap.strip(' "(~\n') == ""


def _after(sentence: Sentence, last: int) -> tuple[str | None, int]:
    """What the words after a number say of its bounds, and the token after them."""
    at = last
    gap = sentence.gap(at - 1)
    if not _meets(gap) and gap.strip(' "') not in {"-", ","}:
        return None, last
    if at < sentence.last and sentence.tokens[at].key in {"daha", "тан", "den", "dan", "ten", "tan"}:
        at += 1
    for kind in MODIFIERS:
        mark = sentence.at(at, f"after_{kind}")
        if mark is None:
            continue
        if "," in gap and sentence.lang not in {"en", "fr"}:
            continue
        if _read(sentence, mark.last) and sentence.at(at, kind) and _meets(sentence.gap(mark.last - 1)):
            continue  # "200, at least 50 of them": it belongs to what follows
        if kind == "at_most" and sentence.tokens[mark.last - 1].key == "kadar":
            return ("at_most" if _is_dative(sentence, at) else "approx"), mark.last  # 200'e kadar; 200 kadar
        return kind, mark.last
    return None, last


def modified_after(sentence: Sentence, quantity: Quantity, end: int) -> Quantity:
    """The quantity with what is said of its bounds after the noun: 500 kişiden fazla, 360 kishigacha."""
    if sentence.lang in {"en", "fr"}:
        return quantity
    for at in range(quantity.last, min(end + 1, sentence.last)):
        if sentence.gap(at - 1).strip(" '-") and at > quantity.last:
            break
        key = sentence.tokens[at].key
        kind = "at_most" if key.endswith(_UNTIL) and sentence.lang in {"uz", "uz-Cyrl"} else None
        if kind is None:
            kind, _last = _after(sentence, at)
            if kind is None:
                continue
        low, high = quantity.low, quantity.high
        rule = f"{quantity.rule}.{kind}"
        if kind == "at_least":
            return quantity._replace(high=None, modifier="at_least", rule=rule)
        if kind == "at_most":
            return quantity._replace(low=None, modifier="at_most", rule=rule)
        if quantity.modifier == "exact":
            return quantity._replace(modifier="at_most" if kind == "nearly" else "approx", rule=rule)
        del low, high
    return quantity


def _is_dative(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at - 1]
    if token.key in _DATIVE:
        return True
    return token.kind == "word" and token.key.endswith(("e", "a")) and token.key != "elli"


def _about_suffix(sentence: Sentence, last: int) -> bool:
    """Kazakh and Kyrgyz 800дөй, Uzbek 200 tacha: about so many."""
    key = sentence.tokens[last - 1].key
    if sentence.lang not in {"kk", "ky", "uz", "uz-Cyrl"} or sentence.tokens[last - 1].kind != "word":
        return False
    return key.endswith(_LIKE) and key != "алтай"


def _sign(sentence: Sentence, first: int, last: int) -> str | None:
    """~400, >400, 400+."""
    folded, tokens = sentence.text.folded, sentence.tokens
    before = folded[max(0, tokens[first].start - 2) : tokens[first].start].strip()
    if before[-1:] in _SIGNS and before:
        return _SIGNS[before[-1]]
    end = tokens[last - 1].end
    return "at_least" if folded[end : end + 1] == "+" else None


def _until(sentence: Sentence, last: int) -> bool:
    """Whether the number, or the word after it, bears the Uzbek ending "until"."""
    key = sentence.tokens[last - 1].key
    if sentence.tokens[last - 1].kind == "word" and key.endswith(_UNTIL):
        return True
    if last < sentence.last and sentence.gap(last - 1).strip() in {"", "-"}:
        return sentence.tokens[last].key.endswith(_UNTIL) and sentence.lang in {"uz", "uz-Cyrl"}
    return False
