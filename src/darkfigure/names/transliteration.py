"""Letters of any supported script in lower-case Latin letters a-z."""

import re
import unicodedata
from functools import lru_cache

from darkfigure.names.letters import ARABIC, CYRILLIC, LATIN, fold_token, token_script

_CYRILLIC = {
    **dict(zip("абвгдзиклмнопрстуфхыэ", "abvgdziklmnoprstufhye", strict=True)),
    "е": "e",
    "ж": "zh",
    "й": "y",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "і": "i",
    "ї": "yi",
    "є": "ye",
    "ґ": "g",
    "ә": "a",
    "ғ": "gh",
    "қ": "q",
    "ң": "ng",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "һ": "h",
    "ҳ": "h",
    "ҷ": "j",
    "ӣ": "i",
    "ӯ": "u",
    "ў": "o",
    "ӑ": "a",
    "җ": "j",
    "ҥ": "ng",
    "ђ": "dj",
    "ј": "y",
    "љ": "l",
    "њ": "n",
    "ћ": "ch",
    "џ": "j",
    "ѓ": "g",
    "ќ": "k",
    "ѕ": "dz",
    "ѳ": "f",
    "ѣ": "e",
    "ӱ": "u",
    "ӧ": "o",
    "ӓ": "a",
    "ӊ": "n",
    "ӏ": "",
    "ҡ": "q",
    "ҫ": "s",
    "ҙ": "z",
}
_LATIN = {
    "ş": "sh",
    "š": "sh",
    "ș": "sh",
    "ś": "sh",
    "ç": "ch",
    "č": "ch",
    "ć": "ch",
    "ĉ": "ch",
    "ž": "zh",
    "ż": "zh",
    "ź": "zh",
    "ğ": "gh",
    "ǵ": "gh",
    "ģ": "g",
    "ġ": "gh",
    "ñ": "n",
    "ň": "ng",
    "ŋ": "ng",
    "ń": "n",
    "ə": "a",
    "ä": "a",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "œ": "o",
    "æ": "a",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ß": "ss",
    "ţ": "ts",
    "ț": "ts",
    "ý": "y",
    "ḥ": "h",
    "ḫ": "kh",
    "ẓ": "z",
    "ṣ": "s",
    "ṭ": "t",
    "ḍ": "d",
    "ḏ": "dh",
    "ṯ": "th",
}
_ARABIC = {
    **dict(zip("ابتجحدرزسصضطعفقكلمنه", "abtjhdrzssdt'fqklmnh", strict=True)),
    "ث": "th",
    "خ": "kh",
    "ذ": "dh",
    "ش": "sh",
    "ظ": "z",
    "غ": "gh",
    "پ": "p",
    "چ": "ch",
    "ژ": "zh",
    "گ": "g",
    "ڤ": "v",
    "ڥ": "v",
}
_CYRILLIC_TABLE = str.maketrans(_CYRILLIC)
_NOT_LETTER = re.compile(r"[^a-z ]")


def _latin(token: str) -> str:
    if not token.isascii():
        token = "".join(_LATIN.get(letter, letter) for letter in token)
        token = unicodedata.normalize("NFKD", token)
        token = _NOT_LETTER.sub("", token)
    return token


def _arabic(token: str) -> str:
    """Consonants as they are; waw and ya are consonants beside a vowel or at the start, else vowels."""
    out: list[str] = []
    last = len(token) - 1
    for place, letter in enumerate(token):
        following = token[place + 1] if place < last else ""
        if letter == "و":
            out.append("w" if place == 0 or following in {"ا", "ي"} else "u")
        elif letter == "ي":
            out.append("y" if place == 0 or following in {"ا", "و"} else "i")
        elif letter == "ه" and place == last and place > 2:
            out.append("a")
        else:
            out.append(_ARABIC.get(letter, ""))
    return "".join(out).replace("'", "")


@lru_cache(maxsize=1 << 18)
def transliterate(token: str) -> str:
    """A token in Latin letters, letter by letter, without looking names up. Vowels Arabic does not write stay out.

    >>> transliterate("нұрсұлтан"), transliterate("يوسف"), transliterate("Çavuşoğlu")
    ('nursultan', 'yusf', 'chavushoghlu')
    """
    token = fold_token(token)
    script = token_script(token)
    if script == CYRILLIC:
        token = _NOT_LETTER.sub("", token.replace("дж", "j").translate(_CYRILLIC_TABLE))
    elif script == ARABIC:
        token = " ".join(_arabic(part) for part in token.split(" "))
    elif script == LATIN:
        token = _latin(token)
    else:
        token = _NOT_LETTER.sub("", unicodedata.normalize("NFKD", token))
    return token
