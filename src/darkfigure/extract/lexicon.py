"""What is known of a language: its table of phrases and its number words, read from `lexicons/`."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from darkfigure.extract.numbers.words import NumberWords
from darkfigure.extract.phrases import PhraseTable, key_of

_MOST_KNOWN = 50_000  # words of a language of which it is remembered whether it knows them
# States of the people counted, from the one that settles a claim to the one that says least.
STATES = (
    "killed",
    "returned",
    "detained",
    "remaining",
    "departed",
    "fighting",
    "group_size",
    "records",
    "present",
)
# What a state tells of one person.
EVENT_OF_STATE = {
    "killed": "died",
    "returned": "returned",
    "detained": "detained",
    "departed": "departed",
    "fighting": "sighted",
    "present": "sighted",
    "remaining": "sighted",
}
# Verbs that tell of fighting as done with, which say that people departed and no more.
FOUGHT = "fought"


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """One language: phrases by kind, number words, words for telling it from its neighbours.

    `solar`: years and months that it speaks of are those of the Persian solar calendar.
    """

    lang: str
    phrases: PhraseTable
    numbers: NumberWords
    words: frozenset[str]
    letters: str
    solar: bool = False
    _known: dict[str, bool] = field(default_factory=dict, repr=False)

    def knows(self, key: str) -> bool:
        """Whether a folded word is a number word or begins a phrase of the language's own."""
        known = self._known.get(key)
        if known is None:
            begins = self.phrases.begins(key, without=("demonym", "group", "region"))
            known = begins or bool(self.numbers.look_up(key))
            if len(self._known) >= _MOST_KNOWN:  # words come again, but there is no end of new ones
                self._known.clear()
            self._known[key] = known
        return known


@cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of one of `languages.READ`."""
    content = read_language(lang)
    table = PhraseTable(proclitics=lang == "ar")
    for kind in ("modifiers", "words", "block", "speech"):
        for name, phrases in content[kind].items():
            table.add(name, name, phrases)
    for name, phrases in content["units"].items():
        table.add("dual" if name == "dual" else "unit", name, phrases)
    for name in STATES:
        table.add("state", name, content["states"][name])
    table.add("state", FOUGHT, content["states"][FOUGHT])
    table.add("half_after", "half_after", content["numbers"].get("half_after", ""))
    table.add("grouping", "grouping", content["words"].get("grouping", ""))
    table.add("several", "several", content["numbers"]["several"])
    dates = {name: phrases for name, phrases in content["dates"].items() if name != "solar"}
    for name, phrases in dates.items():
        kind = name if name in {"ago", "ago_before", "earlier"} else "when" if "-" in name else "time_unit"
        table.add(kind, name, phrases)
    for name, codes in _common().items():
        for code, phrases in codes.items():
            table.add(name, code, phrases)
    return Lexicon(
        lang=lang,
        phrases=table,
        numbers=NumberWords.read(content["numbers"], lang=lang),
        words=frozenset(key_of(word) for word in content["language"]["words"].split()),
        letters=content["language"]["letters"],
        solar="solar" in content["dates"],
    )


def read_language(lang: str) -> dict[str, Any]:
    """The table of a language as written; Uzbek in Cyrillic letters is written from Uzbek in Latin ones."""
    name = "uz" if lang == "uz-Cyrl" else lang
    text = files("darkfigure.extract").joinpath("lexicons", f"{name}.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    if lang == "uz-Cyrl":
        for section in content.values():
            for key, value in section.items():
                section[key] = to_cyrillic(value)
    return content


@cache
def _common() -> dict[str, dict[str, str]]:
    """Regions, groups, outlets and peoples, in every language."""
    places = (("darkfigure.extract", "lexicons", "names.toml"), ("darkfigure.places", "tables", "demonyms.toml"))
    texts = [files(package).joinpath(*path).read_text(encoding="utf-8") for package, *path in places]
    return {kind: codes for text in texts for kind, codes in tomllib.loads(text).items()}


_PAIRS = {
    "o'": "ў", "oʻ": "ў", "g'": "ғ", "gʻ": "ғ", "sh": "ш", "ch": "ч", "ya": "я", "yo": "ё", "yu": "ю", "ye": "е",
    "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "x": "х",
    "y": "й", "z": "з", "'": "ъ",
}  # fmt: skip
_LATIN = re.compile(r"[og]['ʻ]|sh|ch|y[aoue]|(?<![a-z'ʻ])e|[a-z']")


def to_cyrillic(text: str) -> str:
    """Uzbek written in Cyrillic letters."""
    return _LATIN.sub(lambda match: _cyrillic(match, text), text)


def _cyrillic(match: re.Match[str], text: str) -> str:
    if match[0] == "e" and (match.start() == 0 or not text[match.start() - 1].isalpha()):
        return "э"
    return _PAIRS[match[0]]
