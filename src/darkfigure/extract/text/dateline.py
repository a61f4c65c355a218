"""The day of publication in the words of a text: a line that is nothing but a date, or a dateline.

A day that a sentence tells of is never taken: "On 12 May 2014 twelve men left" was not published on that day.
"""

import re

from darkfigure.dates import DateRange
from darkfigure.dates.vocabulary import passed_over
from darkfigure.extract.text.labels import CHANGED
from darkfigure.extract.text.written_day import is_labelled, read_written
from darkfigure.places.fold import fold

_FIRST_LINES, _LAST_LINES = 5, 2
_LONGEST_LINE, _LONGEST_HEAD, _LONGEST_ALONE = 120, 90, 50
_PARTS = re.compile(r"\s*[|•·]\s*|\s+/\s+")
_AGENCY = re.compile(r"\s*[(\[/][^()\[\]\n]{1,40}[)\]/]\s*")
_AGENCY_AFTER = re.compile(r"(?<=\w)[.,،]\s+[^\d,.،]{2,40}\.?$")
# What ends a dateline before the first sentence: ALMATY, May 12, 2014 (Agency) - Twelve men left.
_END = re.compile(r"\s*(?:\s[—–-]{1,2}\s|[—–]\s?|:\s|\s-)")
_MOST_PLACE_WORDS = 4
_PLACE_END = re.compile(r"[,.،]\s*|\s+")
_DIVIDED = re.compile(r"[,.،]\s*")  # on a line of its own: "Raid on Almaty 12 May 2014" is a heading
_WORD = re.compile(r"[^\W\d_]+")


def dateline_day(text: str) -> DateRange | None:
    """The day of publication that stands in the first or the last lines of a text; None where none does.

    Example:
        >>> dateline_day("ALMATY, May 12, 2014 (Agency) - Twelve men left.").first
        datetime.date(2014, 5, 12)
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    first, last = lines[:_FIRST_LINES], lines[_FIRST_LINES:][-_LAST_LINES:]
    alone = {found for line in lines if len(line) <= _LONGEST_ALONE and (found := _whole_line(line))}
    if len(alone) > 1:
        return None  # a chronicle: its days are those of what happened
    days = {found for line in (*first, *last) if (found := _whole_line(line))}
    if days:
        return days.pop() if len(days) == 1 else None
    for line in first:
        if found := _before_sentence(line):
            return found
    return None


def _whole_line(line: str) -> DateRange | None:
    """A line of which one part is a day, and the others a section, an author, a number of views."""
    if len(line) > _LONGEST_LINE or not any(sign.isdigit() for sign in line):
        return None
    for candidates in ([line], _PARTS.split(line)):
        days = {day for part in candidates if not CHANGED.search(part) and (day := _full(part)) is not None}
        if len(days) == 1:
            return days.pop()
    return _place_and_day(line, after=_DIVIDED)


def _full(part: str) -> DateRange | None:
    """A day; a month only where a label says that it is the date of publication."""
    found = read_written(part)
    if found is not None and found.precision == "month" and not is_labelled(part):
        return None
    return found


def _before_sentence(line: str) -> DateRange | None:
    """A dateline: a place, a day, perhaps an agency, then a dash or a colon and the first sentence."""
    for match in _END.finditer(line[: _LONGEST_HEAD + 4]):
        if found := _place_and_day(line[: match.start()]):
            return found
    return None


def _place_and_day(head: str, *, after: re.Pattern[str] = _PLACE_END) -> DateRange | None:
    """A place or an agency of few words, and a day `after` it."""
    head = _AGENCY_AFTER.sub("", _AGENCY.sub(" ", head).strip())
    if len(head) > _LONGEST_HEAD or CHANGED.search(head):
        return None
    for match in after.finditer(head):
        place, rest = head[: match.start()], head[match.end() :]
        words = _WORD.findall(place)
        if len(words) > _MOST_PLACE_WORDS or any(sign.isdigit() or sign == ":" for sign in place):
            return None
        if not words or all(fold(word) in passed_over() for word in words):
            continue
        found = read_written(rest)
        if found is not None and found.precision in {"day", "ambiguous"}:
            return found
    return None
