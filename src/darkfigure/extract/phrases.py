"""A table of phrases found in a text in one pass.

A phrase is one to six folded words; a word may end in `*`, which stands for any ending. One written in capitals, such
as IS or EU, counts only where the text has capitals too. Which phrases begin at a word is found by the word itself and
by its beginnings, and remembered, so that the cost does not depend on the table.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from darkfigure.extract.normalise import FILLER, normalise
from darkfigure.extract.tokens import Token


class Mark(NamedTuple):
    """A phrase found: tokens `first` to before `last`, what kind of phrase and what it stands for."""

    first: int
    last: int
    kind: str
    value: str


class _Entry(NamedTuple):
    """A phrase of the table: its words, what it says, and whether it must stand in capitals."""

    words: tuple[str, ...]
    kind: str
    value: str
    capitals: bool


_NO_MARKS: dict[str, Mark] = {}


class PhraseTable:
    """Phrases with a kind and a value each; built once, then only read.

    With `proclitics`, what Arabic writes on to the front of a word (and, so, with, for, the) may stand before any word
    of a phrase.
    """

    def __init__(self, *, proclitics: bool = False) -> None:
        self._forms = _arabic_forms if proclitics else _one_form
        self._exact: dict[str, list[_Entry]] = defaultdict(list)
        self._begins: dict[str, list[_Entry]] = defaultdict(list)
        self._candidates = lru_cache(1 << 16)(self._look_up)

    def add(self, kind: str, value: str, phrases: str) -> None:
        """Add phrases divided by `;` or line ends."""
        for phrase in phrases.replace("\n", ";").split(";"):
            words = tuple(key_of(word) for word in phrase.split())
            if not words or words == ("",):
                continue
            first = words[0]
            table = self._begins if first.endswith("*") else self._exact
            capitals = len(words) == 1 and len(first) > 1 and phrase.strip().isupper()
            table[first.rstrip("*")].append(_Entry(words, kind, value, capitals))

    def _look_up(self, key: str) -> tuple[_Entry, ...]:
        found: list[_Entry] = []
        for form in self._forms(key):
            found += self._exact.get(form, ())
            for length in range(1, min(len(form), 18) + 1):
                found += self._begins.get(form[:length], ())
        found.sort(key=_longest_first)
        return tuple(found)

    def begins(self, key: str, *, without: tuple[str, ...]) -> bool:
        """Whether a phrase begins with the word, those of some kinds aside."""
        return any(entry.kind not in without for entry in self._candidates(key))

    def at(self, tokens: list[Token], place: int, last: int, *, raw: str = "") -> dict[str, Mark]:
        """The longest phrase of each kind that begins at a token and ends before token `last`.

        `raw` is the text as written; without it no phrase is found that must stand in capitals.
        """
        candidates = self._candidates(tokens[place].key)
        if not candidates:
            return _NO_MARKS
        found: dict[str, Mark] = {}
        for words, kind, value, capitals in candidates:
            length = len(words)
            if kind in found or place + length > last:
                continue
            if capitals and not raw[tokens[place].start : tokens[place].start + 2].isupper():
                continue
            for n in range(1, length):
                key = tokens[place + n].key
                if words[n] != key and not self._fits(words[n], key):
                    break
            else:
                found[kind] = Mark(place, place + length, kind, value)
        return found

    def _fits(self, pattern: str, key: str) -> bool:
        """Whether a word that is not the pattern itself is one of its forms."""
        forms = self._forms(key)
        if pattern[-1] == "*":
            return (
                any(form.startswith(pattern[:-1]) for form in forms) if len(forms) > 1 else key.startswith(pattern[:-1])
            )
        return pattern in forms


def _one_form(key: str) -> tuple[str, ...]:
    return (key,)


@lru_cache(1 << 16)
def _arabic_forms(key: str) -> tuple[str, ...]:
    """The word, and what is left of it without and-, so-, with-, for-, as- and the-."""
    forms = [key]
    if len(key) > 3 and key[0] in "وف":
        forms.append(key[1:])
    forms += [form[1:] for form in forms if len(form) > 3 and form[0] in "بلك"]
    forms += [form[2:] for form in forms if len(form) > 4 and form.startswith(("ال", "لل"))]
    return tuple(dict.fromkeys(forms))


def _longest_first(entry: _Entry) -> tuple[int, int]:
    words = entry.words
    return -len(words), -sum(len(word) - 2 * word.endswith("*") for word in words)


def key_of(word: str) -> str:
    """A word as it stands in a token's key; a `*` at the end stays."""
    return normalise(word).replace(FILLER, "").replace("'", "")
