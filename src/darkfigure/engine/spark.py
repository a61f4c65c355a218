"""The same steps on Spark: SQL over partitions, and the compiled work in Python workers that exchange Arrow batches."""

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from darkfigure import __version__
from darkfigure.engine.engine import HASH, Numbers, Result, Shared, Task, write_out
from darkfigure.engine.session import is_one_machine, join_session, start_session, stop_session
from darkfigure.engine.tasks import explained, run_tasks
from darkfigure.errors import InputError
from darkfigure.settings import SparkSettings
from darkfigure.store.scratch import Scratch

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class SparkEngine:
    """Spark: the session of this process where there is one, else one of its own.

    Args:
        settings: where Spark runs, and how it is set up.
        temp: a folder that a session of its own spills to, and large arrays here.
        shared: a folder that workers must see under the same path.

    Raises:
        InputError: Spark does not start; or its workers have no darkfigure, another version of it, or do not see the
            folder.
    """

    def __init__(
        self, settings: SparkSettings | None = None, *, temp: Path | None = None, shared: Path | None = None
    ) -> None:
        running = join_session()
        self.session = running or start_session(settings, temp=temp)
        self._ours = running is None
        self.scratch = Scratch(temp)
        # each batch of a table becomes a partition: one a task
        self._tasks = self.session.newSession()
        self._tasks.conf.set("spark.sql.execution.arrow.localRelationThreshold", "0")
        self.workers: int = self.session.sparkContext.defaultParallelism
        if not is_one_machine(self.session.sparkContext.master):
            try:
                self._meet(shared)
            except BaseException:
                self.close()
                raise

    def keep(self, name: str, table: pa.Table) -> None:
        """Let queries read a table under a name."""
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def step(self, name: str, query: str, numbers: Numbers | None = None) -> None:
        """Compute a query, and give its result a name; without a memory of how, plans of plans would fill the JVM."""
        self._ask(query, numbers).localCheckpoint().createOrReplaceTempView(name)

    def fetch(self, query: str, numbers: Numbers | None = None) -> pa.Table:
        """The result of a query."""
        return self._ask(query, numbers).toArrow()

    def stream(self, query: str, numbers: Numbers | None = None) -> Iterator[pa.RecordBatch]:
        """The result of a query; Spark gives it whole."""
        yield from self.fetch(query, numbers).to_batches()

    def drop(self, *names: str) -> None:
        """Forget named tables and results."""
        for name in names:
            self.session.catalog.dropTempView(name)

    def map_parts(
        self, work: Callable[[Shared, int, int], pa.Table], shared: Shared, *, many: int, at_once: int
    ) -> Iterator[pa.Table]:
        """Do the work in Python workers, one range a task; Spark gives all of it at once."""
        from pyspark.sql.pandas.types import from_arrow_schema

        schema = work(shared, 0, 0).schema
        sent = self.session.sparkContext.broadcast(shared)
        parts = math.ceil(many / at_once)
        begins = self.session.range(0, parts, 1, numPartitions=max(parts, 1))
        try:
            with explained():
                done = begins.mapInArrow(_worker(work, sent, many, at_once), from_arrow_schema(schema)).toArrow()
        finally:
            sent.destroy()
        yield done.cast(schema)

    def map_tasks(
        self, work: Callable[[Shared, Task], Iterable[Result]], shared: Shared, tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """Do the work in Python workers, some tasks for each at a time."""
        return run_tasks(self._tasks, work, shared, tasks)

    def close(self) -> None:
        """End the session, if it was started here."""
        if self._ours:
            stop_session(self.session)

    def _meet(self, shared: Path | None) -> None:
        """Ask the workers who they are before they are given work."""
        for version, sees in self.map_tasks(_introduce, shared, range(2 * self.workers)):
            if version != __version__:
                raise InputError(
                    f"a Spark worker has darkfigure {version}, this program is {__version__}: they could come to "
                    "different tables. Install the same version on every machine."
                )
            if not sees:
                raise InputError(
                    f"{shared}: a Spark worker does not see this folder. Put the study on storage that every machine "
                    "of the cluster has under the same path."
                )

    def _ask(self, query: str, numbers: Numbers | None) -> "DataFrame":
        return self.session.sql(write_out(query, numbers).replace(HASH, "xxhash64("))


def _introduce(shared: Path | None, _: int) -> Iterator[tuple[str, bool]]:
    """The version of a worker, and whether it sees the folder."""
    yield __version__, shared is None or shared.is_dir()


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
