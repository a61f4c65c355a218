"""Which standard column a header means, in ten languages."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from darkfigure.records import WRITTEN

# Parts of a name that stand in columns of their own, in natural order.
NAME_PARTS = ("given_name", "father_name", "grandfather_name", "family_name")
# What a header may mean when the columns beside it, or its cells, decide.
UNDECIDED = ("name_or_given", "name_or_family", "kunya_or_family")

_LETTERS = str.maketrans({"ى": "ي", "ی": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ı": "i"})


def header_key(header: str) -> str:
    """A header with everything removed that people write differently: case, diacritics, punctuation, spaces.

    Example:
        >>> header_key(" Ф.И.О. ") == header_key("фио"), header_key("Doğum Tarihi"), header_key("الإسم") == "الاسم"
        (True, 'dogumtarihi', True)
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    text = unicodedata.normalize("NFD", text).translate(_LETTERS)
    # modifier letters are the apostrophes of Uzbek and the filler of Arabic
    key = "".join(char for char in text if char.isalnum() and unicodedata.category(char) != "Lm")
    return key or header.strip(" \t:._")


def recognise(header: str) -> str | None:
    """The standard column, part of a name or undecided meaning of a header; None if its words are unknown.

    A remark in brackets is left aside where the whole is unknown; of a header in two languages both must agree.

    Example:
        >>> recognise("Дата рождения (дд.мм.гггг)"), recognise("Имя / Name"), recognise("height")
        ('birth_date', 'name_or_given', None)
    """
    meanings = header_meanings()
    whole = meanings.get(header_key(header))
    if whole is not None:
        return whole
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", header)
    if bare != header and (meaning := meanings.get(header_key(bare))):
        return meaning
    parts = [part for part in re.split(r"[/|\n\r]", bare) if part.strip()]
    found = {meanings.get(header_key(part)) for part in parts}
    if found == {"name", "name_or_given"}:
        return "name"
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


@cache
def header_meanings() -> dict[str, str]:
    """Header key to meaning, from `headers.toml` and the standard names themselves."""
    lists: dict[str, list[str]] = tomllib.loads(
        files("darkfigure.collect").joinpath("headers.toml").read_text(encoding="utf-8")
    )
    meanings = {header_key(word): meaning for meaning, words in lists.items() for word in words}
    standard = {header_key(name): name for name in (*WRITTEN, *NAME_PARTS) if name != "name"}
    return meanings | standard
