"""One wrong letter, forgiven only where no second country is near."""

from functools import lru_cache

from darkfigure.places.index import Index, find_stem, origins

SHORTEST = 6
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщыэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
)


def nearest(word: str, index: Index) -> str | None:
    """The code of the only country or region whose name is one letter from the folded `word`, or None.

    One letter is one inserted, left out, replaced, or two neighbours swapped. Another country within two letters
    forbids it, so that Slovania is neither Slovenia nor Slovakia.
    """
    if len(word) < SHORTEST or word.isdigit() or index is not origins():
        return None
    return _nearest(word)


@lru_cache(maxsize=1 << 14)
def _nearest(word: str) -> str | None:
    index = origins()
    codes: set[str] = set()
    for variant in _variants(word):
        if variant in index.phrases:
            codes.add(index.phrases[variant] or "")
        else:
            codes |= find_stem(index, variant)
        if len(codes) > 1:
            return None
    if len(codes) != 1:
        return None
    code = codes.pop()
    return code if code and not _another_near(word, code, index) else None


def _variants(word: str) -> set[str]:
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    if not alphabet:
        return set()
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    out = {left + right[1:] for left, right in splits if right}
    out |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    out |= {left + letter + right[1:] for left, right in splits if right for letter in alphabet}
    out |= {left + letter + right for left, right in splits for letter in alphabet}
    return {variant for variant in out if len(variant) >= SHORTEST - 1} - {word}


def _another_near(word: str, code: str, index: Index) -> bool:
    """Whether a name of another country is within two letters."""
    for name, other in index.phrases.items():
        if other is None or other[:2] == code[:2] or abs(len(name) - len(word)) > 2 or len(name) < SHORTEST - 1:
            continue
        if name[0] in {word[0], word[1]} and distance_within(name, word, 2):
            return True
    return False


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
