"""A table with a list less, or with lists taken for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.captures.regroup import drop_lists, merge_lists
from darkfigure.captures.table import table_of
from darkfigure.errors import UsageError

LISTS = ("press", "court", "camp")
counts = st.lists(st.integers(0, 50), min_size=8, max_size=8)


def table(full):
    return table_of(np.array([0, *full[1:]], dtype=np.int64), LISTS)


def test_a_list_less_removes_who_is_on_no_other():
    found = drop_lists(table([0, 5, 7, 3, 11, 2, 1, 4]), ["press"])
    assert found.lists == ("court", "camp")
    assert found.full().tolist() == [0, 7 + 3, 11 + 2, 1 + 4]


def test_lists_taken_for_one_hold_who_is_on_any():
    found = merge_lists(table([0, 5, 7, 3, 11, 2, 1, 4]), ["camp", "press"])
    assert found.lists == ("press+camp", "court")
    assert found.full().tolist() == [0, 5 + 11 + 2, 7, 3 + 1 + 4]


@given(counts)
def test_taking_lists_for_one_loses_nobody(full):
    for names in (["press", "court"], ["court", "camp"], list(LISTS)):
        assert merge_lists(table(full), names).observed == table(full).observed


@given(counts)
def test_dropping_loses_those_alone_on_it(full):
    for place, name in enumerate(LISTS):
        assert drop_lists(table(full), [name]).observed == table(full).observed - full[1 << place]


@given(counts)
def test_strata_stay(full):
    pooled = table(full)
    found = merge_lists(pooled, ["press", "camp"])
    assert len(found.stratum) == len(found.counts) == len(found.patterns)
    assert found.strata == pooled.strata


def test_one_list_is_not_taken_for_itself():
    before = table([0, 5, 7, 3, 11, 2, 1, 4])
    assert merge_lists(before, ["press"]) is before


def test_a_list_that_is_not_there_is_named():
    for change in (drop_lists, merge_lists):
        with pytest.raises(UsageError, match=r"no list `radio`\. There are press, court, camp"):
            change(table([0] * 8), ["radio"])
