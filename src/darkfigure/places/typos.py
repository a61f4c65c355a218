"""One wrong letter, forgiven only where no second country is near."""

from functools import cache, lru_cache

from darkfigure.places.index import Entry, Index, find_core_stem, origins

SHORTEST, LONGEST = 6, 24
_BEGINNING = 5
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщыэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
)


@lru_cache(maxsize=1 << 14)
def nearest(word: str) -> str | None:
    """The code of the only country or people whose name is one letter from the folded `word`, or None.

    One letter is one inserted, left out, replaced, or two neighbours swapped, but never the first. The word and the
    name have six letters or more. Another country within two letters forbids it, so that Slovania is neither Slovenia
    nor Slovakia. Towns and most regions are not forgiven: too many words are near one.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return None
    index = origins()
    entries: set[Entry] = set()
    for variant in _variants(word):
        if variant[:_BEGINNING] in _beginnings():
            entry = index.phrases.get(variant)
            entries |= {entry} if entry else find_core_stem(index, variant)
    codes = {entry.code for entry in entries if entry.code is None or entry.is_origin}
    if len(codes) != 1:
        return None
    code = codes.pop()
    return code if code and not _another_near(word, code, index) else None


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all names and stems: most variants of most words begin like none of them."""
    index = origins()
    return frozenset(name[:_BEGINNING] for name in (*index.phrases, *index.stems) if len(name) >= _BEGINNING)


def _variants(word: str) -> set[str]:
    """Words of six letters or more that are one letter away, with the same first letter."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    # Where the word itself begins like no name, the wrong letter is in the beginning.
    last = len(word) if word[:_BEGINNING] in _beginnings() else _BEGINNING - 1
    splits = [(word[:place], word[place:]) for place in range(1, last + 1)]
    out = {left + right[1:] for left, right in splits if right}
    out |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    out |= {left + letter + right[1:] for left, right in splits if right for letter in alphabet}
    out |= {left + letter + right for left, right in splits for letter in alphabet}
    return {variant for variant in out if len(variant) >= SHORTEST} - {word}


def _another_near(word: str, code: str, index: Index) -> bool:
    """Whether a name of another country is within two letters."""
    return any(
        distance_within(name, word, 2)
        for name, entry in index.phrases.items()
        if abs(len(name) - len(word)) <= 2
        and len(name) >= SHORTEST - 1
        and name[0] == word[0]
        and entry.kind != "town"
        and (entry.code or "")[:2] != code[:2]
    )


def distance_within(left: str, right: str, most: int) -> bool:
    """Whether the edit distance is at most `most`."""
    if abs(len(left) - len(right)) > most:
        return False
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
        if min(row) > most:
            return False
    return row[-1] <= most
