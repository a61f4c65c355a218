"""What is left of a town's name in every script: its consonants, by how they sound, coarsely."""

import re

from darkfigure.places.fold import fold

# Sounds that the spellings of one name mix: sh, ch, zh, j; k, q, g, gh; b, p; s, z, ts; v, f. Vowels and y go.
_LETTERS = {
    "b": "bpбпبپ",
    "f": "fvwфвف",
    "d": "dtдтدتضط",
    "k": "kqgcкгقكغگ",
    "c": "jşчшщжشجچژ",
    "s": "szxсзцسصزظذث",
    "h": "hхحهخ",
    "m": "mмم",
    "n": "nнن",
    "l": "lлل",
    "r": "rрر",
}
_CLASS = {letter: name for name, letters in _LETTERS.items() for letter in letters}
_TURKISH = str.maketrans(
    {"ş": "sh", "Ş": "sh", "ç": "ch", "Ç": "ch", "č": "ch", "š": "sh", "ž": "zh", "ğ": "g", "Ğ": "g"}
)
_DIGRAPHS = {"kh": "х", "ph": "f", "th": "t", "ts": "s", "tz": "s", "тс": "s", "дз": "s"}
_DIGRAPH = re.compile("|".join(_DIGRAPHS))
_PALATAL = re.compile("sch|tch|dzh|tsh|sh|ch|zh|dj|дж|тш|тч|تش|دج")


def town_skeleton(text: str) -> str:
    """Consonant classes of a name in any script; a vowel is kept only in front, as `a`.

    Example:
        >>> {town_skeleton(name) for name in ("Шымкент", "Shymkent", "Chimkent", "شيمكنت", "Çimkent")}
        {'cmknd'}
    """
    folded = fold(text.translate(_TURKISH))
    words = [_word(word) for word in folded.split(" ")]
    return " ".join(word for word in words if word)


def _word(word: str) -> str:
    word = word.removeprefix("ال") if len(word) > 4 else word
    word = _DIGRAPH.sub(lambda match: _DIGRAPHS[match[0]], _PALATAL.sub("ş", word))
    word = word.replace("gh", "g")
    out = "" if word[:1] in _CLASS else "a"
    for letter in word:
        name = _CLASS.get(letter, "")
        if name and out[-1:] != name:
            out += name
    return out
