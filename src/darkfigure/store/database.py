"""DuckDB, set up so that the same tables give the same answer and nothing is fetched."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def connect(
    *, memory_limit: str | None = None, threads: int | None = None, temp: Path | None = None
) -> "duckdb.DuckDBPyConnection":
    """Open an in-memory database.

    Args:
        memory_limit: How much memory DuckDB may use before it spills to `temp`, e.g. "2GB".
        threads: How many threads it may use; all cores if None.
        temp: A folder to spill to; without it DuckDB spills to `.tmp` of the working folder.

    Row order is kept, so a query without ORDER BY over the same files returns the same rows in the same order for
    any number of threads. Sums of floats may still differ in the last digit: order them or use integers.

    Example:
        >>> connect(threads=1).execute("select 1 + 1").fetchone()
        (2,)
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = threads
    if temp is not None:
        config["temp_directory"] = str(temp)
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("set enable_progress_bar = false")
    return connection
