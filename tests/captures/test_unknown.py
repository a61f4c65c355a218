import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.captures.table import CaptureTable
from darkfigure.captures.unknown import share_out_unknown


def table(strata, rows):
    """A table of two lists; rows are (stratum, pattern, count)."""
    return CaptureTable(
        lists=("a", "b"),
        strata=strata,
        patterns=np.array([[int(mark) for mark in pattern] for _, pattern, _ in rows], dtype=np.uint8),
        counts=np.array([count for _, _, count in rows]),
        stratum=np.array([stratum for stratum, _, _ in rows], dtype=np.int32),
    )


SEXES = ({"sex": "f"}, {"sex": "m"}, {"sex": "unknown"})


def test_unknown_persons_follow_the_known_ones_of_their_pattern():
    found = share_out_unknown(table(SEXES, [(0, "10", 10), (1, "10", 30), (1, "01", 5), (2, "10", 8), (2, "01", 3)]))
    assert found.strata == SEXES[:2]
    assert found.overlaps().diagonal().tolist() == [48, 8]
    assert [found.counts[found.stratum == i].sum() for i in (0, 1)] == [12, 44]
    assert found.notices[0].code == "unknown-stratum"
    assert "11 persons" in found.notices[0].message


def test_a_stratum_known_in_part_goes_to_those_that_agree():
    strata = ({"o": "KZ", "sex": "f"}, {"o": "KZ", "sex": "m"}, {"o": "UZ", "sex": "m"}, {"o": "UZ", "sex": "unknown"})
    found = share_out_unknown(table(strata, [(0, "10", 10), (1, "10", 10), (2, "10", 1), (3, "10", 6)]))
    assert found.counts.tolist() == [10, 10, 7]


@pytest.mark.parametrize("strata", [({"sex": "unknown"},), ({},)])
def test_with_nothing_known_the_table_stays(strata):
    one = table(strata, [(0, "10", 4), (0, "11", 2)])
    assert share_out_unknown(one) is one


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["10", "01", "11"]), st.integers(0, 9)), min_size=1))
def test_nobody_is_lost_on_any_pattern(rows):
    rows = [*rows, (0, "10", 1)]
    before = table(SEXES, rows)
    assert share_out_unknown(before).full().tolist() == before.full().tolist()
