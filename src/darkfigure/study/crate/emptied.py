"""A table without what is personal in it: the same rows, with the columns emptied that hold what somebody wrote."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.records import PERSONAL, TABLES
from darkfigure.store import table_writer

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 65_536


def emptied_table(path: Path, name: str, *, keep: Collection[str], scratch: Path) -> Path | None:
    """Write a table's file without what is personal; None if nothing in this table is.

    Args:
        path: the Parquet file.
        name: the table it is of, or a part of.
        keep: the strata of the study, which stay: the estimate is published by them.
        scratch: where to write.
    """
    import pyarrow.parquet as pq

    personal = PERSONAL.get(name)
    declared = next((table for table in TABLES if table.name == name), None)
    if personal is None or declared is None:
        return None
    target = scratch / name / path.name
    with pq.ParquetFile(path) as file, table_writer(target, declared) as writer:
        for batch in file.iter_batches(batch_size=_BATCH):
            writer.write(_emptied(batch, personal, keep=keep if name == "mention" else ()))
    return target


def _emptied(batch: "pa.RecordBatch", personal: Collection[str], *, keep: Collection[str]) -> "pa.RecordBatch":
    import pyarrow as pa

    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name not in personal or name in keep:
            columns[name] = column
        elif name == "extra" and keep:
            columns[name] = _kept_of(column, keep)
        else:
            columns[name] = pa.nulls(batch.num_rows, column.type)
    return pa.RecordBatch.from_pydict(columns)


def _kept_of(column: "pa.Array", keep: Collection[str]) -> "pa.Array":
    """Of the columns that are not standard, the strata."""
    import pyarrow as pa

    found = []
    for text in column.to_pylist():
        kept = {key: value for key, value in json.loads(text or "{}").items() if key in keep}
        found.append(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else None)
    return pa.array(found, column.type)
