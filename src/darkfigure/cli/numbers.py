"""Command-line options that hold numbers: probabilities by comma, dependence of lists, kinds of people."""

import click


class Numbers(click.ParamType[tuple[float, ...]]):
    """`0.3,0.2` to `(0.3, 0.2)`."""

    name = "numbers"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The numbers."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(float(part) for part in str(value).split(",") if part.strip())
        except ValueError:
            self.fail(f"'{value}' must be numbers separated by comma, e.g. 0.3,0.2,0.25.", param, ctx)


class Depend(click.ParamType[tuple[tuple[str, ...], float]]):
    """`A,B=3` to `(("A", "B"), 3.0)`."""

    name = "depend"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[str, ...], float]:
        """Lists and factor."""
        if isinstance(value, tuple):
            return value
        names, found, factor = str(value).rpartition("=")
        lists = tuple(name.strip() for name in names.split(",") if name.strip())
        try:
            number = float(factor)
        except ValueError:
            number, found = 0.0, ""
        if not found or len(lists) < 2:
            self.fail(f"'{value}' must be lists and their odds ratio, e.g. A,B=3.", param, ctx)
        return lists, number


class Classes(click.ParamType[tuple[float, tuple[float, ...]]]):
    """`0.4:3` to `(0.4, (3.0,))`, `0.4:0.5,0.4,0.3` to `(0.4, (0.5, 0.4, 0.3))`."""

    name = "classes"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, tuple[float, ...]]:
        """Share, and one factor of the odds or the reach of every list."""
        if isinstance(value, tuple):
            return value
        share, found, rest = str(value).partition(":")
        try:
            numbers = (float(share), tuple(float(part) for part in rest.split(",")))
        except ValueError:
            found, numbers = "", (0.0, ())
        if not found:
            self.fail(f"'{value}' must be a share and a factor or the reach of each list, e.g. 0.4:3.", param, ctx)
        return numbers
