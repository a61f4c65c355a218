"""The letters the spelling model knows: each script's tokens in a small alphabet of its own.

Letters of one sound in the writings of several languages are one letter here (Kazakh қ is к, Turkish ş and Czech š are
š); letters that spelling varies by keep their own sign. Every token gets `^` before and `$` after it.
"""

import unicodedata
from functools import lru_cache

from darkfigure.names.letters import ARABIC, CYRILLIC, LATIN

SCRIPTS = (LATIN, CYRILLIC, ARABIC)
"""Scripts by number, as the model's arrays count them."""
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzšçčžñäöüåğıđþýřț",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
SPAN = 2
"""Most letters of one side that one operation takes."""

_LATIN = {
    **dict.fromkeys("šşșśŝ", "š"),
    **dict.fromkeys("čćĉ", "č"),
    **dict.fromkeys("žżź", "ž"),
    **dict.fromkeys("ñńňŋņ", "ñ"),
    **dict.fromkeys("əæä", "ä"),
    **dict.fromkeys("öøőœ", "ö"),
    **dict.fromkeys("üű", "ü"),
    **dict.fromkeys("ğǵġ", "ğ"),
    **dict.fromkeys("đð", "đ"),
    **dict.fromkeys("ţț", "ț"),
    "ß": "ss",
    "ÿ": "y",
    "ł": "l",
}
_CYRILLIC = {
    **dict(zip("ёіїєґәғқңөұүһҳӣӯўӑҥѓќѳѣӱӧӓӊҡҫҙӥ", "еииегагкноууххиууангкфеуоанксзи", strict=True)),
    "ҷ": "дж",
    "җ": "дж",
    "џ": "дж",
    "ђ": "дж",
    "ј": "й",
    "љ": "ль",
    "њ": "нь",
    "ћ": "ч",
    "ѕ": "дз",
}
_ARABIC = {"پ": "ب", "چ": "تش", "ژ": "ج", "گ": "غ", "ڤ": "ف", "ڥ": "ف"}
_FOLDS = (_LATIN, _CYRILLIC, _ARABIC)
_KNOWN = tuple(frozenset(alphabet) for alphabet in ALPHABETS)


def _bare(letter: str, known: frozenset[str]) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if part in known)


@lru_cache(maxsize=1 << 18)
def graphemes(token: str, script: int) -> str:
    """A normalised token in the model's alphabet of its script (a number into `SCRIPTS`), without the two marks.

    >>> graphemes("çavuşoğlu", 0), graphemes("қайрат", 1)
    ('çavušoğlu', 'кайрат')
    """
    known, fold = _KNOWN[script], _FOLDS[script]
    return "".join(
        letter if letter in known else fold.get(letter) or _bare(letter, known) for letter in token if letter != " "
    )
