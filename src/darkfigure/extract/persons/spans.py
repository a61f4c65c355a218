"""Where names of persons stand in a sentence.

In scripts with capitals a name is a run of capitalised words of which one is known as a given name, ends like a family
name, or stands beside words that only go with persons. Arabic, and lines in capitals, have no capitals to go by: there a
name begins at a known given name or after a word for a person, and goes on as long as words look like names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from darkfigure.extract.persons.cues import family_ending, given_name
from darkfigure.extract.persons.nominative import without_suffix
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import Part, Place, find_places
from darkfigure.names.letters import fold_token
from darkfigure.names.words import words as name_words
from darkfigure.places import read_origin

_INTRODUCE = ("member", "man", "woman", "kin", "kinship", "alias", "job")
_MOST = 5
_TURKIC_PLACES: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"['’]?(?:дан|ден|тан|тен|нан|нен|dan|den|tan|ten)$"), "from"),
    (re.compile(r"['’]?(?:да|де|та|те|ға|ге|қа|ке|da|de|ta|te|ya|ye|a|e)$"), "in"),
    (re.compile(r"(?:лық|лік|дық|дік|тық|тік|l[ıiuü])$"), "from"),
)
_FAITH = name_words("faith")


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
        self.group_at = {at for mark in sentence.marks("group") for at in range(mark.first, mark.last)}
        self.capitals = self._capitals()

    def _as_people(self, place: Place) -> Place:
        """An Arabic adjective of a country that the reading of claims takes for the country: الطالبة الألمانية.

        And a French country behind its article: pour la Turquie.
        """
        if self.lang == "fr" and place.part == "named" and place.first > self.sentence.first:
            if self.raw(place.first - 1).lower() in {"la", "le", "les", "l"}:
                if self.sentence.before(place.first - 1, "in"):
                    return place._replace(part="in")
            return place
        if self.lang != "ar" or place.kind != "country" or place.last - place.first > 1:
            return place
        key = self.sentence.tokens[place.first].key
        country = key.endswith("السعوديه") and self.sentence.before(place.first, "in", "from")
        if key.endswith(("ي", "يه")) and not country:
            return place._replace(kind="people", part="people")
        return place

    def _more_places(self) -> list[Place]:
        """Towns with a Turkic ending of place that the reading of claims leaves out: Анкарада, Халебте."""
        if self.lang not in {"kk", "tr"}:
            return []
        found, known = [], {at for place in self.places for at in range(place.first, place.last)}
        for at in range(self.sentence.first, self.sentence.last):
            raw = self.raw(at)
            if at in known or not raw[0].isupper() or self.sentence.tokens[at].kind != "word" or raw.isupper():
                continue
            for pattern, part in _TURKIC_PLACES:
                cut = pattern.search(raw)
                code = read_origin(raw[: cut.start()]) if cut and cut.start() > 2 else None
                if code is not None and given_name(raw) is None:
                    found.append(Place(at, at + 1, code, "town", part))
                    break
        return found

    def _capitals(self) -> bool:
        """Whether the sentence is written in capitals throughout."""
        tokens, raw = self.sentence.tokens, self.sentence.text.raw
        words = [raw[t.start : t.end] for t in tokens[self.sentence.first : self.sentence.last] if t.kind == "word"]
        letters = [letter for word in words for letter in word if letter.isalpha()]
        return len(words) > 2 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)

    def raw(self, at: int) -> str:
        token = self.sentence.tokens[at]
        return self.sentence.text.raw[token.start : token.end]

    def word(self, at: int) -> str:
        """The word without the case that the language writes onto it."""
        return without_suffix(self.raw(at), self.lang)

    def gap(self, at: int) -> str:
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


def find_spans(view: View) -> list[Span]:
    """The names in a sentence, in order."""
    if view.lang == "ar" or view.capitals:
        return list(_uncased(view))
    return list(_cased(view))


def _is_kunya(view: View, at: int) -> bool:
    token = fold_token(view.raw(at))
    if view.lang == "ar" and len(token) > 3 and token[0] in "بول":
        token = token[1:] if token[1:] in {"ابو", "ابي", "ابا", "ام"} else token
    if at + 1 >= view.sentence.last or not view.joined(at):
        return False
    if token in name_words("father_of"):
        return True
    return token in name_words("mother_of") and (view.lang == "ar" or view.raw(at)[0].isupper())


def _article(view: View, at: int) -> bool:
    token = fold_token(view.raw(at))
    if view.gap(at) == "-":
        return token in name_words("articles")
    return token in name_words("plain_articles") and view.gap(at) in {" ", "", "'"}


def _particle(view: View, at: int) -> bool:
    token = fold_token(view.raw(at))
    return token in name_words("child_of") or (token in name_words("particles") and not view.cues.at(at, "not"))


def _cased(view: View) -> Iterator[Span]:
    sentence, at = view.sentence, view.sentence.first
    while at < sentence.last:
        if not _may_begin(view, at):
            at += 1
            continue
        last = _run(view, at)
        span = _trimmed(view, at, last)
        if span is not None and (span := _accepted(view, span)) is not None:
            yield span
        at = max(last, at + 1)


def _may_begin(view: View, at: int) -> bool:
    token = view.sentence.tokens[at]
    return token.kind == "word" and view.raw(at)[0].isupper() and at not in view.group_at


def _run(view: View, first: int) -> int:
    """The token after the last of the words with capitals that stand together."""
    at, kunya = first + 1, _is_kunya(view, first)
    while at < view.sentence.last and view.joined(at - 1) and at - first < 2 * _MOST:
        token = view.sentence.tokens[at]
        if token.kind != "word":
            break
        capital = view.raw(at)[0].isupper()
        kunya = kunya or (capital and _is_kunya(view, at))
        if not capital:
            inner = _article(view, at) or _particle(view, at)
            beyond = at + 1 < view.sentence.last and view.joined(at) and view.raw(at + 1)[0].isupper()
            lower_article = kunya and _article(view, at) and view.joined(at)
            if not ((inner and beyond) or lower_article):
                break
        if capital and not kunya and view.lang in {"ru", "kk", "tr"} and _complete(view, first, at):
            break
        at += 1
        if view.lang in {"tr"} and "'" in view.raw(at - 1).replace("’", "'") and not _is_kunya(view, at - 1):
            break  # a case ending closes the name
    return at


def _complete(view: View, first: int, at: int) -> bool:
    """Whether given and family name stand before a word that ends like neither."""
    words = [view.word(n) for n in range(first, at)]
    if family_ending(view.word(at)) is not None or given_name(view.word(at)) is not None:
        return False
    return len(words) > 1 and family_ending(words[-1]) is not None and any(given_name(word) for word in words[:-1])


def _trimmed(view: View, first: int, last: int) -> Span | None:
    """The run without words that are no names at its ends; parted from places, titles and the like."""
    start = first
    for at in range(first, last):
        if _breaks(view, at, last, begun=at > start) and not (at == start + 1 and _article(view, start)):
            if at - start >= 1 and _has_name(view, start, at):
                return Span(first=start, last=at, kunya=_kunya_in(view, start, at))
            start = at + 1
    while start < last and (_article(view, start) or _particle(view, start)) and not view.raw(start)[0].isupper():
        start += 1
    if start >= last:
        return None
    if start == view.sentence.first and last - start > 1 and _opens(view, start):
        start += 1
    return Span(first=start, last=last, kunya=_kunya_in(view, start, last))


def _opens(view: View, at: int) -> bool:
    """Whether the first word of a sentence has its capital from there, for a given name follows it."""
    known = given_name(view.word(at + 1))
    return (
        given_name(view.word(at)) is None
        and known is not None
        and family_ending(view.word(at)) is None
        and not _is_kunya(view, at)
        and view.gap(at) == " "
    )


def _kunya_in(view: View, first: int, last: int) -> bool:
    return any(_is_kunya(view, at) for at in range(first, last - 1))


def _has_name(view: View, first: int, last: int) -> bool:
    return any(given_name(view.word(at)) or family_ending(view.word(at)) is not None for at in range(first, last))


def _breaks(view: View, at: int, last: int, *, begun: bool) -> bool:
    """Whether a word cannot be part of a name."""
    if at in view.group_at:
        return True
    if at > view.sentence.first and (_is_kunya(view, at - 1) or (_article(view, at - 1) and begun)):
        return False
    word = view.word(at)
    known = given_name(word)
    place = view.place_at.get(at)
    if place is not None:
        return not _place_as_name(view, at, last, place, begun=begun, known=known is not None and known.certain)
    if known is not None and known.certain:
        return False
    if view.cues.at(at, *_INTRODUCE, "not") or view.sentence.at(at, "role", "self", "foreign"):
        return not (begun and _has_name(view, at - 1, at) and not view.sentence.at(at, "role") and known)
    return view.sentence.at(at, "org", "unit") is not None and not (begun and _has_name(view, at - 1, at))


def _place_as_name(view: View, at: int, last: int, place: Place, *, begun: bool, known: bool) -> bool:
    """Whether a place's name is here a person's: Paris Coleman, Florent Marseille, Абу Саад аш-Шишани."""
    if place.last - place.first > 1 and not known:
        return False
    if place.kind == "people" and place.part == "people" and not known:
        return False
    following = at + 1 < last and view.joined(at) and view.place_at.get(at + 1) is None
    if following and (known or family_ending(view.word(at + 1)) is not None):
        return True
    before = at > view.sentence.first and begun and given_name(view.word(at - 1)) is not None
    if before and place.part in {"in", "from"} and view.lang in {"tr", "kk", "ru"}:
        return False
    return before and (view.raw(at) == view.word(at))


def _accepted(view: View, span: Span) -> Span | None:
    """The span if it names a person; a single word is `bare`: it counts only if the text gives the name in full."""
    first, last = span.first, span.last
    if _is_thing(view, first, last):
        return None
    if span.kunya:
        return span
    words = [view.word(at) for at in range(first, last)]
    known = [given_name(word) for word in words]
    if last - first == 1:
        if len(words[0]) < 2 or words[0].isupper():
            return None
        return replace(span, bare=not (known[0] is not None and known[0].certain and _single(view, span)))
    if last - first > _MOST + 1:
        return None
    if any(found is not None and found.certain for found in known):
        return span
    ending = any(family_ending(word) is not None for word in words)
    if ending or any(known):
        return span
    return span if last - first <= 3 and _beside_person(view, span) else None


def _single(view: View, span: Span) -> bool:
    """Whether a lone given name is enough: his wife Gulnaz; Тимур и Адам Хашиевы; Nour, 20 ans."""
    if view.cues.before(span.first, "kinship"):
        return True
    link = view.sentence.tokens[span.last].key if span.last < view.sentence.last else ""
    if link in {"и", "and", "et", "ve", "ile", "мен", "пен", "бен", "пенен"} and span.last + 1 < view.sentence.last:
        following = span.last + 1
        return view.raw(following)[0].isupper() and given_name(view.word(following)) is not None
    return False


def _is_thing(view: View, first: int, last: int) -> bool:
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


def _beside_person(view: View, span: Span) -> bool:
    """Whether words stand beside an unknown name that only go with persons."""
    if view.introduced(span.first):
        return True
    if view.sentence.at(span.last, "say") or view.sentence.before(span.first, "say", "according"):
        return True
    gap = view.gap(span.last - 1).strip()
    if gap[:1] in {",", "("} and span.last < view.sentence.last:
        token = view.sentence.tokens[span.last]
        if token.kind == "number" and len(token.key) == 2:
            return True
        return any(
            view.cues.at(at, "member", "job", "alias", "born", "age") or view.sentence.at(at, "role")
            for at in range(span.last, min(view.sentence.last, span.last + 4))
        )
    after = view.cues.at(span.last, *("sighted", "died", "detained", "returned", "departed", "alias", "born"))
    return after is not None or view.sentence.at(span.last, "state") is not None


def _uncased(view: View) -> Iterator[Span]:
    sentence, at = view.sentence, view.sentence.first
    while at < sentence.last:
        span = _from(view, at)
        if span is None:
            at += 1
            continue
        if not _is_thing(view, span.first, span.last):
            yield span
        at = span.last


def _from(view: View, at: int) -> Span | None:
    """The name that begins at a token of a text without capitals."""
    sentence = view.sentence
    if sentence.tokens[at].kind != "word" or at in view.group_at:
        return None
    if _is_kunya(view, at) and not _stops(view, at + 1):
        return Span(first=at, last=_extend(view, at + 2, at), kunya=True)
    known = given_name(view.word(at))
    servant = fold_token(view.raw(at)) in name_words("servant")
    following = at + 1 < sentence.last and view.joined(at) and _like_name(view, at + 1)
    if known is not None or servant or _of_faith(view, at):
        place = view.place_at.get(at)
        if place is not None and not (following and place.kind != "people"):
            return None
        unknown = (
            view.capitals
            and at + 1 < sentence.last
            and view.joined(at)
            and known is not None
            and known.certain
            and at + 1 not in view.place_at
            and not _stops(view, at + 1)
        )
        if following or unknown or (view.introduced(at) and not _stops(view, at) and view.lang == "ar"):
            start = at + 1 + servant
            last = _extend(view, min(start, sentence.last), at)
            return Span(first=at, last=last, bare=last - at == 1) if last > at else None
        return None
    if view.introduced(at) and following and not _stops(view, at) and family_ending(view.word(at + 1)) is not None:
        return Span(first=at, last=_extend(view, at + 1, at))
    if view.lang == "ar" and family_ending(view.word(at)) is not None and not view.common(at):
        return Span(first=at, last=at + 1, bare=True)
    if view.capitals and family_ending(view.word(at)) is not None and at not in view.place_at:
        return Span(first=at, last=at + 1, bare=True)
    return None


def _of_faith(view: View, at: int) -> bool:
    """Whether a token begins a name such as ضياء الدين."""
    return at + 1 < view.sentence.last and fold_token(view.raw(at + 1)) in _FAITH and view.joined(at)


def _stops(view: View, at: int) -> bool:
    """Whether a word ends a name."""
    if at >= view.sentence.last or view.sentence.tokens[at].kind != "word" or at in view.group_at:
        return True
    known = given_name(view.word(at))
    if known is not None and known.certain:
        return False
    return view.common(at)


def _nisba(view: View, at: int) -> bool:
    key = fold_token(view.raw(at))
    return view.lang == "ar" and key.startswith("ال") and len(key) > 4


def _like_name(view: View, at: int) -> bool:
    """Whether a word may go on a name."""
    token = fold_token(view.raw(at))
    if token in name_words("child_of") or token in _FAITH:
        return True
    known = given_name(view.word(at))
    if known is not None and not view.cues.at(at, "not"):
        if not known.certain and view.sentence.at(at, "stop", "say"):
            return False
        place = view.place_at.get(at)
        return place is None or place.kind == "town"
    if family_ending(view.word(at)) is not None:
        return not view.sentence.at(at, "state", "say", "unit", "role")
    if _nisba(view, at):
        place = view.place_at.get(at)
        return not view.common(at) and (place is None or place.kind in {"people", "town"})
    return False


def _extend(view: View, at: int, first: int) -> int:
    """The end of a name whose first words stand before token `at`."""
    unknown = 0
    while at < view.sentence.last and at - first < _MOST and view.joined(at - 1):
        token = fold_token(view.raw(at))
        if token in name_words("child_of") and at + 1 < view.sentence.last and view.joined(at):
            at += 2
            continue
        if token in name_words("servant") and at + 1 < view.sentence.last:
            at += 2
            continue
        if _like_name(view, at) or (_article(view, at) and view.capitals):
            at += 1
            continue
        place = view.place_at.get(at)
        if place is not None or _stops(view, at) or unknown or at - first > 1 or view.capitals:
            if view.capitals and not unknown and at - first == 1 and place is None and not _stops(view, at):
                unknown += 1
                at += 1
                continue
            break
        if len(token) < 3 or view.cues.at(at, "alias"):
            break
        unknown += 1
        at += 1
    return min(at, view.sentence.last)
