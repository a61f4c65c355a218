"""A table's distinct tokens, ready for comparison."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.affixes import STEMMED, split_affix
from darkfigure.names.keys import consonants
from darkfigure.names.lexicon import lexicon
from darkfigure.names.spelling import Spellings, encode_forms, spelling_model
from darkfigure.names.table import NameTable
from darkfigure.names.transliteration import transliterate
from darkfigure.names.words import words

_PLACES = {letter: 6 * number for number, letter in enumerate(b"SHKTPMNLRA")}


class Tokens(NamedTuple):
    """Arrays by token: what the kernel compares.

    `stemmed` marks endings that make another use of a name; `kin` is 0, or 1 and 2 for a kunya of Abu and of Umm; `single` and `first` tell an initial and the first letter.
    `form` and `stem` point to the forms that spell the token and its stem; `keys` holds the forms' consonants in
    order, `bag` without order.
    """

    share: NDArray[np.float64]
    name_class: NDArray[np.int32]
    translated: NDArray[np.bool_]
    kind: NDArray[np.int8]
    stemmed: NDArray[np.bool_]
    feminine: NDArray[np.bool_]
    kin: NDArray[np.int8]
    single: NDArray[np.bool_]
    first: NDArray[np.uint8]
    form: NDArray[np.int32]
    stem: NDArray[np.int32]
    keys: NDArray[np.uint8]
    key_start: NDArray[np.int64]
    bag: NDArray[np.uint64]
    forms: Spellings


@lru_cache(maxsize=1 << 18)
def _key(form: str) -> bytes:
    return consonants(transliterate(form)).encode("ascii")


def _bag(key: bytes) -> int:
    """Which consonants a key holds: of each the first six count, one bit for each time."""
    bits = 0
    for letter in set(key):
        if letter in _PLACES:
            bits |= ((1 << min(key.count(letter), 6)) - 1) << _PLACES[letter]
    return bits


@lru_cache(maxsize=4)
def prepare(table: NameTable) -> Tokens:
    """The arrays of a table's tokens; kept for the last few tables."""
    names = [text.rpartition(" ")[2] for text in table.tokens]
    affixes = [split_affix(name) for name in names]
    forms = dict.fromkeys(names)
    for affix in affixes:
        forms.setdefault(affix.stem)
    place = {form: number for number, form in enumerate(forms)}
    mothers = words("mother_of")
    kin = [0 if " " not in text else 1 + (text.partition(" ")[0] in mothers) for text in table.tokens]
    keys = [_key(form) for form in forms]
    key_start = np.zeros(len(keys) + 1, np.int64)
    np.cumsum([len(key) for key in keys], out=key_start[1:])
    translated = np.asarray([*lexicon().translated, False], np.bool_)
    return Tokens(
        share=table.share,
        name_class=table.classes,
        translated=translated[table.classes],
        kind=np.asarray([affix.kind for affix in affixes], np.int8),
        stemmed=np.asarray([affix.kind in STEMMED for affix in affixes], np.bool_),
        feminine=np.asarray([affix.feminine for affix in affixes], np.bool_),
        kin=np.asarray(kin, np.int8),
        single=np.asarray([len(name) == 1 for name in names], np.bool_),
        first=np.asarray([ord((transliterate(name) or "?")[0]) for name in names], np.uint8),
        form=np.asarray([place[name] for name in names], np.int32),
        stem=np.asarray([place[affix.stem] for affix in affixes], np.int32),
        keys=np.frombuffer(b"".join(keys) or b"?", np.uint8),
        key_start=key_start,
        bag=np.asarray([_bag(key) for key in keys], np.uint64),
        forms=encode_forms(list(forms), spelling_model()),
    )
