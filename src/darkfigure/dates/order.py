"""Learn from a whole column whether the day or the month comes first."""

from collections.abc import Iterable
from typing import Literal

from darkfigure.dates.numeric import DAY_OR_MONTH_FIRST
from darkfigure.places.fold import unify


def date_order(column: Iterable[str]) -> Literal["dmy", "mdy"] | None:
    """The order that every date in figures of the column agrees with; None where nothing tells or they disagree.

    A number above 12 decides; dots are written day first only.

    Example:
        >>> date_order(["3/5/2014", "3/25/2014"])
        'mdy'
    """
    day_first = month_first = False
    for text in column:
        match = DAY_OR_MONTH_FIRST.fullmatch(text if text.isascii() else unify(text).strip())
        if match is None:
            match = DAY_OR_MONTH_FIRST.fullmatch(text.strip())
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if second > 12 >= first and match[2] != ".":
            month_first = True
        elif match[2] == "." or first > 12 >= second:
            day_first = True
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"
