"""The steps in DuckDB, in this process."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from darkfigure.engine.engine import HASH, Numbers, Shared, write_out
from darkfigure.store import connect


class LocalEngine:
    """DuckDB on this machine.

    Args:
        memory_limit: how much DuckDB may use before it spills, e.g. "2GB"; DuckDB's own limit if None.
        temp: a folder to spill to.

    Example:
        >>> engine = LocalEngine()
        >>> engine.keep("seen", pa.table({"list": [1, 1, 2]}))
        >>> engine.fetch("SELECT list, count(*) AS persons FROM seen GROUP BY list ORDER BY list").to_pydict()
        {'list': [1, 2], 'persons': [2, 1]}
    """

    def __init__(self, *, memory_limit: str | None = None, temp: Path | None = None) -> None:
        self.connection = connect(memory_limit=memory_limit, temp=temp)

    def keep(self, name: str, table: pa.Table) -> None:
        """Let queries read a table under a name; it is not copied."""
        self.connection.register(name, table)

    def step(self, name: str, query: str, numbers: Numbers | None = None) -> None:
        """Compute a query, and give its result a name."""
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {_own(query, numbers)}')

    def fetch(self, query: str, numbers: Numbers | None = None) -> pa.Table:
        """The result of a query."""
        return self.connection.sql(_own(query, numbers)).to_arrow_table()

    def drop(self, *names: str) -> None:
        """Forget named tables and results."""
        for name in names:
            self.connection.unregister(name)  # does nothing where a step made it
            self.connection.execute(f'DROP TABLE IF EXISTS "{name}"')

    def map_parts(
        self,
        work: Callable[[Shared, int, int], pa.Table],
        shared: Shared,
        *,
        many: int,
        at_once: int,
    ) -> pa.Table:
        """Do the work part by part, so that it needs memory for one of them."""
        begins = range(0, max(many, 1), at_once)
        return pa.concat_tables(work(shared, begin, min(begin + at_once, many)) for begin in begins)

    def close(self) -> None:
        """Close the database."""
        self.connection.close()


def _own(query: str, numbers: Numbers | None) -> str:
    return write_out(query, numbers).replace(HASH, "hash(")
