"""The ways a list may be kept: columns, writer, file format. One `Style` a way."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from darkfigure.simulate import (
    style_arabic,
    style_french,
    style_georgian,
    style_kazakh,
    style_latin,
    style_posts,
    style_registry,
    style_russian,
    style_turkish,
)
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell, Write, delimited, json_lines, workbook
from darkfigure.simulate.spelling import Speller


@dataclass(frozen=True, kw_only=True)
class Style:
    """One way of keeping a list.

    Attributes:
        suffix: End of the file's name.
        comment: What study.toml says about the file.
        headers: The header line.
        columns: What study.toml must map because a reader cannot know it from the headers.
        write_row: From a draft to the cells of its row.
        open: Opens the file, with its headers; rows are handed to what it gives.
        most_rows: Rows that one file of the kind holds at most, where there is a limit.
    """

    suffix: str
    comment: str
    headers: tuple[str, ...]
    columns: dict[str, str]
    write_row: Callable[[Draft, Speller], list[Cell]]
    open: Callable[[Path, tuple[str, ...]], AbstractContextManager[Write]]
    most_rows: int | None = None


_Open = Callable[[Path, tuple[str, ...]], AbstractContextManager[Write]]


def _delimited(delimiter: str, encoding: str) -> _Open:
    return partial(delimited, delimiter=delimiter, encoding=encoding)


class _Module(Protocol):
    """What a module of a style holds."""

    HEADERS: tuple[str, ...]
    COLUMNS: dict[str, str]

    def write_row(self, draft: Draft, speller: Speller) -> list[Cell]: ...


def _style(module: _Module, *, suffix: str, comment: str, opened: _Open, most_rows: int | None = None) -> Style:
    return Style(
        suffix=suffix,
        comment=comment,
        headers=module.HEADERS,
        columns=module.COLUMNS,
        write_row=module.write_row,
        open=opened,
        most_rows=most_rows,
    )


STYLES: dict[str, Style] = {
    "russian-register": _style(
        style_russian,
        suffix=".csv",
        comment="a ministry's register: Russian, family name first, Windows-1251, semicolons",
        opened=_delimited(";", "cp1251"),
    ),
    "arabic-press": _style(
        style_arabic,
        suffix=".csv",
        comment="collected from the Arabic press: Arabic, UTF-8, some dates in the Hijri calendar",
        opened=_delimited(",", "utf-8"),
    ),
    "latin-dossiers": _style(
        style_latin,
        suffix=".xlsx",
        comment="an organisation's workbook: Latin letters by English, French, German and Turkish staff",
        opened=partial(workbook, sheet="Persons"),
        most_rows=100_000,  # a sheet ends at 1,048,576, and programs hold the whole of it
    ),
    "posts": _style(
        style_posts,
        suffix=".jsonl",
        comment="posts in which people show themselves: kunyas, handles, ages",
        opened=json_lines,
    ),
    "kazakh-returns": _style(
        style_kazakh,
        suffix=".tsv",
        comment="people who came back: kept in Kazakh, names as in their own papers, UTF-16, tabs",
        opened=_delimited("\t", "utf-16"),
    ),
    "turkish-border": _style(
        style_turkish,
        suffix=".csv",
        comment="a border police's list: Turkish, UTF-8, semicolons",
        opened=_delimited(";", "utf-8-sig"),
    ),
    "georgian-border": _style(
        style_georgian,
        suffix=".csv",
        comment="a border police's list: Georgian, with codes of states, UTF-8, commas",
        opened=_delimited(",", "utf-8"),
    ),
    "arabic-registry": _style(
        style_registry,
        suffix=".csv",
        comment="a civil registry: Arabic, given, father's and family name, Windows-1256, tabs",
        opened=_delimited("\t", "cp1256"),
    ),
    "french-court": _style(
        style_french,
        suffix=".csv",
        comment="case files of a court: French, family name first in capitals, UTF-8, semicolons",
        opened=_delimited(";", "utf-8"),
    ),
}
