import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from darkfigure.captures.months import DEAD, HOME, PERSON, THEATRE, monthly_events
from darkfigure.store import connect

DAY = dt.date(2015, 1, 10)
ROWS = [
    # person, source, status, first, last, origin
    (0, "a", "there", dt.date(2015, 1, 5), dt.date(2015, 1, 5), "KZ"),
    (0, "b", "back", dt.date(2015, 1, 20), dt.date(2015, 1, 20), "KZ"),
    (0, "a", "there", dt.date(2015, 3, 2), None, "UZ"),
    (1, "a", "killed", dt.date(2015, 2, 7), dt.date(2015, 2, 7), None),
    (1, "b", "there", dt.date(2015, 2, 20), dt.date(2015, 2, 20), None),
    (2, "b", "there", dt.date(2015, 1, 1), dt.date(2015, 12, 31), "KZ"),  # a year says no month
    (2, "b", "there", dt.date(2014, 1, 1), dt.date(2014, 1, 1), "KZ"),  # outside
    (3, "b", "there", dt.date(2015, 1, 25), dt.date(2015, 2, 5), "KZ"),  # one of two months
    (4, "a", "there", None, None, "KZ"),
]
CODES = {"there": THEATRE, "back": HOME, "killed": DEAD}


@pytest.fixture
def found(tmp_path):
    def read(seed=1):
        columns = list(zip(*ROWS, strict=True))
        mentions = pa.table(
            {
                "mention": list(range(len(ROWS))),
                "source": columns[1],
                "status": columns[2],
                "location": [None] * len(ROWS),
                "first_date": pa.array(columns[3], pa.date32()),
                "last_date": pa.array(columns[4], pa.date32()),
                "origin": columns[5],
            }
        ).set_column(3, "location", pa.array([None] * len(ROWS), pa.string()))
        persons = pa.table(
            {
                "draw": [0] * len(ROWS),
                "mention": list(range(len(ROWS))),
                "person": columns[0],
                "linkable": [True] * len(ROWS),
            }
        )
        pq.write_table(mentions, tmp_path / "mention.parquet")
        pq.write_table(persons, tmp_path / "person.parquet")
        found = monthly_events(
            connect(),
            persons=tmp_path / "person.parquet",
            mentions=tmp_path / "mention.parquet",
            sources=("a", "b"),
            draw=0,
            period=(dt.date(2015, 1, 1), dt.date(2015, 3, 31)),
            event_of=lambda status, _location, _origin: CODES[status],
            rng=np.random.default_rng(seed),
        )
        table = np.zeros((len(found.origin), len(found.months), 2), dtype=np.int64)
        table[found.person, found.month, found.source] = found.code
        return found, table

    return read


def test_the_latest_place_of_a_month_is_taken_and_the_other_source_only_saw_the_person(found):
    events, table = found()
    assert events.months == ("2015-01-01", "2015-02-01", "2015-03-01")
    assert table[0].tolist() == [[PERSON, HOME], [0, 0], [THEATRE, 0]]


def test_a_death_is_above_a_later_sighting_of_its_month(found):
    assert found()[1][1].tolist() == [[0, 0], [DEAD, THEATRE], [0, 0]]


def test_ranges_too_wide_and_dates_outside_are_counted_and_left_out(found):
    events, table = found()
    assert events.undated == 2
    assert len(table) == 3
    assert [events.origins[place] for place in events.origin] == ["KZ", "unknown", "KZ"]


def test_a_range_over_two_months_falls_in_either_by_chance(found):
    months = {int(np.argmax(found(seed)[1][2][:, 1] > 0)) for seed in range(20)}
    assert months == {0, 1}
