"""A small study of invented people, and the command as a person meets it: exit status, standard output, messages."""

import contextlib
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from darkfigure.cli import main

GIVEN = ("Bexul", "Dovan", "Gurmek", "Hasqir", "Jolbay", "Kenmur", "Lutan", "Moqis")
FAMILY = ("Tarpenov", "Ushkarov", "Velnurov", "Yazbarov", "Zorkalov")
HEADER = "name,birth year,origin,sex,date"
SETTINGS = """\
[study]
title = "T"
population = "P"

[[source]]
name = "a"
path = "sources/a.csv"

[[source]]
name = "b"
path = "sources/b.csv"

[[source]]
name = "c"
path = "sources/c.csv"
"""
TABLE = "a,b,c,origin,count\n1,0,0,KZ,30\n0,1,0,KZ,25\n0,0,1,KZ,20\n1,1,0,KZ,10\n1,0,1,KZ,9\n0,1,1,KZ,8\n1,1,1,KZ,4\n"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one command left."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Lines on standard error that are not progress."""
        return [line for line in self.err.splitlines() if line and not re.match(r"\[ *\d+\.\d s\] ", line)]

    @property
    def message(self) -> str:
        """The one message of a command that failed."""
        assert self.status
        assert self.out == ""
        assert "Traceback" not in self.err
        (line,) = (line for line in self.lines if not line.startswith("notice: "))
        assert line.startswith("darkfigure: ")
        assert line.endswith((".", "?", ")"))
        return line


def call(*arguments: object, encoding: str = "utf-8") -> Said:
    """Run the command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    status = 0
    with (
        mock.patch.object(sys, "argv", ["darkfigure", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
    texts = []
    for stream in (out, err):
        stream.flush()
        # click writes UTF-8 where the locale says ASCII
        texts.append(stream.buffer.getvalue().decode("utf-8" if encoding == "ascii" else encoding))
    return Said(status=status, out=texts[0], err=texts[1])


def people(step: int, start: int) -> list[str]:
    """Rows of some of the forty people."""
    found = []
    for number in range(start, 40, step):
        name = f"{GIVEN[number % 8]} {FAMILY[number // 8]}"
        found.append(f"{name},{1970 + number % 25},{('KZ', 'UZ')[number % 2]},m,2014-05-{number % 28 + 1:02}")
    return found


def rows(*lines: str) -> str:
    """A list with these rows."""
    return "\n".join((HEADER, *lines)) + "\n"


LISTS = {"a": rows(*people(2, 0)), "b": rows(*people(3, 0)), "c": rows(*people(3, 1), *people(4, 0))}


def write_study(folder: Path, *, settings: str = SETTINGS, **lists: str | bytes) -> Path:
    """A study of three lists, some of them replaced."""
    (folder / "sources").mkdir(parents=True)
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    for name, content in (LISTS | lists).items():
        (folder / "sources" / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
