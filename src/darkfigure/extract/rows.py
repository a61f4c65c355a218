"""Rows as written to mentions: dates to ranges, origins to codes, sexes to f and m. What cannot be read stays unknown.

Each distinct cell of a column is read once and the rows are filled by number, so that cost follows the distinct cells.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from darkfigure import records
from darkfigure.dates import read_date, read_year
from darkfigure.names import parse_name
from darkfigure.places import read_nisba, read_origin, read_sex
from darkfigure.store import arrow_schema

T = TypeVar("T")
Ints = npt.NDArray[np.int64]

_NONE = np.iinfo(np.int64).min
_EPOCH = 719163  # ordinal of 1970-01-01
_CACHE = 200_000  # distinct cells remembered a column; more are simply read again


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many mentions were read, and what of them could not be; the counts of parts add up.

    `unread`, `undated_ages`, `origins_from_names`: as in `RowReader`.

    Example:
        >>> (Counts(mentions=2) + Counts(mentions=3, undated_ages=1)).mentions
        5
    """

    mentions: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    undated_ages: int = 0
    origins_from_names: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """The counts of both."""
        return Counts(
            mentions=self.mentions + other.mentions,
            unread=self.unread + other.unread,
            undated_ages=self.undated_ages + other.undated_ages,
            origins_from_names=self.origins_from_names + other.origins_from_names,
        )


