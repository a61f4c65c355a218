"""A key for a town as written that is the same in every script."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from darkfigure.places.endings import LONGEST, paradigms
from darkfigure.places.fold import fold
from darkfigure.places.index import find_stem, is_cyrillic, origins, read_table
from darkfigure.places.noise import around
from darkfigure.places.skeleton import town_skeleton
from darkfigure.places.typos import distance_within

_PARTS = re.compile(r"[,;:()\[\]/|\\\n\r\t،؛«»\"“”]+|\s[-–—]\s")
_REGION = frozenset(
    fold(
        "region oblast область обл province viloyati viloyat облысы облусу вилояти ауданы району район tumani туманы"
        " محافظة ولاية منطقة район district krai край governorate muhafazat республика вилоят rayon raion"
        " ili ilçesi gouvernorat wilaya улица ул street st дом д кв"
    ).split(" ")
)
_SHORTEST_TYPO = 6


@dataclass(frozen=True, kw_only=True)
class _Gazetteer:
    names: dict[str, str]
    stems: dict[str, tuple[str, str]]
    skeletons: dict[str, list[tuple[str, str]]]


@cache
def _gazetteer() -> _Gazetteer:
    names: dict[str, str] = {}
    stems: dict[str, tuple[str, str]] = {}
    skeletons: dict[str, list[tuple[str, str]]] = {}
    for key, _, spellings in read_table("towns.tsv"):
        for written in spellings.split(";"):
            folded = fold(written)
            names.setdefault(folded, key)
            skeletons.setdefault(town_skeleton(written), []).append((folded, key))
            if " " not in folded and len(folded) >= 5:
                cyrillic = is_cyrillic(folded)
                stem = folded[:-1] if cyrillic and folded[-1] in "аеиоуыэюя" else folded
                stems.setdefault(stem, ("st" if cyrillic else "tl", key))
    return _Gazetteer(names=names, stems=stems, skeletons=skeletons)


@lru_cache(maxsize=1 << 16)
def place_key(text: str) -> str | None:
    """A key that spellings of one town share across languages and scripts; None where no town is named.

    A town of the gazetteer has its own name as its key (`shymkent`); another has `~` and its consonants, so that two
    such keys that are equal mean "may be the same". Countries and regions beside the town are set aside.

    Example:
        >>> {place_key(name) for name in ("Шымкент", "г. Чимкент, Казахстан", "شيمكنت")}
        {'shymkent'}
    """
    loose: str | None = None
    for part in _PARTS.split(text):
        words = fold(part).split(" ")
        if not _REGION.isdisjoint(words):
            continue
        words = [word for word in words if not word.isdigit()]
        if (key := _known(words)) or (key := _known(_bare(words))):
            return key
        words = _bare(words)
        if words and loose is None and not _is_country(" ".join(words)):
            loose = " ".join(words)
    return _by_skeleton(loose) if loose else None


def _bare(words: list[str]) -> list[str]:
    return [word for word in words if word and word not in around()]


def _known(words: list[str]) -> str | None:
    """A gazetteer's town, in any case of its name, with or without the Arabic article."""
    gazetteer, name = _gazetteer(), " ".join(words)
    for form in (name, name.removeprefix("ال"), f"ال{name}"):
        if key := gazetteer.names.get(form):
            return key
    if len(words) != 1:
        return None
    for cut in range(1, min(LONGEST, len(name) - 3) + 1):
        found = gazetteer.stems.get(name[:-cut])
        if found and name[-cut:] in paradigms()[found[0]]:
            return found[1]
    return None


def _is_country(name: str) -> bool:
    """Whether the name is a country's, a region's, or known to say nothing (unknown, Caucasus)."""
    index = origins()
    return name in index.phrases or bool(find_stem(index, name))


def _by_skeleton(name: str) -> str | None:
    """A town of the gazetteer with these consonants and at most one wrong letter, or the consonants themselves."""
    skeleton = town_skeleton(name)
    for spelling, key in _gazetteer().skeletons.get(skeleton, ()) if len(name) >= _SHORTEST_TYPO else ():
        if distance_within(spelling, name, 1):
            return key
    if len(skeleton.replace(" ", "")) < 2:
        return f"~{name}" if name else None
    return f"~{skeleton}"
