"""Frequency tables: how many persons were seen once, twice, and so on, when nobody wrote down on which lists."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.columns import Sheet, as_numbers
from darkfigure.errors import TableError

TIMES = ("nbcap", "times", "captures", "seen", "times_seen", "times seen", "number of captures")
PERSONS = ("freq", "frequency", "count", "persons", "fk", "nk")
MOST_TIMES = 1000  # beyond, a column of times is likelier to be something else


@dataclass(frozen=True, kw_only=True, eq=False)
class Frequencies:
    """Persons by how often they were seen.

    Attributes:
        name: What to call the table in a message.
        counts: float64 [most times], persons seen once, twice, ...
    """

    name: str
    counts: NDArray[np.float64]

    @property
    def observed(self) -> int:
        """Persons seen at least once."""
        return int(self.counts.sum())


def is_frequencies(sheet: Sheet) -> bool:
    """Whether the sheet has two columns, one named for how often and one for how many."""
    names = [name.strip().casefold() for name in sheet.columns]
    return len(names) == 2 and any(n in TIMES for n in names) and any(n in PERSONS for n in names)


def frequencies_of(sheet: Sheet) -> Frequencies:
    """The frequencies of a sheet of this form.

    Raises:
        TableError: No row, a number that cannot be, or the same number of times twice.
    """
    by_name = {name.strip().casefold(): name for name in sheet.columns}
    first, second = (next(by_name[n] for n in known if n in by_name) for known in (TIMES, PERSONS))
    if not sheet.rows:
        raise TableError(f"{sheet.name}: there is a header but no data row. Add one row for each number of times.")
    times, persons = as_numbers(sheet.columns[first]), as_numbers(sheet.columns[second])
    _refuse(
        sheet.name,
        ~((times >= 1) & (times <= MOST_TIMES) & (times == np.floor(times))) & ~((times == 0) & (persons == 0)),
        first,
        f"how often a person was seen is a whole number from 1 to {MOST_TIMES}; nobody can have counted those seen "
        "never. Correct or remove the row.",
    )
    _refuse(
        sheet.name,
        ~((persons >= 0) & (persons <= 2.0**53) & (persons == np.floor(persons))),
        second,
        "the count is missing, negative or not a whole number. Counts are persons: write 0 or more.",
    )
    again = np.array([bool((times[:i] == t).any()) for i, t in enumerate(times)])
    _refuse(sheet.name, again, first, "this number of times stands in the table already. Add the two rows up.")
    if not persons.sum():
        raise TableError(f"{sheet.name}: every count is 0. There is nobody to estimate from.")
    counts = np.zeros(int(times[persons > 0].max()))
    for often, many in zip(times.astype(int), persons, strict=True):
        if 1 <= often <= len(counts):
            counts[often - 1] = many
    return Frequencies(name=sheet.name, counts=counts)


def _refuse(sheet: str, wrong: NDArray[np.bool_], column: str, why: str) -> None:
    if wrong.any():
        raise TableError(f"{sheet}, data row {int(np.flatnonzero(wrong)[0]) + 1}, column `{column}`: {why}")
