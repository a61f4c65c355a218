import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.captures.days import sighting_days
from darkfigure.store import connect

SOURCES = ("press", "border", "posts")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days(
    folder: Path,
    mentions: list[tuple[str, int, str | None, str | None, bool]],
    lists: tuple[str | tuple[str, ...], ...] = SOURCES,
) -> np.ndarray:
    """Of mentions: source, person, first and last day, linkable."""
    sources, persons, first, last, linkable = map(list, zip(*mentions, strict=True))
    number = list(range(len(mentions)))
    dates = {
        name: pa.array([None if text is None else day(text) for text in side], pa.date32())
        for name, side in (("first_date", first), ("last_date", last))
    }
    pq.write_table(pa.table({"mention": number, "source": sources, **dates}), folder / "mention.parquet")
    person = {"draw": [0] * len(number), "mention": number, "person": persons, "linkable": linkable}
    pq.write_table(pa.table(person), folder / "person.parquet")
    return sighting_days(
        connect(), persons=folder / "person.parquet", mentions=folder / "mention.parquet", sources=lists
    )


def test_persons_with_dates_on_two_lists_have_a_row(tmp_path: Path) -> None:
    found = days(
        tmp_path,
        [
            ("press", 4, "2000-01-11", None, True),
            ("posts", 4, "2000-01-21", "2000-01-23", True),
            ("press", 5, "2000-01-11", None, True),  # on one list only
            ("border", 5, None, None, True),
            ("posts", 6, "2000-01-01", None, True),
            ("border", 6, "2000-02-01", None, True),
        ],
    )
    assert found.shape == (2, 3)
    np.testing.assert_array_equal(found, [[10, np.nan, 21], [np.nan, 31, 0]])


def test_vague_dates_and_rows_that_cannot_be_linked_say_nothing(tmp_path: Path) -> None:
    found = days(
        tmp_path,
        [
            ("press", 1, "2014-01-01", "2014-12-31", True),
            ("posts", 1, "2014-05-01", None, True),
            ("press", 2, "2014-05-01", None, False),
            ("posts", 2, "2014-05-09", None, True),
        ],
    )
    assert found.shape == (0, 3)


def test_of_several_sightings_on_a_list_one_is_picked(tmp_path: Path) -> None:
    found = days(
        tmp_path,
        [
            *(("press", person, f"2000-01-{1 + n:02}", None, True) for person in range(40) for n in range(3)),
            *(("posts", person, "2000-06-01", None, True) for person in range(40)),
        ],
    )
    assert found.shape == (40, 3)
    # not always the first
    assert set(found[:, 0]) == {0.0, 1.0, 2.0}


def test_sources_that_are_one_list_have_one_day_together(tmp_path: Path) -> None:
    seen = [
        ("press", 1, "2000-01-11", None, True),
        ("border", 1, "2000-01-11", None, True),  # the same list: this person is on one
        ("press", 2, "2000-01-11", None, True),
        ("posts", 2, "2000-01-21", None, True),
        ("border", 3, "2000-01-15", None, True),
        ("posts", 3, "2000-01-31", None, True),
    ]
    assert days(tmp_path, seen).shape == (3, 3)
    np.testing.assert_array_equal(days(tmp_path, seen, (("press", "border"), "posts")), [[10, 20], [14, 30]])
