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
    origin, hometown = (_coded(mentions[name]) for name in ("origin", "hometown"))
    keys = [place_key(town) for town in hometown.values]
    sex = _coded(mentions["sex"])
    return Fields(
        birth_low=_numbers(mentions["birth_low"], UNKNOWN).astype(np.int16),
        birth_high=_numbers(mentions["birth_high"], UNKNOWN).astype(np.int16),
        birth_day=_numbers(mentions["birth_date"].cast(pa.int32()), NO_DAY).astype(np.int32),
        sex=_number(sex, [{"f": "0", "m": "1"}.get(value) for value in sex.values]).astype(np.int8),
        origin=_number(origin, origin.values),
        country=_number(origin, [code[:2] for code in origin.values]),
        place=_number(hometown, keys),
        towns=tuple(sorted({key for key in keys if key is not None})),
        identifier=identifiers_of(mentions),
        handle=handles_of(mentions),
        media=media_of(mentions),
    )


def _numbers(column: pa.ChunkedArray, missing: int) -> npt.NDArray[np.int64]:
    filled: npt.NDArray[np.int64] = column.cast(pa.int64()).fill_null(missing).to_numpy()
    return filled


class _Coded(NamedTuple):
    """A column of texts as numbers of its distinct `values`, int64 [n]; the number after the last where it is null."""

    values: list[str]
    number: npt.NDArray[np.int64]


def _coded(column: pa.ChunkedArray) -> _Coded:
    coded = column.combine_chunks().dictionary_encode()
    values = coded.dictionary.to_pylist()
    number = coded.indices.cast(pa.int64()).fill_null(len(values)).to_numpy(zero_copy_only=False)
    return _Coded(values, number)


def _number(column: _Coded, meant: Sequence[str | None]) -> npt.NDArray[np.int32]:
    """Number the distinct texts that values mean in their order; -1 for None. It does not depend on the rows' order.

    Args:
        column: the values.
        meant: of each distinct value.
    """
    # a dictionary may hold values of rows that were left out
    there = np.bincount(column.number, minlength=len(column.values) + 1)[:-1] > 0
    texts = {text for text, used in zip(meant, there, strict=True) if used and text is not None}
    number = {text: i for i, text in enumerate(sorted(texts))}
    out = [UNKNOWN if text is None else number.get(text, UNKNOWN) for text in meant]
    return np.array([*out, UNKNOWN], dtype=np.int32)[column.number]
