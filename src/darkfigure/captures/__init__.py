"""Persons by lists: the capture table, and reading one from a file or from persons of a study."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.captures.persons import capture_rows, table_of_rows
    from darkfigure.captures.read import read_table
    from darkfigure.captures.table import CaptureTable

__all__ = ["CaptureTable", "capture_rows", "read_table", "table_of_rows"]

_HOMES = {"CaptureTable": "table", "capture_rows": "persons", "read_table": "read", "table_of_rows": "persons"}


def __getattr__(name: str) -> object:
    # numpy and Arrow load only when a table is asked for
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"darkfigure.captures.{_HOMES[name]}"), name)
