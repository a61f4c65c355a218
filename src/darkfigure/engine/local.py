"""The steps in DuckDB, in this process."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.engine.engine import HASH, Numbers, Result, Shared, Task, write_out
from darkfigure.store import connect
from darkfigure.store.scratch import Scratch

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_ROWS = 1_000_000  # of a batch


class LocalEngine:
    """DuckDB on this machine.

    Args:
        memory_limit: how much DuckDB may use before it spills, e.g. "2GB"; DuckDB's own limit if None.
        temp: a folder to spill to, and for large arrays, which are in memory if None.

    Example:
        >>> import pyarrow as pa
        >>> engine = LocalEngine()
        >>> engine.keep("seen", pa.table({"list": [1, 1, 2]}))
        >>> engine.fetch("SELECT list, count(*) AS persons FROM seen GROUP BY list ORDER BY list").to_pydict()
        {'list': [1, 2], 'persons': [2, 1]}
    """

    def __init__(self, *, memory_limit: str | None = None, temp: Path | None = None) -> None:
        self.workers = 1
        self.scratch = Scratch(temp)
        self._memory_limit, self._temp = memory_limit, temp
        self._named: set[str] = set()

    @cached_property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """The database; opened by the first step."""
        return connect(memory_limit=self._memory_limit, temp=self._temp)

    def keep(self, name: str, table: "pa.Table") -> None:
        """Let queries read a table under a name; it is not copied."""
        self.connection.register(name, table)
        self._named.add(name)

    def step(self, name: str, query: str, numbers: Numbers | None = None) -> None:
        """Compute a query, and give its result a name."""
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {_own(query, numbers)}')
        self._named.add(name)

    def fetch(self, query: str, numbers: Numbers | None = None) -> "pa.Table":
        """The result of a query."""
        return self.connection.sql(_own(query, numbers)).to_arrow_table()

    def stream(self, query: str, numbers: Numbers | None = None) -> "Iterator[pa.RecordBatch]":
        """The result of a query, batch by batch."""
        yield from self.connection.sql(_own(query, numbers)).to_arrow_reader(_ROWS)

    def drop(self, *names: str) -> None:
        """Forget named tables and results."""
        for name in names:
            self.connection.unregister(name)  # does nothing where a step made it
            self.connection.execute(f'DROP TABLE IF EXISTS "{name}"')
        self._named.difference_update(names)
        if not self._named:
            self.close()  # a database holds on to the memory that its tables took: gigabytes, of a million rows

    def map_parts(
        self,
        work: "Callable[[Shared, int, int], pa.Table]",
        shared: Shared,
        *,
        many: int,
        at_once: int,
    ) -> "Iterator[pa.Table]":
        """Do the work part by part, so that it needs memory for one of them."""
        for begin in range(0, max(many, 1), at_once):
            yield work(shared, begin, min(begin + at_once, many))

    def map_tasks(
        self, work: Callable[[Shared, Task], Iterable[Result]], shared: Shared, tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """Do one task after the other, each when its results are asked for."""
        for task in tasks:
            yield from work(shared, task)

    def close(self) -> None:
        """Close the database; the next step opens another."""
        if opened := self.__dict__.pop("connection", None):
            opened.close()


def _own(query: str, numbers: Numbers | None) -> str:
    return write_out(query, numbers).replace(HASH, "hash(")
