"""Two rows side by side, for the eye: field by field, with what meets and what differs marked, or masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from darkfigure.names.differences import Piece, in_latin, mark_differences
from darkfigure.study import Side
from darkfigure.web.shown import masked, plain

Standing = Literal["same", "near", "other", "alone"]

_PERSONAL = (("Name", "name"), ("Other names", "other_names"))
_PLAIN = (
    ("Birth", "birth"),
    ("Sex", "sex"),
    ("Origin", "origin"),
)
# where and when somebody was seen may differ for one person: nothing of it is marked
_UNMARKED = (("Place", "place"), ("Group", "group"), ("Status", "status"), ("Date", "date"))
_LONGEST = 240


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one row says in one field: pieces as written, and the same in Latin letters where that helps."""

    pieces: tuple[Piece, ...]
    latin: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of both rows; `stands`: whether they say the same, nearly, something else, or one says nothing."""

    label: str
    cells: tuple[Cell, Cell]
    stands: Standing


def fields_of(one: Side, other: Side, *, revealed: bool) -> tuple[Field, ...]:
    """The fields that at least one of two rows has."""
    found = [_compared(label, getattr(one, name), getattr(other, name), revealed) for label, name in _PERSONAL]
    found += [_plain(label, getattr(one, name), getattr(other, name)) for label, name in _PLAIN]
    found.append(_compared("Home town", one.hometown, other.hometown, revealed))
    found.append(_compared("Handle", one.handle, other.handle, revealed))
    found += [_beside(label, getattr(one, name), getattr(other, name)) for label, name in _UNMARKED]
    return tuple(field for field in found if any(cell.pieces for cell in field.cells))


def _compared(label: str, one: str, other: str, revealed: bool) -> Field:  # noqa: FBT001 - of one module
    """A field of words, which may be personal."""
    if not revealed:
        cells = (_hidden(one), _hidden(other))
        return Field(label=label, cells=cells, stands="alone")
    left, right = mark_differences(plain(one, longest=_LONGEST), plain(other, longest=_LONGEST))
    if not one or not other:  # nothing to compare with: nothing is marked
        left, right = _unmarked(left), _unmarked(right)
    cells = (Cell(pieces=left, latin=in_latin(one[:_LONGEST])), Cell(pieces=right, latin=in_latin(other[:_LONGEST])))
    return Field(label=label, cells=cells, stands=_stands(one, other, (*left, *right)))


def _plain(label: str, one: str, other: str) -> Field:
    """A field whose values are equal or not."""
    meets: Literal["same", "other"] = "same" if one == other or not one or not other else "other"
    left, right = (Cell(pieces=(Piece(plain(text), meets),) if text else ()) for text in (one, other))
    stands: Standing = "alone" if not one or not other else meets
    return Field(label=label, cells=(left, right), stands=stands)


def _beside(label: str, one: str, other: str) -> Field:
    """A field that is shown and not compared."""
    left, right = (
        Cell(pieces=(Piece(plain(text, longest=_LONGEST), "gap"),) if text else (), latin=in_latin(text[:_LONGEST]))
        for text in (one, other)
    )
    return Field(label=label, cells=(left, right), stands="alone")


def _hidden(text: str) -> Cell:
    return Cell(pieces=(Piece(masked(text), "gap"),) if text else (), hidden=True)


def _unmarked(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(Piece(piece.text, "gap") for piece in pieces)


def _stands(one: str, other: str, pieces: Sequence[Piece]) -> Standing:
    if not one or not other:
        return "alone"
    met = {piece.meets for piece in pieces} - {"gap"}
    if met <= {"same"}:
        return "same"
    return "near" if "same" in met or "near" in met else "other"
