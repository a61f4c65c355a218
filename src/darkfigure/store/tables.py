"""Tables that cross rooms, as Parquet: declared schema, atomic, the same bytes for the same rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkfigure.errors import InputError
from darkfigure.records import Table
from darkfigure.store.atomic import atomic_path

if TYPE_CHECKING:
    import pyarrow as pa

# DuckDB's own row group size: one group is one unit of parallel work when the table is read.
_GROUP_ROWS = 122_880


def arrow_schema(table: Table) -> "pa.Schema":
    """The Arrow schema of a declared table.

    Example:
        >>> from darkfigure.records import CAPTURE
        >>> arrow_schema(CAPTURE).names
        ['draw', 'stratum', 'pattern', 'count']
    """
    import pyarrow as pa

    types = {
        "varchar": pa.string(),
        "boolean": pa.bool_(),
        "smallint": pa.int16(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    return pa.schema([(column.name, types[column.type]) for column in table.columns])


class TableWriter:
    """Gathers record batches into row groups of one size, so that the bytes do not depend on how rows arrive.

    Example:
        >>> from darkfigure.records import CLAIM
        >>> with table_writer(Path("written.parquet"), CLAIM) as writer:
        ...     type(writer).__name__
        'TableWriter'
        >>> read_table(Path("written.parquet")).num_rows
        0
    """

    def __init__(
        self,
        parquet: Any,  # noqa: ANN401 - pyarrow has no types
        schema: "pa.Schema",
        *,
        group_rows: int = _GROUP_ROWS,
    ) -> None:
        self.schema = schema
        self._group_rows = group_rows
        self.rows = 0
        self._parquet = parquet
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0

    def write(self, rows: "pa.RecordBatch | pa.Table") -> None:
        """Add rows; their columns must be the declared ones, in order."""
        import pyarrow as pa

        part = pa.table(rows) if isinstance(rows, pa.Table) else pa.Table.from_batches([rows])
        if part.schema.names != self.schema.names:
            raise ValueError(f"columns are {part.schema.names}, needed {self.schema.names}")
        self._waiting.append(part.cast(self.schema))
        self._waiting_rows += part.num_rows
        self.rows += part.num_rows
        if self._waiting_rows >= self._group_rows:
            self._flush(keep_rest=True)

    def close(self) -> None:
        """Write what waits."""
        self._flush(keep_rest=False)
        self._parquet.close()

    def _flush(self, *, keep_rest: bool) -> None:
        import pyarrow as pa

        if not self._waiting:
            return
        rows = pa.concat_tables(self._waiting)
        size = self._group_rows
        whole = rows.num_rows // size * size if keep_rest else rows.num_rows
        for start in range(0, whole, size):
            group = rows.slice(start, min(size, whole - start))
            # one chunk a column: page borders, and with them the bytes, follow from the rows alone
            self._parquet.write_table(group.combine_chunks(), row_group_size=size)
        self._waiting = [rows.slice(whole)] if whole < rows.num_rows else []
        self._waiting_rows = rows.num_rows - whole


@contextmanager
def table_writer(path: Path, table: Table, *, group_rows: int = _GROUP_ROWS) -> Iterator[TableWriter]:
    """Write a table batch by batch; the file appears under its name only when the block ends without an error.

    Args:
        path: Where it shall stand.
        table: Its declaration.
        group_rows: Rows that are gathered before they are written together.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> from darkfigure.records import PERSON
        >>> with table_writer(Path("person.parquet"), PERSON) as writer:
        ...     for batch in table_from_rows([{"draw": 0, "mention": 1, "person": 1}], table=PERSON).to_batches():
        ...         writer.write(batch)
        >>> read_table(Path("person.parquet")).num_rows
        1
    """
    import pyarrow.parquet as pq

    schema = arrow_schema(table)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        parquet = pq.ParquetWriter(file, schema, compression="zstd", version="2.6")
        writer = TableWriter(parquet, schema, group_rows=group_rows)
        try:
            yield writer
            writer.close()
        except BaseException:
            with suppress(Exception):  # the first error is the one to tell
                parquet.close()
            raise


def write_table(
    path: Path,
    rows: "pa.Table | pa.RecordBatch | pa.RecordBatchReader | Iterable[pa.RecordBatch]",
    *,
    table: Table,
) -> int:
    """Write a whole table; return the number of rows.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> from darkfigure.records import PERSON
        >>> rows = table_from_rows([{"draw": 0, "mention": 1, "person": 1}], table=PERSON)
        >>> write_table(Path("one.parquet"), rows, table=PERSON)
        1
    """
    import pyarrow as pa

    whole = isinstance(rows, pa.Table | pa.RecordBatch)
    with table_writer(path, table) as writer:
        for part in [rows] if whole else rows:
            writer.write(part)
    return writer.rows


def table_from_rows(rows: Iterable[Mapping[str, object]], *, table: Table) -> "pa.Table":
    """A small table from one mapping a row.

    Example:
        >>> from darkfigure.records import PERSON
        >>> table_from_rows([{"draw": 0, "mention": 1, "person": 1}], table=PERSON).num_rows
        1
    """
    import pyarrow as pa

    return pa.Table.from_pylist([dict(row) for row in rows], schema=arrow_schema(table))


def read_table(path: Path, *, columns: Sequence[str] | None = None) -> "pa.Table":
    """Read a Parquet file, or a folder of part files in the order of their names; all columns, or those named.

    Raises:
        InputError: There is no such table, or its bytes are damaged.

    Example:
        >>> from darkfigure.records import CAPTURE
        >>> _ = write_table(Path("capture.parquet"), table_from_rows([], table=CAPTURE), table=CAPTURE)
        >>> read_table(Path("capture.parquet"), columns=["draw", "count"]).column_names
        ['draw', 'count']
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    try:
        return pa.concat_tables([pq.ParquetFile(part).read(columns) for part in parts])
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such table. `darkfigure run` makes it.") from None
    except pa.ArrowInvalid:
        raise InputError(
            f"{path}: this table is missing or damaged. Remove it and run again: it is made anew from the sources."
        ) from None
