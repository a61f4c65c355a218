"""Trials as a table in a file: one row for each table and method."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from darkfigure.errors import UsageError
from darkfigure.simulate.trials import Trial
from darkfigure.store.atomic import atomic_path


def write_trials(trials: Sequence[Trial], path: Path) -> None:
    """Write the trials as CSV or Parquet, by the ending of the name.

    Raises:
        UsageError: The name ends otherwise.
        InputError: The folder cannot be written to.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    known_ending(path)
    columns = {field.name: [asdict(one)[field.name] for one in trials] for field in fields(Trial)}
    table = pa.table(columns)
    with atomic_path(path) as temporary:
        if path.suffix.lower() == ".csv":
            csv.write_csv(table, temporary)
        else:
            parquet.write_table(table, temporary)


def known_ending(path: Path) -> None:
    """Refuse a name that ends in neither.

    Raises:
        UsageError: It does.
    """
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise UsageError(f"{path}: a table is written as .csv or .parquet. Give the file one of these endings.")
