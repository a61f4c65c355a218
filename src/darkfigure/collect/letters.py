"""Whether bytes read as a language in a one-byte encoding: judged by which letters follow which, over the whole file.

One pass counts the pairs of neighbouring bytes; every rule is a sum over that table. The rules are about writing, not
about particular words: letters of two scripts do not meet within a word, a small letter is not followed by a capital,
accented letters are few and of one language, Arabic does without none of lam, mim, nun, ha, waw, ya.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

if TYPE_CHECKING:
    import numpy as np

_CHUNK = 1 << 20
_Fit = Literal["fits", "possible"]
_RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
# The letters of a file must all be of one of these: Russian with Ukrainian or Belarusian, Serbian, Macedonian.
# Kazakh in an encoding of its own shows as Macedonian letters among Russian ones, and is found out by that.
_SOUTH_SLAVIC = set("абвгдежзиклмнопрстуфхцчш")
_CYRILLIC = (
    _RUSSIAN | set("іїєґ"),
    _RUSSIAN | set("іў"),
    _SOUTH_SLAVIC | set("ђјљњћџ"),
    _SOUTH_SLAVIC | set("ѓќѕјљњџ"),
)
# From so many letters on, a text has its usual share of each kind of letter.
_ENOUGH = 20
_ENOUGH_KINDS = 6
# Letters beyond a to z, by language; the letters of a file must all be of one of them.
_LATIN = {
    "cp1252": (
        set("àâæçéèêëîïôœùûüÿ"),  # French
        set("äöüßé"),  # German
        set("áéíñóúü"),  # Spanish
        set("àáâãçéêíóôõúü"),  # Portuguese
        set("äåæøöé"),  # Scandinavian
    ),
    "cp1254": (set("çğıiöşüâîû"),),
}
_ARABIC_COMMON = set("لمنهوي")
_CYRILLIC_VOWELS = set("аеёиоуыэюяіїє")
_USUAL_SIGNS = "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026«»№°\u00a0،؛؟\u200c\u200d\u200e\u200f"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A one-byte encoding that fits; `certain` if there are letters enough to say so."""

    codec: str
    label: str
    certain: bool


