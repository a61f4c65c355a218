"""JSON: one object a line, or one array of objects."""

import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from darkfigure.collect.rows import BATCH_ROWS, Rows, to_columns
from darkfigure.collect.sheets import as_text
from darkfigure.collect.text import Encoding
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa


def read_json(path: Path, encoding: Encoding, *, where: str, progress: Callable[[int], None]) -> Rows:
    """Open a file of JSON objects; its header is every key, in the order in which they first occur.

    Raises:
        SourceError: A line that is not one JSON object, or a file that is neither lines nor an array.
    """
    keys: dict[str, None] = {}
    for record in _records(path, encoding, where=where, progress=lambda _: None):
        keys |= dict.fromkeys(record)
    header = tuple(keys)
    return Rows(header=header, batches=_batches(path, encoding, header, where=where, progress=progress))


def _batches(
    path: Path, encoding: Encoding, header: tuple[str, ...], *, where: str, progress: Callable[[int], None]
) -> Iterator[list["pa.Array"]]:
    records = _records(path, encoding, where=where, progress=progress)
    while batch := list(islice(records, BATCH_ROWS)):
        yield to_columns([[value_as_text(record.get(key)) for key in header] for record in batch], len(header))


def value_as_text(value: object) -> str:
    """A JSON value as a cell: a list of plain values joined by `;`, anything deeper as JSON."""
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return "; ".join(as_text(each) for each in value if each is not None)
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return as_text(value)


def _records(
    path: Path, encoding: Encoding, *, where: str, progress: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding.codec) as file:
        if _is_array(path, encoding):
            yield from _array(file.read(), where=where)
            return
        decoder = msgspec.json.Decoder(dict[str, Any])
        row = 0
        for number, line in enumerate(file, start=1):
            row += 1
            if not line.strip():
                yield {}
                continue
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, RecursionError):
                raise SourceError(
                    f"{where}: line {number} is not one JSON object. The file needs one object a line, or one array "
                    "of objects."
                ) from None
            if row % BATCH_ROWS == 0:
                progress(raw.tell())


def _array(text: str, *, where: str) -> Iterator[dict[str, Any]]:
    try:
        parts = msgspec.json.decode(text, type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise SourceError(
            f"{where}: this is not valid JSON: {_position(error, text)}. Correct it, or write the file anew from where "
            "it came."
        ) from None
    except RecursionError:
        raise SourceError(f"{where}: this JSON is nested too deeply. Each object is one row of plain values.") from None
    decoder = msgspec.json.Decoder(dict[str, Any])
    for row, part in enumerate(parts, start=1):
        try:
            yield decoder.decode(part)
        except (msgspec.DecodeError, RecursionError):
            raise SourceError(
                f"{where}: row {row} of the array is not an object with a value for each column name."
            ) from None


def _position(error: msgspec.DecodeError, text: str) -> str:
    # only msgspec's own words about a position: a message about values could quote them
    position = re.search(r"\(byte (\d+)\)$", str(error))
    if position is None:
        return "it ends too early"
    line = text.encode()[: int(position[1])].count(b"\n") + 1
    return f"it breaks off at byte {position[1]} (line {line})"


def _is_array(path: Path, encoding: Encoding) -> bool:
    with path.open(encoding=encoding.codec) as file:
        while char := file.read(1):
            if not char.isspace():
                return char == "["
    return False
