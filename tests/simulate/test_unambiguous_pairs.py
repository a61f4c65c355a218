import csv
from pathlib import Path

import numpy as np
import pytest

from darkfigure.simulate import World, invent_study, unambiguous_pairs

_PEOPLE = ("person", "origin", "sex", "birth", "given", "father", "family", "kunya", "town", "lists")
_ROWS = ("source", "row", "given", "father", "family", "birth", "town", "origin", "slips", "kunya")
_ONE = ("0", "KZ", "m", "1990-05-01", "Ерлан", "Нұрлан", "Ахметов", "عمر", "Тараз", "11")
_TWIN = ("1", "KZ", "m", "1985-01-01", "Ерлан", "Болат", "Ахметов", "علي", "Ақтау", "10")


def _truth(folder: Path, people: list[tuple[str, ...]], rows: list[tuple[str, str, str]]) -> Path:
    """A truth folder; rows are source, person and the letters of what they hold: Given Father famiLy Birth Kunya."""
    flags, owners = [_ROWS], [("source", "row", "person")]
    for number, (source, person, held) in enumerate(rows, start=1):
        kunya = people[int(person)][7] if "K" in held else ""
        bits = ["1" if letter in held else "0" for letter in "GFLB"]
        flags.append((source, str(number), *bits, "0", "1", "0", kunya))
        owners.append((source, str(number), person))
    for name, lines in (("people.csv", [_PEOPLE, *people]), ("rows.csv", flags), ("truth.csv", owners)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
    return folder


@pytest.mark.parametrize(
    ("people", "rows", "hits", "of"),
    [
        ([_ONE], [("a", "0", "GL"), ("b", "0", "GL")], 1, 1),
        ([_ONE, _TWIN], [("a", "0", "GL"), ("b", "0", "GL"), ("a", "1", "GL")], 0, 1),
        ([_ONE, _TWIN], [("a", "0", "GLB"), ("b", "0", "GLB"), ("a", "1", "GL")], 1, 1),
        ([_ONE, _TWIN], [("a", "0", "GFL"), ("b", "0", "GLB"), ("a", "1", "GL")], 0, 1),
        ([_ONE, _TWIN], [("a", "0", "GK"), ("b", "0", "K"), ("a", "1", "GL")], 1, 1),
        # a and b share only the names of the twin, but each is joined to c
        ([_ONE, _TWIN], [("a", "0", "GFL"), ("b", "0", "GLB"), ("c", "0", "GFLB"), ("a", "1", "GL")], 3, 3),
        # an unlisted twin is no rival; a pair within one list is not counted
        ([_ONE, (*_TWIN[:-1], "00")], [("a", "0", "GL"), ("a", "0", "GL"), ("b", "0", "GL")], 2, 2),
    ],
)
def test_pairs_are_joined_when_nobody_else_fits(
    tmp_path: Path, people: list[tuple[str, ...]], rows: list[tuple[str, str, str]], hits: int, of: int
) -> None:
    share = unambiguous_pairs(_truth(tmp_path, people, rows))
    assert (share.hits, share.of) == (hits, of)


def test_rougher_lists_leave_more_in_doubt(tmp_path: Path) -> None:
    found = {}
    for name in ("clean", "rough"):
        invent_study(tmp_path / name, people=1000, rng=np.random.default_rng(2), world=World.variants()[name])
        found[name] = unambiguous_pairs(tmp_path / name / "truth").value or 0.0
    assert found["rough"] < found["clean"] - 0.03
    assert found["clean"] > 0.9
