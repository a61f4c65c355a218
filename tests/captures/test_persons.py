import datetime as dt
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from darkfigure.captures.persons import capture_rows, table_of_rows
from darkfigure.captures.regroup import merge_lists
from darkfigure.errors import InputError
from darkfigure.records import CAPTURE
from darkfigure.store import arrow_schema, connect

# mention: source, origin, sex, birth_low, birth_high, birth_date, first_date, extra
MENTIONS = [
    ("press", "KZ", "m", 1990, 1990, None, dt.date(2014, 2, 1), '{"camp/side": "north"}'),
    ("border", "KZ", "m", 1990, 1991, None, dt.date(2014, 8, 1), '{"camp/side": "south"}'),
    ("border", "UZ", None, 1990, 1990, None, dt.date(2014, 9, 1), '{"camp/side": "south"}'),
    ("press", "RU-CE", "f", 1950, 1980, None, None, None),
    ("posts", "RU-DA", "f", None, None, dt.date(1996, 6, 15), dt.date(2014, 6, 14), None),
    ("posts", None, None, None, None, None, None, None),
    ("press", "TJ", "m", 2000, 2000, None, dt.date(2015, 1, 1), None),
]
# best partition: {0, 1, 2}, {3, 4}, {5}; mention 6 is not linkable; draw 1 splits the first person
PERSONS = [(0, m, p, m != 6) for m, p in enumerate([0, 0, 0, 1, 1, 2, 3])]
PERSONS += [(1, m, p, m != 6) for m, p in enumerate([0, 1, 1, 2, 2, 3, 4])]
SOURCES = ("press", "border", "posts")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    names = ("source", "origin", "sex", "birth_low", "birth_high", "birth_date", "first_date", "extra")
    columns = dict(zip(names, map(list, zip(*MENTIONS, strict=True)), strict=True))
    mention = pa.table({"mention": list(range(len(MENTIONS))), **columns})
    pq.write_table(mention, tmp_path / "mention.parquet")
    columns = dict(zip(("draw", "mention", "person", "linkable"), map(list, zip(*PERSONS, strict=True)), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "person.parquet")
    return {"mentions": tmp_path / "mention.parquet", "persons": tmp_path / "person.parquet"}


def rows(files: dict[str, Path], *strata: str, period: tuple[dt.date, dt.date] | None = None) -> pa.Table:
    return capture_rows(connect(), sources=SOURCES, strata=strata, period=period, **files)


def best(files: dict[str, Path], name: str, period: tuple[dt.date, dt.date] | None = None) -> dict[str, int]:
    """Persons of the best partition by value of one stratum."""
    found: dict[str, int] = {}
    for row in rows(files, name, period=period).to_pylist():
        if row["draw"] == 0:
            value = json.loads(row["stratum"])[name]
            found[value] = found.get(value, 0) + row["count"]
    return found


def test_patterns_are_counted_per_draw_in_the_order_of_the_sources(files: dict[str, Path]) -> None:
    table = rows(files)
    assert table.schema.names == list(CAPTURE.names)
    assert table.schema.types == arrow_schema(CAPTURE).types
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (0, "{}", "001", 1),
        (0, "{}", "101", 1),
        (0, "{}", "110", 1),
        (1, "{}", "001", 1),
        (1, "{}", "010", 1),
        (1, "{}", "100", 1),
        (1, "{}", "101", 1),
    ]


def test_a_region_is_counted_with_its_country_unless_it_is_counted_by_itself(files: dict[str, Path]) -> None:
    table = pq.read_table(files["mentions"])
    codes = ["KZ-79", "KZ", "UZ", "RU", "RU-CE", None, "TJ"]
    pq.write_table(table.set_column(2, "origin", pa.array(codes)), files["mentions"])
    assert best(files, "origin") == {"KZ": 1, "RU-CE": 1, "unknown": 1}


def test_a_persons_stratum_is_the_commonest_value_of_its_mentions(files: dict[str, Path]) -> None:
    assert best(files, "origin") == {"KZ": 1, "RU-CE": 1, "unknown": 1}  # RU-CE comes before RU-DA
    assert best(files, "region") == {"KZ": 1, "RU": 1, "unknown": 1}
    assert best(files, "sex") == {"m": 1, "f": 1, "unknown": 1}
    assert best(files, "camp/side") == {"south": 1, "unknown": 2}


def test_ages_are_at_the_sighting_and_vague_births_say_nothing(files: dict[str, Path]) -> None:
    # born 15 June 1996 and seen on 14 June 2014: the birthday is tomorrow
    assert best(files, "age_group") == {"18-24": 1, "0-17": 1, "unknown": 1}


def test_a_short_study_is_divided_by_quarters_and_a_long_one_by_years(files: dict[str, Path]) -> None:
    long = (dt.date(2010, 1, 1), dt.date(2015, 12, 31))
    assert best(files, "period") == {"2014-Q3": 1, "2014-Q2": 1, "unknown": 1}
    assert best(files, "period", long) == {"2014": 2, "unknown": 1}


def test_a_draw_becomes_a_capture_table(files: dict[str, Path]) -> None:
    table = table_of_rows(rows(files, "sex"), lists=SOURCES, draw=1)
    assert table.strata == ({"sex": "f"}, {"sex": "m"}, {"sex": "unknown"})
    assert table.observed == 4
    assert {stratum["sex"]: part.full().tolist() for stratum, part in table.split()} == {
        "f": [0, 0, 0, 0, 0, 1, 0, 0],
        "m": [0, 1, 1, 0, 0, 0, 0, 0],
        "unknown": [0, 0, 0, 0, 1, 0, 0, 0],
    }


def test_what_is_not_there_is_said(files: dict[str, Path]) -> None:
    with pytest.raises(InputError, match="draw 7"):
        table_of_rows(rows(files), lists=SOURCES, draw=7)
    with pytest.raises(InputError, match="not of the lists"):
        table_of_rows(rows(files), lists=SOURCES[:2])
    with pytest.raises(InputError, match="twice"):
        rows(files, "sex", "sex")


def test_sources_that_count_as_one_list_are_one_mark_of_the_pattern(files: dict[str, Path]) -> None:
    apart = table_of_rows(rows(files), lists=SOURCES)
    merged = capture_rows(connect(), sources=(("press", "posts"), "border"), **files)
    together = table_of_rows(merged, lists=("press+posts", "border"))
    expected = merge_lists(apart, ["press", "posts"])
    assert expected.lists == together.lists
    np.testing.assert_array_equal(expected.full(), together.full())
    assert together.observed == apart.observed
