"""The tables of this room: words, never people. Tab-separated; "#" starts a comment; "_" is a blank inside a word."""

from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `tables/NAME.tsv`, cells as written."""
    text = (files("darkfigure.simulate") / "tables" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def words(cell: str) -> list[str]:
    """The words of a cell: "Abd_al-Karim Omar" is two."""
    return [word.replace("_", " ") for word in cell.split(" ")]
