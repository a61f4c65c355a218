"""The `darkfigure` command. Thin: parse, call one function, print."""

from darkfigure.cli.main import main

__all__ = ["main"]
