"""One preserved file of a table: its rows, batch by batch, as written. It reads the kept bytes and nothing else."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.collect.assemble import Origin, assemble_records
from darkfigure.collect.columns import Columns, count_recognised, resolve_columns
from darkfigure.collect.headers import recognise
from darkfigure.collect.kinds import Kind, infer_kind
from darkfigure.collect.rows import Rows
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.vault import Kept

if TYPE_CHECKING:
    import pyarrow as pa

_KUNYA = re.compile(r"\s*(?:أبو|ابو|أبي|ابي|أم|ام|بنت|ابن|[Aa]b[uo]|[Uu]mm?|[Aa]boo)[\s_-]")


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file of a source: what is preserved of it, where the bytes stand, and how messages name it.

    `same_as`: the file before it that has the same bytes and is read in its place.
    """

    kept: Kept
    path: Path
    where: str
    same_as: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """Rows of the table `record`, numbered from 1 on within the file, and the bytes of the file read so far."""

    rows: "pa.RecordBatch"
    read: int


@dataclass(frozen=True, kw_only=True)
class End:
    """The end of a file: what it is, None if it was not read, and what is to be said of it."""

    file: KeptFile
    kind: Kind | None
    notices: tuple[Notice, ...]


def read_kept(source: SourceSettings, file: KeptFile) -> Iterator[Batch | End]:
    """The rows of a file, and at last its end.

    Raises:
        SourceError: It cannot be read as it stands; the message names file, row and column.
        SettingsError: `columns` of the source names a header that it lacks.
    """
    if file.same_as is not None:
        message = f"{file.where}: has the same bytes as {file.same_as} and is read once."
        yield End(file=file, kind=None, notices=(Notice(code="same-bytes", message=message),))
        return
    read = 0

    def progress(position: int) -> None:
        nonlocal read
        read = position

    kind = infer_kind(file.path, where=file.where)
    opened = _open(kind, file.path, source=source, where=file.where, progress=progress)
    for batch in _records(opened, source=source, file=file):
        yield Batch(rows=batch, read=read)
    yield End(file=file, kind=kind, notices=tuple(opened.notices))


def _open(kind: Kind, path: Path, *, source: SourceSettings, where: str, progress: Callable[[int], None]) -> Rows:
    """The reader for a kind of file. Each is loaded only when a file needs it."""

    def recognised(cells: Sequence[str]) -> int:
        return count_recognised(cells, chosen=source.columns)

    if kind == "parquet":
        from darkfigure.collect.parquet import read_parquet

        return read_parquet(path, where=where)
    if kind in {"xlsx", "xlsb", "xls", "ods"}:
        from darkfigure.collect.extent import refuse_stray_cells
        from darkfigure.collect.sheets import read_sheets

        if kind == "xlsx":
            refuse_stray_cells(path, where=where)
        return read_sheets(path, where=where, recognised=recognised)
    from darkfigure.collect.text import detect_encoding

    encoding = detect_encoding(path, where=where)
    if kind == "json":
        from darkfigure.collect.json_rows import read_json

        rows = read_json(path, encoding, where=where, progress=progress)
    else:
        from darkfigure.collect.delimited import read_delimited

        rows = read_delimited(path, encoding, where=where, recognised=recognised, progress=progress)
    if not encoding.certain:
        rows.notices.append(
            Notice(
                code="encoding",
                message=f"{where}: read as {encoding.label}, as its letters tell. Save it as UTF-8 to be sure.",
            )
        )
    return rows


def _records(opened: Rows, *, source: SourceSettings, file: KeptFile) -> Iterator["pa.RecordBatch"]:
    """Batches of records, numbered from 1, none of them empty."""
    first = next(opened.batches, None)
    columns = _columns(opened, first, source=source, where=file.where)
    origin, number = Origin(source=source.name, item=file.kept.digest), 1
    for cells in chain([first] if first is not None else [], opened.batches):
        batch = assemble_records(cells, columns, origin=origin, first_row=number)
        if batch.num_rows:
            yield batch
        number += len(cells[0]) if cells else 0


def _columns(opened: Rows, first: Sequence["pa.Array"] | None, *, source: SourceSettings, where: str) -> Columns:
    undecided = [p for p, cell in enumerate(opened.header) if recognise(cell) == "kunya_or_family"]
    shares = {position: _kunya_share(first[position]) for position in undecided} if first is not None else {}
    columns = resolve_columns(opened.header, chosen=source.columns, where=where, kunya_share=shares)
    opened.notices.extend(columns.notices)
    return columns


def _kunya_share(cells: "pa.Array") -> float:
    filled = [cell for cell in cells.to_pylist() if cell and cell.strip()]
    return sum(1 for cell in filled if _KUNYA.match(cell)) / len(filled) if filled else 0.0
