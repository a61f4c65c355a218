"""Tables as Parquet, written atomically; DuckDB over them; run records."""

from darkfigure.store.atomic import (
    atomic_path,
    explained,
    scratch_folder,
    whole_folder,
    write_atomically,
    write_private,
)
from darkfigure.store.database import connect
from darkfigure.store.digest import digest_file
from darkfigure.store.runs import RunRecord, is_current, read_run_record, why_stale, write_run_record
from darkfigure.store.tables import (
    TableWriter,
    arrow_schema,
    read_table,
    table_from_rows,
    table_writer,
    write_table,
)

__all__ = [
    "RunRecord",
    "TableWriter",
    "arrow_schema",
    "atomic_path",
    "connect",
    "digest_file",
    "explained",
    "is_current",
    "read_run_record",
    "read_table",
    "scratch_folder",
    "table_from_rows",
    "table_writer",
    "whole_folder",
    "why_stale",
    "write_atomically",
    "write_private",
    "write_run_record",
    "write_table",
]
