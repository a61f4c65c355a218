"""ISO codes, flags and abbreviations of countries: what depends on capital letters."""

import re

from darkfigure.places.index import Index

_CODE = re.compile(r"[A-Za-z]{2,3}")
_REGION_CODE = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_STOPS = re.compile(r"(?<=\w)[.\s]+(?=\w\b)|\.$")
_STOPPED = re.compile(r"(?<!\w)(?:[A-ZА-ЯҚӘІ]\.\s?){2,5}")
_CAPITALS = re.compile(r"(?<![\w'’‘ʻʼ`-])[A-ZА-ЯЁҚҒӘІҢҮҰӨҲЎ]{2,5}(?![\w-])")
# Lower-case words of two and three letters that are read as a word, a name or nothing before they are read as a code.
_NO_CODE = frozenset(
    (
        *("ad", "ag", "al", "am", "an", "ar", "as", "at", "ba", "be", "bi", "by", "de", "do", "dm", "er", "es", "et"),
        *("hm", "hu", "id", "ie", "il", "im", "in", "io", "is", "it", "je", "la", "li", "ma", "md", "me", "mo", "mr"),
        *("ms", "my", "na", "ne", "ni", "no", "om", "pa", "pm", "re", "sa", "se", "si", "so", "st", "to", "us", "va"),
        *("vi", "ye", "and", "are", "arm", "aus", "ben", "can", "cod", "cog", "cub", "dom", "est", "fin", "fra", "gab"),
        *("gin", "gum", "hun", "isl", "lie", "mac", "mar", "mus", "nam", "nor", "pan", "per", "pol", "pry", "sen"),
        *("sur", "tha", "ton", "tun", "zar", "bel", "ita", "nic", "ncl", "nic", "som", "jam"),
    )
)
_LOWER_ABBREVIATIONS = frozenset(
    ("usa", "uk", "uae", "ksa", "drc", "prc", "dprk", "рф", "рк", "сша", "оаэ", "кнр", "кндр", "юар", "фрг", "кса")
)


def read_code(text: str, index: Index) -> tuple[bool, str | None]:
    """Whether the whole text is a code, flag or abbreviation, and the code it stands for (None: not certain)."""
    if flag := _FLAG.fullmatch(text):
        country = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag[0])
        return True, country if country in index.codes else None
    if _REGION_CODE.fullmatch(text) and text.upper() in index.regions:
        return True, text.upper()
    bare = _STOPS.sub("", text) if len(text) <= 12 else text
    upper = bare.upper()
    if upper in index.abbreviations and _as_abbreviation(bare):
        return True, index.abbreviations[upper]
    if _CODE.fullmatch(text) and (text == text.upper() or (text == text.lower() and text not in _NO_CODE)):
        code = _iso(text.upper(), index)
        return code is not None, code
    return False, None


def take_capitals(text: str, index: Index) -> tuple[str, list[str | None]]:
    """The text without the abbreviations and codes in capital letters in it, and what those stand for.

    From a text without small letters, where any short word could be meant, only a few abbreviations are taken.
    """
    found: list[str | None] = []
    capitals_only = text == text.upper()

    text = _STOPPED.sub(lambda match: _joined(match[0], index), text)

    def take(match: re.Match[str]) -> str:
        word = match[0]
        if word in index.abbreviations and not (capitals_only and word.lower() not in _LOWER_ABBREVIATIONS):
            found.append(index.abbreviations[word])
            return " "
        if not capitals_only and (code := _iso(word, index)):
            found.append(code)
            return " "
        return word

    return _CAPITALS.sub(take, text), found


def _joined(written: str, index: Index) -> str:
    """U.S. in one word, if it is an abbreviation of one country."""
    joined = re.sub(r"[.\s]", "", written)
    return f"{joined} " if index.abbreviations.get(joined) else written


def _as_abbreviation(text: str) -> bool:
    return text.isupper() or text in _LOWER_ABBREVIATIONS


def _iso(upper: str, index: Index) -> str | None:
    if len(upper) == 2:
        return upper if upper in index.codes else None
    code = index.alpha3.get(upper)
    return code if code in index.codes else None
