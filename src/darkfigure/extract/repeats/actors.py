"""Whether two statements come from one origin, as far as the names of their speakers tell, in any two scripts."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from darkfigure.extract.carriers import is_medium_name
from darkfigure.extract.claim import Speaker
from darkfigure.extract.phrases import PhraseTable
from darkfigure.extract.tokens import tokenise
from darkfigure.names import romanise, skeleton
from darkfigure.places import country_of, read_origin

Agreement = Literal["same", "different", "unknown"]

_ALIKE = 0.75  # of two spellings of one family name, romanised; names that differ by a letter stay below for short ones
_SHORTEST = 3
_FILLING = frozenset(
    [
        *("the", "of", "and", "a", "an", "for", "le", "la", "les", "des", "du", "de"),
        *("group", "centre", "center", "report", "study", "institute", "committee", "ministry"),
        *("raporuna", "raporu", "rapor"),
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who stands behind a statement: names of a person and of an office, comparable across scripts.

    `person` and `office_name` are romanised words; `office` is the kind of office, `country` whose it is.
    """

    person: tuple[str, ...] = ()
    office: str | None = None
    country: str | None = None
    office_name: tuple[str, ...] = ()
    script: str = ""
    initials: str = ""

    @property
    def known(self) -> bool:
        """Whether anybody is named at all."""
        return bool(self.person or self.office or self.office_name)


@lru_cache(1 << 14)
def actor_of(speaker: Speaker) -> Actor:
    """The actor a speaker's own words name; papers, agencies and sites only carry what others say."""
    org = speaker.org
    if org and speaker.name is None and is_medium_name(org):
        return Actor()
    words = " ".join(part for part in (speaker.role, org) if part)
    office, country = _office(words) if words else (None, None)
    name = org if office is None else None
    person = speaker.name
    if person and office is None and not speaker.role and not org and _office(person)[0]:
        office, country = _office(person)
        person = None
    return Actor(
        person=_words(person),
        office=office,
        country=country or (_country(words) if words else None),
        office_name=tuple(word for word in _words(name) if word not in _FILLING and len(word) >= _SHORTEST),
        initials="".join(word[0] for word in _words(name)),
        script="latin" if (name or person or "").isascii() else "other",
    )


def agreement(one: Actor, other: Actor) -> Agreement:
    """Whether two actors are one, different, or cannot be compared.

    Two persons are told apart by their names even where they speak for one office: each makes a statement of their own.
    """
    if one.person and other.person:
        return "same" if _same_person(one.person, other.person) else "different"
    if one.office and other.office:
        apart = one.country and other.country and country_of(one.country) != country_of(other.country)
        return "same" if one.office == other.office and not apart else "different"
    if one.office_name and other.office_name:
        if _same_words(one.office_name, other.office_name) or _is_acronym(one, other) or _is_acronym(other, one):
            return "same"
        return "different" if one.script == other.script == "latin" else "unknown"
    if _same_words(one.office_name, other.person) or _same_words(one.person, other.office_name):
        return "same"  # Soufan Group, once read as a person's name
    if (one.office and other.office_name) or (one.office_name and other.office):
        return "different"  # a body with a name of its own is no ministry
    if (one.office and other.person and not other.office) or (other.office and one.person and not one.office):
        return "unknown"
    return "unknown"


def _same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Family names alike, and given names too where both are written."""
    if not _alike(one[-1], other[-1]):
        given = min(len(one), len(other)) > 1 and _alike(one[0], other[0])
        return given and skeleton(one[-1]) == skeleton(other[-1])  # Mark Dale, Марк Дейл
    return len(one) == 1 or len(other) == 1 or one[0][0] == other[0][0] or _alike(one[0], other[0])


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[:1] != other[:1] and {one[:1], other[:1]} not in ({"y", "e"}, {"k", "q"}, {"j", "z"}, {"u", "o"}):
        return False
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(shorter) > _SHORTEST and longer.startswith(shorter) and len(longer) - len(shorter) <= 2:
        return True  # Колокольцева
    bones = skeleton(one), skeleton(other)
    if len(bones[0]) >= _SHORTEST and bones[0] == bones[1]:
        return True
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() > _ALIKE


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words that tell one body from another are shared."""
    mine, theirs = set(one) - _FILLING, set(other) - _FILLING
    if not mine or not theirs:
        return False
    return len(mine & theirs) * 2 > min(len(mine), len(theirs))


def _is_acronym(short: Actor, long: Actor) -> bool:
    """TSG is The Soufan Group."""
    return (
        len(short.office_name) == 1
        and len(long.initials) > 1
        and short.office_name[0]
        in {
            long.initials,
            f"t{long.initials}",
            long.initials.removeprefix("t"),
        }
    )


@lru_cache(1 << 14)
def _words(text: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall(romanise(text))) if text else ()


@cache
def _offices() -> PhraseTable:
    text = files("darkfigure.extract").joinpath("lexicons", "offices.toml").read_text(encoding="utf-8")
    table = PhraseTable(proclitics=True)
    for office, countries in tomllib.loads(text).items():
        for country, phrases in countries.items():
            table.add("office", f"{office}.{country}", phrases)
    return table


@lru_cache(1 << 14)
def _office(words: str) -> tuple[str | None, str | None]:
    """The kind of office that is named, by the longest phrase, and whose it is where the words say so."""
    tokens = tokenise(words, "fr" if "'" in words or "’" in words else "ru").tokens
    found = [mark for at in range(len(tokens)) if (mark := _offices().at(tokens, at, len(tokens)).get("office"))]
    if not found:
        return None, None
    best = max(found, key=lambda mark: (mark.last - mark.first, mark.value.split(".")[0] != "presidency"))
    office, country = best.value.split(".")
    if country == "any":
        country = next((mark.value.split(".")[1] for mark in found if mark.value.split(".")[1] != "any"), "any")
    return office, None if country == "any" else country


@lru_cache(1 << 14)
def _country(words: str) -> str | None:
    """The country whose office it is: министерство внутренних дел Казахстана."""
    for word in _WORD.findall(words):
        if len(word) > _SHORTEST and (word[0].isupper() or not word[0].islower()) and (code := read_origin(word)):
            return code
    return None
