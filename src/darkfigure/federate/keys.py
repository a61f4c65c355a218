"""From a row to its keys: what must be equal on two lists for two rows to be taken for one person.

Keys are made of the sounds of names, the same in all scripts (`darkfigure.names.skeleton`), so that `Юсупов Рустам`
and `Rustam Yusupov` have the same. A tolerant recipe has several kinds; each forgives another slip: a name that is left
out, an ending heard otherwise, a year off by one, a name without a year. A kind with several slots has several keys a
row, such as each two of three names, and two rows share it where any of them are equal.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from darkfigure.errors import UsageError
from darkfigure.federate.rows import Row
from darkfigure.federate.sounds import Sounds, coarse, sounds_of

Keys = tuple[str | None, ...]
"""The keys of a row, one a slot; None where the row does not say enough."""

_Parts = Sequence[object]
_Make = Callable[[Sounds, Row], Sequence[_Parts]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of key: what it is made of, how many slots it has, and what the slots hold of a row."""

    says: str
    make: _Make
    slots: int = 1


def _pair(one: str | None, other: str | None) -> str | None:
    """Two sounds in whichever order they were written."""
    return "+".join(sorted((one, other))) if one and other else None


def _far(sound: str) -> str:
    return (coarse(sound) or "")[:4]


def _start(sound: str | None, letters: int) -> str | None:
    return sound[:letters] if sound else None


def _years(year: int | None, first: int) -> int | None:
    """One of two years that follow each other; `first` 0 or 1 says which two stand together."""
    return None if year is None else (year + first) // 2


def _two(names: Iterable[str], *more: object) -> list[_Parts]:
    """Each two of the names, whichever they are, with what else must be equal."""
    return [(_pair(one, other), *more) for one, other in combinations(dict.fromkeys(names), 2)]


def _starts(sounds: Sounds) -> str | None:
    return ".".join(sound[:2] for sound in sounds.every) if len(sounds.every) > 1 else None


_RARE: Final = Kind(
    says="given and family name, where both together are rare",
    make=lambda s, _: [(_pair(s.given, s.family) if s.rare else None,)],
)
_TOLERANT_8: Final = (
    Kind(says="two of three names, one of two years", make=lambda s, r: _two(s.main, _years(r.year, 0)), slots=3),
    Kind(says="given name, year, origin", make=lambda s, r: [(s.given, r.year, r.origin)]),
    Kind(
        says="given and family name as they sound from afar, one of two other years",
        make=lambda s, r: [(_pair(coarse(s.given), coarse(s.family)), _years(r.year, 1))],
    ),
    _RARE,
    Kind(
        says="family name, first sound of the given, year, origin",
        make=lambda s, r: [(_pair(_start(s.given, 1), s.family), r.year, r.origin)],
    ),
    Kind(
        says="first sounds of given, father's and family name, origin",
        make=lambda s, r: [(_start(s.given, 2), _start(s.father, 2), _start(s.family, 2), r.origin)],
    ),
)
_TOLERANT: Final = (
    Kind(
        says="family name, first sounds of the given, one of two years, origin",
        make=lambda s, r: [(_pair(_start(s.given, 2), s.family), _years(r.year, 0), r.origin)],
    ),
    _RARE,
    Kind(says="first sounds of all names", make=lambda s, _: [(_starts(s),)]),
    Kind(
        says="two of three names as they sound from afar, year",
        make=lambda s, r: _two((_far(sound) for sound in s.main), r.year),
        slots=3,
    ),
    Kind(
        says="first sounds of two of three names, origin",
        make=lambda s, r: _two((sound[:3] for sound in s.main), r.origin),
        slots=3,
    ),
    Kind(
        says="given name where it is rare, one of two years",
        make=lambda s, r: [(s.given if s.rare_given else None, _years(r.year, 0))],
    ),
    Kind(
        says="first sounds of the given name, one of two other years, origin",
        make=lambda s, r: [(_start(s.given, 3), _years(r.year, 1), r.origin)],
    ),
    Kind(
        says="given and family name as they sound from afar",
        make=lambda s, _: [(_pair(coarse(s.given), coarse(s.family)),)],
    ),
    Kind(
        says="given and family name, one of two other years",
        make=lambda s, r: [(_pair(s.given, s.family), _years(r.year, 1))],
    ),
    Kind(
        says="first sounds of the family name, first of the given, one of two other years, sex",
        make=lambda s, r: [(_start(s.family, 4), _start(s.given, 1), _years(r.year, 1), r.sex)],
    ),
    Kind(
        says="first sounds of given and family name, year, sex",
        make=lambda s, r: [(_start(s.given, 2), _start(s.family, 2), r.year, r.sex)],
    ),
)
_PERSON: Final = (Kind(says="all names, year, sex", make=lambda s, r: [("+".join(s.every) or None, r.year, r.sex)]),)
_IDENTIFIER: Final = (Kind(says="number of a document", make=lambda _, r: [(_number(r.identifier),)]),)
RECIPES: Final = {"tolerant": _TOLERANT, "tolerant-8": _TOLERANT_8, "person": _PERSON, "identifier": _IDENTIFIER}
"""Name of a recipe to its kinds.

`tolerant` links rows that differ by 15 keys, `tolerant-8` by 8, which is quicker and finds somewhat less; the others
join rows with the same key.
"""


