"""Read a capture table from a CSV or Parquet file, or from a data frame, and refuse what cannot be counted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from darkfigure.captures.columns import Sheet, split_columns
from darkfigure.captures.patterns import pattern_counts, person_counts
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError

_DELIMITERS = (",", ";", "\t")


def read_table(source: object, *, strata: Sequence[str] = ()) -> CaptureTable:
    """Read who was seen on which lists.

    Two forms: one row a capture pattern (list columns of 0 and 1, and `count`), or one row a person (no `count`).
    List columns are those that hold only 0 and 1 and are not named as strata; other columns are named in a notice.

    Args:
        source: Path of a CSV file (comma, semicolon or tab; UTF-8) or of a Parquet file; or a data frame: anything
            that offers `__arrow_c_stream__`, or a mapping of column name to values.
        strata: Columns that divide the population.

    Raises:
        TableError: The table cannot be used as it stands; the message names file, row and column.

    Example:
        >>> table = read_table({"press": [1, 0, 1], "police": [0, 1, 1], "count": [20, 30, 10]})
        >>> table.lists, table.observed
        (('press', 'police'), 60)
    """
    named = tuple(dict.fromkeys(strata))
    sheet = _read_sheet(source)
    columns = split_columns(sheet, strata=named)
    return pattern_counts(columns) if columns.counts is not None else person_counts(columns)


def _read_sheet(source: object) -> Sheet:
    if isinstance(source, str | Path):
        return _read_file(Path(source))
    import pyarrow as pa

    if isinstance(source, dict):
        try:
            frame = pa.table(source)
        except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
            raise TableError(f"the table given cannot be read as columns: {error}.") from None
        return _sheet_of(frame, "the table given")
    if isinstance(source, pa.Table) or hasattr(source, "__arrow_c_stream__"):
        return _sheet_of(pa.table(source), "the table given")
    raise TableError(
        f"a capture table is a path or a data frame, not {type(source).__name__}; "
        "give a CSV or Parquet file, or a frame that offers `__arrow_c_stream__`."
    )


def _read_file(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except FileNotFoundError:
        raise TableError(
            f"{path}: there is no such file and no dataset of this name. `darkfigure datasets` lists the datasets."
        ) from None
    except IsADirectoryError:
        raise TableError(f"{path}: this is a folder. Name the CSV or Parquet file with the table.") from None
    except OSError as error:
        raise TableError(f"{path}: the file cannot be read: {error.strerror}.") from None
    if not head.strip():
        raise TableError(f"{path}: the file is empty. It needs a header and one row a pattern or a person.")
    if head[:4] == b"PAR1":
        return _read_parquet(path)
    return _read_csv(path, head)


def _read_parquet(path: Path) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{path}: this Parquet file cannot be read: {error}.") from None
    return _sheet_of(frame, str(path))


def _read_csv(path: Path, head: bytes) -> Sheet:
    from pyarrow import csv

    text = _decoded(path, head)
    header = text.lstrip("\ufeff").splitlines()[0]
    delimiter = max(_DELIMITERS, key=header.count)
    if delimiter not in header:
        raise TableError(
            f"{path}: the header has one column only. Separate the columns by comma, semicolon or tab; "
            "at least two lists are needed."
        )
    wrong: list[Any] = []

    def note(row: Any) -> str:  # noqa: ANN401 - pyarrow's own row type
        wrong.append(row)
        return "error"

    import pyarrow as pa

    names = _header_names(path, header, delimiter)
    try:
        frame = csv.read_csv(
            path,
            read_options=csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=note, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if wrong:
            row = wrong[0]
            more = "longer" if row.actual_columns > row.expected_columns else "shorter"
            raise TableError(
                f"{path}, {_row_name(row.number)}: the row is {more} than the header: {row.actual_columns} values "
                f"for {row.expected_columns} columns. Give every row one value a column, or quote values that "
                f"hold the separator."
            ) from None
        raise TableError(f"{path}: this cannot be read as a table: {error}. Save it as CSV in UTF-8.") from None
    return Sheet(name=str(path), columns={n: frame.column(i) for i, n in enumerate(frame.column_names)})


def _row_name(number: int | None) -> str:
    # the parser counts the header as row 1; people count data rows
    return "a data row" if number is None else f"data row {number - 1}"


def _decoded(path: Path, head: bytes) -> str:
    """The beginning as text; a UTF-8 sequence may be cut off at its end."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TableError(f"{path}: the file is UTF-16. Save it as CSV in UTF-8.")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4 and len(head) == 1 << 16:
            return head[: error.start].decode("utf-8")
        raise TableError(f"{path}: the file is not UTF-8 text. Save it as CSV in UTF-8.") from None


def _header_names(path: Path, header: str, delimiter: str) -> list[str]:
    import csv

    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    for position, name in enumerate(names, start=1):
        if not name:
            raise TableError(f"{path}: column {position} has no name in the header. Give every column a name.")
        if names.count(name) > 1:
            raise TableError(f"{path}: the header names `{name}` twice. Give every column a name of its own.")
    return names


def _sheet_of(frame: Any, name: str) -> Sheet:  # noqa: ANN401 - an Arrow table
    for column in frame.column_names:
        if frame.column_names.count(column) > 1:
            raise TableError(f"{name}: two columns are named `{column}`. Give every column a name of its own.")
    return Sheet(name=name, columns={str(n): frame.column(n) for n in frame.column_names})
