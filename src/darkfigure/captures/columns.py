"""Which column of a sheet is what: lists, count, strata, and the rest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import MAX_LISTS
from darkfigure.errors import TableError
from darkfigure.records import Notice

COUNT = "count"
UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Columns as read: Arrow arrays by name, what to call the sheet in a message, and what reading it found."""

    name: str
    columns: dict[str, Any]
    notices: tuple[Notice, ...] = ()

    @property
    def rows(self) -> int:
        """Data rows."""
        return max((len(column) for column in self.columns.values()), default=0)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A sheet divided by meaning.

    Attributes:
        name: What to call the sheet in a message.
        lists: uint8 [rows, lists] by the names in `list_names`.
        counts: float64 [rows], nan where missing; None where the sheet has one row a person.
        stratum: int64 [rows], position in `strata`.
        others: Columns that are none of these.
    """

    name: str
    list_names: tuple[str, ...]
    lists: NDArray[np.uint8]
    counts: NDArray[np.float64] | None
    strata: tuple[dict[str, str], ...]
    stratum: NDArray[np.int64]
    others: tuple[str, ...]
    notices: tuple[Notice, ...]


def split_columns(sheet: Sheet, *, strata: tuple[str, ...]) -> Columns:
    """Divide the columns of a sheet.

    Raises:
        TableError: No data row, a stratum column that is not there, a damaged list column, fewer than two lists
            or more than twelve.
    """
    if not sheet.rows:
        raise TableError(f"{sheet.name}: there is a header but no data row. Add one row a pattern or a person.")
    count_name = _count_column(sheet)
    for name in strata:
        if name.strip().casefold() == COUNT:
            raise TableError(
                f"{sheet.name}: `{name}` holds the counts and cannot divide the population. Remove it from the strata."
            )
        if name not in sheet.columns:
            known = ", ".join(f"`{n}`" for n in sheet.columns if n != count_name)
            raise TableError(f"{sheet.name}: there is no column `{name}` for the strata. The columns are {known}.")
    list_names, lists, others = [], [], []
    for name, column in sheet.columns.items():
        if name == count_name or name in strata:
            continue
        values = as_numbers(column)
        marks = (values == 0) | (values == 1)
        if marks.all():
            list_names.append(name)
            lists.append(values.astype(np.uint8))
        elif 2 * int(marks.sum()) >= sheet.rows:
            _refuse_damaged(sheet, name, marks)
        else:
            others.append(name)
    _check_number_of_lists(sheet.name, list_names, others)
    labels, stratum = _strata_of(sheet, strata)
    notices = sheet.notices
    if others:
        named = ", ".join(f"`{name}`" for name in others)
        notices += (
            Notice(
                code="ignored-column",
                message=f"{sheet.name}: {named} held other values than 0 and 1 and was left out. "
                "If it divides the population, name it as a stratum; if it is a list, write only 0 and 1.",
            ),
        )
    return Columns(
        name=sheet.name,
        list_names=tuple(list_names),
        lists=np.column_stack(lists),
        counts=None if count_name is None else as_numbers(sheet.columns[count_name]),
        strata=labels,
        stratum=stratum,
        others=tuple(others),
        notices=notices,
    )


def as_numbers(column: Any) -> NDArray[np.float64]:  # noqa: ANN401 - an Arrow array
    """float64 [rows]: the values as numbers, nan where they are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_boolean(column.type) or pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        if not _is_text(column):
            return np.full(len(column), np.nan)
        text = pc.utf8_trim_whitespace(column.cast(pa.string()))
        number = pc.match_substring_regex(text, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
        column = pc.if_else(number, text, pa.scalar(None, pa.string())).cast(pa.float64())
    numbers: NDArray[np.float64] = pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()
    return numbers


def _is_text(column: Any) -> bool:  # noqa: ANN401 - an Arrow array
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _count_column(sheet: Sheet) -> str | None:
    named = [name for name in sheet.columns if name.strip().casefold() == COUNT]
    if len(named) > 1:
        raise TableError(f"{sheet.name}: `{named[0]}` and `{named[1]}` both look like the count. Rename one.")
    return named[0] if named else None


def _refuse_damaged(sheet: Sheet, name: str, marks: NDArray[np.bool_]) -> None:
    """A column that is nearly a list must not vanish unsaid."""
    row = int(np.flatnonzero(~marks)[0])
    raise TableError(
        f"{sheet.name}, data row {row + 1}, column `{name}`: a list column holds 0 or 1 in every row, and this cell "
        "holds something else or nothing. Correct it, name the column as a stratum, or remove it."
    )


def _check_number_of_lists(sheet: str, names: list[str], others: list[str]) -> None:
    if len(names) < 2:
        found = f"only `{names[0]}`" if names else "no column"
        hint = f" Other columns: {', '.join(others)}." if others else ""
        raise TableError(
            f"{sheet}: {found} holds 0 and 1 alone, and at least two lists are needed: one list cannot tell how many "
            f"it missed. Give every list a column of 0 and 1.{hint}"
        )
    if len(names) > MAX_LISTS:
        raise TableError(
            f"{sheet}: there are {len(names)} list columns, and at most {MAX_LISTS} can be used. Merge lists that "
            "copy each other, or remove the shortest."
        )


def _strata_of(sheet: Sheet, strata: tuple[str, ...]) -> tuple[tuple[dict[str, str], ...], NDArray[np.int64]]:
    """The strata in order of their values, and each row's."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not strata:
        return ({},), np.zeros(sheet.rows, dtype=np.int64)
    coded = np.zeros(sheet.rows, dtype=np.int64)
    values: list[list[str]] = []
    for name in strata:
        column = sheet.columns[name]
        text = column.cast(pa.string()) if not pa.types.is_string(column.type) else column
        text = pc.utf8_trim_whitespace(pc.fill_null(text, ""))
        text = pc.if_else(pc.equal(text, ""), UNKNOWN, text)
        names, codes = np.unique(np.asarray(text.to_numpy(zero_copy_only=False), dtype=str), return_inverse=True)
        values.append([str(n) for n in names])
        coded = coded * len(names) + codes
    present, stratum = np.unique(coded, return_inverse=True)
    sizes = [len(v) for v in values]
    labels = tuple(
        {name: v[int(code)] for name, v, code in zip(strata, values, np.unravel_index(int(cell), sizes), strict=True)}
        for cell in present
    )
    return labels, stratum.astype(np.int64)
