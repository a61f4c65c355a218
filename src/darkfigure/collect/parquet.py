"""Parquet tables that others wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.collect.json_rows import value_as_text
from darkfigure.collect.rows import BATCH_ROWS, Rows
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def read_parquet(path: Path, *, where: str) -> Rows:
    """Open a Parquet file.

    Raises:
        SourceError: The file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise SourceError(f"{where}: this Parquet file is damaged. Write it anew from where it came.") from None
    return Rows(header=tuple(file.schema_arrow.names), batches=_batches(file, where=where))


def _batches(file: "pq.ParquetFile", *, where: str) -> Iterator[list["pa.Array"]]:
    import pyarrow as pa

    try:
        for batch in file.iter_batches(batch_size=16 * BATCH_ROWS):
            yield [_as_text(column) for column in batch.columns]
    except (pa.ArrowException, OSError):
        raise SourceError(f"{where}: this Parquet file is damaged. Write it anew from where it came.") from None


def _decoded(value: bytes) -> str | None:
    """Bytes as text; none where they are something else, such as a picture."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _as_text(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    from pyarrow import types

    kind = column.type
    if types.is_binary(kind) or types.is_large_binary(kind):  # how older programs write text
        return pa.array([None if value is None else _decoded(value) for value in column.to_pylist()], pa.string())
    if types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind):
        return column.cast(pa.string())
    # the few other kinds (dates, floats, lists) by the same words as in a spreadsheet or JSON
    return pa.array([value_as_text(value) for value in column.to_pylist()], pa.string())
