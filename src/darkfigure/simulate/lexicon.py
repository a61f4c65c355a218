"""The names invented people may bear: pools by culture, each name in its own orthography, with a frequency.

A pool joins the names a culture shares with others, its own names, and compounds of its own elements. The tables are
in `tables/`; nothing there comes from any list of people.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.simulate.arabic import write_arabic
from darkfigure.simulate.kinship import Family, Name, families_of
from darkfigure.simulate.sounds import read_sound
from darkfigure.simulate.tables import read_table, words

_SHARED_COLUMN = {"kz": 2, "kg": 3, "uz": 4, "tj": 5, "tm": 6, "az": 7, "tr": 8, "da": 9, "ce": 9, "mag": 10}
CULTURES = (*_SHARED_COLUMN, "fr", "de", "arab")
_FLATTEN = 8.0  # Zipf-Mandelbrot: the first name is not ten times as common as the tenth
_NEIGHBOURS = {"fr": "mag", "de": "tr"}  # whose given names converts and mixed families also take


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Names and how common each is. `weight` sums to 1, shape (number of names,)."""

    names: tuple[Name, ...]
    weight: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """All pools of one culture; `family_weight` sums to 1, shape (number of families,)."""

    male: Pool
    female: Pool
    families: tuple[Family, ...]
    family_weight: NDArray[np.float64]


def draw_lexicon(culture: str, *, rng: np.random.Generator) -> Lexicon:
    """The pools of a culture, with frequencies of this world: the tables' order, shaken by the generator."""
    male, male_base = _given(culture, "m")
    female, female_base = _given(culture, "f")
    families, family_base = _families(culture)
    return Lexicon(
        male=Pool(names=male, weight=_shake(male_base, rng)),
        female=Pool(names=female, weight=_shake(female_base, rng)),
        families=families,
        family_weight=_shake(family_base, rng),
    )


def _shake(base: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    weight = base * rng.lognormal(0.0, 0.6, size=base.size)
    return np.asarray(weight / weight.sum(), dtype=np.float64)


@cache
def _given(culture: str, sex: str) -> tuple[tuple[Name, ...], NDArray[np.float64]]:
    """Given names with base weights: shared and own names by rank, compounds after them."""
    groups = [(_shared(culture, sex), 0), (_own(culture, sex), 0), (_compounds(culture, sex), 60)]
    if culture in _NEIGHBOURS:
        groups.append((list(_given(_NEIGHBOURS[culture], sex)[0]), 60))
    weights: dict[str, tuple[Name, float]] = {}
    for names, first_rank in groups:
        for rank, name in enumerate(names, start=first_rank):
            weights.setdefault(name.native, (name, 1 / (rank + _FLATTEN)))
    return tuple(name for name, _ in weights.values()), np.array([weight for _, weight in weights.values()])


def _shared(culture: str, sex: str) -> list[Name]:
    if culture == "arab":
        return [
            _arab(row[0].replace("_", " "), row[1].split("/"))
            for row in read_table("given_male" if sex == "m" else "given_female")[1:]
        ]
    column = _SHARED_COLUMN.get(culture)
    if column is None:
        return []
    rows = read_table("given_male" if sex == "m" else "given_female")[1:]
    return [
        Name(
            native=row[column],
            culture=culture,
            arabic=row[0].replace("_", " "),
            latin=tuple(row[1].split("/")),
        )
        for row in rows
        if row[column] != "-"
    ]


def _arab(native: str, latin: list[str]) -> Name:
    return Name(native=native, culture="arab", arabic=native, latin=tuple(latin))


def _arab_rows(kind: str) -> list[Name]:
    cells = (word.split("/") for row in read_table("arab") if row[0] == kind for word in words(row[1]))
    return [_arab(native, latin.split(",")) for native, latin in cells]


def _own(culture: str, sex: str) -> list[Name]:
    if culture == "arab":
        return _arab_rows(sex)
    western = [_western(word, culture) for row in _rows("western", culture, sex) for word in words(row[2])]
    return western + [_element(word, culture) for row in _rows("local", culture, sex) for word in words(row[2])]


def _rows(table: str, culture: str, kind: str) -> list[tuple[str, ...]]:
    return [row for row in read_table(table) if row[:2] == (culture, kind)]


def _western(word: str, culture: str) -> Name:
    native, russian, arabic = word.split("/")
    return Name(native=native, culture=culture, russian=russian, arabic=arabic)


def _element(word: str, culture: str, known: dict[str, str | None] | None = None) -> Name:
    native, _, arabic = word.partition("/")
    return Name(native=native, culture=culture, arabic=arabic or (known or {}).get(native.strip().lower()) or None)


def _compounds(culture: str, sex: str) -> list[Name]:
    """First elements joined to last ones, walked along diagonals so that no element leads the ranks."""
    known = {name.native.lower(): name.arabic for name in _shared(culture, sex)}
    for row in _rows("elements", culture, sex):
        first = [_element(word, culture, known) for word in words(row[2])]
        last = [_element(word, culture, known) for word in words(row[3])]
        return [
            _join(first[i], last[(i + shift) % len(last)])
            for shift in range(len(last))
            for i in range(len(first))
            if first[i].native.lower() != last[(i + shift) % len(last)].native
        ]
    return []


def _join(first: Name, last: Name) -> Name:
    arabic = None
    if first.arabic or last.arabic:
        arabic = " ".join(
            part.arabic or write_arabic(read_sound(part.native, culture=part.culture), flavour=0)
            for part in (first, last)
        )
    return Name(native=first.native + last.native, culture=first.culture, arabic=arabic)


@cache
def _families(culture: str) -> tuple[tuple[Family, ...], NDArray[np.float64]]:
    """Family names with base weights: from ancestors' names where the culture does so, else from its table."""
    found: dict[str, tuple[Family, float]] = {}
    stems, weight = _given(culture, "m")
    for stem, base in zip(stems, weight, strict=True):
        for family, share in families_of(stem):
            found.setdefault(family.male.native, (family, float(base) * share))
    for rank, family in enumerate(_listed_families(culture)):
        found.setdefault(family.male.native, (family, 1 / (rank + 2 * _FLATTEN)))
    return tuple(family for family, _ in found.values()), np.array([base for _, base in found.values()])


def _listed_families(culture: str) -> list[Family]:
    if culture == "arab":
        return [Family(male=name, female=name) for name in _arab_rows("n")]
    unchanging = [_western(word, culture) for row in _rows("western", culture, "n") for word in words(row[2])]
    made = [Family(male=name, female=name) for name in unchanging]
    for row in read_table("families"):
        if row[0] == culture:
            endings = [""] if row[2] == "-" else words(row[2])
            natives = (first + last for last in endings for first in words(row[1]) if _fits(first, last))
            made.extend(_declined(native, culture) for native in natives)
    return made


def _fits(first: str, last: str) -> bool:
    """-ов stands after a consonant, -ев and -ров after a vowel; nothing is doubled."""
    vowel = first[-1] in "аеиоуыяэюӣӯaeiou"
    if last in {"ев", "ров", "мов", "рзода", "рӣ", "ov", "yev"}:
        return vowel != (last == "ov")
    return first.lower() != last


def _declined(native: str, culture: str) -> Family:
    """Names in -ов, -ев, -ov, -ev have a form for women."""
    male = Name(native=native, culture=culture)
    ending = {"в": "а", "v": "a"}.get(native[-1])
    if ending is None:
        return Family(male=male, female=male)
    return Family(male=male, female=Name(native=native + ending, culture=culture))
