"""Persons by lists: the capture table, and reading one from a file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.captures.read import read_table
    from darkfigure.captures.table import CaptureTable

__all__ = ["CaptureTable", "read_table"]


def __getattr__(name: str) -> object:
    # numpy and Arrow load only when a table is asked for
    if name == "CaptureTable":
        from darkfigure.captures.table import CaptureTable

        return CaptureTable
    if name == "read_table":
        from darkfigure.captures.read import read_table

        return read_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
