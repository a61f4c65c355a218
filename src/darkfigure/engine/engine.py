"""What an engine does: named steps of SQL, compiled work over parts of a range, and work task by task."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import pyarrow as pa

    from darkfigure.store.scratch import Scratch

_NUMBER = re.compile(r"\$(\w+)")
Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")
Numbers = Mapping[str, float]

HASH = "hash64("
"""How a query asks for a 64-bit hash of its arguments. Each engine has its own: nothing may depend on the values."""


def write_out(query: str, numbers: Numbers | None) -> str:
    """A query with its numbers in their places.

    >>> write_out("SELECT $many + $share AS both", {"many": 2, "share": 0.5})
    "SELECT 2 + CAST('0.5' AS DOUBLE) AS both"
    """
    literal = {
        name: f"CAST('{number!r}' AS DOUBLE)" if isinstance(number, float) else str(int(number))
        for name, number in (numbers or {}).items()
    }
    return _NUMBER.sub(lambda place: literal[place[1]], query)


class Engine(Protocol):
    """Where table steps run.

    Queries are written once, in what DuckDB and Spark 4 have in common:

    - `CAST(x AS BIGINT)`, and only signed types; `UNION ALL` in place of `unnest`; no `//`, no `MATERIALIZED`;
    - names that SQL uses itself stand in double quotes; `$name` stands for a number;
    - hashes by `hash64(...)`, which are not the same on both: they may tell keys apart, and decide no order;
    - `lead(x, 1)` and the like by a number that is written out.

    Example:
        >>> from darkfigure.engine import open_engine
        >>> with open_engine("local") as engine:
        ...     type(engine).__name__  # one of the two that are engines
        'LocalEngine'

    `workers`: how many tasks run at once; 1 where all is done in this process, so that nothing is gained by dividing.
    `scratch`: makes arrays that memory has no room for.
    """

    workers: int
    scratch: "Scratch"

    def keep(self, name: str, table: "pa.Table") -> None:
        """Let queries read a table under a name."""
        ...

    def step(self, name: str, query: str, numbers: Numbers | None = None) -> None:
        """Give the result of a query a name, under which later queries read it."""
        ...

    def fetch(self, query: str, numbers: Numbers | None = None) -> "pa.Table":
        """The result of a query."""
        ...

    def stream(self, query: str, numbers: Numbers | None = None) -> "Iterator[pa.RecordBatch]":
        """The result of a query, batch by batch; read to its end before the next query."""
        ...

    def drop(self, *names: str) -> None:
        """Forget named tables and results, those that depend on others first."""
        ...

    def map_parts(
        self, work: "Callable[[Shared, int, int], pa.Table]", shared: Shared, *, many: int, at_once: int
    ) -> "Iterator[pa.Table]":
        """Call `work(shared, begin, stop)` so that the ranges cover 0..many; its tables, joined or not, in order.

        Args:
            work: a function of a module, which a worker can import. Its table has the same columns, of signed numbers,
                whatever the range; it is also called with an empty one.
            shared: what every worker needs; a worker reads a copy.
            many: where the last range stops.
            at_once: how long a range is where the work is divided.
        """
        ...

    def map_tasks(
        self, work: Callable[[Shared, Task], Iterable[Result]], shared: Shared, tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """What `work(shared, task)` gives, task by task in their order, while tasks and results stream.

        Args:
            work: a function of a module, which a worker can import. It may give several results, or none; what it
                gives depends on its arguments alone, not on the other tasks.
            shared: what every worker needs; a worker reads a copy.
            tasks: each, like `shared` and the results, something that pickle knows.

        Raises:
            DarkfigureError: As raised by the work.
            InputError: A worker was lost, or the work failed in a way that nobody foresaw; the message holds no data.
        """
        ...

    def close(self) -> None:
        """End what was started."""
        ...
