"""Words around persons in a language, and given names with their sex: persons.toml and given.toml of `lexicons/`."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from darkfigure.extract.lexicon import Lexicon, lexicon
from darkfigure.extract.phrases import PhraseTable
from darkfigure.names.affixes import ENDEARED, FAMILY, OGLU, PATRONYMIC, SON, ZODA, split_affix
from darkfigure.names.letters import fold_token
from darkfigure.names.lexicon import class_of
from darkfigure.names.lexicon import lexicon as name_classes

EVENTS = ("sighted", "departed", "third_country", "returned", "detained", "died")


@dataclass(frozen=True, kw_only=True, eq=False)
class Given:
    """Whether a word is a given name, and whose."""

    sex: str | None
    certain: bool


@cache
def cues(lang: str) -> Lexicon:
    """The words around persons in `WITH_PERSONS`, as a lexicon whose kinds are the keys of persons.toml."""
    text = files("darkfigure.extract").joinpath("lexicons", "persons.toml").read_text(encoding="utf-8")
    table = PhraseTable(proclitics=lang == "ar")
    for kind, phrases in tomllib.loads(text)[lang].items():
        table.add(kind, kind, phrases)
    base = lexicon(lang)
    return Lexicon(lang=lang, phrases=table, numbers=base.numbers, words=base.words, letters=base.letters)


@cache
def _names() -> dict[str, frozenset[str]]:
    text = files("darkfigure.extract").joinpath("lexicons", "given.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return {
        kind: frozenset(names.split() if kind.startswith("classes") else map(fold_token, names.split()))
        for kind, names in content.items()
    }


@cache
def _gazetteer() -> dict[str, str]:
    found: dict[str, str] = {}
    for sex in ("m", "f", "x"):
        for token in _names()[sex]:
            found[token] = sex if found.get(token, sex) == sex else "x"
    return found


@lru_cache(1 << 15)
def given_name(word: str) -> Given | None:
    """Whether a word as written is a given name; None where it is none. `certain`: it is no common word."""
    token = fold_token(word)
    if len(token) < 2 or (len(token) < 3 and token[0] > "\u0600") or word.endswith("على"):
        return None  # علي is a name, على is "on"
    if (sex := _gazetteer().get(token)) is not None:
        return Given(sex=None if sex == "x" else sex, certain=token not in _names()["words"])
    if _ends_in_bek(token):
        return Given(sex="m", certain=False)
    number = class_of(token)
    if number < 0 and token[-1:] in "aа" and class_of(token[:-1]) >= 0:
        return None
    if number < 0:
        return None
    key = name_classes().keys[number].lstrip("~") if number < len(name_classes().keys) else ""
    sex = "f" if key in _names()["classes_f"] else None if key in _names()["classes_x"] else "m"
    return Given(sex=sex, certain=token not in _names()["words"] and len(token) > 2)


def _ends_in_bek(token: str) -> bool:
    """Whether an unknown name ends in -bek, as Kyrgyz, Kazakh and Uzbek men's names do: Турганбек."""
    affix = split_affix(token)
    return affix.kind == ENDEARED and token.endswith(("bek", "бек")) and len(affix.stem) > 3


@lru_cache(1 << 15)
def family_ending(word: str) -> str | None:
    """`f` or `m` where a word ends as a father's or family name does and the ending tells the sex; `` where not."""
    affix = split_affix(fold_token(word))
    if affix.kind not in {FAMILY, PATRONYMIC, SON, OGLU, ZODA}:
        return None
    if affix.kind in {OGLU, ZODA}:
        return ""
    return "f" if affix.feminine else "m"
