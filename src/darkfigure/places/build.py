"""Build the index of origins from CLDR's country names and the room's own tables."""

from collections import defaultdict

from darkfigure.places.endings import paradigms
from darkfigure.places.fold import fold
from darkfigure.places.index import Entry, Index, Kind, Stem, crude_stem, is_cyrillic, read_table

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
# Languages met beside the thirteen; their names are looked up whole, and give way to all others.
MORE_LOCALES = ("ug", "tt", "ps", "ckb", "ka", "hy", "bs", "sq", "nl", "sv", "da", "es", "it", "id")
COLUMNS = ("en", "fr", "de", "sl", "ar", "tl", "tc", "ni")
# Not ISO 3166-1 countries: unions, pseudo-locales and reserved codes in CLDR's list. XK (Kosovo) stays.
_NO_COUNTRY = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"))
_SHORTEST_STEM = {"tl": 4, "tc": 4, "sl": 4, "an": 3, "ni": 4, "st": 5}
_SHORTEST_TOWN = 5
_SHORTEST_ENGLISH_NISBA = 5  # dane-y and finn-ie are no nisbas

_COUNTRY: Kind = "country"
_FOREIGN: Kind = "foreign"

Conflict = tuple[str, str | None, str | None]


class Builder:
    """Collects names. What is added at a lower rank wins; at the same rank two codes make the name ambiguous."""

    def __init__(self) -> None:
        self.phrases: dict[str, tuple[int, Entry]] = {}
        self.stems: dict[str, dict[str, tuple[int, Entry]]] = defaultdict(dict)
        self.conflicts: list[Conflict] = []

    def phrase(self, text: str, entry: Entry, *, rank: int) -> None:
        """A name that is looked up whole."""
        if key := fold(text):
            self._add(self.phrases, key, key, (rank, entry))

    def stem(self, stem: str, paradigm: str, entry: Entry, *, rank: int) -> None:
        """A folded stem that takes the endings of a paradigm."""
        self._add(self.stems[stem], paradigm, f"{stem}-", (rank, entry))

    def _add(self, table: dict[str, tuple[int, Entry]], key: str, shown: str, new: tuple[int, Entry]) -> None:
        rank, known = table.setdefault(key, new)
        if rank == new[0] and known.code != new[1].code:
            self.conflicts.append((shown, known.code, new[1].code))
            table[key] = (rank, Entry(None, known.kind))

    def name(self, text: str, entry: Entry, *, paradigm: str, rank: int) -> None:
        """A place's name, with the forms it takes if it is one word."""
        self.phrase(text, entry, rank=rank)
        key = fold(text)
        if not key or " " in key or not paradigm:
            return
        if paradigm == "an":
            if text.startswith("ال"):
                key = key.removeprefix("ال")
                self.phrase(key, entry, rank=rank + 1)
            if key.endswith(("يا", "يه")):
                self.stem(key[:-1], "ar", entry, rank=rank)
        stem = _stem(key, paradigm, last=text[-1])
        if len(stem) >= _SHORTEST_STEM[paradigm]:
            self.stem(stem, paradigm, entry, rank=rank)


def _stem(key: str, paradigm: str, *, last: str) -> str:
    """A name without what gives way to endings: росси-я, украин-а, кита-й, سوري-ا; not мали, чили, марокко, سويداء."""
    if paradigm == "an":
        return key if last == "ء" else key.rstrip("اهي")
    if paradigm in {"sl", "st"} and len(key) > 3 and (key[-1] in "аяы" or last == "й"):
        return key[:-1]
    return key


def build() -> tuple[Index, list[Conflict]]:
    """The index, and the conflicts met: name, code, other code."""
    builder = Builder()
    for row in read_table("ambiguous.tsv"):
        for name in row[0].split(";"):
            builder.phrase(name, Entry(None, "country"), rank=0)
    _add_names(builder)
    _add_peoples(builder)
    codes = _add_cldr(builder)
    _add_towns(builder)
    phrases = {key: entry for key, (_, entry) in builder.phrases.items()}
    index = Index(
        phrases=phrases,
        stems={
            stem: tuple(Stem(paradigm, *entry) for paradigm, (_, entry) in found.items())
            for stem, found in builder.stems.items()
        },
        crude=_crude(phrases),
        abbreviations=_abbreviations(),
        alpha3=_alpha3(),
        codes=codes,
        regions=frozenset(row[0] for row in read_table("regions.tsv")),
    )
    return index, builder.conflicts


