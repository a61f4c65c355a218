"""A command-line option that holds names of columns, separated by comma."""

import click


class Columns(click.ParamType[tuple[str, ...]]):
    """`a,b` to `("a", "b")`."""

    name = "columns"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> tuple[str, ...]:
        """The names, without spaces around them and without empty ones."""
        if isinstance(value, tuple):
            return value
        return tuple(name.strip() for name in str(value).split(",") if name.strip())
