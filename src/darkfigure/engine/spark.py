"""The same steps on Spark: SQL over partitions, and the compiled work in Python workers that exchange Arrow batches."""

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from darkfigure.engine.engine import HASH, Numbers, Shared, write_out
from darkfigure.engine.session import join_session, start_session, stop_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class SparkEngine:
    """Spark: the session of this process where there is one, else one of its own.

    Args:
        temp: a folder that a session of its own spills to.
    """

    def __init__(self, *, temp: Path | None = None) -> None:
        running = join_session()
        self.session = running or start_session(temp=temp)
        self._ours = running is None

    def keep(self, name: str, table: pa.Table) -> None:
        """Let queries read a table under a name."""
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def step(self, name: str, query: str, numbers: Numbers | None = None) -> None:
        """Compute a query, and give its result a name; without a memory of how, plans of plans would fill the JVM."""
        self._ask(query, numbers).localCheckpoint().createOrReplaceTempView(name)

    def fetch(self, query: str, numbers: Numbers | None = None) -> pa.Table:
        """The result of a query."""
        return self._ask(query, numbers).toArrow()

    def drop(self, *names: str) -> None:
        """Forget named tables and results."""
        for name in names:
            self.session.catalog.dropTempView(name)

    def map_parts(
        self, work: Callable[[Shared, int, int], pa.Table], shared: Shared, *, many: int, at_once: int
    ) -> pa.Table:
        """Do the work in Python workers, one range a task."""
        from pyspark.sql.pandas.types import from_arrow_schema

        schema = work(shared, 0, 0).schema
        sent = self.session.sparkContext.broadcast(shared)
        parts = math.ceil(many / at_once)
        begins = self.session.range(0, parts, 1, numPartitions=max(parts, 1))
        try:
            done = begins.mapInArrow(_worker(work, sent, many, at_once), from_arrow_schema(schema)).toArrow()
        finally:
            sent.destroy()
        return done.cast(schema)

    def close(self) -> None:
        """End the session, if it was started here."""
        if self._ours:
            stop_session(self.session)

    def _ask(self, query: str, numbers: Numbers | None) -> "DataFrame":
        return self.session.sql(write_out(query, numbers).replace(HASH, "xxhash64("))


def _worker(
    work: Callable[[Any, int, int], pa.Table],
    sent: Any,  # noqa: ANN401 - a broadcast has no type without Spark
    many: int,
    at_once: int,
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with batches of numbers of ranges."""

    def over_ranges(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in batch.column(0).to_pylist():
                yield from work(sent.value, part * at_once, min((part + 1) * at_once, many)).to_batches()

    return over_ranges
