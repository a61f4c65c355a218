"""Read one number at a token: figures, words, or both ("14 thousand 620", "5 тыс.", "ثلاثة وعشرون ألفا")."""

import re
from typing import NamedTuple

from darkfigure.extract.numbers.adding import State, add_figures, add_words, figure
from darkfigure.extract.numbers.words import NumberWords, Word
from darkfigure.extract.tokens import Text, Token

_MOST_TOKENS = 14
_CLASSES = {
    10: "dozens",
    100: "hundreds",
    1000: "thousands",
    10_000: "tens of thousands",
    100_000: "hundreds of thousands",
    1_000_000: "millions",
}
_BLANK = re.compile(r"[ \n]*-?[ \n]*")


class Reading(NamedTuple):
    """A number: tokens `first` to before `last`, its bounds, and how it was written.

    `lead` is the part before the last scale word (5 of "5 thousand") and `scale` that word's value, so that a range can
    carry the scale back. `about`: the word itself says about how many. `vague`: the class of a vague plural.
    """

    first: int
    last: int
    low: float
    high: float
    lead: float
    scale: float
    rule: str
    about: bool = False
    vague: str | None = None
    flags: tuple[str, ...] = ()


def read_number(text: Text, words: NumberWords, place: int, stop: int, *, several: int = 0) -> Reading | None:
    """The longest number that begins at a token; None where there is none.

    `several` is the length of a word like "several" found there.
    """
    tokens = text.tokens
    first = place
    if tokens[place].kind == "word" and tokens[place].key in words.articles and place + 1 < stop:
        following = words.look_up(tokens[place + 1].key)
        multiplied = any(word.kind in {"hundred", "scale", "collective"} for word in following)
        couple = bool(following) and following[0].value == 2 and words.lang == "en"
        if not (multiplied or couple):
            return None
        place += 1
    if several:
        return _several(text, words, first, place + several, stop)
    return _read(text, words, first, place, stop)


def _read(text: Text, words: NumberWords, first: int, place: int, stop: int) -> Reading | None:
    tokens = text.tokens
    state, saved = State(), []
    at = place
    while at < min(stop, place + _MOST_TOKENS):
        joined = False
        if at > place and (length := _half(words, tokens, at, stop)) and state.open and state.open < 1000:
            state.open += 0.5
            state.lead = state.open
            at += length
            continue
        if at > place:
            if not _goes_on(text, words, at):
                break
            if _joins(text, words, at, stop) and not state.empty:
                saved.append((at, state.copy()))
                at, joined = at + 1, True
        token = tokens[at]
        if token.kind == "number":
            if not add_figures(state, token.key, start=at == place):
                at -= joined
                break
            at += 1
            at += _suffix(text, words, at, stop)
            continue
        parts, sequence = _parts(words, token)
        if not sequence:
            if not state.empty and _is_link(text, words, at, stop):
                at += 1
                continue
            at -= joined
            break
        if parts and parts[0].joined and not state.empty and not joined:
            saved.append((at, state.copy()))
            joined = True
        vague = _vague(state, sequence[0])
        if vague is not None:
            return _vague_reading(text, words, first, at, stop, vague)
        if not add_words(state, sequence, words.lang, joined=joined):
            if saved and any(part.kind in {"hundred", "scale"} for part in sequence[0]):
                at, state = saved[-1]
            elif joined and tokens[at - 1].key in words.joiners:
                at -= 1
            break
        at += 1
        if any(part.case for part in sequence[-1]):
            break
    return _result(first, at, state, words.lang)


def _goes_on(text: Text, words: NumberWords, at: int) -> bool:
    """Whether nothing stands before a token that would end a number."""
    gap = text.gap(at - 1)
    return _BLANK.fullmatch(gap) is not None and ("-" not in gap or words.lang in {"en", "fr"})


def _joins(text: Text, words: NumberWords, at: int, stop: int) -> bool:
    """Whether a token is an "and" that may join two parts of a number."""
    return text.tokens[at].key in words.joiners and at + 1 < stop and text.gap(at).strip(" \n-") == ""


def _is_link(text: Text, words: NumberWords, at: int, stop: int) -> bool:
    """Whether a token is an "of" before a scale or a vague plural."""
    token = text.tokens[at]
    return token.kind == "word" and token.key in words.links and _multiplies(text, words, at + 1, stop)


