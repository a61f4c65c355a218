"""Read a capture table from a CSV or Parquet file, or from a data frame, and refuse what cannot be counted."""

import codecs
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from darkfigure.captures.columns import Sheet, split_columns
from darkfigure.captures.frequencies import is_frequencies
from darkfigure.captures.patterns import pattern_counts, person_counts
from darkfigure.captures.table import CaptureTable
from darkfigure.collect.text import Encoding, detect_encoding
from darkfigure.errors import SourceError, TableError
from darkfigure.records import Notice

_DELIMITERS = (",", ";", "\t")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")


def read_table(source: object, *, strata: Sequence[str] = (), noisy: bool = False) -> CaptureTable:
    """Read who was seen on which lists.

    Two forms: one row a capture pattern (list columns of 0 and 1, and `count`), or one row a person (no `count`).
    List columns are those that hold only 0 and 1 and are not named as strata; other columns are named in a notice.

    Args:
        source: Path of a CSV file (comma, semicolon or tab) or of a Parquet file; or a data frame: anything
            that offers `__arrow_c_stream__`, or a mapping of column name to values.
        strata: Columns that divide the population.
        noisy: Whether noise was added to the counts, so that they may be negative.

    Raises:
        TableError: The table cannot be used as it stands; the message names file, row and column.

    Example:
        >>> table = read_table({"press": [1, 0, 1], "police": [0, 1, 1], "count": [20, 30, 10]})
        >>> table.lists, table.observed
        (('press', 'police'), 60)
    """
    return table_of_sheet(read_sheet(source), strata=strata, noisy=noisy)


def table_of_sheet(sheet: Sheet, *, strata: Sequence[str] = (), noisy: bool = False) -> CaptureTable:
    """The capture table of a sheet that was read; see `read_table`."""
    if is_frequencies(sheet):
        raise TableError(
            f"{sheet.name}: this is a frequency table, which says how often people were seen and not on which lists. "
            "`darkfigure estimate` and `darkfigure.estimate` take it; a capture table needs a column of 0 and 1 a list."
        )
    columns = split_columns(sheet, strata=tuple(dict.fromkeys(strata)))
    if columns.counts is not None:
        return pattern_counts(columns, noisy=noisy)
    if noisy:
        raise TableError(
            f"{columns.name}: there is no column `count`, and noise is added to counts. Give one row a pattern with "
            "its noisy count, or estimate without --noisy."
        )
    return person_counts(columns)


def read_sheet(source: object) -> Sheet:
    """The columns of a file or a data frame.

    Raises:
        TableError: It cannot be read as columns.
    """
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
    if head.startswith(_PACKED):
        raise TableError(
            f"{path}: this is a spreadsheet or another packed file. Save the table as CSV (UTF-8), or as Parquet."
        )
    return _read_csv(path, head)


def _read_parquet(path: Path) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(path)
    except (pa.ArrowException, OSError):
        raise TableError(f"{path}: this Parquet file is damaged. Write it anew from where it came.") from None
    return _sheet_of(frame, str(path))


def _read_csv(path: Path, head: bytes) -> Sheet:
    from pyarrow import csv

    encoding = _encoding(path)
    above, header, declared = _header_line(codecs.getincrementaldecoder(encoding.codec)().decode(head))
    delimiter = declared or max(_DELIMITERS, key=header.count)
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
            read_options=csv.ReadOptions(
                use_threads=False,
                column_names=names,
                skip_rows=above + 1,
                encoding="utf8" if encoding.label == "UTF-8" else encoding.codec,
            ),
            parse_options=csv.ParseOptions(delimiter=delimiter, invalid_row_handler=note, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if wrong:
            raise _wrong_width(path, wrong[0], above) from None
        raise TableError(f"{path}: this cannot be read as a table: {error}. Save it as CSV in UTF-8.") from None
    columns = {name: frame.column(place) for place, name in enumerate(frame.column_names)}
    return Sheet(name=str(path), columns=columns, notices=() if encoding.certain else (_guessed(path, encoding),))


def _guessed(path: Path, encoding: Encoding) -> Notice:
    return Notice(
        code="encoding",
        message=f"{path}: read as {encoding.label}, as its letters tell. Save it as UTF-8 to be sure.",
    )


def _wrong_width(path: Path, row: Any, above: int) -> TableError:  # noqa: ANN401 - pyarrow's own row type
    # the parser counts the header, and what stands above it; people count data rows
    which = "a data row" if row.number is None else f"data row {row.number - above - 1}"
    more = "longer" if row.actual_columns > row.expected_columns else "shorter"
    return TableError(
        f"{path}, {which}: the row is {more} than the header: {row.actual_columns} values for {row.expected_columns} "
        "columns. Give every row one value a column, or quote values that hold the separator."
    )


def _encoding(path: Path) -> Encoding:
    """The encoding of the whole file, told as for a list."""
    try:
        return detect_encoding(path, where=str(path))
    except SourceError as error:
        raise TableError(str(error)) from None


def _header_line(text: str) -> tuple[int, str, str | None]:
    """Position and text of the header, below blank lines and Excel's own `sep=;`, and the separator that says."""
    declared = None
    for position, line in enumerate(re.split(r"\r\n|\n|\r", text)):
        if line.lower().startswith("sep=") and len(line) == len("sep=;"):
            declared = line[-1]
        elif line.strip():
            return position, line, declared
    return 0, "", declared


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
