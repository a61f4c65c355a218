"""The extract stage: rows as written to mentions."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq

from darkfigure import records
from darkfigure.dates import date_order
from darkfigure.extract import RowReader
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
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


def _extract(context: Context, listener: Listener) -> Outcome:
    check_copies(context)
    notices: list[Notice] = []
    facts: dict[str, Any] = {}
    done = 0
    with table_writer(context.table("mention"), records.MENTION) as writer:
        for source in context.settings.source:
            reader = _reader_of(context, source)
            first = done
            for batch in reader.read(_batches(context, source), first=first):
                writer.write(batch)
                done += batch.num_rows
                listener(Event(stage="extract", what=source.name, done=done, total=None))
            facts[source.name] = {"mentions": done - first} | _counts(reader)
            notices += _notices(source.name, reader)
    return Outcome({"mentions": done, "sources": facts}, tuple(notices))


def _batches(context: Context, source: SourceSettings) -> Iterator[Any]:
    with pq.ParquetFile(context.part("record", source)) as file:
        yield from file.iter_batches(batch_size=_BATCH)


def _reader_of(context: Context, source: SourceSettings) -> RowReader:
    """A reader that knows the order in which this source writes day and month."""
    connection = connect()
    path = str(context.part("record", source))
    orders = {}
    for column in ("date", "last_date", "birth_date"):
        # in batches: times of posts differ from row to row. The order of the cells changes nothing.
        cells = connection.sql(
            f'SELECT DISTINCT "{column}" FROM read_parquet($path) WHERE "{column}" IS NOT NULL', params={"path": path}
        ).to_arrow_reader(_BATCH)
        orders[column] = date_order(cell for batch in cells for cell in batch.column(0).to_pylist())
    connection.close()
    return RowReader(date_order=orders["date"] or orders["last_date"], birth_order=orders["birth_date"])


def _counts(reader: RowReader) -> dict[str, Any]:
    unread: Counter[str] = +reader.unread
    return {"unread": dict(sorted(unread.items())), "origins_from_names": reader.origins_from_names}


def _notices(source: str, reader: RowReader) -> Iterator[Notice]:
    for column, cells in sorted((+reader.unread).items()):
        yield Notice(
            code="unread-cells",
            message=f"{source}: {cells:,} cells of column `{column}` hold something that could not be read; "
            "they count as unknown.",
        )
    if reader.undated_ages:
        yield Notice(
            code="undated-ages",
            message=f"{source}: {reader.undated_ages:,} rows have an age but no date that could be read, so that the "
            "age says no year of birth; it is left out.",
        )
    if reader.origins_from_names:
        yield Notice(
            code="origin-from-name",
            message=f"{source}: {reader.origins_from_names:,} rows without an origin bear one in their name "
            "(such as al-Uzbaki); it was taken from there.",
        )
