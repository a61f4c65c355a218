"""With one exact key, the table that leaves the ring is that of the lists in clear."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ring_in_memory import agreement, exact_table, first_hop, go_round, next_hop, own

from darkfigure.federate.group import NotAnElement

NAMES = ("a", "b", "c", "d", "e", "f")


def clear_table(lists, names):
    table = np.zeros(1 << len(names), dtype=int)
    for key in set().union(*lists.values()):
        table[sum(1 << place for place, name in enumerate(names) if key in lists[name])] += 1
    return table


@pytest.mark.parametrize("parties", [2, 3, 4, 5, 6])
@settings(max_examples=8)
@given(data=st.data())
def test_the_table_is_the_one_in_clear(parties, data):
    names = NAMES[:parties]
    some = st.lists(st.integers(0, 9).map(str), unique=True, min_size=2, max_size=4)
    lists = {name: data.draw(some) for name in names}
    arrived, _ = go_round(lists, agreement(names))
    assert exact_table(arrived, agreement(names)).tolist() == [clear_table(lists, names).tolist()]


def test_strata_come_through_the_ring_and_unknown_ones_are_others():
    names = ("a", "b")
    agreed = agreement(names, values=("KZ", "UZ"))
    lists = {"a": ["1", "2", "3"], "b": ["3", "4"]}
    arrived, _ = go_round(lists, agreed, strata={"a": [0, 1, 1], "b": [1, 2]})
    table = exact_table(arrived, agreed)
    assert table.tolist() == [[0, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]]


def test_rows_without_a_key_are_equal_to_nothing():
    names = ("a", "b")
    arrived, _ = go_round({"a": [None, None, "x"], "b": [None, "x"]}, agreement(names))
    assert exact_table(arrived, agreement(names)).tolist() == [[0, 2, 1, 1]]


def test_repeated_records_are_taken_once_and_stop_nothing():
    names = ("a", "b")

    def twice(owner, hop, records):
        return [*records, records[0], records[0]] if (owner, hop) == ("a", 1) else records

    arrived, _ = go_round({"a": ["x", "y"], "b": ["x", "z"]}, agreement(names), meddle=twice)
    assert exact_table(arrived, agreement(names)).tolist() == [[0, 1, 1, 1]]


def test_a_record_that_decrypts_to_nothing_stops_nothing():
    names = ("a", "b")

    def spoilt(owner, hop, records):
        return [bytes(len(records[0])), *records[1:]] if (owner, hop) == ("a", 1) else records

    arrived, _ = go_round({"a": ["x", "y"], "b": ["x", "y"]}, agreement(names), meddle=spoilt)
    table = exact_table(arrived, agreement(names))[0]
    assert table.sum() == 3
    assert table[3] == 1


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_hop_takes_nothing_that_is_no_element_in_keys_or_stratum(part):
    agreed = agreement(("a", "b"), values=("KZ",))
    record = first_hop(own("a"), ["x"], agreed, strata=[0])[0]
    spoilt = record[: 32 * part] + bytes([1]) + bytes(31) + record[32 * part + 32 :]
    assert next_hop(own("b"), [record], agreed, owner="a", hop=1)
    with pytest.raises(NotAnElement):
        next_hop(own("b"), [spoilt], agreed, owner="a", hop=1)
