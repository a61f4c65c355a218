"""Where names of persons stand in a sentence of a script with capitals.

A name is a run of capitalised words of which one is known as a given name, ends like a family name, or stands beside
words that only go with persons.
"""

from collections.abc import Iterator
from dataclasses import replace

from darkfigure.extract.persons.cues import EVENTS, family_ending, given_name
from darkfigure.extract.persons.uncased import find_uncased
from darkfigure.extract.persons.view import Span, View, article, is_kunya, is_thing, particle
from darkfigure.extract.whereabouts import Place

_INTRODUCE = ("member", "man", "woman", "kin", "kinship", "alias", "job")
_MOST = 5


def find_spans(view: View) -> list[Span]:
    """The names in a sentence, in order."""
    if view.lang == "ar" or view.capitals:
        return list(find_uncased(view))
    return list(_cased(view))


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
    at, kunya = first + 1, is_kunya(view, first)
    while at < view.sentence.last and view.joined(at - 1) and at - first < 2 * _MOST:
        token = view.sentence.tokens[at]
        if token.kind != "word":
            break
        capital = view.raw(at)[0].isupper()
        kunya = kunya or (capital and is_kunya(view, at))
        if not capital:
            inner = article(view, at) or particle(view, at)
            beyond = at + 1 < view.sentence.last and view.joined(at) and view.raw(at + 1)[0].isupper()
            lowerarticle = kunya and article(view, at) and view.joined(at)
            if not ((inner and beyond) or lowerarticle):
                break
        if capital and not kunya and view.lang in {"ru", "kk", "tr"} and _complete(view, first, at):
            break
        at += 1
        if view.lang == "tr" and "'" in view.raw(at - 1).replace("’", "'") and not is_kunya(view, at - 1):
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
        if _breaks(view, at, last, begun=at > start) and not (at == start + 1 and article(view, start)):
            if at - start >= 1 and _has_name(view, start, at):
                return Span(first=start, last=at, kunya=_kunya_in(view, start, at))
            start = at + 1
    while start < last and (article(view, start) or particle(view, start)) and not view.raw(start)[0].isupper():
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
        and not is_kunya(view, at)
        and view.gap(at) == " "
    )


def _kunya_in(view: View, first: int, last: int) -> bool:
    return any(is_kunya(view, at) for at in range(first, last - 1))


def _has_name(view: View, first: int, last: int) -> bool:
    return any(given_name(view.word(at)) or family_ending(view.word(at)) is not None for at in range(first, last))


def _breaks(view: View, at: int, last: int, *, begun: bool) -> bool:
    """Whether a word cannot be part of a name."""
    if at in view.group_at:
        return True
    if at > view.sentence.first and (is_kunya(view, at - 1) or (article(view, at - 1) and begun)):
        return False
    word = view.word(at)
    known = given_name(word)
    place = view.place_at.get(at)
    if place is not None:
        return not _place_as_name(view, at, last, place, begun=begun, known=known is not None and known.certain)
    if known is not None and known.certain:
        title = view.cues.at(at, "job") and not begun and at + 1 < last and given_name(view.word(at + 1))
        return bool(title)  # "Vali" is a name, and a governor
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
    if is_thing(view, first, last):
        return None
    if span.kunya:
        return span
    words = [view.word(at) for at in range(first, last)]
    known = [given_name(word) for word in words]
    if last - first == 1:
        if len(words[0]) < 2 or words[0].isupper():
            return None
        told = known[0] is not None and known[0].certain and _single(view, span)
        return replace(span, bare=not (told or view.cues.at(span.last, "alias")))
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
        if view.sentence.before(span.first, "state") or view.cues.before(span.first, *EVENTS):
            return True  # "sentenced Liban Warsame, a Swede, to ..."
        return any(
            view.cues.at(at, "member", "job", "alias", "born", "age") or view.sentence.at(at, "role")
            for at in range(span.last, min(view.sentence.last, span.last + 4))
        )
    after = view.cues.at(span.last, *EVENTS, "alias", "born")
    return after is not None or view.sentence.at(span.last, "state") is not None
