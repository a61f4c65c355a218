"""Persons by lists: the capture table, and reading one from a file or from persons of a study."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.captures.persons import capture_rows, table_of_rows
    from darkfigure.captures.read import read_table
    from darkfigure.captures.table import CaptureTable

__all__ = ["CaptureTable", "capture_rows", "read_table", "table_of_rows"]

# numpy and Arrow load only when a table is asked for
__getattr__ = lazy_names(
    __name__, {"CaptureTable": "table", "capture_rows": "persons", "read_table": "read", "table_of_rows": "persons"}
)
