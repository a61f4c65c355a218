"""Number words of a language: what each word, with its endings, can be in a number."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from darkfigure.extract.phrases import key_of
from darkfigure.languages import TURKIC, VERB_LAST

# add: 0-99, 200-900, Arabic duals; hundred: multiplied by what stands before it; scale: thousand and up;
# collective: dozen, centaine; vague: dozens, hundreds; half: one and a half.
Kind = Literal["add", "hundred", "scale", "collective", "vague", "half"]


# A number in the ablative or the dative is whole: екі мыңнан төрт мыңға дейін.
_FROM_OR_TO = tuple(
    "dan den tan ten дан ден тан тен нан нен дон тон нон gacha гача ga га ге го ка ке ко".split()  # noqa: SIM905
)


class Word(NamedTuple):
    """One part that a word can play. `joined`: it bears the Arabic "and". `about`: it says about how many."""

    kind: Kind
    value: float
    joined: bool = False
    about: bool = False
    case: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberWords:
    """The number words of a language."""

    lang: str
    table: dict[str, tuple[Word, ...]]
    joiners: frozenset[str]
    links: frozenset[str]
    articles: frozenset[str]
    suffixes: frozenset[str]
    ordinals: frozenset[str]
    never: frozenset[str]
    halves: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, content: dict[str, str], *, lang: str) -> "NumberWords":
        """From the section `numbers` of a language's table."""
        suffixes = frozenset(key_of(word) for word in content["suffixes"].split())
        found: dict[str, list[Word]] = defaultdict(list)
        inflected: list[tuple[str, Word]] = []
        sections: tuple[tuple[str, Kind], ...] = (
            ("words", "add"),
            ("scales", "scale"),
            ("collectives", "collective"),
            ("vague", "vague"),
        )
        for section, kind in sections:
            for line in filter(None, content[section].splitlines()):
                value, *forms = line.split()
                number = float(value.lstrip("~"))
                word = Word("hundred" if kind == "add" and number == 100 else kind, number, about="~" in value)
                for form in forms:
                    key = key_of(form.replace("_", " "))
                    found[key].append(word)
                    inflected += [(key + ending, word) for ending in suffixes]
        bare = frozenset(found)
        never = {key_of(word) for word in content.get("never", "").split()}
        for key, word in inflected:
            word = word._replace(case=lang in TURKIC and key.endswith(_FROM_OR_TO))  # noqa: PLW2901
            if (
                key not in bare and key not in never and word not in found[key]
            ):  # a word of its own goes before an inflected one
                found[key].append(word)
        for entry in filter(None, content.get("half", "").split(";")):
            value, *forms = entry.split()
            for form in forms:
                found[key_of(form)].append(Word("half", float(value)))
        return cls(
            lang=lang,
            table={key: tuple(words) for key, words in found.items() if key not in never},
            joiners=frozenset(key_of(word) for word in content["joiners"].split()),
            links=frozenset(key_of(word) for word in content["links"].split()),
            articles=frozenset(key_of(word) for word in content["articles"].split()),
            suffixes=suffixes,
            ordinals=frozenset(key_of(word) for word in content["ordinals"].split()),
            never=frozenset(never),
            halves=tuple(
                tuple(key_of(word) for word in phrase.split())
                for phrase in content.get("half_after", "").split(";")
                if phrase.strip()
            ),
        )

    def look_up(self, key: str) -> tuple[Word, ...]:
        """The parts a folded word can play in a number; none if it is no number word."""
        if key in self.never:
            return ()
        if found := self.table.get(key):
            return found
        return _arabic(self, key) if self.lang == "ar" else ()

    def split(self, key: str) -> tuple[tuple[Word, ...], ...]:
        """Number words that Turkish writes as one: ikibin, beşyüz; empty if the word is not such."""
        return _glued(self, key) if self.lang in VERB_LAST else ()


@lru_cache(1 << 14)
def _arabic(words: NumberWords, key: str) -> tuple[Word, ...]:
    joined = key[:1] == "و" and len(key) > 2
    rest = key[1:] if joined else key
    if not (joined and rest in words.table) and rest[:1] in ("ب", "ل", "ك", "ف") and len(rest) > 3:
        rest = rest[1:]
    if rest not in words.table and rest.startswith(("ال", "لل")):
        rest = rest[2:]
    if rest not in words.table and rest.startswith("ل"):
        rest = rest[1:]
    return tuple(word._replace(joined=joined) for word in words.table.get(rest, ()))


@lru_cache(1 << 14)
def _glued(words: NumberWords, key: str) -> tuple[tuple[Word, ...], ...]:
    if not 5 <= len(key) <= 30:
        return ()
    for cut in range(2, len(key) - 1):
        head, tail = words.table.get(key[:cut]), words.table.get(key[cut:])
        if head and head[0].kind in {"add", "hundred", "scale"}:
            rest = (tail,) if tail else _glued(words, key[cut:])
            if rest and rest[0][0].kind in {"hundred", "scale"} | ({"add"} if head[0].value >= 10 else set()):
                return (head, *rest)
    return ()
