"""Names of origin (nisba): al-Uzbaki, الكازاخي."""

from functools import lru_cache

from darkfigure.names.letters import ARABIC, token_script
from darkfigure.names.lexicon import fine_key
from darkfigure.names.transliteration import transliterate
from darkfigure.names.words import words


@lru_cache(maxsize=1)
def _fine() -> frozenset[str]:
    return frozenset(fine_key(word) for word in words("origins_latin"))


@lru_cache(maxsize=1 << 16)
def is_origin(token: str) -> bool:
    """Whether a token without its article names an origin (a country, people, region or town)."""
    if token_script(token) == ARABIC:
        return token in words("origins_arabic")
    return fine_key(transliterate(token)) in _fine()
