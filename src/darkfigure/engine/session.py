"""A Spark session. On one machine: few partitions, bounded memory, Arrow, and nothing that listens to the network.

On a cluster: what the cluster's own settings say (`spark-defaults.conf`), then study.toml, then what answers need.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import InputError
from darkfigure.settings import SparkSettings

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


def is_one_machine(master: str) -> bool:
    """Whether Spark's work is done in its own JVM and that one's workers, not on others.

    >>> is_one_machine("local[4]"), is_one_machine("local-cluster[2,1,1024]"), is_one_machine("yarn")
    (True, False, False)
    """
    return master == "local" or master.startswith("local[")


def start_session(settings: SparkSettings | None = None, *, temp: Path | None = None) -> "SparkSession":
    """Start Spark: on this machine's cores, unless the settings name a cluster.

    On one machine its JVM takes 2 GB, and each Python worker what its share of the work needs.

    Args:
        settings: where Spark runs, and how it is set up.
        temp: where Spark spills to; the system's temporary folder if None.

    Raises:
        InputError: Spark does not start; the message holds the last line that it wrote.
    """
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    settings = settings or SparkSettings()
    conf = SparkConf(loadDefaults=False).setAll(list(_conf(settings, temp).items()))
    # what the JVM says on its own would stand among the notices of the program
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            with _environment(settings):
                gateway = launch_gateway(conf, {"stdout": said, "stderr": said})
                context = SparkContext(conf=conf, gateway=gateway)
        except (PySparkRuntimeError, Py4JError):
            SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - a next try starts anew
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


def _conf(settings: SparkSettings, temp: Path | None) -> dict[str, str]:
    """Spark's settings: what suits, over it what study.toml says, and over all what the same answers need."""
    quiet = {
        "spark.app.name": "darkfigure",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.maxResultSize": "0",  # results leave the JVM batch by batch
    }
    spill = str(temp.absolute()) if temp else tempfile.gettempdir()
    cores = os.cpu_count() or 1
    here = {
        "spark.driver.host": _LOOPBACK,
        "spark.driver.bindAddress": _LOOPBACK,
        "spark.driver.memory": _MEMORY,
        "spark.ui.enabled": "false",
        "spark.local.dir": spill,
        "spark.sql.warehouse.dir": spill,
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": str(2 * cores),
    }
    master = f"local[{cores}]" if settings.master == "local" else settings.master
    around = quiet | here if master.startswith("local") else quiet
    return around | dict(settings.conf) | {"spark.master": master} | _SQL


@contextmanager
def _environment(settings: SparkSettings) -> Iterator[None]:
    """What Spark reads while it starts: the Python of its workers, and an address that it need not look up."""
    ours = {"PYSPARK_PYTHON": settings.conf.get("spark.pyspark.python", sys.executable)}
    if settings.master.startswith("local"):
        ours["SPARK_LOCAL_IP"] = _LOOPBACK
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
