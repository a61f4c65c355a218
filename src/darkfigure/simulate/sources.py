"""The ways a list may be kept: columns, writer, file format. One `Style` a way."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from darkfigure.simulate import style_arabic, style_kazakh, style_latin, style_posts, style_russian
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


def _workbook(path: Path, headers: tuple[str, ...], rows: Rows) -> None:
    write_xlsx(path, headers, rows, sheet="Persons")


STYLES: dict[str, Style] = {
    "russian-register": Style(
        suffix=".csv",
        comment="a ministry's register: Russian, family name first, Windows-1251, semicolons",
        headers=style_russian.HEADERS,
        columns=style_russian.COLUMNS,
        write_row=style_russian.write_row,
        save=_delimited(";", "cp1251"),
    ),
    "arabic-press": Style(
        suffix=".csv",
        comment="collected from the Arabic press: Arabic, UTF-8, some dates in the Hijri calendar",
        headers=style_arabic.HEADERS,
        columns=style_arabic.COLUMNS,
        write_row=style_arabic.write_row,
        save=_delimited(",", "utf-8"),
    ),
    "latin-dossiers": Style(
        suffix=".xlsx",
        comment="an organisation's workbook: Latin letters by English, French, German and Turkish staff",
        headers=style_latin.HEADERS,
        columns=style_latin.COLUMNS,
        write_row=style_latin.write_row,
        save=_workbook,
    ),
    "posts": Style(
        suffix=".jsonl",
        comment="posts in which people show themselves: kunyas, handles, ages",
        headers=style_posts.HEADERS,
        columns=style_posts.COLUMNS,
        write_row=style_posts.write_row,
        save=write_json_lines,
    ),
    "kazakh-returns": Style(
        suffix=".tsv",
        comment="people who came back: kept in Kazakh, names as in their own papers, UTF-16, tabs",
        headers=style_kazakh.HEADERS,
        columns=style_kazakh.COLUMNS,
        write_row=style_kazakh.write_row,
        save=_delimited("\t", "utf-16"),
    ),
}
