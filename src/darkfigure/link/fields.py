"""What of a mention is compared besides its name, as arrays of small numbers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.marks import NO_MARKS, Marks, handles_of, identifiers_of, media_of
from darkfigure.places import place_key

UNKNOWN = -1


class Fields(NamedTuple):
    """The comparable fields of n mentions; `UNKNOWN` (-1) where not known.

    `birth_low`, `birth_high`: years, int16 [n]. `birth_day`: days since 1970-01-01, int32 [n], `NO_DAY` where not
    known. `sex`: 0 female, 1 male, int8 [n]. `origin`: number of the code, int32 [n]; `country`: number of its country
    part, int32 [n]. `place`: number of the hometown's key, int32 [n]; `towns`: the keys. `identifier`, `handle`,
    `media`: what marks the mentions.
    """

    birth_low: npt.NDArray[np.int16]
    birth_high: npt.NDArray[np.int16]
    birth_day: npt.NDArray[np.int32]
    sex: npt.NDArray[np.int8]
    origin: npt.NDArray[np.int32]
    country: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    towns: tuple[str, ...] = ()
    identifier: Marks = NO_MARKS
    handle: Marks = NO_MARKS
    media: Marks = NO_MARKS


NO_DAY = np.iinfo(np.int32).min


def fields_of(mentions: pa.Table) -> Fields:
    """The comparable fields of a `mention` table, row by row."""
    origins = mentions["origin"].to_pylist()
    hometowns = mentions["hometown"].to_pylist()
    keys = {town: place_key(town) for town in set(hometowns) if town is not None}
    return Fields(
        birth_low=_numbers(mentions["birth_low"], UNKNOWN).astype(np.int16),
        birth_high=_numbers(mentions["birth_high"], UNKNOWN).astype(np.int16),
        birth_day=_numbers(mentions["birth_date"].cast(pa.int32()), NO_DAY).astype(np.int32),
        sex=_code([{"f": "0", "m": "1"}.get(sex) for sex in mentions["sex"].to_pylist()]).astype(np.int8),
        origin=_code(origins),
        country=_code([None if code is None else code[:2] for code in origins]),
        place=_code([None if town is None else keys[town] for town in hometowns]),
        towns=tuple(sorted({key for key in keys.values() if key is not None})),
        identifier=identifiers_of(mentions),
        handle=handles_of(mentions),
        media=media_of(mentions),
    )


def _numbers(column: pa.ChunkedArray, missing: int) -> npt.NDArray[np.int64]:
    filled: npt.NDArray[np.int64] = column.cast(pa.int64()).fill_null(missing).to_numpy()
    return filled


def _code(values: Sequence[str | None]) -> npt.NDArray[np.int32]:
    """Number the distinct values in their order; -1 for None. The numbering does not depend on the rows' order."""
    number = {value: i for i, value in enumerate(sorted({v for v in values if v is not None}))}
    return np.fromiter(
        (UNKNOWN if value is None else number[value] for value in values), dtype=np.int32, count=len(values)
    )
