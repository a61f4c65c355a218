"""A command-line value that names a row: SOURCE:ROW."""

import click


class Place(click.ParamType[tuple[str, int]]):
    """`interior-list:812` to `("interior-list", 812)`; a source's name may hold colons itself."""

    name = "source:row"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, int]:
        """The source and the data row, 1-based."""
        if isinstance(value, tuple):
            return value
        source, _, row = str(value).rpartition(":")
        if not source or not row.isascii() or not row.isdigit() or int(row) < 1:
            self.fail(f"'{value}' names no row. Write SOURCE:ROW, e.g. press:812; rows are counted from 1.", param, ctx)
        return source, int(row)
