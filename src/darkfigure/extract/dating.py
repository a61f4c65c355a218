"""The date a statement holds for, where its own words name one."""

import datetime as dt
import re

from darkfigure.dates import read_date
from darkfigure.extract.claim import AsOf
from darkfigure.extract.frames import Frame
from darkfigure.extract.relative import find_relative, is_of_speech
from darkfigure.extract.sentence import Sentence

_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 25
_PRECISE = ("day", "month", "year")


def own_date(frame: Frame, published: dt.date | None) -> tuple[AsOf, tuple[int, int]] | None:
    """The date nearest to a statement within its sentence, and the tokens that name it.

    "Yesterday" and "last year" are read from the day of publication, where it is known; the day on which somebody
    spoke comes after any other date.
    """
    sentence = frame.sentence
    found = []
    for at in range(max(sentence.first, frame.first - _REACH), min(sentence.last, frame.last + _REACH)):
        token = sentence.tokens[at]
        inside = frame.first <= at < frame.last
        if inside or not (token.kind == "date" or (token.kind == "number" and _YEAR.fullmatch(token.key))):
            continue
        if (read := _read(sentence, at)) is not None:
            found.append((abs(at - frame.first), *read))
    for as_of, span in find_relative(sentence, published) if published else ():
        away = abs(span[0] - frame.first)
        if away <= _REACH:
            found.append((away + (_REACH if is_of_speech(sentence, span) else 0), as_of, span))
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
