"""The date a statement holds for, where its own words name one."""

import re

from darkfigure.dates import read_date
from darkfigure.extract.claim import AsOf
from darkfigure.extract.frames import Frame
from darkfigure.extract.sentence import Sentence

_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 25
_PRECISE = ("day", "month", "year")


def own_date(frame: Frame) -> tuple[AsOf, tuple[int, int]] | None:
    """The date nearest to a statement within its sentence, and the tokens that name it."""
    sentence = frame.sentence
    found = []
    for at in range(max(sentence.first, frame.first - _REACH), min(sentence.last, frame.last + _REACH)):
        token = sentence.tokens[at]
        inside = frame.first <= at < frame.last
        if inside or not (token.kind == "date" or (token.kind == "number" and _YEAR.fullmatch(token.key))):
            continue
        if (read := _read(sentence, at)) is not None:
            found.append((abs(at - frame.first), *read))
    if not found:
        return None
    _, as_of, span = min(found, key=lambda entry: entry[0])
    return as_of, span


def _read(sentence: Sentence, at: int) -> tuple[AsOf, tuple[int, int]] | None:
    """The longest date that a year or a date in figures is part of."""
    tokens, raw = sentence.tokens, sentence.text.raw
    for first, last in ((at - 2, at + 1), (at - 1, at + 1), (at, at + 3), (at, at + 1)):
        if first < sentence.first or last > sentence.last:
            continue
        date = read_date(raw[tokens[first].start : tokens[last - 1].end])
        if date is not None and date.precision in _PRECISE:
            written = date.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[date.precision]]
            return AsOf(date=written, precision=date.precision, basis="sentence"), (first, last)
    return None
