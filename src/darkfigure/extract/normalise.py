"""Equal-length normalisation: every character becomes one character, so that an offset means the same before and after.

What `darkfigure.places.fold` does to a word this does in place. A character that folding removes (vowel signs,
invisible marks of direction, the soft sign) becomes `FILLER`, which stands inside words and is left out of their keys.
"""

import unicodedata
from functools import cache

from darkfigure.places.fold import unify

FILLER = "\x01"
_APOSTROPHES = "'`´’‘ʼʻʹˈʾʿ‛′＇"
_QUOTES = '"«»“”„‟‹›＂'
_DASHES = "-‐‑‒–—−―"
_SPACES = "\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u2004\u2005\u2006\u3000\t"
_FIXED = (
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys(_SPACES, " ")
    | {"،": ",", "٬": ",", "٫": ".", "؛": ";", "؟": "?", "۔": ".", "٪": "%", FILLER: " ", "\x00": " ", "\r": "\n"}
    | {"‑": "-", "‐": "-", "−": "-", "ߵ": "'", "\u200c": FILLER}
)


class _Folding(dict[int, str]):
    """Each character, once met, to the one character it becomes."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        to = " " if 0xD800 <= code < 0xE000 else _FIXED.get(character) or _one(character)
        self[code] = to
        return to


@cache
def _folding() -> _Folding:
    return _Folding()


def _one(character: str) -> str:
    """The first character of what folding makes of it; a filler where folding leaves nothing."""
    if character.isascii():
        return character.lower()
    if not (character.isalnum() or unicodedata.category(character)[0] in "MC"):
        return character
    return unify(character)[:1] or FILLER


def normalise(text: str) -> str:
    """The text folded in place: as long as it was.

    Example:
        >>> normalise("Четы́ре ТЫСЯЧИ").replace(FILLER, "|")
        'четы|ре тысячи'
    """
    return text.translate(_folding())


def is_dash(character: str) -> bool:
    """Whether the character is a dash of any length."""
    return character in _DASHES
