"""Which cell of a study's tables is asked for: by strata and lists, or by a number that was published."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from darkfigure.errors import InputError

_ON, _EXACTLY = "on", "lists"
_NUMBER = re.compile(r"\d[\d\s,.'\u00a0\u202f]*")
_SHOWN = 12  # values or cells that a message names


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Persons of these strata, on these lists. `stratum`: pairs of column and value; `lists`: None for any.

    `exactly`: on no other list beside them.
    """

    stratum: tuple[tuple[str, str], ...] = ()
    lists: tuple[str, ...] | None = None
    exactly: bool = False

    def __str__(self) -> str:
        """The cell as it is asked for."""
        parts = [f"{column}={value}" for column, value in self.stratum]
        if self.lists is not None:
            parts.append(f"{_EXACTLY if self.exactly else _ON}={'+'.join(self.lists)}")
        return ",".join(parts) or "total"

    def pattern(self, lists: Sequence[str]) -> str:
        """The pattern of its persons over all lists, as SQL's LIKE reads it: 0, 1, or `_` for either."""
        if self.lists is None:
            return "_" * len(lists)
        return "".join("1" if name in self.lists else "0" if self.exactly else "_" for name in lists)


def read_cell(text: str, *, strata: Sequence[str], lists: Sequence[str]) -> Cell | None:
    """The cell that a text such as `origin=KZ,lists=press+posts` names; None if the text is a bare number.

    Raises:
        InputError: The text names a column, a list or nothing that this study has.
    """
    if text.strip() == "total":
        return Cell()
    if _NUMBER.fullmatch(text.strip()):
        return None
    found: dict[str, str] = {}
    for part in _parts(text, (*strata, _EXACTLY, _ON)):
        name, mark, value = part.partition("=")
        if not mark:
            raise InputError(f"this is no cell. {_grammar(strata, lists)}")
        name, value = name.strip(), value.strip()
        if name not in (*strata, _EXACTLY, _ON):
            near = difflib.get_close_matches(name, (*strata, _EXACTLY, _ON), n=1)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            raise InputError(f"no estimate of this study is divided by such a column. {hint}{_grammar(strata, lists)}")
        if name in found:
            raise InputError(f"`{name}` is named twice. Name each once.")
        found[name] = value
    stratum = tuple((name, found[name]) for name in strata if name in found)
    marks = [name for name in (_EXACTLY, _ON) if name in found and name not in strata]
    if len(marks) == 2:
        raise InputError(f"`{_EXACTLY}` (these lists and no other) and `{_ON}` (at least these) exclude each other.")
    if not marks:
        return Cell(stratum=stratum)
    return Cell(stratum=stratum, lists=_lists(found[marks[0]], lists), exactly=marks[0] == _EXACTLY)


def cell_of_number(text: str, *, answer: Mapping[str, Any], patterns: Mapping[str, int]) -> Cell:
    """The one cell that a published number belongs to.

    Args:
        text: the number, with or without separators of thousands.
        answer: results/estimate.json.
        patterns: persons seen on exactly these lists, by pattern.

    Raises:
        InputError: No number of the study rounds to it, or those of several cells do.
    """
    wanted = int(re.sub(r"\D", "", text))
    found: dict[Cell, list[str]] = {}
    for cell, what, value in _numbers(answer, patterns):
        if value is not None and round(value) == wanted:
            found.setdefault(cell, []).append(what)
    if not found:
        raise InputError(
            f"{wanted:,} is no number of this study's estimate. "
            f"{_grammar([column for one in answer['strata'][:1] for column in one['stratum']], answer['lists'])}"
        )
    if len(found) > 1:
        cells = [f"`{cell}` ({', '.join(dict.fromkeys(whats))})" for cell, whats in found.items()]
        raise InputError(f"{wanted:,} stands for {len(cells)} cells: {_some(cells)}. Ask for one of them.")
    return next(iter(found))


def check_values(cell: Cell, known: Mapping[str, Sequence[str]]) -> None:
    """Refuse a value that no person has; `known` gives the values of each column.

    Raises:
        InputError: A value is not there. The message names those that are.
    """
    for column, value in cell.stratum:
        values = known[column]
        if value in values:
            continue
        near = difflib.get_close_matches(value.upper(), [each for each in values if each], n=1, cutoff=0.8)
        hint = f"Did you mean `{column}={near[0]}`? " if near else ""
        raise InputError(f"no person has this `{column}`. {hint}There are {_some(values)}.")


def _parts(text: str, names: Sequence[str]) -> list[str]:
    """The text divided at commas; a comma inside a value divides nothing, because no column and `=` follow it."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.split(rf",(?=\s*(?:{known})\s*=)", text)


def _lists(text: str, lists: Sequence[str]) -> tuple[str, ...]:
    """Names of lists joined by `+`, which may stand in a name too."""
    rest, found = text, set()
    for name in sorted(lists, key=len, reverse=True):
        pattern = rf"(?:^|(?<=\+))\s*{re.escape(name)}\s*(?=\+|$)"
        if re.search(pattern, rest):
            found.add(name)
            rest = re.sub(pattern, "", rest, count=1)
    if not found or rest.strip(" +"):
        raise InputError(f"this study has no such list. There are {_some(lists)}; join several with `+`.")
    return tuple(name for name in lists if name in found)


def _numbers(answer: Mapping[str, Any], patterns: Mapping[str, int]) -> Iterator[tuple[Cell, str, float | None]]:
    """Every number of the estimate, with its cell and what it is."""
    names = ("observed", "estimate", "low", "high", "lower_bound")
    for name in names:
        yield Cell(), name, answer[name]
    for method in answer["methods"]:
        for name in ("estimate", "low", "high"):
            yield Cell(), f"{name} by {method['method']}", method[name]
    for one in answer["strata"]:
        cell = Cell(stratum=tuple(one["stratum"].items()))
        for name in names:
            yield cell, name, one.get(name)
    for pattern, count in patterns.items():
        seen = tuple(name for name, mark in zip(answer["lists"], pattern, strict=True) if mark == "1")
        yield Cell(lists=seen, exactly=True), "observed", count


def _grammar(strata: Sequence[str], lists: Sequence[str]) -> str:
    named = f"`{strata[0]}=VALUE`, " if strata else ""
    several = "+".join(lists[:2])
    columns = f" Columns: {', '.join(strata)}." if strata else " It has no strata."
    return (
        f"Write `total`, {named}`lists={several}` (these lists and no other), `on={several}` (at least these), several "
        f"of these with commas between, a number of the estimate, or `claim:ID`.{columns} Lists: {_some(lists)}."
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
