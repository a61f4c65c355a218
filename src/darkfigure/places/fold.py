"""One spelling for the many ways the same word is typed: case, diacritics, apostrophes, letter variants.

Folding is lossy on purpose and is applied to the tables and to the text alike. What it never does is to cross scripts.
"""

import re
import unicodedata
from functools import lru_cache

# Each letter and what is read as it: letters that Unicode does not decompose. Kazakh, Kyrgyz, Uzbek and Tajik
# letters go to the Russian letter that is typed where the keyboard lacks them; Arabic letter variants go to one form.
# Persian letters that carry meaning stay.
_LETTERS = (
    {"i": "ı", "o": "ø", "l": "ł", "d": "đð", "t": "þ", "a": "ə", "n": "ŋ", "ss": "ß", "ae": "æ", "oe": "œ"}
    | {"к": "қӄҝҡ", "г": "ғґӷ", "у": "ұү", "о": "ө", "а": "ә", "н": "ңӊҥ", "х": "һҳ", "ч": "ҷ", "ж": "җ"}
    | {"и": "ії", "е": "є", "з": "ӡ", "": "ьъءـ"}
    | {"ا": "أإآٱ", "ي": "ىیئېے", "و": "ؤ", "ه": "ةۀۂھہەۃ", "ك": "کڪ", "ف": "ڤ"}
)
_APOSTROPHES = "'`´’‘ʼʻʹˈʾʿ‛′＇"
_INVISIBLE = "\u00ad\u200b\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_DIGITS = {
    **{chr(0x660 + digit): str(digit) for digit in range(10)},
    **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
}
_TABLE = str.maketrans(
    {
        **dict.fromkeys(_INVISIBLE + _APOSTROPHES, ""),
        **{letter: to for to, letters in _LETTERS.items() for letter in letters},
        **_DIGITS,
    }
)
_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
_NOT_WORD = re.compile(r"[\W_]+")
# d'Ouzbékistan, l'Irak; not L'viv.
_ELISION = re.compile(rf"(?<![^\W\d_])[dlDL][{_APOSTROPHES}](?=[aeiouyhàâéèêëîïôœAEIOUYHÀÂÉÈÊËÎÏÔŒ])")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z]")
_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case, no diacritics, no apostrophes, one form of each letter, ASCII digits, one space between words.

    Example:
        >>> fold("  O‘ZBEKİSTON, Респу́блика ")
        'ozbekiston республика'
    """
    return _NOT_WORD.sub(" ", unify(text)).strip()


def unify(text: str) -> str:
    """What `fold` does to letters and digits; punctuation and blanks stay."""
    if text.isascii():
        return _ELISION.sub(" ", text).lower().translate(_TABLE)
    text = unicodedata.normalize("NFKD", _ELISION.sub(" ", text)).lower().translate(_TABLE)
    text = _MARKS.sub("", text).translate(_TABLE)
    if _CYRILLIC.search(text) and _LATIN.search(text):
        text = _WORD.sub(lambda match: _one_script(match[0]), text)
    return text


def _one_script(word: str) -> str:
    """A Cyrillic word with Latin look-alikes in it ("Kазахстан") in Cyrillic letters throughout."""
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return word.translate(_LOOKALIKES)
    return word