def paradigm_of(name: str) -> str:
    """The paradigm of a place's name in an unknown language of its script."""
    folded = fold(name)
    if is_cyrillic(folded):
        return "sl"
    return "an" if "\u0600" <= folded[:1] <= "\u06ff" else "tl"


def _add_names(builder: Builder) -> None:
    """names.tsv: code, names divided by ; and regions.tsv: code, five display names, other names."""
    for code, names in read_table("names.tsv"):
        entry = Entry(code, "country")
        for name in names.split(";"):
            builder.name(name, entry, paradigm=paradigm_of(name), rank=1)
    for code, english, arabic, russian, french, kazakh, others in read_table("regions.tsv"):
        entry = Entry(code, "region")
        middle_east = code[:2] in {"SY", "IQ"}
        for text, paradigm in ((english, "ni"), (arabic, "an"), (russian, "sl"), (french, ""), (kazakh, "tc")):
            builder.name(text, entry, paradigm="" if paradigm == "tc" and middle_east else paradigm, rank=1)
        for name in others.split(";"):
            builder.phrase(name, entry, rank=1)


def _add_peoples(builder: Builder) -> None:
    """peoples.tsv: code, then stems by paradigm, divided by blanks; a word with _ is a phrase."""
    for code, *columns in read_table("peoples.tsv"):
        entry = Entry(code, "people")
        for paradigm, words in zip(COLUMNS, columns, strict=True):
            for written in words.split():
                _add_people(builder, written, paradigm, entry)


def _add_people(builder: Builder, written: str, paradigm: str, entry: Entry) -> None:
    """One stem. A Slavic or German adjective is written whole; a final - says that the bare stem is no word."""
    stem = fold(written.replace("_", " "))
    if " " in stem:  # south african, sud africaine: whole, with the few endings of western languages
        for ending in paradigms()[paradigm] if paradigm in {"en", "fr", "de"} else {""}:
            builder.phrase(stem + ending, entry, rank=2)
    elif paradigm == "sl" and written.endswith(("ий", "ый", "ой")):
        builder.stem(stem[:-2], "adj", entry, rank=2)
    elif paradigm == "de" and stem.endswith("isch"):
        for ending in ("", "e", "er", "en", "es", "em"):
            builder.phrase(stem + ending, entry, rank=2)
    elif paradigm == "ar" and written.endswith("-"):
        builder.stem(stem, "an", entry, rank=2)
    else:
        builder.stem(stem, paradigm, entry, rank=2)
        if paradigm == "en" and len(stem) >= _SHORTEST_ENGLISH_NISBA:
            builder.stem(stem, "ni", entry, rank=2)


def _add_cldr(builder: Builder) -> frozenset[str]:
    from babel import Locale

    codes = set()
    for locale, paradigm in (*LOCALES.items(), *((locale, "") for locale in MORE_LOCALES)):
        rank, kind = (3, _COUNTRY) if locale in LOCALES else (4, _FOREIGN)
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                codes.add(code)
                builder.name(name, Entry(code, kind), paradigm=paradigm, rank=rank)
    return frozenset(codes)


def _add_towns(builder: Builder) -> None:
    """towns.tsv: key, code (- where the name alone tells no origin), spellings divided by ;."""
    for _, code, spellings in read_table("towns.tsv"):
        if code == "-":
            continue
        entry = Entry(code, "town")
        for name in spellings.split(";"):
            paradigm: str = {"sl": "st"}.get(paradigm_of(name), paradigm_of(name))
            builder.name(name, entry, paradigm=paradigm if len(fold(name)) >= _SHORTEST_TOWN else "", rank=5)


def _crude(phrases: dict[str, Entry]) -> dict[str, Entry]:
    crude: dict[str, Entry] = {}
    for key, entry in phrases.items():
        if " " in key and is_cyrillic(key):
            known = crude.setdefault(crude_stem(key), entry)
            if known.code != entry.code:
                crude[crude_stem(key)] = Entry(None, entry.kind)
    return crude


def _abbreviations() -> dict[str, str | None]:
    """abbreviations.tsv: code (- where it is more than one country's or none), abbreviations divided by ;."""
    return {
        name: None if code == "-" else code
        for code, names in read_table("abbreviations.tsv")
        for name in names.split(";")
    }


def _alpha3() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {key: value[0] for key, value in aliases.items() if len(key) == 3 and key.isalpha() and len(value) == 1}
