"""Read a country or region of origin as written."""

import re
from functools import lru_cache

from darkfigure.places.endings import paradigms
from darkfigure.places.fold import fold
from darkfigure.places.index import Index, crude_stem, find_stem, is_cyrillic, origins
from darkfigure.places.noise import around, doubt
from darkfigure.places.typos import nearest

_CODE = re.compile(r"[A-Za-z]{2,3}")
_REGION_CODE = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_PARTS = re.compile(r"[,;:()\[\]/|\\\n\r\t،؛«»\"“”]+|\s[-–—]+\s|[–—]|\s\+\s|\s&\s")
_LONGEST_PHRASE = 6
_ARTICLES = (
    "ash",
    "al",
    "el",
    "at",
    "ad",
    "as",
    "an",
    "ar",
    "az",
    "аль",
    "аш",
    "ал",
    "эль",
    "ат",
    "ад",
    "ас",
    "ан",
    "ар",
)
# Two letters in lower case that are words of a language more often than codes.
_WORDS = frozenset(
    fold(
        """al am an as at be by de do dm es et id ie il in io is it la li ma md me mo ms my na ne no pa pm so sa st se
        to us va"""
    ).split(" ")
)


@lru_cache(maxsize=1 << 16)
def read_origin(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country of origin, or ISO 3166-2 of a region of it; None where it is not certain.

    Understands names, adjectives, demonyms and nisbas, with what people write around them ("citizen of"), in Arabic,
    Persian, Russian, Kazakh, Kyrgyz, Uzbek, Tajik, Turkish, Turkmen, Ukrainian, English, French and German; ISO codes;
    larger towns, which give their country (a republic within Russia or Xinjiang, and a region of the same name, give
    the region's code). One wrong letter is forgiven in words of six letters and more where only one country is near.
    Two countries, a denial or doubt, an unknown word beside a known one, and names of more than one country (Congo,
    Kurdish, Turkestan) are None. "Georgia" is the country.

    Example:
        >>> read_origin("гражданин Казахстана"), read_origin("al-Uzbaki"), read_origin("Kazakh/Uzbek")
        ('KZ', 'UZ', None)
    """
    index = origins()
    text = text.strip()
    folded = fold(text)
    if (not folded and not _FLAG.fullmatch(text)) or len(text) > 300 or "?" in text or "؟" in text:
        return None
    if folded in index.phrases:
        return index.phrases[folded]
    if code := _code(text, index):
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


def country_of(code: str) -> str:
    """The country of a code of a country or region.

    Example:
        >>> country_of("RU-CE"), country_of("KZ")
        ('RU', 'KZ')
    """
    return code[:2]


def _one(codes: set[str]) -> str | None:
    """The one code, where a region's country adds nothing to it."""
    fine = {code for code in codes if not any(other.startswith(f"{code}-") for other in codes)}
    return fine.pop() if len(fine) == 1 else None


def _code(text: str, index: Index) -> str | None:
    """An ISO code or a flag."""
    if flag := _FLAG.fullmatch(text):
        code = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag[0])
        return code if code in index.codes else None
    if _CODE.fullmatch(text):
        upper = text.upper()
        if len(text) == 2:
            known = upper in index.codes and (text == upper or text.lower() not in _WORDS)
            return upper if known else None
        country = index.alpha3.get(upper)
        return country if country in index.codes else None
    if _REGION_CODE.fullmatch(text) and text.upper() in index.regions:
        return text.upper()
    return None


def _part(part: str, index: Index) -> set[str] | None:
    """Codes of one part between commas; empty where it is all noise or all unknown; None where it must not be read."""
    stripped = part.strip(" .-–—'’")
    if code := _code(stripped, index):
        return {code}
    words = fold(part).split(" ")
    if words == [""]:
        return set()
    codes: set[str] = set()
    unknown: list[str] = []
    place = 0
    while place < len(words):
        length, found = _longest(words[place:], index)
        if length and not found:
            return None
        if length:
            codes |= found
            place += length
            continue
        if words[place] not in around() and not words[place].isdigit():
            unknown.append(words[place])
        place += 1
    if len(unknown) == 1 and not codes:
        near = nearest(unknown[0], index)
        return {near} if near else set()
    return None if unknown and codes else codes


def _longest(words: list[str], index: Index) -> tuple[int, set[str]]:
    """How many words the longest phrase at the beginning takes, and its codes; no codes where it is ambiguous."""
    for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        phrase = " ".join(words[:length])
        for table, key in ((index.phrases, phrase), (index.crude, crude_stem(phrase) if length > 1 else "")):
            if key in table and (table is not index.crude or is_cyrillic(phrase)):
                known = table[key]
                return length, {known} if known else set()
    if words[0] in around():
        return 0, set()
    codes = word_codes(words[0], index)
    return (1, codes - {""}) if codes else (0, set())


def word_codes(word: str, index: Index) -> set[str]:
    """Codes of one folded word: a stem with an ending, the Arabic article and conjunctions set aside."""
    if codes := find_stem(index, word):
        return codes
    for prefix in ("وال", "بال", "لل", "ال", "و"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            rest = word[len(prefix) :]
            if rest in index.phrases:
                return {index.phrases[rest] or ""}
            if codes := find_stem(index, rest):
                return codes
    return _glued_article(word, index)


def _glued_article(word: str, index: Index) -> set[str]:
    """Alkazakhi, ashshishani: a romanised nisba with its article in front."""
    for article in _ARTICLES:
        rest = word.removeprefix(article)
        if rest != word and len(rest) >= 5:
            endings = paradigms()["ni"] if rest.isascii() else {"и"}
            codes = {
                code
                for cut in range(1, 6)
                for paradigm, code in index.stems.get(rest[:-cut], ())
                if rest[-cut:] in endings and paradigm in {"ni", "sl"}
            }
            if codes:
                return codes
    return set()
