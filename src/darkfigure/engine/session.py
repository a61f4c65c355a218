"""A Spark session for one machine: few partitions, bounded memory, Arrow, and nothing that listens to the network."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOOPBACK = "127.0.0.1"
_MEMORY = "2g"
_ROWS_AT_ONCE = "200000"  # of an Arrow batch between the JVM and a worker
_SQL = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, as in DuckDB
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": _ROWS_AT_ONCE,
    "spark.sql.session.timeZone": "UTC",
}


def join_session() -> "SparkSession | None":
    """A session with its own names and settings beside the one that runs in this process; None where none runs."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is None:
        return None
    session = running.newSession()
    for key, value in _SQL.items():
        session.conf.set(key, value)
    return session


def start_session(*, temp: Path | None = None) -> "SparkSession":
    """Start Spark on this machine's cores. Its JVM takes 2 GB, and each Python worker what its share of the work needs.

    Args:
        temp: where Spark spills to; the system's temporary folder if None.

    Raises:
        InputError: Spark does not start; the message holds the last line that it wrote.
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    spill = str(temp.absolute()) if temp else tempfile.gettempdir()
    cores = os.cpu_count() or 1
    conf = SparkConf(loadDefaults=False).setAll([
        ("spark.app.name", "darkfigure"),
        ("spark.master", f"local[{cores}]"),
        ("spark.driver.host", _LOOPBACK),
        ("spark.driver.bindAddress", _LOOPBACK),
        ("spark.driver.memory", _MEMORY),
        ("spark.driver.maxResultSize", "0"),  # results leave the JVM batch by batch
        ("spark.ui.enabled", "false"),
        ("spark.ui.showConsoleProgress", "false"),
        ("spark.log.level", "ERROR"),
        ("spark.local.dir", spill),
        ("spark.sql.warehouse.dir", spill),
        ("spark.sql.catalogImplementation", "in-memory"),
        ("spark.sql.shuffle.partitions", str(2 * cores)),
        *_SQL.items(),
    ])  # fmt: skip
    # what the JVM says on its own would stand among the notices of the program
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            with _environment():
                gateway = launch_gateway(conf, {"stdout": said, "stderr": said})
                context = SparkContext(conf=conf, gateway=gateway)
        except PySparkRuntimeError:
            said.seek(0)
            last = next((line.strip() for line in reversed(said.readlines()) if line.strip()), "nothing")
            raise InputError(f"Spark does not start. The last that it said: {last}") from None
    return SparkSession(context)


def stop_session(session: "SparkSession") -> None:
    """End a session that was started here, and its JVM with it."""
    from pyspark import SparkContext

    gateway = session.sparkContext._gateway  # noqa: SLF001 - Spark keeps its JVM for a next session, and the memory too
    session.stop()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


@contextmanager
def _environment() -> Iterator[None]:
    """What Spark reads while it starts: this Python for its workers, and an address that it need not look up."""
    ours = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": _LOOPBACK}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
