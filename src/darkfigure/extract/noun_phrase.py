"""What a number counts: the noun it belongs to, through adjectives, peoples and "of the", or the noun it leaves out."""

import re
from typing import NamedTuple

from darkfigure.extract.numbers.quantity import Quantity
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import Place
from darkfigure.languages import TURKIC

_REACH = 6
_CLASSIFIERS = frozenset({"persons"})
_STOPS = frozenset(
    [
        "and",
        "or",
        "but",
        "per",
        "for",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "with",
        "was",
        "were",
        "is",
        "are",
        "has",
        "have",
        "had",
        "will",
        "would",
        "could",
        "can",
        "may",
        "that",
        "which",
        "who",
        "и",
        "но",
        "а",
        "в",
        "на",
        "с",
        "к",
        "у",
        "о",
        "за",
        "по",
        "от",
        "до",
        "для",
        "был",
        "были",
        "была",
        "будет",
        "et",
        "ou",
        "mais",
        "pour",
        "par",
        "avec",
        "dans",
        "sur",
        "au",
        "aux",
        "est",
        "sont",
        "ont",
        "و",
        "في",
        "على",
        "الى",
        "إلى",
        "عن",
        "مع",
        "ve",
        "ile",
        "için",
        "da",
        "de",
        "va",
        "bilan",
        "uchun",
        "жана",
        "менен",
        "үчүн",
        "және",
        "мен",
        "үшін",
    ]
)
# A noun in the dative, locative or ablative is not what a number counts.
_CASED = re.compile(r"(d[ae]n?|t[ae]n?|[yg][ae]|[^l][ae]|[кгдт][аео]н?|н[ае]н|не)$")
# A people's name with plural or case: it is no adjective.
_INFLECTED = re.compile(
    r"(l[iuy]k?|лык|лик|дык|дик|тык|тик|лук|дук)(l[ae]r|[дтл][ао]р|[дтл]ер|in|un|yn|nin|nun|nyn|ning|ni|nu|ny|i|u|y|a|e|"
    r"dan|den|ga|[тдн][ыиу]н?|[тдгк][ае]н?)+$"
)
_RU_ADJECTIVES = ("ых", "их", "ые", "ие", "ого", "его", "ой", "ый", "ий", "ыми", "ими", "ым", "им", "ихся", "шихся")
_UK_ADJECTIVES = ("их", "и", "ого", "ими", "и", "ихся", "их")
_EN_ADJECTIVES = ("ed", "ly", "an", "ish", "ese", "al", "ic", "ing", "ous", "ary", "ive", "y", "est", "en", "born")
_TURKIC_ADJECTIVES = [
    "li",
    "lı",
    "lu",
    "lü",
    "lik",
    "lyk",
    "luk",
    "ly",
    "дик",
    "дык",
    "тик",
    "тык",
    "лик",
    "лык",
    "луук",
    "ган",
    "ген",
    "кан",
    "кен",
    "гон",
    "чыл",
    "тагы",
    "дагы",
    "деги",
    "даги",
    "dagi",
    "gan",
    "an",
    "en",
    "yan",
    "yen",
    "siz",
    "каны",
    "гени",
    "чыккан",
]


# What stands after a people's name that is the noun itself.
_AFTER_HEAD = tuple(
    "state after_at_least after_at_most after_nearly from in say and self "  # noqa: SIM905
    "according including other group when".split()
)


class Counted(NamedTuple):
    """The noun: tokens of the phrase end before `last`; `unit` None where the noun is left out.

    `elided`: there is no noun, but the number may stand for people ("1,300 fight; 3,000 more were detained").
    `foreign`: another noun is counted.
    """

    last: int
    unit: str | None
    elided: bool
    foreign: bool
    pronoun: bool


def read_counted(sentence: Sentence, quantity: Quantity, places: dict[int, Place]) -> Counted:
    """The noun that a quantity counts."""
    at, reach, guesses = quantity.last, min(sentence.last, quantity.last + _REACH), 0
    end, people, pronoun = quantity.last, None, False
    while at < reach and _goes_on(sentence, at, quantity.last):
        unit, place = sentence.at(at, "unit"), places.get(at)
        if unit is None and at > quantity.last and sentence.at(at, "after"):
            return Counted(end, None, elided=False, foreign=True, pronoun=False)
        if place is not None and (unit is None or place.last > unit.last):
            if place.kind == "people" or (sentence.lang in {"ar", "fa"} and _bare_nisba(sentence, place)):
                people = place
            at = end = place.last
            continue
        if unit is not None:
            return _refined(sentence, unit.last, unit.value, places)
        if at == quantity.last and sentence.at(at, "including") and not sentence.at(at, "of", "skip", "them"):
            break
        if mark := sentence.at(at, "them"):
            end, pronoun = mark.last, True
            break
        after = _passed(sentence, at)
        if after is None and _says_state(sentence, at, people, places):
            break
        if after is None and (group := sentence.at(at, "group")):
            after = group.last
        if after is None and guesses < 2 and _adjective(sentence, at):
            guesses, after = guesses + 1, at + 1
        if after is None:
            break
        at = after
    if people is not None and _is_head(sentence, people):
        return Counted(people.last, "persons", elided=False, foreign=False, pronoun=False)
    if pronoun:
        return Counted(end, None, elided=True, foreign=False, pronoun=True)
    return _elided(sentence, quantity, end)


def _goes_on(sentence: Sentence, at: int, start: int) -> bool:
    """Whether the phrase of a number that ends before `start` may hold this token."""
    return (
        _continues(sentence, at, start)
        and sentence.tokens[at].kind == "word"
        and not sentence.at(at, "when", "earlier")
    )


