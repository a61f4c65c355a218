"""The ways a list may be kept: columns, writer, file format. One `Style` a way."""

from collections.abc import Callable
from dataclasses import dataclass
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
from darkfigure.simulate.files import Cell, Rows, write_delimited, write_json_lines, write_xlsx
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
        save: Writes the file.
    """

    suffix: str
    comment: str
    headers: tuple[str, ...]
    columns: dict[str, str]
    write_row: Callable[[Draft, Speller], list[Cell]]
    save: Callable[[Path, tuple[str, ...], Rows], None]


def _delimited(delimiter: str, encoding: str) -> Callable[[Path, tuple[str, ...], Rows], None]:
    def save(path: Path, headers: tuple[str, ...], rows: Rows) -> None:
        write_delimited(path, headers, rows, delimiter=delimiter, encoding=encoding)

    return save


class _Module(Protocol):
    """What a module of a style holds."""

    HEADERS: tuple[str, ...]
    COLUMNS: dict[str, str]

    def write_row(self, draft: Draft, speller: Speller) -> list[Cell]: ...


def _style(module: _Module, *, suffix: str, comment: str, save: Callable[[Path, tuple[str, ...], Rows], None]) -> Style:
    return Style(
        suffix=suffix,
        comment=comment,
        headers=module.HEADERS,
        columns=module.COLUMNS,
        write_row=module.write_row,
        save=save,
    )


def _workbook(path: Path, headers: tuple[str, ...], rows: Rows) -> None:
    write_xlsx(path, headers, rows, sheet="Persons")


STYLES: dict[str, Style] = {
    "russian-register": _style(
        style_russian,
        suffix=".csv",
        comment="a ministry's register: Russian, family name first, Windows-1251, semicolons",
        save=_delimited(";", "cp1251"),
    ),
    "arabic-press": _style(
        style_arabic,
        suffix=".csv",
        comment="collected from the Arabic press: Arabic, UTF-8, some dates in the Hijri calendar",
        save=_delimited(",", "utf-8"),
    ),
    "latin-dossiers": _style(
        style_latin,
        suffix=".xlsx",
        comment="an organisation's workbook: Latin letters by English, French, German and Turkish staff",
        save=_workbook,
    ),
    "posts": _style(
        style_posts,
        suffix=".jsonl",
        comment="posts in which people show themselves: kunyas, handles, ages",
        save=write_json_lines,
    ),
    "kazakh-returns": _style(
        style_kazakh,
        suffix=".tsv",
        comment="people who came back: kept in Kazakh, names as in their own papers, UTF-16, tabs",
        save=_delimited("\t", "utf-16"),
    ),
    "turkish-border": _style(
        style_turkish,
        suffix=".csv",
        comment="a border police's list: Turkish, UTF-8, semicolons",
        save=_delimited(";", "utf-8-sig"),
    ),
    "georgian-border": _style(
        style_georgian,
        suffix=".csv",
        comment="a border police's list: Georgian, with codes of states, UTF-8, commas",
        save=_delimited(",", "utf-8"),
    ),
    "arabic-registry": _style(
        style_registry,
        suffix=".csv",
        comment="a civil registry: Arabic, given, father's and family name, Windows-1256, tabs",
        save=_delimited("\t", "cp1256"),
    ),
    "french-court": _style(
        style_french,
        suffix=".csv",
        comment="case files of a court: French, family name first in capitals, UTF-8, semicolons",
        save=_delimited(";", "utf-8"),
    ),
}
