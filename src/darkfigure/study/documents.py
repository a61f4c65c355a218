"""The table `document`: one row for each text of a source, written while it is read."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure import records
from darkfigure.collect.found import Found
from darkfigure.extract.text import TextReading
from darkfigure.store import TableWriter, arrow_schema, table_writer

if TYPE_CHECKING:
    import pyarrow as pa

# Texts are longer than cells: groups of rows are small, so that few texts wait in memory.
_GROUP_ROWS = 4_096
_BATCH_ROWS = 2_048
_BATCH_CHARACTERS = 4_000_000


def document_id(item: str, locator: str) -> str:
    """The id of a text: the digest of the file where it is all of it, else a digest of both.

    Example:
        >>> document_id("ab12", "")
        'ab12'
    """
    return item if not locator else hashlib.sha256(f"{item}\n{locator}".encode()).hexdigest()


class DocumentWriter:
    """Takes texts one by one; rows are written in batches."""

    def __init__(self, writer: TableWriter, *, source: str) -> None:
        self.rows = 0
        self._writer, self._source = writer, source
        self._waiting: list[tuple[object, ...]] = []
        self._characters = 0

    def add(self, found: Found, reading: TextReading, *, path: str) -> str:
        """Write a text; return its id."""
        identity = document_id(found.item, found.locator)
        self._waiting.append(
            (
                identity,
                self._source,
                found.item,
                _whole(found.locator),
                path,
                found.media_type,
                _cleaned(found.url),
                reading.lang,
                reading.published,
                reading.published_last,
                _moment(found.published),
                reading.published_basis,
                _cleaned(reading.title),
                reading.text,
                _cleaned(reading.author),
                _cleaned(found.forwarded_from),
                _cleaned(found.reply_to),
                _media(found),
                _extra(found.metadata, reading),
            )
        )
        self.rows += 1
        self._characters += len(reading.text)
        if len(self._waiting) >= _BATCH_ROWS or self._characters >= _BATCH_CHARACTERS:
            self.flush()
        return identity

    def flush(self) -> None:
        """Hand what waits to the table."""
        if self._waiting:
            self._writer.write(_batch(self._waiting))
        self._waiting, self._characters = [], 0


@contextmanager
def document_writer(path: Path, *, source: str) -> Iterator[DocumentWriter]:
    """Write the part of a source; the file appears when the block ends without an error."""
    with table_writer(path, records.DOCUMENT, group_rows=_GROUP_ROWS) as table:
        writer = DocumentWriter(table, source=source)
        yield writer
        writer.flush()


def _batch(rows: list[tuple[object, ...]]) -> "pa.RecordBatch":
    import pyarrow as pa

    schema = arrow_schema(records.DOCUMENT)
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _moment(published: dt.date | dt.datetime | None) -> dt.datetime | None:
    """The time in UTC without a zone, as the table has it; None where only a day is known."""
    if not isinstance(published, dt.datetime):
        return None
    return published.astimezone(dt.UTC).replace(tzinfo=None) if published.tzinfo else published


def _cleaned(text: str | None) -> str | None:
    return None if text is None else _whole(text)


def _whole(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _media(found: Found) -> str | None:
    return _whole("; ".join(one.digest or one.name for one in found.media)) if found.media else None


def _extra(metadata: Mapping[str, object], reading: TextReading) -> str | None:
    """What else the format says, the site of a page, and what was unusual in reading it."""
    if reading.site or reading.flags:
        metadata = {**metadata, "site": reading.site, "flags": list(reading.flags)}
        metadata = {key: value for key, value in metadata.items() if value}
    if not metadata:
        return None
    return _whole(json.dumps(metadata, ensure_ascii=False, separators=(",", ":"), default=str))