def _passed(sentence: Sentence, at: int) -> int | None:
    """The token after words that may stand between a number and its noun; None where none do."""
    mark = sentence.at(at, "from")
    if mark and mark.last > at + 1 and not any(sentence.at(inner, "unit") for inner in range(at, mark.last)):
        return mark.last
    mark = sentence.at(at, "skip", "of", "self", "after_at_least", "after_at_most", "after_nearly", "after_approx")
    return mark.last if mark else None


def _says_state(sentence: Sentence, at: int, people: Place | None, places: dict[int, Place]) -> bool:
    """Whether a word says what became of people, and is no adjective of the noun after it: 50 killed Uzbeks."""
    if not sentence.at(at, "state"):
        return False
    before_noun = bool(sentence.at(at + 1, "unit")) or at + 1 in places
    return not (people is None and before_noun and _adjective(sentence, at))


def _bare_nisba(sentence: Sentence, place: Place) -> bool:
    """An Arabic nisba that is spelled as a country's name is: 45 قرغيزيا."""
    return place.part == "named" and not sentence.tokens[place.first].key.startswith(("ال", "وال"))


def _continues(sentence: Sentence, at: int, start: int) -> bool:
    gap = sentence.gap(at - 1)
    gap = "" if gap == "-" else gap.strip(" \n\"'+")
    return (
        gap == ""
        or (gap == ")" and at == start)
        or (gap == "." and sentence.tokens[at - 1].key in {"тыс", "млн", "т", "тис", "чел"})
    )


def _refined(sentence: Sentence, last: int, unit: str, places: dict[int, Place]) -> Counted:
    """A classifier gives way to the noun after it: 200 nafar jangari, 50 تن از جنگجویان."""
    at, end = last, last
    if unit in _CLASSIFIERS:
        for _ in range(4):
            if at >= sentence.last or sentence.gap(at - 1).strip(" \"'-"):
                break
            found = sentence.at(at, "unit")
            if found is not None:
                if found.value != "persons":
                    return Counted(found.last, found.value, elided=False, foreign=False, pronoun=False)
                at = end = found.last
                continue
            if at in places and places[at].part != "in":
                at = places[at].last
                continue
            mark = sentence.at(at, "skip", "of")
            if mark is None or (sentence.at(at, "of") and sentence.lang in {"ru", "uk", "en"}):
                break
            at = mark.last
    return Counted(end, unit, elided=False, foreign=False, pronoun=False)


def _is_head(sentence: Sentence, people: Place) -> bool:
    """Whether a people's name stands for its people: 200 казахстанцев, not 200 российских танков."""
    at = people.last
    key = sentence.tokens[people.last - 1].key
    if sentence.lang in {"ru", "uk"}:
        return not key.endswith(
            ("ских", "цких", "ские", "цкие", "ский", "ского", "ськi", "ських", "ськие", "ними", "скими")
        )
    if sentence.lang in {"ar", "fa", "fr", "tg"}:
        return True
    if at >= sentence.last or not _continues(sentence, at, -1):
        return True
    if sentence.tokens[at].kind != "word":
        return True
    if sentence.lang in TURKIC and _INFLECTED.search(key):
        return True
    if sentence.at(at, *_AFTER_HEAD):
        return True
    if sentence.lang == "en":
        return (key.endswith(("s", "ese", "ish", "ch")) and sentence.tokens[at].key in _STOPS) or key.endswith("s")
    if sentence.lang in TURKIC and _CASED.search(sentence.tokens[at].key):
        return True
    return sentence.tokens[at].key in _STOPS or (
        sentence.lang in {"kk", "ky"} and key.endswith(("тык", "дык", "лык", "тик", "дик", "лик"))
    )


def _adjective(sentence: Sentence, at: int) -> bool:
    """Whether a word that is in no list may stand between a number and its noun."""
    key, lang = sentence.tokens[at].key, sentence.lang
    if key in _STOPS or len(key) < 3:
        return False
    if lang == "ru":
        return len(key) > 4 and key.endswith(_RU_ADJECTIVES)
    if lang == "uk":
        return len(key) > 4 and key.endswith(_UK_ADJECTIVES)
    if lang == "en":
        return key.endswith(_EN_ADJECTIVES) or sentence.text.capital(at)
    if lang in TURKIC:
        return key.endswith(tuple(_TURKIC_ADJECTIVES))
    return False


_VERB = re.compile(r"(ют|ут|ят|али|или|ели|лись|тся|iть|уть|ять|aient)$")


def _elided(sentence: Sentence, quantity: Quantity, end: int) -> Counted:
    """Whether the noun is left out, not another one written."""
    at = quantity.last
    over = at >= sentence.last or sentence.gap(at - 1).strip(" \n\"'") != ""
    known = over or bool(
        sentence.at(
            at, "other", "from", "in", "state", "including", "and", "say", "them", "self", "of", "to", "when", "earlier"
        )
        or sentence.tokens[at].key in _STOPS
        or (sentence.lang in {"ru", "uk", "fr"} and _VERB.search(sentence.tokens[at].key))
    )
    if not over and known and (mark := sentence.at(at, "state")) is not None and mark.value == "records":
        known = False  # 477 criminal cases
    if over and sentence.gap(at - 1).strip()[:1] in {"-", "/", "–"} and sentence.gap(at - 1) == "-":
        known = False
    return Counted(end, None, elided=known, foreign=not known, pronoun=False)
