"""The look-up index of origins: phrases and stems to codes."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from darkfigure.places.endings import LONGEST, core_endings, paradigms
from darkfigure.places.strata import stratum_of

# What an entry names; a country's name in a language beside the thirteen is "foreign".
Kind = Literal["people", "country", "foreign", "region", "town"]


class Entry(NamedTuple):
    """What a name stands for; a code of None is a name known to be more than one country's, or nobody's."""

    code: str | None
    kind: Kind

    @property
    def is_origin(self) -> bool:
        """Whether it names a people, a country, or a region that is an origin of its own."""
        own = self.code is not None and stratum_of(self.code) == self.code
        return own and self.kind not in {"town", "foreign"}


class Stem(NamedTuple):
    """A stem's paradigm and what it stands for."""

    paradigm: str
    code: str | None
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Index:
    """Folded phrases, folded stems, Cyrillic phrases without endings, abbreviations as written, ISO codes."""

    phrases: dict[str, Entry]
    stems: dict[str, tuple[Stem, ...]]
    crude: dict[str, Entry]
    abbreviations: dict[str, str | None]
    alpha3: dict[str, str]
    codes: frozenset[str]
    regions: frozenset[str]


@cache
def origins() -> Index:
    """The index, built once."""
    from darkfigure.places.build import build

    return build()[0]


def read_table(name: str) -> list[list[str]]:
    """Rows of one of the room's tables, without its header and empty lines."""
    from importlib.resources import files

    text = files("darkfigure.places").joinpath("tables", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:] if line]


def crude_stem(phrase: str) -> str:
    """A Cyrillic phrase without its endings, so that all its cases meet: саудовск арав."""
    words = []
    for word in phrase.split(" "):
        for ending in ("ого", "его", "ому", "ему", "ыми", "ими", "ов", "ев"):
            word = word.removesuffix(ending)  # noqa: PLW2901
        words.append(word.rstrip("аеиоуыэюямх") or word)
    return " ".join(words)


def is_cyrillic(phrase: str) -> bool:
    """Whether the folded phrase begins with a Cyrillic letter."""
    return "\u0400" <= phrase[:1] <= "\u052f"


def find_stem(index: Index, word: str) -> set[Entry]:
    """The readings of one folded word as stem and ending; the longest stem wins."""
    return _find(index, word, paradigms(), shortest=2)


def find_core_stem(index: Index, word: str) -> set[Entry]:
    """The same with the commonest endings and longer stems only: for words with a wrong letter."""
    return _find(index, word, core_endings(), shortest=5 if len(word) > 6 else 6)


def _find(index: Index, word: str, endings: dict[str, frozenset[str]], *, shortest: int) -> set[Entry]:
    for cut in range(min(LONGEST, len(word) - shortest) + 1):
        found = index.stems.get(word[: len(word) - cut])
        if found:
            ending = word[len(word) - cut :]
            entries = {Entry(stem.code, stem.kind) for stem in found if ending in endings[stem.paradigm]}
            if entries:
                return entries
    return set()