def kinds(recipe: str) -> tuple[str, ...]:
    """What the key of each slot of a recipe is made of, in order; slots of one kind say the same.

    Raises:
        UsageError: There is no such recipe.
    """
    if recipe not in RECIPES:
        raise UsageError(f"there is no key recipe `{recipe}`; there are {', '.join(RECIPES)}.")
    return tuple(kind.says for kind in RECIPES[recipe] for _ in range(kind.slots))


def is_exact(recipe: str) -> bool:
    """Whether one key decides, so that nothing is in doubt."""
    return len(kinds(recipe)) == 1


def keys_of(row: Row, *, recipe: str) -> Keys:
    """The keys of a row, one a slot.

    >>> one = Row(name="Юсупов Рустам", year=1990, sex="m", origin="KZ")
    >>> other = Row(name="Rustam Yusupov", year=1990, sex="m", origin="KZ")
    >>> keys_of(one, recipe="tolerant") == keys_of(other, recipe="tolerant")
    True
    """
    sounds = sounds_of(row.name)
    found: list[str | None] = []
    for kind in RECIPES[recipe]:
        made = list(dict.fromkeys(_joined(parts) for parts in kind.make(sounds, row)))
        found += [*made, *[None] * kind.slots][: kind.slots]
    return tuple(found)


def capped(rows: Iterable[Keys], kinds: Sequence[str]) -> list[Keys]:
    """The same keys without those that stand in more than one row: they would tell rows apart by what they share.

    Args:
        rows: keys of a list, one a slot.
        kinds: the kind of each slot; a key stands once over all slots of its kind.

    >>> capped([("a", "x"), ("y", "a")], ["one", "one"])
    [(None, 'x'), ('y', None)]
    >>> capped([("a", "x"), ("y", "a")], ["one", "two"])
    [('a', 'x'), ('y', 'a')]
    """
    rows = list(rows)
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for row in rows:
        for kind, key in {(kind, key) for kind, key in zip(kinds, row, strict=True) if key is not None}:
            counts[kind][key] += 1
    return [
        tuple(key if key is not None and counts[kind][key] == 1 else None for kind, key in zip(kinds, row, strict=True))
        for row in rows
    ]


def _joined(parts: _Parts) -> str | None:
    return None if any(part is None for part in parts) else "|".join(map(str, parts))


def _number(text: str | None) -> str | None:
    """Letters and digits of the number of a document, whatever parts them."""
    return "".join(letter for letter in (text or "").upper() if letter.isalnum()) or None
