import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkfigure.captures.table import table_of

FULL = hnp.arrays(np.int64, 16, elements=st.integers(0, 1000)).map(lambda full: np.where(np.arange(16) == 0, 0, full))
LISTS = ("a", "b", "c", "d")


@given(FULL)
def test_full_and_table_are_each_others_inverse(full: np.ndarray) -> None:
    table = table_of(full, LISTS)
    assert table.full().tolist() == full.tolist()
    assert table.pooled().full().tolist() == full.tolist()
    assert table.observed == full.sum()
    assert sum(table.count_seen(k) for k in range(1, 5)) == table.observed


@given(FULL)
def test_overlaps_agree_with_a_count_by_hand(full: np.ndarray) -> None:
    overlaps = table_of(full, LISTS).overlaps()
    for a in range(4):
        for b in range(4):
            both = sum(int(full[cell]) for cell in range(16) if cell >> a & 1 and cell >> b & 1)
            assert overlaps[a, b] == both


def test_a_list_without_anybody_goes_and_nobody_with_it() -> None:
    full = np.array([0, 5, 0, 0, 7, 2, 0, 0])
    table = table_of(full, ("a", "b", "c")).without_empty_lists()
    assert table.lists == ("a", "c")
    assert table.full().tolist() == [0, 5, 7, 2]
