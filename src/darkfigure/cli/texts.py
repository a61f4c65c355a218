"""The texts of the paths that a command was given."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.extract.text import TextReading


def texts_in(path: str) -> "Iterator[tuple[str, TextReading]]":
    """Each text in a file, a folder or the standard input (-), and where it stands.

    What is left out is said on standard error.

    Raises:
        SourceError: The file cannot be read at all.
    """
    from darkfigure.collect.loose import read_bytes, read_loose
    from darkfigure.study.found_text import read_found

    def refuse(where: str, _code: str, message: str) -> None:
        click.echo(f"{where}: {message}", err=True)

    piped = path == "-"
    found = (
        read_bytes(sys.stdin.buffer.read(), where="standard input", refuse=refuse)
        if piped
        else read_loose(Path(path), refuse=refuse)
    )
    for text in found:
        if text.content:
            where = text.where.replace("standard input", "-", 1) if piped else text.where
            yield where, read_found(text)
