"""Names of origin (nisba): al-Uzbaki, الكازاخي."""

import re
from functools import lru_cache

from darkfigure.names.letters import ARABIC, token_script
from darkfigure.names.lexicon import fine_key
from darkfigure.names.transliteration import transliterate
from darkfigure.names.words import words

_WOMAN = re.compile(r"(?:iyya|iya|iyye|iye|ia)h?$")  # the ending of a woman's origin: al-Uzbakiyya


@lru_cache(maxsize=1)
def _fine() -> frozenset[str]:
    return frozenset(fine_key(word) for word in words("origins_latin"))


@lru_cache(maxsize=1 << 16)
def is_origin(token: str) -> bool:
    """Whether a token without its article names an origin (a country, people, region or town), of a man or a woman.

    >>> is_origin("uzbaki"), is_origin("özbekiye"), is_origin("rustam")
    (True, True, False)
    """
    if token_script(token) == ARABIC:
        return token in words("origins_arabic") or (token.endswith("يه") and token[:-1] in words("origins_arabic"))
    latin = transliterate(token)
    return fine_key(latin) in _fine() or fine_key(_WOMAN.sub("i", latin)) in _fine()
