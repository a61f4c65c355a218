"""Read one number at a token: figures, words, or both ("14 thousand 620", "5 тыс.", "ثلاثة وعشرون ألفا")."""

import re
from typing import NamedTuple

from darkfigure.extract.numbers.words import NumberWords, Word
from darkfigure.extract.tokens import Text, Token
from darkfigure.languages import TURKIC

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


class _State:
    """What has been read so far: the sum of finished groups, the open group, the last scale."""

    def __init__(self) -> None:
        self.total = 0.0
        self.open: float | None = None
        self.lead = 0.0
        self.scale = 1.0
        self.last_scale = float("inf")
        self.figures = False
        self.about = False
        self.flags: tuple[str, ...] = ()
        self.rule: list[str] = []

    def copy(self) -> "_State":
        other = _State()
        other.__dict__.update(self.__dict__)
        other.rule = list(self.rule)
        return other

    @property
    def value(self) -> float:
        return self.total + (self.open or 0)

    @property
    def empty(self) -> bool:
        return self.open is None and self.total == 0


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
    state, saved = _State(), []
    at = place
    while at < min(stop, place + _MOST_TOKENS):
        token = tokens[at]
        joined = False
        if at > place and (length := _half(words, tokens, at, stop)) and state.open and state.open < 1000:
            state.open += 0.5
            state.lead = state.open
            at += length
            continue
        if at > place:
            gap = text.gap(at - 1)
            if not _BLANK.fullmatch(gap) or ("-" in gap and words.lang not in {"en", "fr"}):
                break
            if token.key in words.joiners and at + 1 < stop and text.gap(at).strip(" \n-") == "" and not state.empty:
                saved.append((at, state.copy()))
                at, joined = at + 1, True
                token = tokens[at]
        if token.kind == "number":
            if not _add_figures(state, token.key, at == place, joined=joined):
                at -= joined
                break
            at += 1
            at += _suffix(text, words, at, stop)
            continue
        if token.kind != "word":
            at -= joined
            break
        parts = words.look_up(token.key)
        sequence = (parts,) if parts else words.split(token.key)
        if not sequence:
            if token.key in words.links and not state.empty and _multiplies(text, words, at + 1, stop):
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
        if not _add_words(state, sequence, words.lang, joined=joined):
            if saved and any(part.kind in {"hundred", "scale"} for part in sequence[0]):
                at, state = saved[-1]
            elif joined and tokens[at - 1].key in words.joiners:
                at -= 1
            break
        at += 1
        if any(part.case for part in sequence[-1]):
            break
    return _result(first, at, state, words.lang)


def _half(words: NumberWords, tokens: list[Token], at: int, stop: int) -> int:
    """How many words say "and a half" before a scale: две С ПОЛОВИНОЙ тысячи."""
    for phrase in words.halves:
        end = at + len(phrase)
        if end < stop and all(token.key == key for token, key in zip(tokens[at:end], phrase, strict=True)):
            following = words.look_up(tokens[end].key)
            if any(word.kind in {"scale", "vague", "collective", "hundred"} for word in following):
                return len(phrase)
    return 0


def _result(first: int, last: int, state: _State, lang: str) -> Reading | None:
    if state.empty:
        return None
    value = state.value
    if value != int(value) or value > 1e12:
        return None
    scale = state.scale
    rule = ".".join((lang, *dict.fromkeys(state.rule)))
    return Reading(first, last, value, value, state.lead or value, scale, rule, about=state.about, flags=state.flags)


def _add_figures(state: _State, written: str, start: bool, *, joined: bool) -> bool:  # noqa: FBT001 - private
    value = figure(written)
    if value is None:
        return False
    if start:
        state.open, state.figures, state.lead = value, True, value
        state.rule.append("figures")
        return True
    del joined
    if state.open is None and state.total and value < state.last_scale and value == int(value) and value >= 1:
        if state.last_scale == float("inf") or re.search(r"\D", written):
            return False
        state.open = value
        state.rule.append("figures")
        state.lead, state.scale = state.value, 1.0
        state.last_scale = 1
        return True
    return False


def figure(written: str) -> float | None:
    """The value of figures: a group of three digits after a sign is thousands, one or two digits are decimals.

    Example:
        >>> figure("12.000"), figure("4 200"), figure("1,5")
        (12000.0, 4200.0, 1.5)
    """
    match = re.fullmatch(r"(\d{1,3}(?:[., ']\d{3})+|\d+)(?:[.,](\d{1,2}))?", written)
    if match is None or len(written) > 18:
        return None
    whole = re.sub(r"\D", "", match[1])
    return float(f"{whole}.{match[2] or 0}")


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


