"""One source: its files kept as evidence, then read from the kept bytes, row by row as written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.collect.kept_file import Batch, KeptFile, read_kept
from darkfigure.collect.kinds import MEDIA_TYPES, Kind
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.engine import Engine, LocalEngine
from darkfigure.errors import SourceError
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.store import TableWriter
from darkfigure.vault import Kept, Vault

if TYPE_CHECKING:
    import pyarrow as pa


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
    engine: Engine | None = None,
) -> CollectResult:
    r"""Keep every file of a source in the vault, read it from there, and write its rows as records.

    Args:
        source: One `[[source]]` of study.toml.
        study_folder: The folder to which paths are relative.
        vault: Where the bytes are kept.
        writer: Takes the rows of the table `record`; the caller opens and closes it, so that a failure writes nothing.
        progress: Told the bytes read so far and their total.
        engine: Where the files are read, one a task; here if None.

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
    written, named, number, done, rows, nameless, last = 0, 0, 1, 0, 0, 0, 0
    keeping = _keep(files, source, study_folder=study_folder, vault=vault)
    for part in (engine or LocalEngine()).map_tasks(read_kept, source, keeping):
        if isinstance(part, Batch):
            batch = _renumbered(part.rows, number)
            writer.write(batch)
            rows, nameless, last = rows + batch.num_rows, nameless + _count_nameless(batch), batch["row"][-1].as_py()
            read = done + part.read
        else:
            notices += part.notices
            if part.kind is None:
                continue
            kept, where = part.file.kept, part.file.where
            notices += _about_rows(where, rows, nameless)
            items.append(_item(kept, part.kind, source=source, where=where, rows=rows))
            number = max(number, last + 1)  # blank lines at a file's end are no rows
            written, named, done = written + rows, named + rows - nameless, done + kept.size
            rows, nameless, read = 0, 0, done
        if progress is not None:
            progress(read, total)
    seen = ", ".join(str(item["path"]) for item in items)
    if not written:
        raise SourceError(
            f"source `{source.name}`: {seen}: there is a header row but no data row. Put the rows "
            "below the header, or remove the source from study.toml: an empty list tells nothing."
        )
    if not named:
        raise SourceError(
            f"source `{source.name}`: {seen}: no row has a name or a kunya. Say under `columns` of "
            "the source which column holds the names, or remove the source from study.toml: rows without names cannot "
            "be counted."
        )
    return CollectResult(source=source.name, rows=written, files=len(items), items=tuple(items), notices=tuple(notices))


def _keep(files: Sequence[Path], source: SourceSettings, *, study_folder: Path, vault: Vault) -> Iterator[KeptFile]:
    """Keep each file when it is its turn."""
    seen: dict[str, str] = {}
    for file in files:
        where = path_in_study(file, study_folder=study_folder)
        kept = vault.keep(file, source=source.name, origin_path=where)
        yield KeptFile(kept=kept, path=kept.path.absolute(), where=where, same_as=seen.get(kept.digest))
        seen.setdefault(kept.digest, where)


def _renumbered(rows: "pa.RecordBatch", first: int) -> "pa.RecordBatch":
    """Rows numbered from 1 as rows numbered from `first`."""
    import pyarrow.compute as pc

    if first == 1:
        return rows
    place = rows.schema.get_field_index("row")
    return rows.set_column(place, rows.schema.field(place), pc.add(rows["row"], first - 1))


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