class RowReader:
    """Reads the rows of one source, batch by batch, and counts the cells it could not read.

    `unread`: cells by column that hold something unreadable. `undated_ages`: rows whose age says nothing, because they
    have no date. `origins_from_names`: rows whose origin column is empty and whose name bears a nisba that says it.

    Example:
        >>> RowReader(date_order="DMY").unread  # nothing was read, so nothing was unreadable
        Counter()
    """

    def __init__(self, *, date_order: str | None = None, birth_order: str | None = None) -> None:
        self.unread: Counter[str] = Counter()
        self.origins_from_names = 0
        self.undated_ages = 0
        self._date = lru_cache(_CACHE)(lambda text: _days(text, date_order))
        self._birth = lru_cache(_CACHE)(lambda text: _birth(text, birth_order))
        self._origin = lru_cache(_CACHE)(read_origin)
        self._sex = lru_cache(_CACHE)(read_sex)

    @property
    def counts(self) -> Counts:
        """What could not be read so far; mentions are counted by who takes them."""
        return Counts(unread=self.unread, undated_ages=self.undated_ages, origins_from_names=self.origins_from_names)

    def read(self, batches: Iterable[pa.RecordBatch], *, first: int) -> Iterator[pa.RecordBatch]:
        """The mentions of these `record` batches, numbered from `first`."""
        for batch in batches:
            yield self._batch(batch, first)
            first += batch.num_rows

    def _batch(self, batch: pa.RecordBatch, first: int) -> pa.RecordBatch:
        schema = arrow_schema(records.MENTION)
        start, end = self._ranges(batch["date"], self._date, "date")
        _, last = self._ranges(batch["last_date"], self._date, "last_date")
        last = np.where(last == _NONE, end, last)
        low, high, day = self._births(batch, start, last)
        read = {
            "mention": pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64)),
            "birth_low": _nullable(low, pa.int16()),
            "birth_high": _nullable(high, pa.int16()),
            "birth_date": _nullable(day, pa.int32()).cast(pa.date32()),
            "sex": self._values(batch["sex"], self._sex, "sex"),
            "origin": self._origins(batch),
            "first_date": _nullable(start, pa.int32()).cast(pa.date32()),
            "last_date": _nullable(last, pa.int32()).cast(pa.date32()),
        }
        return pa.RecordBatch.from_arrays(
            [read[name] if name in read else batch[name] for name in schema.names], schema=schema
        )

    def _read(self, column: pa.Array, read: Callable[[str], T | None], what: str) -> tuple[list[T | None], Ints]:
        """The distinct cells read, a None last, and the number of each row's cell among them."""
        coded = pc.dictionary_encode(column)
        values = [read(text) for text in coded.dictionary.to_pylist()]
        number = coded.indices.cast(pa.int64()).fill_null(len(values)).to_numpy(zero_copy_only=False)
        rows = np.bincount(number, minlength=len(values) + 1)
        self.unread[what] += int(sum(rows[i] for i, value in enumerate(values) if value is None))
        return [*values, None], number

    def _values(self, column: pa.Array, read: Callable[[str], str | None], what: str) -> pa.Array:
        values, number = self._read(column, read, what)
        return pa.array(values, pa.string()).take(pa.array(number))

    def _ranges(self, column: pa.Array, read: Callable[[str], tuple[int, int] | None], what: str) -> tuple[Ints, Ints]:
        values, number = self._read(column, read, what)
        both = np.array([value or (_NONE, _NONE) for value in values], dtype=np.int64)
        return both[number, 0], both[number, 1]

    def _births(self, batch: pa.RecordBatch, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
        """Years and day of birth, from the date, else the year, else the age on the day of the sighting."""
        values, number = self._read(batch["birth_date"], self._birth, "birth_date")
        births = np.array([value or (_NONE, _NONE, _NONE) for value in values], dtype=np.int64)[number]
        low, high, day = births[:, 0], births[:, 1], births[:, 2]
        year_low, year_high = self._ranges(batch["birth_year"], read_year, "birth_year")
        age, _ = self._ranges(batch["age"], _age, "age")
        dated = (age != _NONE) & (start != _NONE)
        self.undated_ages += int(np.sum((age != _NONE) & (start == _NONE) & (low == _NONE) & (year_low == _NONE)))
        aged_low = np.where(dated, _year(start) - age - 1, _NONE)
        aged_high = np.where(dated, _year(end) - age, _NONE)
        for other_low, other_high in ((year_low, year_high), (aged_low, aged_high)):
            low, high = np.where(low == _NONE, other_low, low), np.where(high == _NONE, other_high, high)
        return low, high, day

    def _origins(self, batch: pa.RecordBatch) -> pa.Array:
        """The origin column; where it is empty, the nisba that name or kunya bears ("al-Uzbaki")."""
        origins = self._values(batch["origin"], self._origin, "origin")
        for column in ("name", "kunya"):
            rows = np.flatnonzero(pc.and_(origins.is_null(), batch["origin"].is_null()).to_numpy(zero_copy_only=False))
            named = [None if text is None else _nisba_origin(text) for text in batch[column].take(rows).to_pylist()]
            self.origins_from_names += sum(code is not None for code in named)
            filled = np.full(batch.num_rows, None, dtype=object)
            filled[rows] = named
            origins = pc.coalesce(origins, pa.array(filled, pa.string()))
        return origins


@lru_cache(_CACHE)
def _nisba_origin(name: str) -> str | None:
    """The one origin the nisbas of a name lead to."""
    found = {read_nisba(token) for token in parse_name(name).nisba} - {None}
    return found.pop() if len(found) == 1 else None


def _days(text: str, order: str | None) -> tuple[int, int] | None:
    """First and last day in days since 1970-01-01."""
    found = read_date(text, order=order)
    return None if found is None else (found.first.toordinal() - _EPOCH, found.last.toordinal() - _EPOCH)


def _birth(text: str, order: str | None) -> tuple[int, int, int] | None:
    """First and last year, and the day where it is known."""
    found = read_date(text, order=order)
    if found is None:
        years = read_year(text)
        return None if years is None else (*years, _NONE)
    day = found.first.toordinal() - _EPOCH if found.first == found.last else _NONE
    return found.first.year, found.last.year, day


def _age(text: str) -> tuple[int, int] | None:
    """An age in whole years, 0 to 110, in any digits."""
    digits = text.strip()
    if not digits.isdecimal() or int(digits) > 110:
        return None
    return int(digits), int(digits)


def _year(days: Ints) -> Ints:
    """The year of days since 1970-01-01; nonsense where the day is not known."""
    known = np.where(days == _NONE, 0, days)
    years: Ints = known.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def _nullable(values: Ints, kind: pa.DataType) -> pa.Array:
    missing = values == _NONE
    return pa.array(np.where(missing, 0, values), mask=missing).cast(kind)