def opened(source: Path | bytes) -> BinaryIO:
    """A file, or bytes that are already in memory, as a stream."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def judge_single_byte(path: Path | bytes) -> tuple[Choice, ...]:
    """The one-byte encodings in which the file reads as writing; more than one if they read differently."""
    import numpy as np

    pairs = np.zeros(1 << 16, dtype=np.int64)
    last = b" "
    with opened(path) as file:
        while chunk := file.read(_CHUNK):
            codes = np.frombuffer(last + chunk, dtype=np.uint8).astype(np.uint16)
            pairs += np.bincount((codes[:-1] << 8) | codes[1:], minlength=1 << 16)
            last = chunk[-1:]
    table = pairs.reshape(256, 256)
    used = {byte for byte in range(128, 256) if table[:, byte].any()}
    fitting: dict[str, Choice] = {}
    for codec, label, judge in (
        ("cp1251", "Windows-1251", _reads_as_cyrillic),
        ("cp1256", "Windows-1256", _reads_as_arabic),
        ("cp1254", "Windows-1254 (Turkish)", _reads_as_latin),
        ("cp1252", "Windows-1252", _reads_as_latin),
    ):
        letters = _decode_table(codec)
        if any(letters[byte] is None for byte in used):
            continue
        counts = _Counts(codec=codec, chars=[char or "\ufffd" for char in letters], table=table)
        fit = judge(counts)
        if fit is not None:
            reading = "".join(counts.chars[byte] for byte in sorted(used))
            choice = Choice(codec=codec, label=label, certain=fit == "fits")
            fitting.setdefault(reading, choice)  # the same text twice is one choice
    return tuple(fitting.values())


@dataclass(frozen=True, kw_only=True)
class _Counts:
    """How often each byte follows each, with what the bytes mean in one encoding."""

    codec: str
    chars: list[str]
    table: "np.ndarray[tuple[int, int], np.dtype[np.int64]]"

    def letters(self, script: str) -> list[int]:
        """Bytes that are letters of a script."""
        return [byte for byte, char in enumerate(self.chars) if _script(char) == script]

    def count(self, byte: int) -> int:
        """How often a byte occurs."""
        return int(self.table[:, byte].sum())

    def total(self, bytes_: list[int]) -> int:
        """How often any of the bytes occurs."""
        return int(self.table[:, bytes_].sum()) if bytes_ else 0

    def meetings(self, first: list[int], second: list[int]) -> int:
        """How often one of `first` is followed by one of `second`."""
        return int(self.table[first][:, second].sum()) if first and second else 0


def _reads_as_cyrillic(counts: _Counts) -> _Fit | None:
    cyrillic, latin = counts.letters("cyrillic"), counts.letters("latin")
    total = counts.total(cyrillic)
    if total == 0:
        return None
    small = [byte for byte in cyrillic if counts.chars[byte].islower()]
    capital = [byte for byte in cyrillic if byte not in small]
    mixed = counts.meetings(cyrillic, latin) + counts.meetings(latin, cyrillic)
    rising = counts.meetings(small, capital)
    vowels = counts.total([byte for byte in cyrillic if counts.chars[byte].lower() in _CYRILLIC_VOWELS])
    used = {counts.chars[byte].lower() for byte in cyrillic if counts.count(byte)}
    possible = (
        mixed <= 0.02 * total
        and rising <= 0.03 * total
        and any(used <= alphabet for alphabet in _CYRILLIC)
        and _signs_are_few(counts, total)
    )
    return _fit(possible=possible, usual=0.3 * total <= vowels <= 0.65 * total, letters=total, kinds=len(used))


def _reads_as_arabic(counts: _Counts) -> _Fit | None:
    arabic, latin = counts.letters("arabic"), counts.letters("latin")
    total = counts.total(arabic)
    if total == 0:
        return None
    mixed = counts.meetings(arabic, latin) + counts.meetings(latin, arabic)
    common = counts.total([byte for byte in arabic if counts.chars[byte] in _ARABIC_COMMON])
    kinds = sum(1 for byte in arabic if counts.count(byte))
    possible = mixed <= 0.02 * total and _signs_are_few(counts, total)
    return _fit(possible=possible, usual=common >= 0.12 * total, letters=total, kinds=kinds)


def _reads_as_latin(counts: _Counts) -> _Fit | None:
    accented = [byte for byte in counts.letters("latin") if byte >= 128]
    plain = [byte for byte in counts.letters("latin") if byte < 128]
    total = counts.total(accented)
    if total == 0:
        return None
    # the capital dotted I has no small form of one letter
    used = {counts.chars[byte].replace("İ", "i").lower() for byte in accented if counts.count(byte)}
    possible = (
        total <= 0.3 * (counts.total(plain) + total)
        and any(used <= alphabet for alphabet in _LATIN[counts.codec])
        and _signs_are_few(counts, total)
    )
    return "fits" if possible else None


def _fit(*, possible: bool, usual: bool, letters: int, kinds: int) -> _Fit | None:
    """A text that has all but the usual shares of letters is possible as long as it is short or has few kinds of them.

    A column of one letter for the sex is no text: it says nothing about its encoding, however long.
    """
    if possible and usual and kinds >= _ENOUGH_KINDS:
        return "fits"
    return "possible" if possible and (letters < _ENOUGH or kinds < _ENOUGH_KINDS) else None


def _signs_are_few(counts: _Counts, letters: int) -> bool:
    """Signs such as the pound or the section mark are rarer than letters, but for quotes, dashes and spaces."""
    usual = {*_USUAL_SIGNS, *map(chr, range(0x64B, 0x653))}  # and the vowel signs of Arabic
    signs = [
        byte for byte, char in enumerate(counts.chars) if byte >= 128 and _script(char) is None and char not in usual
    ]
    return counts.total(signs) <= 0.02 * letters


def _decode_table(codec: str) -> list[str | None]:
    """What each byte means; None where the encoding leaves it undefined."""
    return [bytes([byte]).decode(codec, "ignore") or None for byte in range(256)]


def _script(char: str) -> str | None:
    if not char.isalpha():
        return None
    code = ord(char)
    if code < 0x250:
        return "latin"
    if 0x400 <= code < 0x530:
        return "cyrillic"
    return "arabic" if 0x600 <= code < 0x700 else "other"
