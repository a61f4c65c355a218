"""A number as it was read so far, and whether another word or figures fit onto it."""

import re

from darkfigure.extract.numbers.words import Word
from darkfigure.languages import TURKIC

# Languages that write eleven as "ten one".
_TEN_ONE = TURKIC | {"fr"}


class State:
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

    def copy(self) -> "State":
        """The same, to go back to."""
        other = State()
        other.__dict__.update(self.__dict__)
        other.rule = list(self.rule)
        return other

    @property
    def value(self) -> float:
        """What the number is so far."""
        return self.total + (self.open or 0)

    @property
    def empty(self) -> bool:
        """Whether nothing was read yet."""
        return self.open is None and self.total == 0


def add_figures(state: State, written: str, *, start: bool) -> bool:
    """Add figures, at the start of a number or after words of it; False if they do not fit."""
    value = figure(written)
    if value is None:
        return False
    if start:
        state.open, state.figures, state.lead = value, True, value
        state.rule.append("figures")
        return True
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


def add_words(state: State, sequence: tuple[tuple[Word, ...], ...], lang: str, *, joined: bool) -> bool:
    """Add the words that one token is written of; False if one does not fit. `joined`: after an "and"."""
    return all(_add_word(state, parts, lang, joined=joined) for parts in sequence)


def _add_word(state: State, parts: tuple[Word, ...], lang: str, *, joined: bool) -> bool:
    """Add the first part of the word that fits; False if none does."""
    return any(_add_part(state, word, lang, joined=joined) for word in parts)


def _add_part(state: State, word: Word, lang: str, *, joined: bool) -> bool:
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


def _add_unit(state: State, value: float, lang: str, *, joined: bool) -> bool:
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


def _fits(state: State, value: float, lang: str, *, joined: bool) -> bool:
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


def _add_hundred(state: State, lang: str) -> bool:
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


def _multiply(state: State, word: Word) -> bool:
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
