"""Read a country or region of origin as written."""

import re
from functools import lru_cache

from darkfigure.places.codes import read_code, take_capitals
from darkfigure.places.endings import paradigms
from darkfigure.places.fold import fold
from darkfigure.places.index import Entry, Index, crude_stem, find_stem, is_cyrillic, origins
from darkfigure.places.noise import around, doubt
from darkfigure.places.typos import nearest

_PARTS = re.compile(r"[,;:()\[\]/|\\\n\r\t،؛«»\"“”]+|\s[-–—]\s|[–—]|\s\+\s|\s&\s")
_LONGEST_PHRASE = 6
_LONGEST_TEXT = 300
_FULL = {fold(short): fold(full) for short, full in (("обл", "область"), ("респ", "республика"))}
_ARTICLES = ("ash", "al", "el", "at", "ad", "as", "an", "ar", "az", "аль", "аш", "ал", "эль", "ат", "ад", "ас", "ан")


@lru_cache(maxsize=1 << 16)
def read_origin(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country of origin, or ISO 3166-2 of a region of it; None where it is not certain.

    Understands names, adjectives, demonyms and nisbas, with what people write around them ("citizen of"), in Arabic,
    Persian, Russian, Kazakh, Kyrgyz, Uzbek, Tajik, Turkish, Turkmen, Ukrainian, English, French and German; ISO codes;
    larger towns, which give their country (a republic within Russia or Xinjiang, and a region of the same name, give
    the region's code). One wrong letter is forgiven in words of six letters and more where only one country is near.
    Two countries, a denial or doubt, an unknown word beside a known one, and names of more than one country (Congo,
    Kurdish, Turkestan) are None. "Georgia" is the country, "Turkmen" the people of Turkmenistan. NA and NO are None,
    for in tables they more often mean "not available" and "no".

    Example:
        >>> read_origin("гражданин Казахстана"), read_origin("al-Uzbaki"), read_origin("Kazakh/Uzbek")
        ('KZ', 'UZ', None)
    """
    index = origins()
    text = text.strip()
    if not text or len(text) > _LONGEST_TEXT or "?" in text or "؟" in text:
        return None
    folded = fold(text)
    if entry := index.phrases.get(folded):
        return entry.code
    is_code, code = read_code(text, index)
    if is_code:
        return code
    if not doubt().isdisjoint(folded.split(" ")):
        return None
    found: set[str] = set()
    for part in _PARTS.split(text):
        codes = _part(part, index)
        if codes is None:
            return None
        found |= codes
    return _one(found)


@lru_cache(maxsize=1 << 16)
def read_nisba(word: str) -> str | None:
    """The country or region that a nisba out of a personal name tells, or None.

    Stricter than `read_origin`, for a name's parts say many things: peoples and countries only (no towns, no
    governorates), no wrong letter, one word, with or without its article.

    Example:
        >>> read_nisba("al-Uzbaki"), read_nisba("الشيشاني"), read_nisba("al-Hashimi")
        ('UZ', 'RU-CE', None)
    """
    index = origins()
    words = [part for part in fold(word).split(" ") if part not in around()]
    if len(words) != 1 or fold(word) in index.phrases:
        words = [fold(word)] if fold(word) in index.phrases else words
    if len(words) != 1:
        return None
    entries = {index.phrases[words[0]]} if words[0] in index.phrases else word_entries(words[0], index)
    if not all(entry.is_origin for entry in entries):
        return None
    return _one({entry.code for entry in entries if entry.code})


def _one(codes: set[str]) -> str | None:
    """The one code, where a region's country adds nothing to it."""
    fine = {code for code in codes if not any(other.startswith(f"{code}-") for other in codes)}
    return fine.pop() if len(fine) == 1 else None


def _part(part: str, index: Index) -> set[str] | None:
    """Codes of one part between commas; empty where it is all noise or all unknown; None where it must not be read."""
    is_code, code = read_code(part.strip(" .-–—'’"), index)
    if is_code:
        return {code} if code else None
    part, capitals = take_capitals(part, index)
    if None in capitals:
        return None
    codes = {code for code in capitals if code}
    words = [_FULL.get(word, word) for word in fold(part).split(" ")]
    unknown: list[str] = []
    place = 0
    while place < len(words):
        length, found = _longest(words[place:], index)
        if length and not found:
            return None
        codes |= found
        if not length and words[place] and words[place] not in around() and not words[place].isdigit():
            unknown.append(words[place])
        place += length or 1
    if len(unknown) == 1 and not codes:
        near = nearest(unknown[0])
        return {near} if near else set()
    return None if unknown and codes else codes


def _longest(words: list[str], index: Index) -> tuple[int, set[str]]:
    """How many words the longest phrase at the beginning takes, and its codes; no codes where it is ambiguous."""
    for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        phrase = " ".join(words[:length])
        entry = index.phrases.get(phrase)
        if entry is None and length > 1:
            entry = _inflected(phrase, index)
        if entry:
            return length, {entry.code} if entry.code else set()
    if words[0] in around():
        return 0, set()
    entries = word_entries(words[0], index)
    return (1, {entry.code for entry in entries if entry.code}) if entries else (0, set())


def _inflected(phrase: str, index: Index) -> Entry | None:
    """A phrase in a Slavic case, or with a Turkic ending: Саудовской Аравии, Doğu Türkistanlı."""
    if is_cyrillic(phrase) and (entry := index.crude.get(crude_stem(phrase))):
        return entry
    endings = paradigms()["tc" if is_cyrillic(phrase) else "tl"]
    for cut in range(2, min(7, len(phrase))):
        if phrase[-cut:] in endings and (entry := index.phrases.get(phrase[:-cut])):
            return entry
    return None


def word_entries(word: str, index: Index) -> set[Entry]:
    """What one folded word stands for: a stem with an ending, the Arabic article and conjunctions set aside."""
    if entries := find_stem(index, word):
        return entries
    for prefix in ("وال", "بال", "لل", "ال", "و"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            rest = word[len(prefix) :]
            if entry := index.phrases.get(rest):
                return {entry}
            if entries := find_stem(index, rest):
                return entries
    return _glued_article(word, index)


def _glued_article(word: str, index: Index) -> set[Entry]:
    """Alkazakhi, ashshishani: a romanised nisba with its article in front."""
    for article in _ARTICLES:
        rest = word.removeprefix(article)
        if rest != word and len(rest) >= 5:
            endings = paradigms()["ni"] - {"", "is"} if rest.isascii() else {"и"}
            entries = {
                Entry(stem.code, stem.kind)
                for cut in range(1, 6)
                for stem in index.stems.get(rest[:-cut], ())
                if rest[-cut:] in endings and stem.paradigm in {"ni", "sl"}
            }
            if entries:
                return entries
    return set()
