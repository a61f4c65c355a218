import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure import records
from darkfigure.link.equal import equal_rows, expand_persons
from darkfigure.store import table_from_rows


def mentions(*names):
    empty = dict.fromkeys(records.MENTION.names)
    return table_from_rows(
        [empty | {"mention": i, "name": name} for i, name in enumerate(names)], table=records.MENTION
    )


def test_two_of_the_equal_rows_are_linked_and_the_others_follow_them():
    rows = equal_rows(mentions("a", "b", "a", "a", "c", "a"))
    assert rows.kept.tolist() == [0, 1, 2, 4]
    assert expand_persons(rows, np.array([0, 1, 0, 2])).tolist() == [0, 1, 0, 0, 2, 0]


def test_where_the_two_are_not_one_person_nor_are_the_others():
    rows = equal_rows(mentions("a", "b", "a", "a", "a"))
    assert expand_persons(rows, np.array([0, 1, 2])).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("column", ["birth_low", "sex", "origin", "hometown", "kunya", "aliases"])
def test_rows_that_differ_in_one_compared_field_are_not_equal(column):
    table = mentions("a", "a", "a")
    value = {"birth_low": 1980}.get(column, "m")
    changed = table_from_rows(
        [row | ({column: value} if i else {}) for i, row in enumerate(table.to_pylist())], table=records.MENTION
    )
    assert len(set(equal_rows(changed).first.tolist())) == 2


@given(st.lists(st.sampled_from("abc")))
def test_a_row_without_two_equals_keeps_its_person(names):
    rows = equal_rows(mentions(*names))
    person = np.arange(len(rows.kept))
    expanded = expand_persons(rows, person)
    assert len(expanded) == len(names)
    assert len(set(expanded.tolist())) == len(names)
