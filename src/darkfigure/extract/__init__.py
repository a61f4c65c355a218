"""Rows as written to mentions with codes and ranges."""

from darkfigure.extract.rows import RowReader

__all__ = ["RowReader"]
