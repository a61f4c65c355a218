"""A sentence as the readers of persons look at it: words around persons, places, and words that may be names."""

import re
from dataclasses import dataclass

from darkfigure.extract.persons.cues import given_name
from darkfigure.extract.persons.nominative import without_suffix
from darkfigure.extract.phrases import Mark
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import Part, Place, find_places
from darkfigure.names.letters import fold_token
from darkfigure.names.words import words as name_words
from darkfigure.places import read_origin

_INTRODUCE = ("member", "man", "woman", "kin", "kinship", "alias", "job")
# Russian prepositions of place, and what a town's endings after them stand for.
_PREPOSITIONS: dict[str, Part] = {
    **dict.fromkeys(("в", "под", "около", "возле", "близ", "у", "через", "за", "на", "к", "над"), "in"),
    **dict.fromkeys(("из", "от", "с"), "from"),
}
_RUSSIAN_TOWNS = (
    *(("ой", "а"), ("е", "а"), ("ы", "а"), ("у", "а"), ("и", "ь")),
    *(("ом", ""), ("е", ""), ("а", ""), ("у", "")),
)
_TURKIC_PLACES: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"['’]?(?:дан|ден|тан|тен|нан|нен|dan|den|tan|ten)$"), "from"),
    (re.compile(r"['’]?(?:да|де|та|те|ға|ге|қа|ке|da|de|ta|te|ya|ye|a|e)$"), "in"),
    (re.compile(r"(?:лық|лік|дық|дік|тық|тік|l[ıiuü])$"), "from"),
)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Tokens `first` to before `last` that name a person. `bare`: one word that only repeats a name given before."""

    first: int
    last: int
    kunya: bool = False
    bare: bool = False


class View:
    """A sentence with its words around persons and its places; what all readers of persons look at."""

    def __init__(self, sentence: Sentence, cues: Sentence) -> None:
        self.sentence, self.cues = sentence, cues
        self.lang = sentence.lang
        self.places = [self._as_people(place) for place in find_places(sentence)]
        self.places = sorted([*self.places, *self._more_places()])
        self.place_at: dict[int, Place] = {at: place for place in self.places for at in range(place.first, place.last)}
        self.groups = [mark for mark in sentence.marks("group") if not self._small_word(mark)]
        self.group_at = {at for mark in self.groups for at in range(mark.first, mark.last)}
        self.capitals = self._capitals()

    def _as_people(self, place: Place) -> Place:
        """Mend two readings of places: الطالبة الألمانية is no country, and "pour la Turquie" says where to."""
        if self.lang == "fr" and place.part == "named" and place.first > self.sentence.first:
            behind = self.raw(place.first - 1).lower() in {"la", "le", "les", "l"}
            return place._replace(part="in") if behind and self.sentence.before(place.first - 1, "in") else place
        if self.lang != "ar" or place.kind != "country" or place.last - place.first > 1:
            return place
        key = self.sentence.tokens[place.first].key
        country = key.endswith("السعوديه") and self.sentence.before(place.first, "in", "from")
        if key.endswith(("ي", "يه")) and not country:
            return place._replace(kind="people", part="people")
        return place

    def _small_word(self, mark: Mark) -> bool:
        """Whether what stands for a group in capitals is a word here: IS, is."""
        raw = self.raw(mark.first)
        return mark.last - mark.first == 1 and len(raw) < 3 and not raw.isupper()

    def _more_places(self) -> list[Place]:
        """Towns in a case that the reading of claims leaves out: Анкарада, Халебте, под Раккой."""
        if self.lang not in {"kk", "tr", "ru"}:
            return []
        found, known = [], {at for place in self.places for at in range(place.first, place.last)}
        for at in range(self.sentence.first, self.sentence.last):
            raw = self.raw(at)
            if at in known or not raw[0].isupper() or self.sentence.tokens[at].kind != "word" or raw.isupper():
                continue
            place = self._russian_town(at, raw) if self.lang == "ru" else _turkic_town(at, raw)
            if place is not None:
                found.append(place)
        return found

    def _russian_town(self, at: int, raw: str) -> Place | None:
        if at == self.sentence.first or (part := _PREPOSITIONS.get(self.sentence.tokens[at - 1].key)) is None:
            return None
        for ending, instead in _RUSSIAN_TOWNS:
            if raw.endswith(ending) and (code := read_origin(raw[: len(raw) - len(ending)] + instead)):
                return Place(at, at + 1, code, "town", part)
        return None

    def _capitals(self) -> bool:
        """Whether the sentence is written in capitals throughout."""
        tokens, raw = self.sentence.tokens, self.sentence.text.raw
        words = [raw[t.start : t.end] for t in tokens[self.sentence.first : self.sentence.last] if t.kind == "word"]
        letters = [letter for word in words for letter in word if letter.isalpha()]
        return len(words) > 2 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)

    def raw(self, at: int) -> str:
        """A token as written."""
        token = self.sentence.tokens[at]
        return self.sentence.text.raw[token.start : token.end]

    def word(self, at: int) -> str:
        """The word without the case that the language writes onto it."""
        return without_suffix(self.raw(at), self.lang)

    def gap(self, at: int) -> str:
        """What stands between a token and the next, folded."""
        return self.sentence.gap(at)

    def joined(self, at: int) -> bool:
        """Whether a word and the next stand side by side as in a name."""
        gap = self.gap(at)
        return gap in {" ", "-", "'", "", "\n"} or (gap == ". " and len(self.raw(at)) == 1)

    def introduced(self, at: int) -> bool:
        """Whether a word for a person, or of a people, ends just before a token."""
        if self.cues.before(at, *_INTRODUCE) or self.sentence.before(at, "role"):
            return True
        place = self.place_at.get(at - 1)
        return place is not None and place.kind == "people"

    def common(self, at: int) -> bool:
        """Whether a word means something else than a name in this language."""
        if self.cues.at(at, *_INTRODUCE, "not", "he", "she", "age", "born", "thing_before", "thing_after"):
            return True
        if self.cues.at(at, "sighted", "died", "detained", "returned", "departed", "third_country"):
            return True
        return self.sentence.at(at, "role", "org", "unit", "self", "state", "say", "stop", "foreign") is not None


def _turkic_town(at: int, raw: str) -> Place | None:
    for pattern, part in _TURKIC_PLACES:
        cut = pattern.search(raw)
        code = read_origin(raw[: cut.start()]) if cut and cut.start() > 2 else None
        if code is not None and given_name(raw) is None:
            return Place(at, at + 1, code, "town", part)
    return None


def is_kunya(view: View, at: int) -> bool:
    """Whether a kunya begins at a token: Abu, Umm and a name."""
    token = fold_token(view.raw(at))
    if view.lang == "ar" and len(token) > 3 and token[0] in "بول":
        token = token[1:] if token[1:] in {"ابو", "ابي", "ابا", "ام"} else token
    if at + 1 >= view.sentence.last or not view.joined(at):
        return False
    if token in name_words("father_of"):
        return True
    return token in name_words("mother_of") and (view.lang == "ar" or view.raw(at)[0].isupper())


def article(view: View, at: int) -> bool:
    """Whether a token is an Arabic article before a name."""
    token = fold_token(view.raw(at))
    if view.gap(at) == "-":
        return token in name_words("articles")
    return token in name_words("plain_articles") and view.gap(at) in {" ", "", "'"}


def particle(view: View, at: int) -> bool:
    """Whether a token stands within names: bin, van."""
    token = fold_token(view.raw(at))
    return token in name_words("child_of") or (token in name_words("particles") and not view.cues.at(at, "not"))


def is_thing(view: View, first: int, last: int) -> bool:
    """Whether the name is a street's, a mosque's, a foundation's."""
    for at in range(first, last):
        if view.cues.at(at, "thing_after", "thing_before"):
            return True
    if view.cues.before(first, "thing_before") or view.cues.at(last, "thing_after"):
        return True
    if first - 1 >= view.sentence.first and view.raw(first - 1).lower() in {"de", "du", "of", "el", "al", "имени"}:
        return view.cues.before(first - 1, "thing_before") is not None
    quoted = first > view.sentence.first and '"' in view.gap(first - 1) and view.sentence.before(first, "org")
    return bool(quoted)
