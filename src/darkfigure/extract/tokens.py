"""Words and numbers of a text with their offsets, and where sentences end. One pass; linear in the text."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from darkfigure.extract.normalise import FILLER, normalise

# Texts without punctuation are cut, so that what looks around itself within a sentence stays cheap.
LONGEST_SENTENCE = 160

_NUMBER = r"\d{1,3}(?P<sep>[.,' ])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+[.,]\d{1,2}(?!\d)|\d+"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
_LINK = r"(?:https?://|www\.)\S+"
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}(?:{FILLER}|{_LETTER}|'(?={_LETTER}))*'?"
_ELIDED = r"(?:[dlnsjmct]|qu|jusqu|lorsqu|puisqu|quelqu)'(?=[a-z])"


class Token(NamedTuple):
    """A word, a number or a date in figures, with its offsets in the text.

    `key` is the folded word without fillers and apostrophes; for a number its digits as written.
    """

    start: int
    end: int
    key: str
    kind: str  # word, number, date, link


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text with what was read off it once: the folded text, the tokens, and the first token of each sentence."""

    raw: str
    folded: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]

    def gap(self, left: int) -> str:
        """What stands between a token and the next, folded."""
        tokens = self.tokens
        if left < 0 or left + 1 >= len(tokens):
            return ""
        return self.folded[tokens[left].end : tokens[left + 1].start].replace(FILLER, "")

    def capital(self, place: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.raw[self.tokens[place].start].isupper()


@cache
def _pattern(*, elided: bool) -> re.Pattern[str]:
    word = f"(?P<elided>{_ELIDED})|(?P<word>{_WORD})" if elided else f"(?P<word>{_WORD})"
    return re.compile(rf"(?P<link>{_LINK})|(?P<date>{_DATE})|(?P<number>(?<!\d)(?:{_NUMBER}))|{word}")


def tokenise(text: str, lang: str) -> Text:
    """Words, numbers and sentences of a text in a language."""
    folded = normalise(text)
    found = []
    for match in _pattern(elided=lang == "fr").finditer(folded):
        kind = match.lastgroup or "word"
        start, end = match.span()
        if kind in {"word", "elided"}:
            key = match[0]
            if lang == "en" and key.endswith("'s"):
                key, end = key[:-2], end - 2
            if "'" in key or FILLER in key:
                key = key.replace("'", "").replace(FILLER, "")
            found.append(Token(start, end, key, "word"))
        elif kind == "sep" or match["number"]:
            found.append(Token(start, end, match[0], "number"))
        else:
            found.append(Token(start, end, match[0], kind))
    return Text(raw=text, folded=folded, tokens=found, sentences=_sentences(text, folded, found))


_ABBREVIATED = frozenset(
    [
        "тыс",
        "млн",
        "млрд",
        "г",
        "гг",
        "чел",
        "им",
        "ул",
        "д",
        "стр",
        "см",
        "т",
        "п",
        "др",
        "пр",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "st",
        "no",
        "vs",
        "approx",
        "ca",
        "sgt",
        "inc",
        "jr",
        "sr",
        "maj",
        "capt",
        "m",
        "mme",
        "mlle",
        "av",
        "env",
        "vb",
        "sn",
        "dok",
        "ж",
        "б",
        "кв",
        "тис",
    ]
)
_ENDING = re.compile(r"[.!?…\n]")


def _sentences(text: str, folded: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """First token and the one after the last, sentence by sentence."""
    found, first = [], 0
    for place in range(1, len(tokens)):
        before, after = tokens[place - 1], tokens[place]
        gap = folded[before.end : after.start]
        if place - first >= LONGEST_SENTENCE or (
            len(gap) > 0 and _ENDING.search(gap) and _ends(gap, before.key, text[after.start])
        ):
            found.append((first, place))
            first = place
    if first < len(tokens):
        found.append((first, len(tokens)))
    return found


def _ends(gap: str, before: str, after: str) -> bool:
    """Whether the gap between two words ends a sentence."""
    if "\n" in gap and (gap.count("\n") > 1 or after.isupper() or "." in gap):
        return True
    if any(sign in gap for sign in "!?…"):
        return not after.islower()
    if "." not in gap or gap.strip(" \n") == "" or gap == ".":
        return False
    if len(before) == 1 or before in _ABBREVIATED:
        return before in {"г", "гг", "чел"} and after.isupper() and len(gap) > 1
    return not after.islower()
