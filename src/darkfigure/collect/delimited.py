"""CSV and its relatives: separator found from the first rows, rows read strictly, in batches."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from darkfigure.collect.rows import BATCH_ROWS, Rows, find_header, repeat_notice, title_notice, to_columns
from darkfigure.collect.text import Encoding
from darkfigure.errors import SourceError
from darkfigure.records import Notice

if TYPE_CHECKING:
    import pyarrow as pa

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 1 << 18


def read_delimited(
    path: Path,
    encoding: Encoding,
    *,
    where: str,
    recognised: Callable[[Sequence[str]], int],
    progress: Callable[[int], None],
) -> Rows:
    """Open a delimited text file.

    Raises:
        SourceError: Nothing but blank lines; in `batches`: a row of another width, a quote that does not close, a cell
            over 131,072 characters.
    """
    with path.open("rb") as raw, _as_text(raw, encoding) as file:
        sample = file.read(_SAMPLE_CHARS)
    declared = sample[:6].lower().startswith("sep=") and sample[4:6].rstrip("\r\n")  # Excel's own first line
    skip = 1 if declared else 0
    separator = declared or _find_separator(sample, recognised=recognised)
    first_rows = _parse_sample(sample, separator)[skip:]
    at = find_header(first_rows, recognised=recognised)
    if at is None:
        raise SourceError(f"{where}: the file has only blank lines. It needs a header row and data rows.")
    header = tuple(first_rows[at])
    blank_above = sum(1 for row in first_rows[:at] if not any(cell.strip() for cell in row))
    notices: list[Notice] = []
    if at - blank_above:
        notices.append(title_notice(where, at - blank_above))
    lines = _Lines(path, encoding, separator=separator, skip=skip + at, where=where)
    batches = lines.batches(
        header, progress=progress, repeated=lambda times: notices.append(repeat_notice(where, times))
    )
    return Rows(header=header, batches=batches, notices=notices)


class _Lines:
    """Rows below the header, each as wide as the header."""

    def __init__(self, path: Path, encoding: Encoding, *, separator: str, skip: int, where: str) -> None:
        self._path = path
        self._encoding = encoding
        self._separator = separator
        self._skip = skip
        self._where = where

    def batches(
        self, header: tuple[str, ...], *, progress: Callable[[int], None], repeated: Callable[[int], None]
    ) -> Iterator[list["pa.Array"]]:
        """Yield the columns of each batch; tell the bytes read and, at the end, how often the header came again."""
        again, done = 0, 0
        width, wanted = len(header), {len(header)}
        with self._path.open("rb") as raw, _as_text(raw, self._encoding) as file:
            reader = csv.reader(file, delimiter=self._separator, strict=True)
            self._skip_header(reader)
            while batch := self._next_batch(reader, done):
                if set(map(len, batch)) != wanted:
                    batch = [self._fit(row, width, done + n) for n, row in enumerate(batch, start=1)]
                times = batch.count(list(header))
                if times:
                    again += times
                    batch = [[""] * width if tuple(row) == header else row for row in batch]
                done += len(batch)
                yield to_columns(batch, width)
                progress(raw.tell())
        if again:
            repeated(again)

    def _skip_header(self, reader: Iterator[list[str]]) -> None:
        try:
            for _ in range(self._skip + 1):
                next(reader)
        except csv.Error:
            raise SourceError(
                f"{self._where}: a quote in the header row, or in a line above it, does not close or is "
                "followed by text. Correct this line."
            ) from None

    def _next_batch(self, reader: Iterator[list[str]], done: int) -> list[list[str]]:
        batch: list[list[str]] = []
        try:
            batch.extend(islice(reader, BATCH_ROWS))
        except csv.Error as error:
            raise self._explain(error, done) from None
        return batch

    def _explain(self, error: csv.Error, done: int) -> SourceError:
        """Find the row again: the reader stopped somewhere in the batch."""
        row, line = done + 1, 1
        with self._path.open("rb") as raw, _as_text(raw, self._encoding) as file:
            reader = csv.reader(file, delimiter=self._separator, strict=True)
            try:
                for _ in islice(reader, self._skip + 1 + done):
                    pass
                line = reader.line_num + 1
                for _ in reader:
                    row, line = row + 1, reader.line_num + 1
            except csv.Error:
                pass
        what = (
            "a quote opens a cell and does not close"
            if "end of data" in str(error)
            else "a cell is longer than 131,072 characters, as when a quote does not close"
            if "field larger" in str(error)
            else "text follows the quote that closes a cell"
        )
        return SourceError(
            f"{self._where}: row {row} (line {line}): {what}. Inside a quoted cell every quote is written "
            "twice; correct this row, or save the file anew from a spreadsheet program."
        )

    def _fit(self, row: list[str], width: int, number: int) -> list[str]:
        """A row as wide as the header: blank lines and empty cells at the end are let pass, nothing else."""
        if len(row) == width:
            return row
        if not any(cell.strip() for cell in row):
            return [""] * width
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            return row[:width]
        raise SourceError(
            f"{self._where}: row {number} has {len(row)} cells, its header has {width}. A separator or a line end "
            "within a cell needs quotes around the cell; correct this row, or save the file anew from a spreadsheet "
            "program."
        )


def _as_text(raw: BinaryIO, encoding: Encoding) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding.codec, newline="")


def _find_separator(sample: str, *, recognised: Callable[[Sequence[str]], int]) -> str:
    """The separator under which most headers are known; else the one that makes rows of one width."""

    def score(separator: str) -> tuple[int, float, int]:
        rows = [row for row in _parse_sample(sample, separator) if row]
        widths = [len(row) for row in rows]
        common = max(set(widths), key=widths.count, default=1)
        share = widths.count(common) / len(widths) if common > 1 else 0.0
        at = find_header(rows, recognised=recognised)
        return (0 if at is None else recognised(rows[at]), share, common)

    return max(_SEPARATORS, key=score)


def _parse_sample(sample: str, separator: str) -> list[list[str]]:
    """The first rows, read leniently; the last one may be cut and is left out of a long sample."""
    cut = len(sample) == _SAMPLE_CHARS
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), _SAMPLE_ROWS + 1))
    except csv.Error:
        return [line.split(separator) for line in sample.splitlines()[:_SAMPLE_ROWS]]
    return rows[:-1] if cut and 1 < len(rows) <= _SAMPLE_ROWS else rows[:_SAMPLE_ROWS]
