"""The look-up index of origins: phrases and stems to codes, from CLDR's country names and the room's own tables."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from darkfigure.places.endings import LONGEST, paradigms
from darkfigure.places.fold import fold

# Locale to the paradigm its country names take.
LOCALES = {
    "ar": "an",
    "fa": "an",
    "ru": "sl",
    "uk": "sl",
    "kk": "tc",
    "ky": "tc",
    "uz": "tl",
    "uz_Cyrl": "tc",
    "tg": "tc",
    "tr": "tl",
    "tk": "tl",
    "en": "ni",
    "fr": "",
    "de": "",
    "az": "tl",
}
# Not ISO 3166-1 countries: unions, pseudo-locales and reserved codes in CLDR's list. XK (Kosovo) stays.
_NO_COUNTRY = frozenset("EU EZ UN QO XA XB ZZ AC CP CQ DG EA IC TA".split())  # noqa: SIM905
_SHORTEST_STEM = {"tl": 4, "tc": 4, "sl": 3, "an": 3, "ni": 4}
_ENDS = {"sl": "аеиоуыэюя", "an": "اهي"}


@dataclass(frozen=True, kw_only=True)
class Index:
    """`phrases`: folded text to code, None where it is known to be ambiguous. `stems`: stem to paradigms and codes."""

    phrases: dict[str, str | None]
    stems: dict[str, tuple[tuple[str, str], ...]]
    crude: dict[str, str | None]
    alpha3: dict[str, str]
    codes: frozenset[str]
    regions: frozenset[str]


def read_table(name: str) -> list[list[str]]:
    """Rows of one of the room's tables, without its header, comments and empty lines."""
    from importlib.resources import files

    text = files("darkfigure.places").joinpath("tables", name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return rows[1:]


def crude_stem(phrase: str) -> str:
    """A Cyrillic phrase without its endings, so that all its cases meet: саудовск арав."""
    words = []
    for word in phrase.split(" "):
        for ending in ("ого", "его", "ому", "ему", "ыми", "ими"):
            word = word.removesuffix(ending)  # noqa: PLW2901
        words.append(word.rstrip("аеиоуыэюямх") or word)
    return " ".join(words)


def is_cyrillic(phrase: str) -> bool:
    """Whether the folded phrase begins with a Cyrillic letter."""
    return "\u0400" <= phrase[:1] <= "\u052f"


class _Builder:
    """Collects names; what is added first wins over what is added at a later rank, equals conflict."""

    def __init__(self) -> None:
        self.phrases: dict[str, str | None] = {}
        self.rank: dict[str, int] = {}
        self.stems: dict[str, dict[str, str | None]] = defaultdict(dict)
        self.conflicts: list[tuple[str, str, str]] = []

    def phrase(self, text: str, code: str | None, *, rank: int) -> None:
        key = fold(text)
        if not key:
            return
        if key not in self.phrases:
            self.phrases[key], self.rank[key] = code, rank
        elif self.rank[key] == rank and self.phrases[key] != code:
            self.conflicts.append((key, str(self.phrases[key]), str(code)))
            self.phrases[key] = None

    def stem(self, stem: str, paradigm: str, code: str) -> None:
        known = self.stems[stem]
        if known.setdefault(paradigm, code) not in {code, None}:
            self.conflicts.append((f"{stem}-", str(known[paradigm]), code))
            known[paradigm] = None

    def name(self, text: str, code: str, *, paradigm: str, rank: int) -> None:
        """A place's name, with the forms its last word takes if it is one word."""
        self.phrase(text, code, rank=rank)
        key = fold(text)
        if " " in key or not paradigm:
            return
        if paradigm == "an":
            key = key.removeprefix("ال")
            self.phrase(key, code, rank=rank + 1)
        if paradigm == "sl" and key.endswith("еи"):
            return
        stem = key if text.endswith("ء") else _without_vowel(key, paradigm)
        if len(stem) >= _SHORTEST_STEM[paradigm]:
            self.stem(stem, paradigm, code)
            if paradigm == "an" and key.endswith(("يا", "يه")):
                self.stem(key[:-1], "ar", code)


def _without_vowel(key: str, paradigm: str) -> str:
    if paradigm == "an":
        return key.rstrip(_ENDS["an"])
    return key[:-1] if paradigm == "sl" and key[-1] in _ENDS["sl"] else key


@cache
def origins() -> Index:
    """The index, built once."""
    return build()[0]


def build() -> tuple[Index, list[tuple[str, str, str]]]:
    """The index, and the conflicts met: key, code kept out, code kept out."""
    builder = _Builder()
    for row in read_table("ambiguous.tsv"):
        for name in row[0].split(";"):
            builder.phrase(name, None, rank=0)
    _add_own_names(builder)
    _add_peoples(builder)
    codes = _add_cldr(builder)
    _add_towns(builder)
    from babel.core import get_global

    alpha3 = {
        key: value[0]
        for key, value in get_global("territory_aliases").items()
        if len(key) == 3 and key.isalpha() and len(value) == 1
    }
    stems = {
        stem: tuple((paradigm, code or "") for paradigm, code in found.items()) for stem, found in builder.stems.items()
    }
    crude: dict[str, str | None] = {}
    for key, code in builder.phrases.items():
        if " " in key and is_cyrillic(key):
            stem = crude_stem(key)
            crude[stem] = code if crude.get(stem, code) == code else None
    regions = frozenset(row[0] for row in read_table("regions.tsv"))
    index = Index(phrases=builder.phrases, stems=stems, crude=crude, alpha3=alpha3, codes=codes, regions=regions)
    return index, builder.conflicts


def _add_own_names(builder: _Builder) -> None:
    """names.tsv: code, names divided by ; and regions.tsv: code, five display names, other names."""
    for code, names in read_table("names.tsv"):
        for name in names.split(";"):
            builder.phrase(name, code, rank=1)
    for code, english, arabic, russian, french, kazakh, *others in read_table("regions.tsv"):
        for text, paradigm in ((english, "ni"), (arabic, "an"), (russian, "sl"), (french, ""), (kazakh, "tc")):
            builder.name(text, code, paradigm=paradigm, rank=1)
        for name in others[0].split(";") if others else ():
            builder.phrase(name, code, rank=1)


def _add_peoples(builder: _Builder) -> None:
    """peoples.tsv: code, then words by paradigm: the columns are en fr de sl ar tl tc ni."""
    for code, *columns in read_table("peoples.tsv"):
        for paradigm, words in zip(("en", "fr", "de", "sl", "ar", "tl", "tc", "ni"), columns, strict=False):
            for written in words.split():
                stem = fold(written.replace("_", " "))
                if paradigm == "sl" and written.endswith(("ий", "ый", "ой")):
                    builder.stem(stem[:-2], "adj", code)
                    continue
                if " " in stem:
                    builder.phrase(stem, code, rank=2)
                    continue
                if paradigm == "ar" and written.endswith("-"):
                    builder.stem(stem, "an", code)
                    continue
                builder.stem(stem, paradigm, code)
                if paradigm == "en":
                    builder.stem(stem, "ni", code)


def _add_cldr(builder: _Builder) -> frozenset[str]:
    from babel import Locale

    codes = set()
    for locale, paradigm in LOCALES.items():
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                codes.add(code)
                builder.name(name, code, paradigm=paradigm, rank=3)
    return frozenset(codes)


def _add_towns(builder: _Builder) -> None:
    """towns.tsv: key, code, spellings divided by ;."""
    for _, code, spellings in read_table("towns.tsv"):
        if code == "-":  # the name is more than a town, or the town is disputed: a key, but no origin
            continue
        for name in spellings.split(";"):
            paradigm = ("sl" if is_cyrillic(fold(name)) else "tl") if name.isascii() or is_cyrillic(fold(name)) else ""
            builder.name(name, code, paradigm=paradigm, rank=5)


def find_stem(index: Index, word: str) -> set[str]:
    """Codes of the readings of one folded word as stem and ending; the longest stem wins."""
    endings = paradigms()
    for cut in range(min(LONGEST, len(word) - 2) + 1):
        stem = word[: len(word) - cut]
        found = index.stems.get(stem)
        if found and (codes := {code for paradigm, code in found if word[len(stem) :] in endings[paradigm]}):
            return codes
    return set()
