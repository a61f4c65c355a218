"""A table's distinct tokens, ready for comparison."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.affixes import STEMMED, split_affix
from darkfigure.names.keys import consonants
from darkfigure.names.lexicon import lexicon
from darkfigure.names.spelling import encode_forms, spelling_model
from darkfigure.names.table import NameTable
from darkfigure.names.transliteration import transliterate
from darkfigure.names.words import words

CLASS, KIND, ENDING, IS_STEMMED, FEMININE, KIN, SINGLE, FIRST, TRANSLATED, FORM, STEM = range(11)
"""Columns of `Tokens.fact`: class of the name; kind of ending and which; whether it makes another use of a name (-ov);
whether a woman's; 1 and 2 for a kunya of Abu and of Umm; whether an initial; first letter; whether the class is of
translated names; numbers of the forms that spell the token and its stem."""
START, SIZE, SCRIPT, KEY_START, KEY_SIZE = range(5)
"""Columns of `Tokens.place`."""
_BITS = {letter: 6 * number for number, letter in enumerate(b"SHKTPMNLRA")}


class Tokens(NamedTuple):
    """What the kernel compares. `fact`, `share` are by token; `place`, `bag` by form; the others hold their letters.

    `keys` are the forms' consonants in order, `bag` without order; `groups`, `rest`: see `Spellings`.
    """

    fact: NDArray[np.int32]
    share: NDArray[np.float64]
    place: NDArray[np.int32]
    bag: NDArray[np.uint64]
    keys: NDArray[np.uint8]
    groups: NDArray[np.int16]
    rest: NDArray[np.float64]


@lru_cache(maxsize=1 << 18)
def _key(form: str) -> bytes:
    return consonants(transliterate(form)).encode("ascii")


def consonant_bag(key: bytes) -> int:
    """Which consonants a key holds, in no order: of each the first six count, one bit for each time."""
    bits = 0
    for letter in set(key) & _BITS.keys():
        bits |= ((1 << min(key.count(letter), 6)) - 1) << _BITS[letter]
    return bits


@lru_cache(maxsize=4)
def prepare(table: NameTable) -> Tokens:
    """The arrays of a table's tokens; kept for the last few tables."""
    mothers, translated = words("mother_of"), (*lexicon().translated, False)
    forms: dict[str, int] = {}
    facts = []
    for token, name_class in zip(table.tokens, table.classes.tolist(), strict=True):
        kin, _, name = token.rpartition(" ")
        affix = split_affix(name)
        facts.append(
            (
                name_class,
                affix.kind,
                affix.ending,
                affix.kind in STEMMED,
                affix.feminine,
                (1 + (kin in mothers)) if kin else 0,
                len(name) == 1,
                ord((transliterate(name) or "?")[0]),
                translated[name_class],
                forms.setdefault(name, len(forms)),
                forms.setdefault(affix.stem, len(forms)),
            )
        )
    keys = [_key(form) for form in forms]
    sizes = np.asarray([len(key) for key in keys], np.int32)
    spelled = encode_forms(list(forms), spelling_model())
    place = np.column_stack(
        [spelled.start[:-1], np.diff(spelled.start), spelled.script, np.cumsum(sizes) - sizes, sizes]
    )
    return Tokens(
        fact=np.asarray(facts, np.int32).reshape(-1, STEM + 1),
        share=table.share,
        place=np.ascontiguousarray(place, np.int32),
        bag=np.asarray([consonant_bag(key) for key in keys], np.uint64),
        keys=np.frombuffer(b"".join(keys) or b"?", np.uint8),
        groups=spelled.groups,
        rest=spelled.rest,
    )
