"""How two mentions agree on birth, sex, home and marks: one small level a component, missing being one of its own."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.link.marks import compare_marks

Pairs = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]


class Birth(IntEnum):
    """Levels of the births of a pair."""

    MISSING = 0
    SAME_DAY = 1  # both known to the day
    DAY_SAME_YEAR = 2
    DAY_ONE_YEAR = 3
    DAY_FAR = 4
    SAME_YEAR = 5  # both known to the year
    ONE_YEAR = 6
    TWO_YEARS = 7
    FAR = 8
    RANGES_MEET = 9  # at least one known only as a range of years
    RANGES_APART = 10


class Sex(IntEnum):
    """Levels of the sexes of a pair."""

    MISSING = 0
    SAME = 1
    OTHER = 2


class Home(IntEnum):
    """Levels of origin and hometown together: a town implies its country, so they are one component."""

    MISSING = 0
    SAME_TOWN = 1  # both towns known
    OTHER_TOWN_SAME_ORIGIN = 2
    OTHER_TOWN = 3
    SAME_ORIGIN = 4  # a town is missing, both origins known
    SAME_COUNTRY = 5  # one names a region of it, or both name different ones
    OTHER_COUNTRY = 6


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
    np.array([0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]),
    np.array([0, 1, 1]),
    np.array([0, 1, 1, 1, 2, 2, 2]),
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
    exact = (low_a == high_a) & (low_b == high_b)
    apart = np.abs(low_a - low_b)
    meet = (low_a <= high_b) & (low_b <= high_a)
    return np.select(
        [
            (low_a == UNKNOWN) | (low_b == UNKNOWN),
            days & (day_a == day_b),
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
            towns & origins & (origin_a == origin_b),
            towns,
            origins & (origin_a == origin_b),
            origins & (country_a == country_b),
            origins,
        ],
        [
            Home.SAME_TOWN,
            Home.OTHER_TOWN_SAME_ORIGIN,
            Home.OTHER_TOWN,
            Home.SAME_ORIGIN,
            Home.SAME_COUNTRY,
            Home.OTHER_COUNTRY,
        ],
        default=Home.MISSING,
    ).astype(np.int8)
