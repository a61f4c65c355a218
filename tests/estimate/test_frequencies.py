import math

import numpy as np
import pytest

from darkfigure import estimate, read_table
from darkfigure.captures.frequencies import Frequencies
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.frequencies import estimate_frequencies

# persons by times seen of one population whose every member is seen a Poisson number of times, mean 1: e^-1 unseen
POISSON = [round(10_000 * math.exp(-1) / math.factorial(k)) for k in range(1, 7)]


def test_a_poisson_population_is_found_where_there_is_no_most():
    found = estimate_frequencies(Frequencies(name="t", counts=np.array(POISSON, dtype=float)), captures=math.inf)
    assert found.estimate == pytest.approx(10_000, rel=0.02)
    assert {one.method: one.estimate for one in found.methods}["m0"] == pytest.approx(10_000, rel=0.02)
    assert [one.method for one in found.methods] == [
        "chao-lower-bound",
        "m0",
        "mh-poisson",
        "mh-darroch",
        "mh-gamma",
    ]
    assert found.lists == ()
    assert found.verdict == "lower bound only"
    assert found.low < found.estimate < found.high
    assert [one.code for one in found.warnings] == ["frequency-table", "lower-bound-only"]


@pytest.mark.parametrize("header", ["nbcap,freq", "times,count", "Captures;Persons", "freq,nbcap"])
def test_the_form_is_recognised_by_its_columns(tmp_path, header):
    pairs = [(1, 60), (2, 25), (3, 7), (5, 1)]
    glue = ";" if ";" in header else ","
    if header.startswith("freq"):
        pairs = [(b, a) for a, b in pairs]
    (tmp_path / "f.csv").write_text("\n".join([header, *(glue.join(map(str, p)) for p in pairs)]), encoding="utf-8")
    found = estimate(tmp_path / "f.csv")
    assert found.observed == 93
    assert found.method == "chao-lower-bound"
    assert "can be seen 5 times" in found.warnings[0].message


@pytest.mark.parametrize(
    ("times", "count", "told"),
    [
        ([0, 1, 2], [3, 60, 20], "row 1, column `times`"),
        ([1, 2.5], [60, 20], "row 2, column `times`"),
        ([1, 2, 2], [60, 20, 1], "row 3, column `times`"),
        ([1, 2], [60, -1], "row 2, column `count`"),
        ([1, 2], [0, 0], "every count is 0"),
    ],
)
def test_frequencies_that_cannot_be_name_the_row(times, count, told):
    with pytest.raises(TableError, match=told):
        estimate({"times": times, "count": count})


def test_nobody_seen_twice_has_a_floor_and_no_number():
    found = estimate({"times": [1, 2], "count": [60, 0]})
    assert (found.estimate, found.lower_bound, found.verdict) == (None, 60.0, "not identified")
    assert "not-identified" in [one.code for one in found.warnings]


def test_what_a_frequency_table_cannot_give_is_wrong_use():
    rows = {"times": [1, 2, 3], "count": [60, 20, 4]}
    for options in ({"method": "log-linear"}, {"captures": 2}, {"captures": 4.5}, {"noisy": 1.0}):
        with pytest.raises(UsageError):
            estimate(rows, **options)
    with pytest.raises(TableError, match="frequency table"):
        read_table(rows)
    with pytest.raises(UsageError, match="captures"):
        estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [9, 9, 9]}, captures=3)
