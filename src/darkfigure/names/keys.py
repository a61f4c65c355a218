"""A key that a name's spellings in all scripts share: its consonants, in coarse groups."""

import re
from functools import lru_cache

from darkfigure.names.affixes import split_affix
from darkfigure.names.letters import ARABIC, clean_text, fold_token, token_script
from darkfigure.names.lexicon import lexicon, without_doubles
from darkfigure.names.transliteration import transliterate

# Letters to groups, in order: after these, letters that are left stand for themselves or for nothing.
_GROUPS = (
    ("tch", "S"), ("dzh", "S"), ("ch", "S"), ("sh", "S"), ("dj", "S"), ("zh", "S"), ("ts", "S"), ("j", "S"),
    ("ce", "S"), ("ci", "S"), ("cy", "S"), ("kh", "H"), ("gh", "K"), ("th", "T"), ("dh", "T"), ("ph", "P"),
)  # fmt: skip
_VOWELS = frozenset("aeiouy")
_LETTERS = str.maketrans(
    dict(zip("qkgxctdpbfvwszmnlrh", "KKKKKTTPPPPPSSMNLRH", strict=True)) | dict.fromkeys("aeiouy '", "")
)


def consonants(latin: str) -> str:
    """The consonant groups of a name in Latin letters.

    >>> consonants("dmitriy") == consonants("dimitri")
    True
    """
    vowel = "A" if latin[:1] in _VOWELS else ""
    for letters, group in _GROUPS:
        if letters in latin:
            latin = latin.replace(letters, group)
    latin = latin.removesuffix("h").translate(_LETTERS)
    return vowel + without_doubles(latin)


@lru_cache(maxsize=1 << 18)
def token_skeleton(token: str) -> str:
    """`skeleton` of a token that is already in its normal form."""
    if " " in token:
        *kin, name = token.split(" ")
        marks = ["U" if transliterate(one).startswith(("u", "o", "e", "am")) else "A" for one in kin]
        return "+".join((*marks, token_skeleton(name)))
    affix = split_affix(token)
    if affix.name_class >= 0:
        return consonants(lexicon().keys[affix.name_class])
    return consonants(transliterate(affix.base(token)))


def _normal(token: str) -> str:
    return " ".join(fold_token(word) for word in re.sub("[-,،;]", " ", clean_text(token)).split())


def skeleton(token: str) -> str:
    """Key of a token by its sound: equal for respellings of a name in Latin, Cyrillic and Arabic script.

    A family or father's name made from a given name has that given name's key.

    >>> skeleton("Магомед") == skeleton("Mehmet") == skeleton("محمد")
    True
    >>> skeleton("Юсупов") == skeleton("Yusuf")
    True
    """
    return token_skeleton(_normal(token))


def romanise(token: str) -> str:
    """A token in lower-case Latin letters; names known from the class table get their vowels back.

    >>> romanise("Нұрсұлтан"), romanise("محمد")
    ('nursultan', 'muhammad')
    """
    token = _normal(token)
    if token_script(token) == ARABIC:
        affix = split_affix(token)
        if affix.name_class >= 0:
            ending = transliterate(token[len(affix.stem) :]) if affix.stem != token else ""
            return lexicon().keys[affix.name_class] + ending
    return transliterate(token)
