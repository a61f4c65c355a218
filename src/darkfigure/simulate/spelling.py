"""One name, written by one kind of writer: the join of orthographies, sounds and customs."""

import re

from darkfigure.simulate.arabic import vary_spelling, write_arabic
from darkfigure.simulate.kinship import Name
from darkfigure.simulate.sounds import (
    fold_ascii,
    read_sound,
    write_from_arabic,
    write_georgian,
    write_latin,
    write_passport,
    write_russian,
    write_scholarly,
)

LATIN_SYSTEMS = ("en", "fr", "de", "tr", "passport", "scholarly", "from_arabic", "ascii")
_LATIN_CULTURES = {"uz", "tm", "az", "tr", "mag", "fr", "de"}
_WESTERN = {"mag", "fr", "de"}


class Speller:
    """Writes names and remembers what it wrote: a world has few names and many rows.

    Systems: `native`, `russian`, `arabic`, `georgian` and those of `LATIN_SYSTEMS`; flavours 0, 1, 2 are habits of the
    writer.
    """

    def __init__(self) -> None:
        self._written: dict[tuple[Name, str, int], str] = {}

    def write(self, name: Name, *, system: str, flavour: int) -> str:
        """The name as written, with capitals."""
        key = (name, system, flavour)
        found = self._written.get(key)
        if found is None:
            found = self._written[key] = _write(name, system, flavour)
        return found


def _sound(name: Name) -> str:
    """The sounds; names with Arabic papers are heard as their first romanisation, their script hides the vowels."""
    return read_sound(name.latin[0] if name.culture == "arab" else name.native, culture=name.culture)


def _write(name: Name, system: str, flavour: int) -> str:
    if system == "native":
        return capitals(name.native, turkic=name.culture in {"tr", "az"})
    if system == "arabic":
        if name.arabic is not None:
            return vary_spelling(name.arabic, flavour=flavour)
        return write_arabic(_sound(name), flavour=flavour)
    if system == "georgian":
        return write_georgian(_sound(name), flavour=flavour)
    if system == "russian":
        return capitals(_russian(name, flavour))
    return capitals(_latin(name, system, flavour), turkic=system == "tr")


def _russian(name: Name, flavour: int) -> str:
    heard = name.latin[0] if name.culture == "arab" else name.native
    return (name.russian or write_russian(heard, culture=name.culture, flavour=flavour)).lower()


def _latin(name: Name, system: str, flavour: int) -> str:
    if system == "from_arabic" and name.russian is None:
        return _from_arabic(name, flavour)
    if name.culture in _WESTERN and system != "tr":
        # people with Latin papers: copied, with or without the marks
        return name.native.lower() if flavour == 0 else fold_ascii(name.native)
    if system == "ascii" and name.culture in _LATIN_CULTURES:
        return fold_ascii(name.native)
    if system in {"passport", "scholarly"}:
        write = write_passport if system == "passport" else write_scholarly
        return write(_russian(name, flavour))
    language = system if system in {"fr", "de", "tr"} else "en"
    return write_latin(_sound(name), language=language, flavour=flavour)


def _from_arabic(name: Name, flavour: int) -> str:
    if name.latin:
        return name.latin[flavour % len(name.latin)].lower()
    return write_from_arabic(_sound(name), flavour=flavour)


def capitals(text: str, *, turkic: bool = False) -> str:
    """A capital at the start of every word and after a hyphen; the article in al-Rahman stays small."""

    def raised(match: re.Match[str]) -> str:
        return "İ" if turkic and match[0] == "i" else match[0].upper()

    return re.sub(r"(?:^|(?<=[ \-]))(?!al-)[^\W\d_]", raised, text)
