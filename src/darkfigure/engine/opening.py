"""Which engines there are, what each needs, and how it is started."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from darkfigure.engine.engine import Engine
from darkfigure.engine.local import LocalEngine
from darkfigure.errors import UsageError
from darkfigure.settings import SparkSettings

ENGINES = ("local", "spark")
"""The names of the engines."""
OLDEST_JAVA = 17
"""The oldest Java that Spark 4 runs on."""


def require_engine(name: str) -> None:
    """Say what is missing before any work is done.

    Raises:
        UsageError: There is no such engine, or it cannot run here.

    Example:
        >>> require_engine("local")
        >>> require_engine("abacus")
        Traceback (most recent call last):
        darkfigure.errors.UsageError: there is no engine `abacus`. The engines are: local, spark.
    """
    if name not in ENGINES:
        raise UsageError(f"there is no engine `{name}`. The engines are: {', '.join(ENGINES)}.")
    if name == "local":
        return
    if lacking := [package for package in ("pyspark", "pandas") if find_spec(package) is None]:
        raise UsageError(
            f"the engine `spark` needs {' and '.join(lacking)}. Install what is missing with "
            "`pip install 'darkfigure[spark]'`, or leave out `--engine spark`: both engines find the same."
        )
    java = java_version()
    if java is None or java < OLDEST_JAVA:
        found = "no Java was found" if java is None else f"the Java found here is version {java}"
        raise UsageError(
            f"the engine `spark` needs Java {OLDEST_JAVA} or newer; {found}. Install a JDK or JRE {OLDEST_JAVA} (on "
            f"Debian and Ubuntu: `apt-get install openjdk-{OLDEST_JAVA}-jre-headless`) or let JAVA_HOME name one, or "
            "leave out `--engine spark`: both engines find the same."
        )


def java_version() -> int | None:
    """The major version of the Java that Spark would start; None where there is none that runs."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(version[1]) if version else None


class Engines:
    """The engine of one run. Spark, which is slow to start, is started when it is first asked for, and then kept.

    Args:
        name: one of `ENGINES`.
        spark: where Spark runs, and how it is set up.
        study: the folder of the study, which workers of a cluster must see.

    Raises:
        UsageError: There is no such engine, or it cannot run here.

    Example:
        >>> with open_engine("local", memory_limit="1GB") as engine:
        ...     type(engine).__name__
        'LocalEngine'
    """

    def __init__(self, name: str = "local", *, spark: SparkSettings | None = None, study: Path | None = None) -> None:
        require_engine(name)
        self.name = name
        self._settings, self._study = spark, study
        self._started: Engine | None = None

    @contextmanager
    def open(self, *, memory_limit: str | None = None, temp: Path | None = None) -> Iterator[Engine]:
        """The engine, for one block.

        Args:
            memory_limit: how much memory DuckDB may use before it spills to `temp`, e.g. "2GB"; Spark has its own.
            temp: a folder to spill to.
        """
        if self.name == "local":
            engine = LocalEngine(memory_limit=memory_limit, temp=temp)
            try:
                yield engine
            finally:
                engine.close()
            return
        if self._started is None:
            from darkfigure.engine.spark import SparkEngine

            spill = temp or (self._study / "tables" / ".spill" if self._study else None)
            self._started = SparkEngine(self._settings, temp=spill, shared=self._study and self._study.absolute())
        yield self._started

    def close(self) -> None:
        """End what was started."""
        if self._started is not None:
            self._started.close()
            self._started = None


@contextmanager
def open_engine(name: str, *, memory_limit: str | None = None, temp: Path | None = None) -> Iterator[Engine]:
    """Start an engine, and end it at the end of the block; arguments and errors as for `Engines`.

    Example:
        >>> with open_engine("local") as engine:
        ...     engine.fetch("SELECT $one + 1 AS two", {"one": 1}).to_pydict()
        {'two': [2]}
    """
    engines = Engines(name)
    try:
        with engines.open(memory_limit=memory_limit, temp=temp) as engine:
            yield engine
    finally:
        engines.close()