def _parts(words: NumberWords, token: Token) -> tuple[tuple[Word, ...], tuple[tuple[Word, ...], ...]]:
    """What a token may be as one word of a number; and as several that are written as one, or that one."""
    if token.kind != "word":
        return (), ()
    parts = words.look_up(token.key)
    return parts, ((parts,) if parts else words.split(token.key))


def _half(words: NumberWords, tokens: list[Token], at: int, stop: int) -> int:
    """How many words say "and a half" before a scale: две С ПОЛОВИНОЙ тысячи."""
    for phrase in words.halves:
        end = at + len(phrase)
        if end < stop and all(token.key == key for token, key in zip(tokens[at:end], phrase, strict=True)):
            following = words.look_up(tokens[end].key)
            if any(word.kind in {"scale", "vague", "collective", "hundred"} for word in following):
                return len(phrase)
    return 0


def _result(first: int, last: int, state: State, lang: str) -> Reading | None:
    if state.empty:
        return None
    value = state.value
    if value != int(value) or value > 1e12:
        return None
    scale = state.scale
    rule = ".".join((lang, *dict.fromkeys(state.rule)))
    return Reading(first, last, value, value, state.lead or value, scale, rule, about=state.about, flags=state.flags)


def _suffix(text: Text, words: NumberWords, at: int, stop: int) -> int:
    """1 if the token is a case ending written on to figures: 4000'den, 150-і."""
    if at >= stop or text.tokens[at].kind != "word":
        return 0
    gap = text.gap(at - 1)
    return int(gap in {"", "-", "'"} and text.tokens[at].key in words.suffixes)


def _multiplies(text: Text, words: NumberWords, at: int, stop: int) -> bool:
    """Whether a scale, a hundred or a vague plural follows: a couple OF HUNDRED, dizaines DE MILLIERS."""
    if at >= stop or text.tokens[at].kind != "word":
        return False
    return any(word.kind in {"scale", "hundred", "vague"} for word in words.look_up(text.tokens[at].key))


def _vague(state: State, parts: tuple[Word, ...]) -> float | None:
    """What a vague plural counts by, where it stands alone or after ten or a hundred ("on binlerce")."""
    for word in parts:
        if word.kind == "vague":
            if state.empty:
                return word.value
            only = all(part.kind == "vague" for part in parts)
            if only and state.total == 0 and state.open in {10, 100} and word.value >= 1000:
                return word.value * (state.open or 1)
    return None


def _vague_reading(text: Text, words: NumberWords, first: int, at: int, stop: int, base: float) -> Reading | None:
    at += 1
    if at < stop and text.tokens[at].key in words.links and _multiplies(text, words, at + 1, stop):
        at += 1
    if at < stop and _BLANK.fullmatch(text.gap(at - 1)):
        for word in words.look_up(text.tokens[at].key):
            if word.kind in {"scale", "vague"} and word.value >= 1000 and base < word.value and not word.joined:
                return _class(first, at + 1, base * word.value, words.lang)
        if base >= 1000 and (inverted := _inverted(text, words, first, at, base)):
            return inverted
    return _class(first, at, base, words.lang)


def _inverted(text: Text, words: NumberWords, first: int, at: int, base: float) -> Reading | None:
    """Russian and Ukrainian "тысяч пять": about five thousand."""
    if words.lang not in {"ru", "uk"} or text.gap(at - 1) != " ":
        return None
    token = text.tokens[at]
    value = figure(token.key) if token.kind == "number" else None
    for word in words.look_up(token.key):
        if word.kind == "add":
            value = word.value
    if value is None or not 1 < value < 1000 or value != int(value):
        return None
    return Reading(first, at + 1, value * base, value * base, value, base, f"{words.lang}.inverted.scale", about=True)


def _class(first: int, last: int, base: float, lang: str) -> Reading:
    """The convention for vague plurals: hundreds are 200 to 999."""
    vague = _CLASSES.get(int(base), f"{int(base)}s")
    return Reading(first, last, 2 * base, 10 * base - 1, 1, base, f"{lang}.vague", vague=vague)


def _several(text: Text, words: NumberWords, first: int, at: int, stop: int) -> Reading | None:
    """Several hundred, quelques dizaines, بضعة آلاف."""
    if at < stop and text.tokens[at].key in words.links:
        at += 1
    if at >= stop or text.tokens[at].kind != "word":
        return None
    found = words.look_up(text.tokens[at].key)
    for word in found:
        if word.kind in {"scale", "hundred", "vague", "collective"} and word.value >= 10:
            base = 10 ** len(str(int(word.value))[1:])
            return _vague_reading(text, words, first, at, stop, base)
    return None
