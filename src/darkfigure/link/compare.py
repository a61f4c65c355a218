"""How two mentions agree on birth, sex, home and marks: one small level a component, missing being one of its own."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.codes import number_distinct
from darkfigure.link.edits import within_edits
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.link.marks import compare_marks
from darkfigure.places import town_skeleton

Pairs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]


_CONSONANTS = "~"  # before the key of a town that is in no gazetteer: it is the town's consonants
_SHORTEST = 4  # consonants of a town that may be near another


class Birth(IntEnum):
    """Levels of the births of a pair."""

    MISSING = 0
    SAME_DAY = 1  # both known to the day
    DAY_SLIP = 2  # one digit differs, or two that stand beside each other are swapped, or day and month are
    DAY_TWO_PARTS = 3  # two of day, month and year are the same
    DAY_SAME_YEAR = 4
    DAY_ONE_YEAR = 5
    DAY_FAR = 6
    SAME_YEAR = 7  # both known to the year
    ONE_YEAR = 8
    TWO_YEARS = 9
    FAR = 10
    RANGES_MEET = 11  # at least one known only as a range of years
    RANGES_APART = 12


class Sex(IntEnum):
    """Levels of the sexes of a pair."""

    MISSING = 0
    SAME = 1
    OTHER = 2


class Home(IntEnum):
    """Levels of origin and hometown together: a town implies its country, so they are one component."""

    MISSING = 0
    SAME_TOWN = 1  # both towns known
    NEAR_TOWN = 2  # a town that is in no gazetteer, and one whose consonants differ by one
    OTHER_TOWN_SAME_ORIGIN = 3
    OTHER_TOWN = 4
    SAME_ORIGIN = 5  # a town is missing, both origins known
    SAME_COUNTRY = 6  # one names a region of it, or both name different ones
    OTHER_COUNTRY = 7


class Components(NamedTuple):
    """The levels of p pairs, one int8 array [p] a component."""

    birth: Levels
    sex: Levels
    home: Levels
    identifier: Levels
    handle: Levels
    media: Levels


MARKS = ("identifier", "handle", "media")
"""The components that compare marks; they stand last."""

# Levels by what is known of the pair. What is known says nothing about who they are; only the level within does.
KNOWN: tuple[npt.NDArray[np.int64], ...] = (
    np.array([0, *[1] * 6, *[2] * 4, 3, 3]),
    np.array([0, 1, 1]),
    np.array([0, *[1] * 4, *[2] * 3]),
    *[np.array([0, 1, 1, 1])] * 3,
)


def compare_fields(fields: Fields, left: Pairs, right: Pairs) -> Components:
    """The levels of the pairs (left[i], right[i])."""
    return Components(
        birth=_birth(fields, left, right),
        sex=_sex(fields.sex[left], fields.sex[right]),
        home=_home(fields, left, right),
        identifier=compare_marks(fields.identifier, left, right, near=True),
        handle=compare_marks(fields.handle, left, right, near=True),
        media=compare_marks(fields.media, left, right, near=False),
    )


def _birth(fields: Fields, left: Pairs, right: Pairs) -> Levels:
    low_a, high_a = fields.birth_low[left].astype(np.int32), fields.birth_high[left].astype(np.int32)
    low_b, high_b = fields.birth_low[right].astype(np.int32), fields.birth_high[right].astype(np.int32)
    day_a, day_b = fields.birth_day[left], fields.birth_day[right]
    days = (day_a != NO_DAY) & (day_b != NO_DAY)
    slip, parts = _alike_days(day_a, day_b, days)
    exact = (low_a == high_a) & (low_b == high_b)
    apart = np.abs(low_a - low_b)
    meet = (low_a <= high_b) & (low_b <= high_a)
    return np.select(
        [
            (low_a == UNKNOWN) | (low_b == UNKNOWN),
            days & (day_a == day_b),
            slip,
            parts,
            days & (apart == 0),
            days & (apart == 1),
            days,
            exact & (apart == 0),
            exact & (apart == 1),
            exact & (apart == 2),
            exact,
            meet,
        ],
        [
            Birth.MISSING,
            Birth.SAME_DAY,
            Birth.DAY_SLIP,
            Birth.DAY_TWO_PARTS,
            Birth.DAY_SAME_YEAR,
            Birth.DAY_ONE_YEAR,
            Birth.DAY_FAR,
            Birth.SAME_YEAR,
            Birth.ONE_YEAR,
            Birth.TWO_YEARS,
            Birth.FAR,
            Birth.RANGES_MEET,
        ],
        default=Birth.RANGES_APART,
    ).astype(np.int8)


def _alike_days(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32], known: Bools) -> tuple[Bools, Bools]:
    """Whether two days are a slip apart, and whether they agree in two of day, month and year; bool [pairs] each."""
    slip, parts = np.zeros(len(a), dtype=np.bool_), np.zeros(len(a), dtype=np.bool_)
    both = np.flatnonzero(known & (a != b))
    (year_a, month_a, day_a), (year_b, month_b, day_b) = (_calendar(each[both]) for each in (a, b))
    parts[both] = (year_a == year_b).astype(int) + (month_a == month_b) + (day_a == day_b) == 2
    turned = (year_a == year_b) & (month_a == day_b) & (day_a == month_b)
    digits_a, digits_b = (
        np.stack([(year * 10_000 + month * 100 + day) // 10**place % 10 for place in range(8)])
        for year, month, day in ((year_a, month_a, day_a), (year_b, month_b, day_b))
    )
    other = digits_a != digits_b
    swapped = (digits_a[1:] == digits_b[:-1]) & (digits_a[:-1] == digits_b[1:]) & other[1:] & other[:-1]
    slip[both] = turned | (other.sum(axis=0) == 1) | ((other.sum(axis=0) == 2) & swapped.any(axis=0))
    return slip, parts


def _calendar(day: npt.NDArray[np.int32]) -> tuple[Pairs, Pairs, Pairs]:
    """Year, month and day of the month of days since 1970-01-01."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    year = date.astype("datetime64[Y]")
    return (
        year.astype(np.int64) + 1970,
        month.astype(np.int64) - year.astype("datetime64[M]").astype(np.int64) + 1,
        day.astype(np.int64) - month.astype("datetime64[D]").astype(np.int64) + 1,
    )


