"""The extract stage: rows as written to mentions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure import records
from darkfigure.dates import date_order
from darkfigure.extract import Counts, RowReader
from darkfigure.records import Notice
from darkfigure.store import connect, digest_file, table_writer
from darkfigure.study.checking import check_copies
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_BATCH = 65_536


def extract_stage() -> Stage:
    """Rows of all sources to one table of mentions, numbered through."""
    return Stage(
        name="extract",
        part="",
        settings=lambda context: [source.name for source in context.settings.source],
        inputs=lambda context: {
            f"record/{source.name}": digest_file(context.part("record", source))
            for source in context.settings.source
            if context.part("record", source).exists()
        },
        outputs=lambda context: (context.table("mention"),),
        work=_extract,
    )


class _Part(NamedTuple):
    """Some groups of rows of a source, the number of their first mention, and how the source writes days."""

    source: str
    path: str
    groups: range
    first: int
    date_order: str | None
    birth_order: str | None


def _extract(context: Context, listener: Listener) -> Outcome:
    check_copies(context)
    counts = {source.name: Counts() for source in context.settings.source}
    done = 0
    with table_writer(context.table("mention"), records.MENTION) as writer, context.engine() as engine:
        parts = _parts(context, divided=engine.workers > 1)
        for source, batch, counted in engine.map_tasks(_read, None, parts):
            counts[source] += counted
            if batch is not None:
                writer.write(batch)
                done += batch.num_rows
                listener(Event(stage="extract", what=source, done=done, total=None))
    facts = {source: _facts(counted) for source, counted in counts.items()}
    notices = tuple(notice for source, counted in counts.items() for notice in _notices(source, counted))
    return Outcome({"mentions": done, "sources": facts}, notices)


def _parts(context: Context, *, divided: bool) -> Iterator[_Part]:
    """What is read in one go: a source, which reads each distinct cell once, or a group of its rows."""
    first = 0
    for source in context.settings.source:
        path = context.part("record", source)
        orders = _orders(path)
        with pq.ParquetFile(path) as file:
            rows = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        for groups in [range(i, i + 1) for i in range(len(rows))] if divided else [range(len(rows))]:
            yield _Part(source.name, str(path.absolute()), groups, first, *orders)
            first += sum(rows[i] for i in groups)


def _read(_: None, part: _Part) -> Iterator[tuple[str, pa.RecordBatch | None, Counts]]:
    """The mentions of a part, batch by batch; then what could not be read of all of them."""
    reader = RowReader(date_order=part.date_order, birth_order=part.birth_order)
    with pq.ParquetFile(part.path) as file:
        batches = file.iter_batches(batch_size=_BATCH, row_groups=list(part.groups))
        for batch in reader.read(batches, first=part.first):
            yield part.source, batch, Counts(mentions=batch.num_rows)
    yield part.source, None, reader.counts


def _orders(path: Path) -> tuple[str | None, str | None]:
    """The order in which a source writes day and month of a sighting, and of a birth."""
    connection = connect()
    orders = {}
    for column in ("date", "last_date", "birth_date"):
        # in batches: times of posts differ from row to row. The order of the cells changes nothing.
        cells = connection.sql(
            f'SELECT DISTINCT "{column}" FROM read_parquet($path) WHERE "{column}" IS NOT NULL',
            params={"path": str(path)},
        ).to_arrow_reader(_BATCH)
        orders[column] = date_order(cell for batch in cells for cell in batch.column(0).to_pylist())
    connection.close()
    return orders["date"] or orders["last_date"], orders["birth_date"]


def _facts(counted: Counts) -> dict[str, Any]:
    return {
        "mentions": counted.mentions,
        "unread": dict(sorted((+counted.unread).items())),
        "origins_from_names": counted.origins_from_names,
    }


def _notices(source: str, counted: Counts) -> Iterator[Notice]:
    for column, cells in sorted((+counted.unread).items()):
        yield Notice(
            code="unread-cells",
            message=f"{source}: {cells:,} cells of column `{column}` hold something that could not be read; "
            "they count as unknown.",
        )
    if counted.undated_ages:
        yield Notice(
            code="undated-ages",
            message=f"{source}: {counted.undated_ages:,} rows have an age but no date that could be read, so that the "
            "age says no year of birth; it is left out.",
        )
    if counted.origins_from_names:
        yield Notice(
            code="origin-from-name",
            message=f"{source}: {counted.origins_from_names:,} rows without an origin bear one in their name "
            "(such as al-Uzbaki); it was taken from there.",
        )
