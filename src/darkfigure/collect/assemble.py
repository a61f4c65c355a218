"""From the columns of a file to the table of records."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from darkfigure.collect.columns import Columns
from darkfigure.records import RECORD, WRITTEN
from darkfigure.store import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where rows come from: the source's name and the digest of the file."""

    source: str
    item: str


def assemble_records(
    cells: Sequence["pa.Array"], columns: Columns, *, origin: Origin, first_row: int
) -> "pa.RecordBatch":
    """Records of one batch: cells stripped, empty ones null, blank rows left out but counted.

    Args:
        cells: The columns of the batch, all of one length.
        columns: Which column is which.
        origin: Goes into every row.
        first_row: Number of the batch's first row within the source, 1-based.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = [_trim(column) for column in cells]
    count = len(cells[0]) if cells else 0
    nothing = pa.nulls(count, pa.string())
    written = {name: trimmed[position] for name, position in columns.standard.items()}
    if columns.parts:
        written["name"] = _join_name({part: trimmed[position] for part, position in columns.parts.items()}, columns)
    for name, positions in columns.joined.items():
        written[name] = _join([trimmed[position] for position in positions], "; ")
    batch = pa.RecordBatch.from_arrays(
        [
            pa.repeat(origin.source, count),
            pa.repeat(origin.item, count),
            pa.array(range(first_row, first_row + count), pa.int64()),
            *(written.get(name, nothing) for name in WRITTEN),
            _extra({name: trimmed[position] for name, position in columns.extra.items()}, count),
        ],
        schema=arrow_schema(RECORD),
    )
    empty = reduce(pc.and_, [pc.is_null(column) for column in trimmed])
    return batch.filter(pc.invert(empty)) if pc.any(empty).as_py() else batch


def _trim(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _join(columns: Sequence["pa.Array"], separator: str) -> "pa.Array":
    """Cells joined, empty ones skipped; null where all are."""
    import pyarrow.compute as pc

    # two at a time: Arrow's own `null_handling="skip"` drops a row in which all cells are null
    def both(left: "pa.Array", right: "pa.Array") -> "pa.Array":
        joined = pc.binary_join_element_wise(left, right, separator)
        return pc.coalesce(joined, left, right)

    return reduce(both, columns)


def _join_name(parts: Mapping[str, "pa.Array"], columns: Columns) -> "pa.Array":
    """One name out of its parts: `Given Father Family`, or `Family, Given Father` where the file has the family first.

    The comma tells whoever parses the name which part is which.
    """
    natural = [parts[part] for part in columns.parts if part != "family_name"]
    if columns.family_first and natural:
        return _join([parts["family_name"], _join(natural, " ")], ", ")
    return _join(list(parts.values()), " ")


def _extra(columns: Mapping[str, "pa.Array"], count: int) -> "pa.Array":
    """The other columns as one JSON object a row, without empty cells; null where all are empty."""
    import pyarrow as pa

    filled = {name: column for name, column in columns.items() if column.null_count < count}
    if not filled:
        return pa.nulls(count, pa.string())
    names = tuple(filled)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = zip(*(column.to_pylist() for column in filled.values()), strict=True)
    objects = ({name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for row in rows)
    return pa.array([encode(each) if each else None for each in objects], pa.string())
