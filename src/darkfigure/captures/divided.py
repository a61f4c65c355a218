"""The table `capture` counted by an engine: in one go here, one draw a task where there are several workers."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from darkfigure.captures.persons import ListSources, capture_rows
from darkfigure.engine import Engine
from darkfigure.store import connect


class Counting(NamedTuple):
    """What is counted; as the arguments of `capture_rows`."""

    persons: Path
    mentions: Path
    sources: tuple[ListSources, ...]
    strata: tuple[str, ...]
    period: tuple[dt.date, dt.date] | None


def count_captures(asked: Counting, *, engine: Engine) -> Any:  # noqa: ANN401 - an Arrow table
    """Persons by draw, stratum and pattern, as `capture_rows` counts them.

    Args:
        asked: What is counted. Workers read the files themselves.
        engine: Where it is counted.

    Raises:
        InputError: A stratum is named twice.
    """
    import pyarrow as pa

    tasks: list[int | None] = [None]
    if engine.workers > 1:
        connection = connect()
        found = connection.execute(
            "SELECT DISTINCT draw FROM read_parquet($persons) ORDER BY 1", {"persons": str(asked.persons)}
        ).fetchall()
        connection.close()
        tasks = [draw for (draw,) in found] or tasks
    seen = asked._replace(persons=asked.persons.absolute(), mentions=asked.mentions.absolute())
    return pa.concat_tables(engine.map_tasks(_count, seen, tasks))


def _count(asked: Counting, draw: int | None) -> Iterator[Any]:
    connection = connect(threads=None if draw is None else 1)
    yield capture_rows(connection, **asked._asdict(), draw=draw)
    connection.close()
