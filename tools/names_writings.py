"""How Cyrillic names are written elsewhere, by rule: what the training data lack for the languages of Central Asia."""

import itertools
import re
import zlib
from collections.abc import Iterable

# Cyrillic to Latin: each row writes the letters that differ between systems; the rest is common to all.
_COMMON = dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufy", strict=True))
_ROWS = {
    # in the order ж й х ц ч ш щ ъ ь э ю я дж
    "english": "zh y kh ts ch sh shch - - e yu ya dzh",
    "passport": "zh i kh ts ch sh shch ie - e iu ia dzh",
    "french": "j i kh ts tch ch chtch - - e iou ia dj",
    "german": "sch j ch z tsch sch schtsch - - e ju ja dsch",
    "scholarly": "ž j ch c č š šč - - è ju ja dž",
    "uzbek": "j y x s ch sh sh - - e yu ya j",
    "turkish": "j y h ts ç ş ş - - e yu ya c",
    "kazakh": "j i h ts ç ş ş - - e iu ia j",
    "kyrgyz": "j y h ts ch sh sh - - e iu ia j",
    "polish": "ż j ch c cz sz szcz - - e ju ja dż",
}
_EXTRA = {
    "french": {"у": "ou", "г": "gu", "ы": "y"},
    "german": {"в": "w", "з": "s"},
    "scholarly": {},
    "turkish": {"ы": "ı"},
    "kazakh": {"ы": "y", "к": "q"},
    "uzbek": {"ы": "i", "а": "o"},
    "polish": {"в": "w"},
}
_ARABIC = (
    dict(
        zip(
            "абвгджзиклмнопрстуфхцчшщыэюяй",
            "ا ب ف غ د ج ز ي ك ل م ن و ب ر س ت و ف خ تس تش ش ش ي ا يو يا ي".split(),
            strict=True,
        )
    )
    | {"е": "ي", "ъ": "", "ь": ""},
    dict(
        zip(
            "абвгджзиклмнопрстуфхцчшщыэюяй",
            "ا ب ف ج د ج ز ي ق ل م ن - ب ر س ط و ف ح س ج ش ش ي - و ا ي".split(),
            strict=True,
        )
    )
    | {"е": "", "ъ": "", "ь": ""},
)
# Cyrillic of other languages, as the model folds it.
_CYRILLIC = (
    (("и", "і"), ("ы", "и"), ("э", "е"), ("ё", "йо")),  # Ukrainian
    (("а(?!$)", "о"), ("дж", "ж"), ("ы", "и")),  # Uzbek, Tajik
    (("дж", "ж"), ("и", "ы"), ("ю", "у")),  # Kazakh, Kyrgyz
)


def _latin(token: str, system: str) -> str:
    letters = dict(zip("жйхцчшщъьэюя", _ROWS[system].replace("-", "").split(" "), strict=False))
    table = _COMMON | letters | _EXTRA.get(system, {})
    token = token.replace("дж", "\0")
    return "".join(_ROWS[system].split()[-1] if letter == "\0" else table.get(letter, "") for letter in token)


def _arabic(token: str, table: dict[str, str]) -> str:
    token = token.replace("дж", "ж")
    start = "ا" if token[0] in "оуиюыэе" and table["е"] == "ي" else ""
    return start + "".join(table.get(letter, "") for letter in token).replace("-", "")


def _cyrillic(token: str) -> list[str]:
    out = [token]
    for rules in _CYRILLIC:
        changed = token
        for pattern, written in rules:
            changed = re.sub(pattern, written, changed)
        out.append(changed)
    return out


def writings(tokens: Iterable[str], one: int, two: int) -> dict[tuple[str, str], float]:
    """Pairs of writings of the same token in scripts `one` and `two` (0 Latin, 1 Cyrillic, 2 Arabic)."""
    pairs: dict[tuple[str, str], float] = {}
    for token in sorted(set(tokens)):
        if not token or not re.fullmatch("[а-я]+", token):
            continue
        family = re.search("(ов|ев|ова|ева|бек|хан|жан|улла|дин)$", token)
        if zlib.crc32(token.encode()) % (3 if family else 30):
            continue
        written = (
            [_latin(token, system) for system in _ROWS],
            _cyrillic(token),
            [_arabic(token, table) for table in _ARABIC],
        )
        for pair in itertools.product(dict.fromkeys(written[one]), dict.fromkeys(written[two])):
            if all(pair) and not (one == two and pair[0] == pair[1]):
                pairs[pair] = 1.0
    return pairs
