"""Cells as tables have them."""

from pathlib import Path

import pytest

from darkfigure.dates import read_date, read_year

HERE = Path(__file__).parent
CALENDARS = {"gregorian": "", "hijri": "H", "persian": "P"}


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("cell", "expected"), _rows("cells.tsv"))
def test_dates(cell: str, expected: str) -> None:
    found = read_date(cell)
    if found is None:
        assert expected == "None"
    elif found.precision == "ambiguous":
        assert expected == f"{found.first}?"
    else:
        days = f"{found.first}" if found.first == found.last else f"{found.first}..{found.last}"
        assert expected == CALENDARS[found.calendar] + days


@pytest.mark.parametrize(("cell", "expected"), _rows("years.tsv"))
def test_years(cell: str, expected: str) -> None:
    found = read_year(cell)
    assert expected == ("None" if found is None else f"{found[0]}-{found[1]}")