def _sex(a: npt.NDArray[np.int8], b: npt.NDArray[np.int8]) -> Levels:
    return np.where((a == UNKNOWN) | (b == UNKNOWN), Sex.MISSING, np.where(a == b, Sex.SAME, Sex.OTHER)).astype(np.int8)


def _home(fields: Fields, left: Pairs, right: Pairs) -> Levels:
    place_a, place_b = fields.place[left], fields.place[right]
    origin_a, origin_b = fields.origin[left], fields.origin[right]
    country_a, country_b = fields.country[left], fields.country[right]
    towns = (place_a != UNKNOWN) & (place_b != UNKNOWN)
    origins = (origin_a != UNKNOWN) & (origin_b != UNKNOWN)
    return np.select(
        [
            towns & (place_a == place_b),
            towns & _near_towns(fields, place_a, place_b, towns),
            towns & origins & (origin_a == origin_b),
            towns,
            origins & (origin_a == origin_b),
            origins & (country_a == country_b),
            origins,
        ],
        [
            Home.SAME_TOWN,
            Home.NEAR_TOWN,
            Home.OTHER_TOWN_SAME_ORIGIN,
            Home.OTHER_TOWN,
            Home.SAME_ORIGIN,
            Home.SAME_COUNTRY,
            Home.OTHER_COUNTRY,
        ],
        default=Home.MISSING,
    ).astype(np.int8)


def _near_towns(fields: Fields, a: npt.NDArray[np.int32], b: npt.NDArray[np.int32], known: Bools) -> Bools:
    """Whether one town is in no gazetteer and the other's consonants are one edit away; each two are looked at once.

    Two towns of the gazetteer are two towns, however alike their names are.
    """
    unknown = np.array([town.startswith(_CONSONANTS) for town in fields.towns] or [False])
    near = np.zeros(len(a), dtype=np.bool_)
    both = np.flatnonzero(known & (a != b) & (unknown[a] | unknown[b]))
    texts = [
        town.removeprefix(_CONSONANTS) if town.startswith(_CONSONANTS) else town_skeleton(town) for town in fields.towns
    ]
    code, back = number_distinct(a[both].astype(np.int64) * max(len(texts), 1) + b[both])
    one, other = np.divmod(code, max(len(texts), 1))
    size = np.array([len(text) for text in texts] or [0])
    found = within_edits(texts, one, other, most=1) & (np.minimum(size[one], size[other]) >= _SHORTEST)
    near[both] = found[back]
    return near
