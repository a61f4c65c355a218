"""Capture histories of an open population: what was seen of each member at each occasion, equal ones counted once."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import InputError
from darkfigure.inference.entering_chain import Sequences, sequences_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_COLUMNS = ("history", "count", "removed", "group")


@dataclass(frozen=True, kw_only=True)
class Histories:
    """Unique capture histories with counts.

    `symbols`: [H, T], 0 where nothing was seen, else 1 + the index into `codes`. `counts`: [H], members, not
    necessarily whole. `removed`: [H], whether members were lost on their last capture. `group`: [H] or None.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["110", "011"], [3, 2])
        >>> seen.symbols.tolist(), seen.counts.tolist(), seen.occasions
        ([[0, 1, 1], [1, 1, 0]], [2.0, 3.0], 3)
    """

    symbols: Ints
    counts: Floats
    removed: NDArray[np.bool_]
    codes: tuple[str, ...]
    group: tuple[str, ...] | None = None

    @property
    def occasions(self) -> int:
        """The number of occasions, T."""
        return int(self.symbols.shape[1])

    @property
    def seen(self) -> float:
        """Members seen at least once."""
        return float(self.counts.sum())

    @property
    def first(self) -> Ints:
        """[H], the first occasion at which something was seen, from 0."""
        return np.asarray(np.argmax(self.symbols > 0, axis=1), dtype=np.int64)

    @property
    def last(self) -> Ints:
        """[H], the last such occasion."""
        return np.asarray(self.occasions - 1 - np.argmax(self.symbols[:, ::-1] > 0, axis=1), dtype=np.int64)

    @property
    def ends(self) -> Ints:
        """[H], one past the last occasion that says something: after its removal nothing is known of a member."""
        return np.where(self.removed, self.last + 1, self.occasions).astype(np.int64)

    @cached_property
    def sequences(self) -> Sequences:
        """What was seen, as the likelihood walks it."""
        return sequences_of(self.symbols, self.ends)

    def of_group(self, group: str) -> "Histories":
        """The histories of one group.

        Raises:
            InputError: There is no such group.
        """
        if self.group is None or group not in self.group:
            raise InputError(f"there is no group `{group}`; there are {', '.join(sorted(set(self.group or ())))}.")
        rows = np.array([each == group for each in self.group])
        return Histories(
            symbols=self.symbols[rows], counts=self.counts[rows], removed=self.removed[rows], codes=self.codes
        )


def histories_of(
    rows: Iterable[str],
    counts: Sequence[float] | None = None,
    *,
    removed: Sequence[bool] | None = None,
    group: Sequence[str] | None = None,
    nothing: str = "0",
) -> Histories:
    """Histories from one text each, a character an occasion; `nothing` is the character for not seen.

    Raises:
        InputError: No history, unequal lengths, a history without a sighting, or a count that is none.

    Example:
        >>> histories_of(["101", "011"], [3, 2]).seen
        5.0
    """
    texts = list(rows)
    weights = np.ones(len(texts)) if counts is None else np.array(counts, dtype=float)
    gone = np.zeros(len(texts), dtype=bool) if removed is None else np.array(removed, dtype=bool)
    if not texts:
        raise InputError("there is no capture history. Give one row a history: history,count.")
    for number, (text, weight) in enumerate(zip(texts, weights, strict=True), start=1):
        if len(text) != len(texts[0]):
            raise InputError(
                f"row {number}: the history has {len(text)} occasions, the first one has {len(texts[0])}. All need as "
                "many; write leading zeros too."
            )
        if not set(text) - {nothing}:
            raise InputError(f"row {number}: nothing was seen at any occasion. Leave out who was never seen.")
        if not np.isfinite(weight) or weight < 0:
            raise InputError(f"row {number}: the count is {weight}; it must be 0 or more.")
    if len(texts[0]) < 2:
        raise InputError("the histories have one occasion. Change over time needs two and more.")
    if all(nothing not in text for text in texts):
        raise InputError(
            f"no history holds `{nothing}` for not seen. Say which character that is (on the command line: --nothing)."
        )
    codes = tuple(sorted({char for text in texts for char in text} - {nothing}))
    index = {nothing: 0} | {code: number for number, code in enumerate(codes, start=1)}
    keys: dict[tuple[str, bool, str], float] = {}
    for row, text in enumerate(texts):
        key = (text, bool(gone[row]), group[row] if group is not None else "")
        keys[key] = keys.get(key, 0.0) + float(weights[row])
    kept = sorted(key for key, weight in keys.items() if weight > 0)
    return Histories(
        symbols=np.array([[index[char] for char in text] for text, _, _ in kept], dtype=np.int64),
        counts=np.array([keys[key] for key in kept]),
        removed=np.array([was_removed for _, was_removed, _ in kept]),
        codes=codes,
        group=tuple(name for _, _, name in kept) if group is not None else None,
    )


def read_histories(path: Path, *, nothing: str = "0") -> Histories:
    r"""Read a CSV file with the columns history, count and, if need be, removed (0 or 1) and group.

    Raises:
        InputError: The file is missing, lacks the column, or a row is at fault. The message names the row.

    Example:
        >>> _ = Path("seen.csv").write_text("history,count\n110,3\n011,2\n", encoding="utf-8")
        >>> read_histories(Path("seen.csv")).counts.tolist()
        [2.0, 3.0]
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = [name.strip() for name in reader.fieldnames or []]
            reader.fieldnames = header
            rows = list(reader)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file or study. Check the path.") from None
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: this file cannot be read as CSV in UTF-8. Check the path.") from None
    if "history" not in header:
        raise InputError(f"{path}: there is no column `history`; there are {', '.join(header) or 'none'}.")
    if unknown := [name for name in header if name not in _COLUMNS]:
        raise InputError(f"{path}: unknown column `{unknown[0]}`. Known: {', '.join(_COLUMNS)}.")
    counts, removed = [], []
    for number, row in enumerate(rows, start=1):
        counts.append(_number(path, number, row.get("count", "1")))
        flag = (row.get("removed") or "0").strip()
        if flag not in {"0", "1"}:
            raise InputError(f"{path}, row {number}: `removed` is 0 or 1, not {flag}.")
        removed.append(flag == "1")
    group = [(row["group"] or "").strip() for row in rows] if "group" in header else None
    try:
        texts = [(row["history"] or "").strip() for row in rows]
        return histories_of(texts, counts, removed=removed, group=group, nothing=nothing)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _number(path: Path, row: int, written: str | None) -> float:
    try:
        return float(written or "")
    except ValueError:
        raise InputError(f"{path}, row {row}: the count is `{written}`; it must be a number.") from None
