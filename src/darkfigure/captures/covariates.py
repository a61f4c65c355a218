"""Persons with what is known of each: the lists they are on, and covariates such as age, sex or region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.columns import Columns, Sheet, as_numbers, split_columns
from darkfigure.captures.patterns import person_counts
from darkfigure.captures.read import read_sheet
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError

_MOST_LEVELS = 50  # values a covariate of words may have; more is a name or an identifier, not a kind of people


@dataclass(frozen=True, kw_only=True, eq=False)
class Persons:
    """One row a person.

    Attributes:
        table: The same persons by pattern and stratum.
        marks: uint8 [persons, lists], 1 where the person is on the list.
        covariates: Their names, in the order given.
        numbers: float64 [persons, numeric], nan where not known.
        levels: int64 [persons, categorical], the value's position; "not known" is a value of its own.
    """

    table: CaptureTable
    marks: NDArray[np.uint8]
    covariates: tuple[str, ...]
    numbers: NDArray[np.float64]
    levels: NDArray[np.int64]


def read_persons(source: object, *, covariates: Sequence[str], strata: Sequence[str] = ()) -> Persons:
    """Read persons, the lists they are on, and their covariates.

    A covariate that holds numbers only (or nothing) is a number; any other is taken as kinds.

    Args:
        source: As for `read_table`, one row a person.
        covariates: Columns that tell what persons differ in.
        strata: Columns that divide the population; they are covariates too.

    Raises:
        TableError: As in `read_table`; a column that is not there, counts instead of persons, a covariate without
            any value, or one of words with a value of its own for nearly everybody.

    Example:
        >>> people = {"press": [1, 0, 1], "police": [0, 1, 1], "age": [20, 31, 44]}
        >>> read_persons(people, covariates=["age"]).numbers.ravel().tolist()
        [20.0, 31.0, 44.0]
    """
    sheet = read_sheet(source)
    names = tuple(dict.fromkeys((*covariates, *strata)))
    for name in names:
        if name not in sheet.columns:
            known = ", ".join(f"`{n}`" for n in sheet.columns)
            raise TableError(f"{sheet.name}: there is no column `{name}` for the covariates. The columns are {known}.")
    kept = {n: c for n, c in sheet.columns.items() if n not in names or n in strata}
    columns = split_columns(Sheet(name=sheet.name, columns=kept, notices=sheet.notices), strata=tuple(strata))
    _one_row_a_person(columns)
    numbers, levels = [], []
    for name in names:
        values = sheet.columns[name]
        as_number = as_numbers(values)
        if _is_number(values, as_number):
            numbers.append(as_number)
        else:
            levels.append(_levels(sheet.name, name, values))
    rows = sheet.rows
    return Persons(
        table=person_counts(columns),
        marks=columns.lists,
        covariates=names,
        numbers=np.column_stack(numbers) if numbers else np.empty((rows, 0)),
        levels=np.column_stack(levels) if levels else np.empty((rows, 0), dtype=np.int64),
    )


def _one_row_a_person(columns: Columns) -> None:
    if columns.counts is not None:
        raise TableError(
            f"{columns.name}: there is a column `count`, so a row is not one person. Covariates need one row a person, "
            "without counts; kinds of people that are counted can be strata instead."
        )


def _text(values: Any) -> NDArray[np.str_]:  # noqa: ANN401 - an Arrow array
    import pyarrow as pa
    import pyarrow.compute as pc

    text = values if pa.types.is_string(values.type) else values.cast(pa.string())
    text = pc.utf8_trim_whitespace(pc.fill_null(text, ""))
    return np.asarray(text.to_numpy(zero_copy_only=False), dtype=str)


def _is_number(values: Any, as_number: NDArray[np.float64]) -> bool:  # noqa: ANN401 - an Arrow array
    missing = np.isnan(as_number)
    return bool(not missing.all() and (not missing.any() or (_text(values)[missing] == "").all()))


def _levels(sheet: str, name: str, values: Any) -> NDArray[np.int64]:  # noqa: ANN401 - an Arrow array
    text = _text(values)
    if not (text != "").any():
        raise TableError(f"{sheet}, column `{name}`: the covariate is empty in every row. Leave it out.")
    found, places = np.unique(text, return_inverse=True)
    if len(found) > _MOST_LEVELS:
        raise TableError(
            f"{sheet}, column `{name}`: the covariate has {len(found)} different values that are no numbers; at most "
            f"{_MOST_LEVELS} can be used. Group them (regions instead of towns, for instance), or leave it out."
        )
    return places.astype(np.int64)
