"""The tutorial works as it is written, and what it says of the result is so."""

import csv
import re
from pathlib import Path

import page_commands
import pyarrow.parquet as pq
import pytest

from darkfigure import records

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first-count.md"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    return folder, page_commands.play(PAGE, folder)


def test_the_commands_print_what_the_page_shows(played):
    _, untrue = played
    assert not untrue


def test_the_intervals_that_are_quoted_hold_the_truth_and_each_other_s_number():
    page = PAGE.read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^(\d+) persons$", page, flags=re.MULTILINE)]
    intervals = re.findall(r"^95 % interval: (\d+) to (\d+)$", page, flags=re.MULTILINE)
    assert len(numbers) == len(intervals) == 2
    assert "there were **40**" in page
    assert f"**{numbers[0]} persons, 95 % interval {intervals[0][0]} to {intervals[0][1]}.**" in page
    for low, high in intervals:
        assert all(int(low) <= number <= int(high) for number in [40, *numbers])


def test_the_rows_that_are_called_namesakes_are(played):
    folder, _ = played
    with (folder / "my-study" / "sources" / "register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    names = [" ".join(rows[row - 1]["ФИО"].split()[:2]) for row in (8, 24)]
    assert names == ["Курбанов Далер"] * 2


def test_more_certainty_keeps_the_namesakes_apart(played):
    folder, _ = played
    links = pq.read_table(folder / "my-study" / "tables" / "person.parquet")
    person = links["person"].to_pylist()  # the register comes first, so that mention and row agree
    assert person[7] != person[23]


def test_every_table_is_where_the_tables_page_says(played):
    folder, _ = played
    page = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    for table in records.TABLES:
        if table in (records.CLAIM, records.DOCUMENT):
            continue  # the tutorial's study has no texts
        line = next(line for line in page.splitlines() if line.startswith(f"| [`{table.name}`]"))
        pattern = line.split("`")[-2]
        assert list((folder / "my-study").glob(pattern))


def test_every_file_of_a_study_is_in_the_study_page(played):
    folder, _ = played
    page = (ROOT / "docs" / "reference" / "study.md").read_text(encoding="utf-8")
    study = folder / "my-study"
    made = [path.relative_to(study) for top in ("vault", "tables", "results") for path in (study / top).rglob("*.*")]
    made = [path for path in made if path.parts[1] != "bytes"]
    assert made
    assert [path for path in made if f"`{_as_written(path)}`" not in page] == []


def _as_written(path):
    """How the page calls a file: by its folder if it is one of several, by STAGE for what a stage did."""
    if len(path.parts) > 2:
        return f"{path.parts[1]}/"
    tail = ".".join(path.name.split(".")[-2:])
    return f"STAGE.{tail}" if tail in ("run.json", "facts.json") else path.name