def _vague(state: _State, parts: tuple[Word, ...]) -> float | None:
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


def _add_words(state: _State, sequence: tuple[tuple[Word, ...], ...], lang: str, *, joined: bool) -> bool:
    return all(_add_word(state, parts, lang, joined=joined) for parts in sequence)


def _add_word(state: _State, parts: tuple[Word, ...], lang: str, *, joined: bool) -> bool:
    """Add the first part of the word that fits; False if none does."""
    return any(_add_part(state, word, lang, joined=joined) for word in parts)


def _add_part(state: _State, word: Word, lang: str, *, joined: bool) -> bool:
    if word.kind == "add":
        return _add_unit(state, word.value, lang, joined=joined)
    if word.kind == "hundred":
        return _add_hundred(state, lang)
    if word.kind == "half":
        if not state.empty:
            return False
        state.open, state.about, state.lead = word.value, True, word.value
        state.rule.append("half")
        return True
    return _multiply(state, word)


def _add_unit(state: _State, value: float, lang: str, *, joined: bool) -> bool:
    state.figures = state.figures and False if state.open is None else state.figures
    if state.figures:
        return False
    if value >= 1000:  # Arabic duals: two thousand
        if state.open is not None or value >= state.last_scale:
            return False
        state.total += value
        state.last_scale = 1000 if value < 1e6 else 1e6
        state.lead, state.scale = 2, state.last_scale
        state.rule.append("dual")
        return True
    if state.open is None:
        if state.total and value >= state.last_scale:
            return False
        state.open = value
    elif not _fits(state, value, lang, joined=joined):
        return False
    state.lead, state.scale = state.value, 1.0
    state.rule.append("unit")
    return True


def _fits(state: _State, value: float, lang: str, *, joined: bool) -> bool:
    """Whether a value below a thousand can be added to the open group; adds it."""
    open_ = state.open or 0
    below = open_ % 100
    if lang == "ar" and 0 < below < 10:
        if value == 10 and not joined:  # خمسة عشر
            state.open = open_ + 10
            return True
        if value >= 20 and value < 100 and joined:  # خمسة وعشرون
            state.open = open_ + value
            return True
        return False
    if lang == "fr" and below == 4 and value == 20:
        state.open = open_ + 76
        return True
    if lang == "fr" and below in {60, 80} and 10 <= value <= 19:
        state.open = open_ + value
        return True
    if open_ == 0 or value == 0:
        return False
    ones = value < 10 and below % 10 == 0 and (below >= 20 or below == 0 or (below == 10 and lang in _TEN_ONE))
    tens = 10 <= value < 100 and below == 0
    if ones or tens:
        state.open = open_ + value
        return True
    return False


# Languages that write eleven as "ten one".
_TEN_ONE = TURKIC | {"fr"}


def _add_hundred(state: _State, lang: str) -> bool:
    open_ = state.open
    if open_ is None:
        if state.total and state.last_scale <= 100:
            return False
        state.open = 100.0
    elif state.figures and 1 <= open_ < 100:
        state.total, state.open, state.figures = state.total + open_ * 100, None, False
        state.lead, state.scale, state.last_scale = open_, 100, 100
        state.rule.append("multiplier")
        return True
    elif 1 <= open_ < 10 or (10 < open_ < 100 and lang in {"en", "fr"}):
        state.open = open_ * 100
    else:
        return False
    state.lead, state.scale = (open_ or 1), 100
    state.rule.append("hundred")
    return True


def _multiply(state: _State, word: Word) -> bool:
    """A scale, a collective ("dozen"), or a vague plural after a number, which then is a scale."""
    if word.kind == "collective" and (state.total or (state.open or 1) > 20):
        return False
    if word.value >= state.last_scale:
        return False
    if state.open is None and state.total:
        return False
    number = state.open if state.open is not None else 1.0
    if state.figures and number >= 1000 and word.value == 1000:
        state.flags = (*state.flags, "implausible-scale")  # "5000 тысяч" is a slip for 5000
        state.rule.append("slip")
        state.open, state.total, state.last_scale = None, state.total + number, 1000
        state.figures = False
        return True
    state.total += number * word.value
    state.lead, state.scale = number, word.value
    state.open, state.figures = None, False
    state.last_scale = word.value
    state.about = state.about or word.about
    state.rule.append("multiplier" if word.kind != "collective" else "collective")
    return True
