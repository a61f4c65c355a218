"""How an invented name is written in Arabic script, by ear where the language has no spelling of its own for it."""

import re

_CONSONANTS = {
    "b": "ب", "p": "ب", "t": "ت", "d": "د", "k": "ك", "q": "ق", "ğ": "غ", "x": "خ", "h": "ه", "z": "ز", "s": "س",
    "š": "ش", "ž": "ج", "ǰ": "ج", "č": "تش", "l": "ل", "m": "م", "n": "ن", "ŋ": "نغ", "r": "ر", "f": "ف", "v": "ف",
    "w": "و", "y": "ي", "c": "تس", "ʼ": "", "g": "غ",
}  # fmt: skip
_HABITS: tuple[dict[str, str], ...] = (
    {},
    {"g": "ج", "č": "ش", "h": "ح"},
    {"g": "ك", "v": "و", "p": "پ", "ž": "ز"},
)
_LONG = {"a": "ا", "å": "ا", "ä": "ا", "o": "و", "ö": "و", "ō": "و", "u": "و", "ü": "و", "i": "ي", "ï": "ي", "e": "ي"}
_FIRST = {"a": "أ", "å": "ا", "ä": "أ", "o": "أو", "ö": "أو", "ō": "أو", "u": "أو", "ü": "أو", "i": "إي", "ï": "إي"}
_FIRST["e"] = "إي"


def write_arabic(sound: str, *, flavour: int) -> str:
    """The sounds in Arabic letters. Flavour 0 writes every vowel; 1 and 2 leave short ones out, as vowels often are."""
    return " ".join(_word(word, flavour) for word in sound.replace("-", " ").split())


def _word(sound: str, flavour: int) -> str:
    sound = re.sub(r"([^aäåeiïoöōuü])\1", r"\1", sound)  # a doubled consonant is written once
    sound = re.sub(r"iy(?=[aäåeou])", "y", sound)
    table = _CONSONANTS | _HABITS[flavour]
    out: list[str] = []
    for place, letter in enumerate(sound):
        if letter == "v" and place + 1 == len(sound):
            out.append("ف")  # -ov is always written with fa
        elif letter in table:
            out.append(table[letter])
        elif letter in _LONG:
            out.append(_vowel(sound, place, flavour))
        else:
            out.append(letter)
    return "".join(out)


def _vowel(sound: str, place: int, flavour: int) -> str:
    letter = sound[place]
    last = place == len(sound) - 1
    if place == 0:
        return _FIRST[letter] if flavour != 2 else _FIRST[letter].replace("أ", "ا").replace("إ", "ا")
    if last:
        return "ا" if letter in "aåä" else _LONG[letter]
    if sound[place - 1] in _LONG and letter in "aåä":
        return "ا"
    # "e" and "a" before two consonants are the vowels writers leave out
    closed = place + 2 < len(sound) and sound[place + 2] not in _LONG
    if flavour >= 1 and letter in "aäeï" and (closed or flavour == 2):
        return ""
    return _LONG[letter]


def vary_spelling(written: str, *, flavour: int) -> str:
    """How hasty hands write a word that has a standard spelling: hamza dropped, ta marbuta as ha, words joined."""
    if flavour == 1:
        return written.replace("أ", "ا").replace("إ", "ا").replace("عبد ال", "عبدال")
    if flavour == 2:
        return re.sub(r"ة(?= |$)", "ه", written).replace("عبد ال", "عبدال").replace("ى", "ي")
    return written
