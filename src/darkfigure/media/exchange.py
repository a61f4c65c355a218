"""Hashes with labels, written and read so that other programs can: PDQ as 64 hexadecimal digits, quality 0 to 100."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.errors import InputError
from darkfigure.media.pdq import DISTANCE, Words, from_hex, to_hex
from darkfigure.parsing import parse_json
from darkfigure.store import write_atomically

_HASH = ("pdq", "hash", "pdq_hash", "value", "signal")  # names of the column in tables of other programs
_LABEL = ("label", "labels", "tag", "tags", "note", "name")


@dataclass(frozen=True, kw_only=True, eq=False)
class Labelled:
    """A hash that others know.

    Attributes:
        words: Its four words.
        quality: 0 to 100; None where the table does not say.
        label: What it is: "flag", "black frame", ...
    """

    words: Words
    quality: int | None
    label: str


def write_hashes(path: Path, hashes: Iterable[Labelled]) -> None:
    """Write hashes as CSV, or as JSON when the name ends in `.json`."""
    rows = [{"pdq": to_hex(one.words), "quality": one.quality, "label": one.label} for one in hashes]
    if path.suffix.lower() == ".json":
        write_atomically(path, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())
        return
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ("pdq", "quality", "label"))
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode())


def read_hashes(path: Path) -> list[Labelled]:
    """Read hashes of a CSV or JSON file with a column `pdq` (or `hash`), and `quality` and `label` where there are any.

    Raises:
        InputError: The file is no such table, or a row holds no PDQ hash.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: it cannot be read as UTF-8 text. Give a CSV or JSON file of hashes.") from error
    return [_labelled(path, number, row) for number, row in enumerate(_rows(path, text), 1)]


def _rows(path: Path, text: str) -> Iterator[Mapping[str, object]]:
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            content = parse_json(text)
        except ValueError as error:
            raise InputError(f"{path}: it begins like JSON and is none. Check the file.") from error
        for row in content if isinstance(content, list) else [content]:
            if not isinstance(row, dict):
                raise InputError(f"{path}: a list of objects with 'pdq' and 'label' is needed.")
            yield row
        return
    try:
        yield from csv.DictReader(text.splitlines())
    except csv.Error as error:
        raise InputError(f"{path}: it cannot be read as CSV: {error}. Check the file.") from error


def _labelled(path: Path, number: int, row: Mapping[str, object]) -> Labelled:
    fields = {str(name).strip().lower(): value for name, value in row.items()}
    digits = next((str(fields[name]).strip() for name in _HASH if fields.get(name)), "")
    quality = str(fields.get("quality") or "").strip()
    try:
        words = from_hex(digits)
        grade = int(float(quality)) if quality else None
    except ValueError as error:
        raise InputError(
            f"{path}: row {number} has no PDQ hash of 64 hexadecimal digits in a column 'pdq' or 'hash', "
            "or its quality is no number. Correct the row."
        ) from error
    label = next((str(fields[name]) for name in _LABEL if fields.get(name)), "")
    return Labelled(words=words, quality=grade, label=label)


def known(words: Words, among: Sequence[Labelled], *, distance: int = DISTANCE) -> Labelled | None:
    """The nearest of the hashes that others know, if it is within `distance` bits; `words` is one hash or several."""
    if not among:
        return None
    table = np.array([one.words for one in among], np.uint64)
    apart = np.bitwise_count(np.atleast_2d(words)[:, None, :] ^ table[None, :, :]).sum(axis=2).min(axis=0)
    best = int(apart.argmin())
    return among[best] if apart[best] <= distance else None
