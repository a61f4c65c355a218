"""Marks of a mention: identifiers, handles and media, of which a row may bear several, and whether two rows share one.

An identifier is given to one person (a passport, a social security or a telephone number), a handle to one account. A
picture or video may show several persons; where it is named by its address or its digest, two lists can share it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.codes import number_distinct
from darkfigure.link.edits import within_edits

Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]

_NEAR = 2  # edits
_SHORTEST_NEAR = 6  # letters of the shorter of two marks that may be near each other
_SHORTEST = 4
_COMMON, _FEW = 0.02, 30  # a mark that more than this share of the marked rows bears, and so many, marks nobody
_LEAST_DIGITS = 3  # of an identifier; words such as "none" have fewer
_DIGEST = re.compile(r"[0-9a-f]{32,128}")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|www\.")
_TELEPHONE = re.compile(r"[\s+()./-]*(?:\d[\s+()./-]*){7,15}")
_OF_TELEPHONE = 9  # digits at its end that do not depend on where it is called from
# Letters of passport series that look alike in two alphabets, written in either.
_ALIKE = str.maketrans("авекмнорстух", "abekmhopctyx")


class Mark(IntEnum):
    """Levels of the marks of a pair."""

    MISSING = 0
    SAME = 1  # the two rows share one
    NEAR = 2  # they share none, but two are one or two edits apart
    OTHER = 3


class Marks(NamedTuple):
    """The marks of n mentions: mention i bears `value[start[i]:start[i + 1]]`, numbers of `texts`.

    `start`: int64 [n + 1]; `value`: int64; `texts`: the distinct marks, in order.
    """

    start: Ints
    value: Ints
    texts: tuple[str, ...]


NO_MARKS = Marks(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64), ())
"""The marks of mentions, however many, of which none bears any."""


def identifiers_of(mentions: pa.Table) -> Marks:
    """The identifiers of a `mention` table, in any digits, without spaces and punctuation."""
    return _marks(mentions["identifier"], identifier_key)


def handles_of(mentions: pa.Table) -> Marks:
    """The handles of a `mention` table, without the address before them."""
    return _marks(mentions["handle"], handle_key)


def media_of(mentions: pa.Table) -> Marks:
    """The media of a `mention` table. A plain file name is its own source's: other lists may call theirs the same."""
    if mentions["media"].null_count == mentions.num_rows:
        return _marks(mentions["media"], medium_key)
    written = [
        "; ".join(
            part if _is_everywhere(part) else f"{source}\n{part}" for part in map(str.strip, cell.split(";")) if part
        )
        if cell
        else None
        for source, cell in zip(mentions["source"].to_pylist(), mentions["media"].to_pylist(), strict=True)
    ]
    return _marks(pa.chunked_array([pa.array(written, pa.string())]), medium_key)


def identifier_key(text: str) -> str | None:
    """An identifier as it is compared; None for what is none: fewer than three digits, or one digit over and over.

    Example:
        >>> identifier_key("АВ № 123-456"), identifier_key("нет"), identifier_key("000000")
        ('ab123456', None, None)
    """
    folded = unicodedata.normalize("NFKC", text.replace("№", "")).casefold()
    key = "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in folded if letter.isalnum()
    ).translate(_ALIKE)
    digits = [letter for letter in key if letter.isdecimal()]
    return key if len(key) >= _SHORTEST and len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1 else None


def handle_key(text: str) -> str | None:
    """A handle as it is compared; None for fewer than four letters. Of a telephone number its last nine digits.

    Example:
        >>> handle_key("@Abu_Muslim7"), handle_key("https://t.me/abu_muslim7/"), handle_key("-")
        ('abu_muslim7', 'abu_muslim7', None)
        >>> handle_key("8 (701) 123-45-67"), handle_key("+7 701 1234567")
        ('011234567', '011234567')
    """
    if _TELEPHONE.fullmatch(text):
        return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdecimal())[-_OF_TELEPHONE:]
    key = unicodedata.normalize("NFKC", text).casefold().strip().rstrip("/").rsplit("/", 1)[-1].lstrip("@")
    return key if len(key) >= _SHORTEST else None


