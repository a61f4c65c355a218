"""What is true of a whole invented study: tables beside it that no stage reads, written while it is."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.records import Column, Table
from darkfigure.simulate.crowd import Crowd
from darkfigure.store import TableWriter, arrow_schema, table_writer

_BLOCK = 65_536

ROWS = Table(
    name="rows",
    meaning="one row of a list, and whose it is",
    columns=(
        Column(name="source", type="varchar", meaning="name of the source"),
        Column(name="row", type="bigint", meaning="data row of the source, 1-based, counted on over its files"),
        Column(name="person", type="bigint", meaning="number of the person"),
    ),
)
TEXTS = Table(
    name="texts",
    meaning="one article or post",
    columns=(
        Column(name="source", type="varchar", meaning="name of the source"),
        Column(name="path", type="varchar", meaning="the file, relative to the study folder"),
        Column(name="place", type="varchar", meaning="page or message in it"),
        Column(name="text", type="bigint", meaning="number of the text"),
        Column(name="copy_of", type="bigint", meaning="the text it copies, or null"),
        Column(name="forwarded", type="boolean", meaning="that it says whose post it forwards"),
        Column(name="persons", type="varchar", meaning="numbers of the persons it names, separated by blanks"),
        Column(name="stated", type="bigint", meaning="the number of people it states, or null"),
    ),
)
PICTURES = Table(
    name="pictures",
    meaning="one picture file",
    columns=(
        Column(name="path", type="varchar", meaning="the file, relative to the study folder"),
        Column(name="picture", type="bigint", meaning="number of the picture it shows"),
        Column(name="change", type="varchar", meaning="what was done to it, or null for the first showing"),
    ),
)


class Noted:
    """Takes rows of a table of truth; they are written in groups. `count`: how many there are."""

    def __init__(self, writer: TableWriter, table: Table) -> None:
        self.count = 0
        self._writer, self._table = writer, table
        self._waiting: list[dict[str, object]] = []

    def add(self, **cells: object) -> None:
        """Note one row."""
        self._waiting.append(cells)
        self.count += 1
        if len(self._waiting) >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        import pyarrow as pa

        if self._waiting:
            self._writer.write(pa.RecordBatch.from_pylist(self._waiting, schema=arrow_schema(self._table)))
        self._waiting = []


@dataclass(frozen=True, kw_only=True)
class Notes:
    """The tables of truth that are written while a study is: rows of lists, texts, pictures."""

    rows: TableWriter
    texts: Noted
    pictures: Noted


@contextmanager
def open_notes(folder: Path) -> Iterator[Notes]:
    """Tables rows.parquet, texts.parquet and pictures.parquet; they appear when the block ends without an error."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = {
            table.name: stack.enter_context(table_writer(folder / f"{table.name}.parquet", table))
            for table in (ROWS, TEXTS, PICTURES)
        }
        notes = Notes(
            rows=writers["rows"],
            texts=Noted(writers["texts"], TEXTS),
            pictures=Noted(writers["pictures"], PICTURES),
        )
        yield notes
        notes.texts.flush()
        notes.pictures.flush()


def count_people(crowd: Crowd) -> dict[str, object]:
    """How many people there are, by origin and by capture pattern, the unseen included."""
    lists = len(crowd.world.lists)
    patterns = np.zeros(1 << lists, dtype=np.int64)
    everybody, listed = (np.zeros(len(crowd.world.origins), dtype=np.int64) for _ in range(2))
    for start in range(0, crowd.count, _BLOCK):
        numbers = np.arange(start, min(start + _BLOCK, crowd.count))
        seen = crowd.captured(numbers)
        origin = crowd.origins(numbers)
        patterns += np.bincount(seen @ (1 << np.arange(lists)), minlength=patterns.size)
        everybody += np.bincount(origin, minlength=everybody.size)
        listed += np.bincount(origin[seen.any(axis=1)], minlength=listed.size)
    codes = [each.code for each in crowd.world.origins]
    return {
        "people": crowd.count,
        "ever_listed": int(listed.sum()),
        "lists": [plan.name for plan in crowd.world.lists],
        "by_origin": dict(sorted(zip(codes, everybody.tolist(), strict=True))),
        "ever_listed_by_origin": dict(sorted(zip(codes, listed.tolist(), strict=True))),
        "patterns": {f"{value:0{lists}b}"[::-1]: count for value, count in enumerate(patterns.tolist()) if count},
    }
