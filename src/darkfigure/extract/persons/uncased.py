"""Where names of persons stand in a text without capitals: Arabic, and headlines in capitals throughout.

A name begins at a known given name or after a word for a person, and goes on as long as words look like names.
"""

from collections.abc import Iterator

from darkfigure.extract.persons.cues import family_ending, given_name
from darkfigure.extract.persons.view import Span, View, article, is_kunya, is_thing
from darkfigure.names.letters import fold_token
from darkfigure.names.words import words as name_words

_MOST = 5
_FAITH = name_words("faith")


def find_uncased(view: View) -> Iterator[Span]:
    """The names of a sentence, in order."""
    sentence, at = view.sentence, view.sentence.first
    while at < sentence.last:
        span = _from(view, at)
        if span is None:
            at += 1
            continue
        if not is_thing(view, span.first, span.last):
            yield span
        at = span.last


def _from(view: View, at: int) -> Span | None:
    """The name that begins at a token of a text without capitals."""
    sentence = view.sentence
    if sentence.tokens[at].kind != "word" or at in view.group_at:
        return None
    if is_kunya(view, at) and not _stops(view, at + 1):
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
    if view.lang == "ar" and _set_off(view, at):
        return Span(first=at, last=at + 2)
    if view.introduced(at) and following and not _stops(view, at) and family_ending(view.word(at + 1)) is not None:
        return Span(first=at, last=_extend(view, at + 1, at))
    if view.lang == "ar" and family_ending(view.word(at)) is not None and not view.common(at):
        return Span(first=at, last=at + 1, bare=True)
    if view.capitals and family_ending(view.word(at)) is not None and at not in view.place_at:
        return Span(first=at, last=at + 1, bare=True)
    return None


def _set_off(view: View, at: int) -> bool:
    """Whether two unknown words after a word for a person are set off as a name is: المغربي سفيان بوزيان، الملقب."""
    if not view.introduced(at) or at + 2 > view.sentence.last or not view.joined(at):
        return False
    if _stops(view, at) or _stops(view, at + 1) or {at, at + 1} & set(view.place_at):
        return False
    words = (fold_token(view.raw(at)), fold_token(view.raw(at + 1)))
    return min(map(len, words)) > 3 and not words[0].startswith("ال") and view.gap(at + 1).strip()[:1] in {",", "("}


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
        if _like_name(view, at) or (article(view, at) and view.capitals):
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
