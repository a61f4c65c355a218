"""Letters: which script, and one spelling for what is one letter.

A token is lower-case, in its own script (Georgian in Latin letters), without marks that writers leave out at will
(Arabic vowel signs, tatweel, apostrophes, zero-width and direction characters). Letters that differ by keyboard alone
(Persian, Arabic kaf) are one.
"""

import re
import unicodedata
from functools import lru_cache

LATIN, CYRILLIC, ARABIC, OTHER = "Latin", "Cyrillic", "Arabic", "Other"

_APOSTROPHES = "'`´ʻʼʽʾʿˈʹ′‘’‚‛＇ʺ\u02bb\u02bc\u055a\uff07\ua78b\ua78c"

# Arabic-script letters as the writers of Arabic, Persian, Urdu, Kurdish and Uyghur type them.
_ARABIC = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېێۍےۓئ", "ي"),
    **dict.fromkeys("ؤۇۆۈۋۊۉۅ", "و"),
    **dict.fromkeys("ةہھەۀۂۃۿ", "ه"),
    **dict.fromkeys("کڪګ", "ك"),
    **dict.fromkeys("گڬ", "گ"),
    "ڕ": "ر",
    "ړ": "ر",
    "ڑ": "ر",
    "ڵ": "ل",
    "ټ": "ت",
    "ٹ": "ت",
    "ڈ": "د",
    "ډ": "د",
    "څ": "چ",
    "ږ": "ژ",
    "ښ": "ش",
    "ں": "ن",
    "ڼ": "ن",
    "ڭ": "ن",
    "ڨ": "گ",
    "ء": "",
    "ـ": "",
}
_ARABIC_TABLE = str.maketrans(_ARABIC)
# Kurdish and Uyghur write all vowels, and a seat before one that opens a word; Arabic writers would leave them out.
_HAS_ARABIC = re.compile("[\u0600-\u077f]")
_KURDISH_START = re.compile("^ئ[اە]?")
_KURDISH_VOWEL = re.compile("ە(?!$)")
_DROPPED = str.maketrans(dict.fromkeys(_APOSTROPHES, ""))

# Look-alikes, for a token typed on two keyboards ("Aлиев" with a Latin A).
_TO_CYRILLIC = str.maketrans("aceopxykhmtbisj", "асеорхукнмтвіѕј")
_TO_LATIN = str.maketrans("асеорхукнмтвіѕј", "aceopxykhmtbisj")

# Georgian is read as Latin letters from the start: it has no capitals, and one letter a sound. Its pairs of stops that
# other scripts do not tell apart become one.
_GEORGIAN = {
    **dict(zip("აბგდევზთიკლმნოპრსტუფქჰ", "abgdevztiklmnoprstupkh", strict=True)),
    "ჟ": "zh",
    "ღ": "gh",
    "ყ": "q",
    "შ": "sh",
    "ჩ": "ch",
    "ც": "ts",
    "ძ": "dz",
    "წ": "ts",
    "ჭ": "ch",
    "ხ": "kh",
    "ჯ": "j",
    "ჱ": "e",
    "ჲ": "y",
    "ჳ": "vi",
    "ჴ": "q",
    "ჵ": "o",
    "ჶ": "f",
}
_GEORGIAN_TABLE = str.maketrans(_GEORGIAN)
_HAS_GEORGIAN = re.compile("[\u10d0-\u10ff]")
_NOMINATIVE = re.compile("(?<=[ოე]ვ)ი$")  # which Georgian adds to a foreign family name: Yusupovi
_SPLIT = re.compile(r"[^\w\s,،;-]|_")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−־", "-"))
# Letters that need no cleaning: most names hold no others.
_CLEAN = re.compile("[A-Za-z А-яЁёҒғҚқҢңӨөҮүҰұҺһӘәІіӢӣҲҳҶҷӮӯЎў,\u0621-\u063a\u0641-\u064a-]*")
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def letter_script(letter: str) -> str:
    """Script of one letter; `Other` where it is none of ours."""
    code = ord(letter)
    if code < 0x250 or 0x1E00 <= code < 0x1F00 or 0x2C60 <= code < 0x2C80 or 0xA720 <= code < 0xA800:
        return LATIN if letter.isalpha() else OTHER
    if 0x400 <= code < 0x530 or 0x1C80 <= code < 0x1C90 or 0x2DE0 <= code < 0x2E00 or 0xA640 <= code < 0xA6A0:
        return CYRILLIC
    if 0x600 <= code < 0x780 or 0x8A0 <= code < 0x900 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
        return ARABIC
    if 0x250 <= code < 0x2B0:
        return LATIN
    return OTHER


@lru_cache(maxsize=1 << 18)
def token_script(token: str) -> str:
    """Script of most letters of a token.

    >>> token_script("юсупов")
    'Cyrillic'
    """
    if token.isascii():
        return LATIN if token.upper() != token.lower() else OTHER
    votes: dict[str, int] = {}
    for letter in token:
        script = letter_script(letter)
        votes[script] = votes.get(script, 0) + (script != OTHER)
    return max(votes, key=lambda script: votes[script])


def clean_text(text: str) -> str:
    """A name as written, with invisible characters, vowel signs, digits and stray punctuation out of the way.

    Case is kept (it tells family names); commas and hyphens too.
    """
    if _CLEAN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    if not text.isascii():
        text = text.translate(_DROPPED)
        # U+200C parts a Persian word without ending it, so it goes; Mn are marks that do not compose with a letter.
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Mn", "Me", "Cc"} or c in "\t\n\r")
    else:
        text = text.translate(_DROPPED)
        text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text)
    text = _DIGITS.sub(" ", text)
    return _SPLIT.sub(" ", text)


def fold_token(token: str) -> str:
    """One word in its normal form: lower case, one letter for one letter, one script. Georgian becomes Latin.

    >>> fold_token("İSMAİL"), fold_token("أحمد"), fold_token("Aлиев"), fold_token("იუსუპოვი")
    ('ismail', 'احمد', 'алиев', 'iusupov')
    """
    token = token.replace("İ", "i").lower()
    if token.isascii():
        return token
    if _HAS_GEORGIAN.search(token):
        token = _NOMINATIVE.sub("", token).translate(_GEORGIAN_TABLE)
    if _HAS_ARABIC.search(token):
        token = _KURDISH_VOWEL.sub("", _KURDISH_START.sub("ا", token)).translate(_ARABIC_TABLE)
    scripts = {letter_script(letter) for letter in token}
    if {LATIN, CYRILLIC} <= scripts:
        table = _TO_CYRILLIC if token_script(token) == CYRILLIC else _TO_LATIN
        token = token.translate(table)
    return token.replace("ё", "е")


def unmarked(token: str) -> str:
    """A token without the marks on its letters.

    >>> unmarked("abū")
    'abu'
    """
    return "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c))
