"""One source: its files kept as evidence, then read from the kept bytes, row by row as written."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.collect.assemble import Origin, assemble_records
from darkfigure.collect.columns import Columns, count_recognised, resolve_columns
from darkfigure.collect.headers import recognise
from darkfigure.collect.kinds import MEDIA_TYPES, Kind, infer_kind
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.collect.rows import Rows
from darkfigure.errors import SourceError
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.store import TableWriter
from darkfigure.vault import Kept, Vault

if TYPE_CHECKING:
    import pyarrow as pa

_KUNYA = re.compile(r"\s*(?:أبو|ابو|أبي|ابي|أم|ام|بنت|ابن|[Aa]b[uo]|[Uu]mm?|[Aa]boo)[\s_-]")


@dataclass(frozen=True, kw_only=True)
class CollectResult:
    """What was read from one source: rows written, files read, rows of the table `item`, and notices.

    Example:
        >>> CollectResult(source="register", rows=2, files=1, items=(), notices=()).rows
        2
    """

    source: str
    rows: int
    files: int
    items: tuple[dict[str, object], ...]
    notices: tuple[Notice, ...]


def collect_source(
    source: SourceSettings,
    *,
    study_folder: Path,
    vault: Vault,
    writer: TableWriter,
    progress: Callable[[int, int | None], None] | None = None,
) -> CollectResult:
    r"""Keep every file of a source in the vault, read it from there, and write its rows as records.

    Args:
        source: One `[[source]]` of study.toml.
        study_folder: The folder to which paths are relative.
        vault: Where the bytes are kept.
        writer: Takes the rows of the table `record`; the caller opens and closes it, so that a failure writes nothing.
        progress: Told the bytes read so far and their total.

    Raises:
        SourceError: A file that is missing, empty, damaged, in no known encoding, without a name or kunya column, with
            a row that does not fit its header, or a source without any row. The message names file, row and column.
        SettingsError: `columns` names a header that a file lacks.
        InputError: The disk is full, or a folder cannot be written to.

    Example:
        >>> from darkfigure.records import RECORD
        >>> from darkfigure.store import table_writer
        >>> _ = Path("register.csv").write_text("name,birth_year\nRustam Yusupov,1990\n", encoding="utf-8")
        >>> source = SourceSettings(name="register", path="register.csv")
        >>> with table_writer(Path("record.parquet"), RECORD) as writer:
        ...     found = collect_source(source, study_folder=Path(), vault=Vault(Path("vault")), writer=writer)
        >>> found.rows, found.files
        (1, 1)
    """
    files = find_files(source.path, study_folder=study_folder, source=source.name)
    total = sum(file.stat().st_size for file in files)
    items: list[dict[str, object]] = []
    notices: list[Notice] = []
    seen: dict[str, str] = {}
    written, named, number, done = 0, 0, 1, 0
    for file in files:
        where = path_in_study(file, study_folder=study_folder)
        kept = vault.keep(file, source=source.name, origin_path=where)
        if kept.digest in seen:
            notices.append(
                Notice(
                    code="same-bytes",
                    message=f"{where}: has the same bytes as {seen[kept.digest]} and is read once.",
                )
            )
            continue
        seen[kept.digest] = where
        kind = infer_kind(kept.path, where=where)
        opened = _open(kind, kept.path, source=source, where=where, progress=_from(progress, done, total))
        rows = nameless = 0
        for batch in _records(opened, source=source, where=where, kept=kept, number=number):
            writer.write(batch)
            rows += batch.num_rows
            nameless += _count_nameless(batch)
            number = batch["row"][-1].as_py() + 1  # blank lines at a file's end are no rows
        notices += [*opened.notices, *_about_rows(where, rows, nameless)]
        items.append(_item(kept, kind, source=source, where=where, rows=rows))
        written, named, done = written + rows, named + rows - nameless, done + kept.size
        if progress is not None:
            progress(done, total)
    if not written:
        raise SourceError(
            f"source `{source.name}`: {', '.join(seen.values())}: there is a header row but no data row. Put the rows "
            "below the header, or remove the source from study.toml: an empty list tells nothing."
        )
    if not named:
        raise SourceError(
            f"source `{source.name}`: {', '.join(seen.values())}: no row has a name or a kunya. Say under `columns` of "
            "the source which column holds the names, or remove the source from study.toml: rows without names cannot "
            "be counted."
        )
    return CollectResult(source=source.name, rows=written, files=len(items), items=tuple(items), notices=tuple(notices))


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


def _records(
    opened: Rows, *, source: SourceSettings, where: str, kept: Kept, number: int
) -> Iterator["pa.RecordBatch"]:
    """Batches of records, none of them empty."""
    first = next(opened.batches, None)
    columns = _columns(opened, first, source=source, where=where)
    origin = Origin(source=source.name, item=kept.digest)
    for cells in chain([first] if first is not None else [], opened.batches):
        batch = assemble_records(cells, columns, origin=origin, first_row=number)
        if batch.num_rows:
            yield batch
        number += len(cells[0]) if cells else 0


def _count_nameless(batch: "pa.RecordBatch") -> int:
    """Rows without name, kunya and aliases."""
    import pyarrow.compute as pc

    missing = reduce(pc.and_, [pc.is_null(batch[column]) for column in ("name", "kunya", "aliases")])
    return pc.sum(missing).as_py() or 0


def _about_rows(where: str, rows: int, nameless: int) -> Iterator[Notice]:
    if not rows:
        yield Notice(code="no-rows", message=f"{where}: has a header row but no data rows.")
    elif nameless:
        yield Notice(
            code="no-name",
            message=f"{where}: {nameless:,} of {rows:,} rows have neither a name nor a kunya; they cannot be linked.",
        )


def _columns(opened: Rows, first: Sequence["pa.Array"] | None, *, source: SourceSettings, where: str) -> Columns:
    undecided = [p for p, cell in enumerate(opened.header) if recognise(cell) == "kunya_or_family"]
    shares = {position: _kunya_share(first[position]) for position in undecided} if first is not None else {}
    columns = resolve_columns(opened.header, chosen=source.columns, where=where, kunya_share=shares)
    opened.notices.extend(columns.notices)
    return columns


def _kunya_share(cells: "pa.Array") -> float:
    filled = [cell for cell in cells.to_pylist() if cell and cell.strip()]
    return sum(1 for cell in filled if _KUNYA.match(cell)) / len(filled) if filled else 0.0


def _item(kept: Kept, kind: Kind, *, source: SourceSettings, where: str, rows: int) -> dict[str, object]:
    return {
        "item": kept.digest,
        "source": source.name,
        "path": where,
        "media_type": MEDIA_TYPES[kind],
        "size": kept.size,
        "retrieved_at": kept.first_kept.astimezone(UTC).replace(tzinfo=None),
        "rows": rows,
    }


def _from(progress: Callable[[int, int | None], None] | None, done: int, total: int) -> Callable[[int], None]:
    return (lambda read: progress(done + read, total)) if progress is not None else (lambda _: None)
