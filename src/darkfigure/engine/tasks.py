"""Tasks on Spark: each is a batch of `mapInArrow`, in which tasks and results travel as bytes.

An error travels like a result. So Spark writes nothing of it into its logs, where it could hold what people are called.
"""

import pickle
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from darkfigure.engine.engine import Result, Shared, Task
from darkfigure.errors import DarkfigureError, InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_A_WORKER = 4  # tasks that a worker is given in one go: none waits long for the slowest
_SCHEMA = pa.schema([("task", pa.int64()), ("failed", pa.bool_()), ("said", pa.binary())])


class _Failed(NamedTuple):
    """What became of a task: an error of this package with its sentence, or where another error arose."""

    error: type[DarkfigureError] | None
    message: str


def run_tasks(
    session: "SparkSession",
    work: Callable[[Shared, Task], Iterable[Result]],
    shared: Shared,
    tasks: Iterable[Task],
) -> Iterator[Result]:
    """As `Engine.map_tasks`. Some tasks a worker are sent at once; their results are held until they are asked for.

    Args:
        session: a session in which each batch of an Arrow table is a partition of its own.
        work: as there.
        shared: as there.
        tasks: as there.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    context = session.sparkContext
    sent = context.broadcast(shared)
    coming = iter(tasks)
    try:
        while wave := list(islice(coming, _A_WORKER * context.defaultParallelism)):
            # one batch a task is one partition a task
            batches = [_said(number, pickle.dumps(task, protocol=5)) for number, task in enumerate(wave)]
            frame = session.createDataFrame(pa.Table.from_batches(batches, schema=_SCHEMA))
            with explained():
                done = frame.mapInArrow(_worker(work, sent), from_arrow_schema(_SCHEMA)).toArrow()
            del wave, batches, frame
            for failed, said in zip(done["failed"].to_pylist(), done["said"], strict=True):
                result = pickle.loads(said.as_buffer())  # noqa: S301 - our own worker wrote it
                if failed:
                    _raise(result, work)
                yield result
    finally:
        sent.destroy()


def _worker(
    work: Callable[[Any, Any], Iterable[Any]],
    sent: Any,  # noqa: ANN401 - a broadcast has no type without Spark
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with batches of tasks."""

    def over_tasks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number, said in zip(batch["task"].to_pylist(), batch["said"], strict=True):
                try:
                    task = pickle.loads(said.as_buffer())  # noqa: S301 - the driver wrote it
                    for result in work(sent.value, task):
                        yield _said(number, pickle.dumps(result, protocol=5))
                except Exception as error:  # noqa: BLE001 - whatever it is, it must not reach Spark's logs
                    yield _said(number, pickle.dumps(_failure(error)), failed=True)

    return over_tasks


def _said(number: int, said: bytes, *, failed: bool = False) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([number]), pa.array([failed]), pa.array([said])], schema=_SCHEMA)


def _failure(error: Exception) -> _Failed:
    """An error without what it may quote: only this package's own messages hold no data."""
    if isinstance(error, DarkfigureError):
        return _Failed(type(error), str(error))
    last = traceback.extract_tb(error.__traceback__)[-1]
    return _Failed(None, f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}")


def _raise(failed: _Failed, work: Callable[..., object]) -> None:
    if failed.error is not None:
        raise failed.error(failed.message)
    raise InputError(
        f"a task of {work.__module__} failed on a Spark worker: {failed.message}. Run it with `--engine local`, which "
        "shows the whole error; what is done so far is kept."
    )


class explained:  # noqa: N801 - read as a word in `with explained()`
    """Turns what Spark raises when workers are lost into one sentence."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Explain what came out of Spark; what is ours passes."""
        if error is None or isinstance(error, DarkfigureError) or not isinstance(error, Exception):
            return
        raise InputError(_explanation(str(error), kind)) from None


def _explanation(said: str, kind: type[BaseException] | None) -> str:
    if found := re.search(r"No module named '(\w+)", said):
        return (
            f"the Python of the Spark workers has no module `{found[1]}`. Install darkfigure with the extra `spark` on "
            "every machine of the cluster, in the same version as here, or ship an environment that holds it "
            "(`spark.archives`)."
        )
    if re.search(r"OutOfMemory|exited unexpectedly|ExecutorLost|exit code 137|[Cc]rashed", said):
        return (
            "a Spark worker ended in the middle of its work, most often because its memory was used up. Give executors "
            "more (`spark.executor.memoryOverhead` is what Python has, `spark.executor.memory` what Java has) or fewer "
            "cores, and run again: stages that are done are kept."
        )
    if re.search(r"maxResultSize|arrow.*too large|BufferHolder|Cannot grow", said):
        return "the results of one go of tasks are too large for the Spark driver. Raise `spark.driver.memory`."
    return (
        f"Spark stopped with {kind.__name__ if kind else 'an error'}. Its own log says why; `--engine local` does the "
        "same work without it."
    )