def medium_key(text: str) -> str | None:
    """A picture or video as it is compared: its digest, or its address without what may differ for one file.

    Example:
        >>> medium_key("https://www.example.org/p/17.jpg#top") == medium_key("http://example.org/p/17.jpg")
        True
    """
    folded = text.strip()
    if not _ADDRESS.match(folded.casefold()):
        return folded.casefold() or None
    host, _, rest = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", folded).partition("/")
    return f"{host.casefold().removeprefix('www.')}/{rest.partition('#')[0].rstrip('/')}"


def compare_marks(marks: Marks, left: Ints, right: Ints, *, near: bool) -> Levels:
    """The levels of the pairs (left[i], right[i]), of `Mark`, int8 [pairs]: of all marks of both, the best.

    Args:
        marks: the marks.
        left: one mention of each pair.
        right: the other.
        near: whether marks that are near each other count as such.
    """
    level = np.full(len(left), Mark.MISSING, dtype=np.int8)
    if not len(marks.value):
        return level
    held = np.diff(marks.start)
    both = np.flatnonzero((held[left] > 0) & (held[right] > 0))
    if not len(both):
        return level
    one, other = left[both], right[both]
    ways = held[one] * held[other]
    pair = np.repeat(np.arange(len(both)), ways)
    way = np.arange(len(pair)) - np.repeat(np.cumsum(ways) - ways, ways)
    a = marks.value[marks.start[one[pair]] + way // held[other[pair]]]
    b = marks.value[marks.start[other[pair]] + way % held[other[pair]]]
    found = np.where(a == b, Mark.SAME, Mark.OTHER)
    if near:
        found[(found == Mark.OTHER) & _near(marks.texts, a, b)] = Mark.NEAR
    best = np.full(len(both), Mark.OTHER, dtype=np.int8)
    np.minimum.at(best, pair, found.astype(np.int8))
    level[both] = best
    return level


def _near(texts: tuple[str, ...], a: Ints, b: Ints) -> npt.NDArray[np.bool_]:
    """Whether the marks of each pair are a few edits apart; each two of them are looked at once."""
    code, back = number_distinct(np.minimum(a, b) * len(texts) + np.maximum(a, b))
    first, second = np.divmod(code, len(texts))
    size = np.array([len(text) for text in texts])
    long = np.minimum(size[first], size[second]) >= _SHORTEST_NEAR
    found: npt.NDArray[np.bool_] = (long & within_edits(texts, first, second, most=_NEAR))[back]
    return found


def _marks(column: pa.ChunkedArray, key: Callable[[str], str | None]) -> Marks:
    """The marks of a column of cells, several separated by `;`; what too many rows bear is left out."""
    coded = column.combine_chunks().dictionary_encode()
    cells = [
        {mark for part in cell.split(";") if (mark := key(part)) is not None} for cell in coded.dictionary.to_pylist()
    ]
    rows = coded.indices.cast(pa.int64()).fill_null(len(cells)).to_numpy(zero_copy_only=False)
    bearers: Counter[str] = Counter()
    for cell, times in zip(cells, np.bincount(rows, minlength=len(cells)).tolist(), strict=False):
        bearers.update(dict.fromkeys(cell, times))
    most = max(_FEW, _COMMON * int((rows < len(cells)).sum()))
    texts = tuple(sorted(mark for mark, times in bearers.items() if times <= most))
    number = {mark: i for i, mark in enumerate(texts)}
    values = [
        np.array(sorted(number[mark] for mark in cell if mark in number), dtype=np.int64) for cell in (*cells, set())
    ]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(np.array([len(value) for value in values], dtype=np.int64)[rows], out=start[1:])
    filled = np.flatnonzero(np.diff(start))
    return Marks(start, np.concatenate([np.empty(0, np.int64), *(values[row] for row in rows[filled])]), texts)


def _is_everywhere(part: str) -> bool:
    """Whether a medium is named so that every list would name it alike: by an address or a digest."""
    return bool(_ADDRESS.match(part.casefold()) or _DIGEST.fullmatch(part.casefold()))
