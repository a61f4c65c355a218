"""What every reader hands over: a header and batches of columns, cells as written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from darkfigure.records import Notice

if TYPE_CHECKING:
    import pyarrow as pa

# Small batches stay in the processor's cache: 2,048 rows are twice as fast as 65,536.
BATCH_ROWS = 2048
# Title lines above a header are looked for this deep.
HEADER_DEPTH = 20


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One table of a file.

    `batches` yields columns in the order of `header`: strings, untrimmed; a blank row is a row of empty cells, so that
    positions are row numbers. `notices` may grow while batches are read.
    """

    header: tuple[str, ...]
    batches: Iterator[Sequence["pa.Array"]]
    notices: list[Notice] = field(default_factory=list)


def find_header(rows: Sequence[Sequence[str]], *, recognised: Callable[[Sequence[str]], int]) -> int | None:
    """Index of the header row among the first rows; None if there is no row with a cell in it.

    The first row with a cell is the header, unless nothing in it is known and a row below has known words in at least
    two cells (or in its only one) and more cells than every row above: those above are then title lines.
    """
    filled = [(index, _width(row)) for index, row in enumerate(rows) if _width(row)]
    if not filled:
        return None
    first = filled[0][0]
    if recognised(rows[first]):
        return first
    widest_above = 0
    for index, width in filled[:HEADER_DEPTH]:
        known = recognised(rows[index])
        if known and known >= min(2, width) and (width > widest_above or widest_above == 1):
            return index
        widest_above = max(widest_above, width)
    return first


def to_columns(rows: Sequence[Sequence[str]], width: int) -> list["pa.Array"]:
    """Rows of one width as columns."""
    import pyarrow as pa

    if not rows:
        return [pa.array([], pa.string()) for _ in range(width)]
    return [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]


def title_notice(where: str, count: int) -> Notice:
    """That lines above the header were left out."""
    lines = "line" if count == 1 else "lines"
    return Notice(
        code="skipped-lines",
        message=f"{where}: {count} {lines} above the header row taken for a title and left out.",
    )


def repeat_notice(where: str, count: int) -> Notice:
    """That the header stood among the data."""
    return Notice(
        code="skipped-lines",
        message=f"{where}: the header row stands again among the data ({count} times) and is left out there.",
    )


def _width(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())
