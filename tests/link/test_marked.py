"""A pair that an identifier or a day of birth brought together is compared, whatever crowd its names stand in."""

import datetime as dt

import numpy as np
import pytest

from darkfigure import records
from darkfigure.engine import LocalEngine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.candidates import Sharing
from darkfigure.link.fields import fields_of
from darkfigure.link.marked import pairs_of_blocks, put_back
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.store import table_from_rows

_CROWD = [
    {"name": f"Muhammad {family}", "kunya": f"Abu {kunya}", "birth_low": year, "birth_high": year}
    for family in ("Aliyev", "Karimov")
    for kunya in ("Umar", "Salim", "Hamza", "Yahya")
    for year in range(1950, 1998)
]


def _pairs(rows, *, reach=None):
    empty = dict.fromkeys(records.MENTION.names)
    table = table_from_rows(
        [empty | {"mention": i, "source": "s", "item": "i", "row": i + 1} | row for i, row in enumerate(rows)],
        table=records.MENTION,
    )
    tokens, fields = blocking_tokens(tabulate_mentions(table)), fields_of(table)
    return candidate_pairs(LocalEngine(), tokens=tokens, fields=fields, reach=reach)


def _ways(found):
    pairs = found.pairs
    return dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.sharing.tolist(), strict=True))


# they share one common name with everybody, and are far from each other's best partners
_ONE = {"name": "Muhammad Zufarov", "birth_low": 1952, "birth_high": 1952}
_OTHER = {"name": "Мухаммад Тоирзода", "birth_low": 1996, "birth_high": 1996}


@pytest.mark.parametrize(
    "shared",
    [{"identifier": "N123456"}, {"birth_date": dt.date(1970, 2, 3), "birth_low": 1970, "birth_high": 1970}],
    ids=["identifier", "day of birth"],
)
def test_a_mark_brings_two_of_a_crowd_together(shared):
    at = len(_CROWD)
    assert (at, at + 1) not in _ways(_pairs([*_CROWD, _ONE, _OTHER]))
    assert _ways(_pairs([*_CROWD, _ONE | shared, _OTHER | shared]))[at, at + 1] == Sharing.ONE_NAME


def test_a_row_that_comes_later_meets_by_a_mark_too():
    mark = {"identifier": "N123456"}
    first = [*_CROWD, _ONE | mark]
    reach = _pairs(first).reach
    found = _ways(_pairs([*first, _OTHER | mark, _OTHER | mark], reach=reach))
    at = len(_CROWD)
    assert {(at, at + 1), (at, at + 2)} <= set(found)
    assert (at + 1, at + 2) not in found  # neither was there before


def test_all_pairs_within_blocks_each_once():
    row, block = np.array([0, 1, 4, 1, 4], np.int32), np.array([0, 0, 0, 1, 1], np.int32)
    assert pairs_of_blocks(row, block, mentions=10).tolist() == [1, 4, 14]
    none = np.empty(0, np.int32)
    assert pairs_of_blocks(none, none, mentions=0).tolist() == []


def test_only_pairs_that_lack_are_put_back_and_the_order_holds():
    pair = np.array([3 * 8, 20 * 8 + Sharing.MARK])
    assert put_back(pair, np.array([3, 20]), sharing=1) is pair
    assert put_back(pair, np.array([3, 9, 30]), sharing=1).tolist() == [24, 73, 160 + Sharing.MARK, 241]
