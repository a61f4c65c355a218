"""Which rows are brought together: names with a slip, crowds that share a name, and the best partners of each row."""

import numpy as np
import pytest

from darkfigure import records
from darkfigure.engine import LocalEngine
from darkfigure.link import blocking, thinning
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.candidates import FAINT, Sharing
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields, fields_of
from darkfigure.link.glance import Seen, see_rows
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.link.nearest import NEAR, SLOTS, Entries, Many, Words, nearest_pairs
from darkfigure.store import table_from_rows
from darkfigure.store.scratch import Scratch


def _table(*rows):
    empty = dict.fromkeys(records.MENTION.names)
    return table_from_rows(
        [empty | {"mention": i, "source": "s", "item": "i", "row": i + 1} | row for i, row in enumerate(rows)],
        table=records.MENTION,
    )


def _blocked(table, *, reach=None):
    tokens, fields = blocking_tokens(tabulate_mentions(table)), fields_of(table)
    return candidate_pairs(LocalEngine(), tokens=tokens, fields=fields, reach=reach)


def pairs(*rows):
    found = _blocked(_table(*rows)).pairs
    return dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.sharing.tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dastanbek", "Dastanek"), ("Zhanibek", "Zhanimek"), ("Ermekbay", "Erbekbay")],
)
def test_names_that_are_a_consonant_apart_are_brought_together(one, other):
    assert pairs({"name": f"{one} Yusupov"}, {"name": f"{other} Karimov"}) == {(0, 1): Sharing.ONE_NAME}


def test_two_slips_in_a_name_are_another_name():
    assert pairs({"name": "Dastanbek Yusupov"}, {"name": "Damtamek Karimov"}) == {}


@pytest.fixture(params=["small", "large"])
def study_size(request, monkeypatch):
    """A study whose rows are sought for one by one, and one that is gone through block by block."""
    monkeypatch.setattr(blocking, "MANY", 30_000 if request.param == "small" else 100)


@pytest.mark.usefixtures("study_size")
def test_in_a_crowd_each_row_meets_those_who_agree_best():
    crowd = [
        {"name": "Muhammad", "kunya": f"Abu {kunya}", "birth_low": year, "birth_high": year}
        for kunya in ("Umar", "Salim", "Hamza", "Yahya")
        for year in range(1950, 1998)
    ]
    odd = {"name": "Мухаммад", "birth_low": 1991, "birth_high": 1991, "origin": "KZ"}
    found = pairs(*crowd, odd)
    met = {one for one, other in found if other == len(crowd)}
    assert {at for at, row in enumerate(crowd) if row["birth_low"] == 1991} <= met
    assert len(found) < len(crowd) * (len(crowd) - 1) // 4


@pytest.mark.usefixtures("study_size")
def test_rows_that_come_later_meet_whom_they_would_have_met_at_once():
    crowd = [
        {"name": "Muhammad", "kunya": f"Abu {kunya}", "birth_low": year, "birth_high": year}
        for kunya in ("Umar", "Salim", "Hamza", "Yahya")
        for year in range(1950, 1998)
    ]
    later = [{"name": "Мухаммад", "birth_low": year, "birth_high": year} for year in (1955, 1991)]
    later += [{"name": "Muhammad Yusupov"}]
    whole, first = _table(*crowd, *later), _table(*crowd)
    reach = _blocked(first).reach
    assert np.isfinite(reach[:, 0]).all()  # each of the crowd has as many partners as it may
    found = _blocked(whole, reach=reach).pairs
    assert (found.left < len(crowd)).all()
    assert (found.right >= len(crowd)).all()
    at_once = _blocked(whole).pairs
    across = (at_once.left < len(crowd)) & (at_once.right >= len(crowd))
    wanted = set(zip(at_once.left[across].tolist(), at_once.right[across].tolist(), strict=True))
    assert wanted
    met = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert len(met ^ wanted) <= 0.1 * len(wanted)  # at once, the new rows vie with each other too


def _unknown(n: int, *, names=None, **known) -> Seen:
    none = np.full(n, UNKNOWN, dtype=np.int32)
    fields = Fields(
        birth_low=none.astype(np.int16),
        birth_high=none.astype(np.int16),
        birth_day=np.full(n, NO_DAY, dtype=np.int32),
        sex=none.astype(np.int8),
        origin=none,
        country=none,
        place=none,
    )
    table = _table(*({"name": names[i] if names else "Yusuf"} for i in range(n)))
    return see_rows(blocking_tokens(tabulate_mentions(table)), fields._replace(**known))


def _nearest(rows, blocks, sharing, seen, *, most):
    entries = Entries(
        np.array(rows, np.int32),
        np.array(blocks, np.int32),
        np.array(sharing, np.int8),
        np.ones(len(rows), np.uint8),
        np.arange(len(rows), dtype=np.int32),
    )
    n = len(seen.row)
    found = nearest_pairs(
        LocalEngine(),
        entries,
        Words(np.ones((n, SLOTS), np.float32), np.ones(n, np.uint8)),
        seen.row,
        Many(ranked=(1, 2), best=most, compared=most),
    )
    return {(code // 8 // n, code // 8 % n): code % 8 for code in found.pair.tolist()}


def test_only_ranked_pairs_have_to_be_among_the_best():
    rows = list(range(4))
    places = _unknown(4, place=np.array([1, 2, 1, 2], np.int32))
    assert _nearest(rows, [0] * 4, [1] * 4, places, most=1) == {(0, 2): 1, (1, 3): 1}
    assert len(_nearest(rows, [0] * 4, [0] * 4, places, most=1)) == 6


def test_a_word_shared_as_it_is_counts_before_one_that_is_near():
    # rows 0 and 1 share a word; 0 and 2 a word but for one consonant
    found = _nearest([0, 1, 0, 2], [0, 0, 1, 1], [1, 1, 1 + NEAR, 1 + NEAR], _unknown(3), most=1)
    assert found == {(0, 1): 1, (0, 2): 1}  # 2 has no better partner
    assert _nearest([0, 1, 2, 0, 2, 1], [0, 0, 0, 1, 1, 1], [1] * 3 + [0] * 3, _unknown(3), most=1)[0, 1] == 0


def test_rows_that_share_a_whole_word_do_not_meet_by_it_but_for_a_consonant():
    entries = Entries(
        np.array([0, 1, 2], np.int32), np.zeros(3, np.int32), np.full(3, 1 + NEAR, np.int8), np.ones(3, np.uint8),
        np.array([7, 7, 8], np.int32),
    )  # fmt: skip
    words = Words(np.ones((3, SLOTS), np.float32), np.ones(3, np.uint8))
    found = nearest_pairs(LocalEngine(), entries, words, _unknown(3).row, Many(ranked=(1, 2), best=2, compared=2))
    assert {(code // 24, code // 8 % 3) for code in found.pair.tolist()} == {(0, 2), (1, 2)}


@pytest.mark.parametrize("at_once", [7, 1_000_000])
def test_of_very_many_pairs_the_model_learns_from_a_sample_and_hopeless_ones_are_not_compared(monkeypatch, at_once):
    monkeypatch.setattr(thinning, "_AT_ONCE", at_once)
    pair = np.arange(100, dtype=np.int64) * 8 + np.where(np.arange(100) % 2, FAINT, Sharing.NAMES)
    everything, shown = thinning.thinned(pair, 1000, scratch=Scratch())
    assert shown.which.tolist() == list(range(100)) == everything.right.tolist()
    assert shown.weight == 1.0
    monkeypatch.setattr(thinning, "_SHOWN", 20)
    found, shown = thinning.thinned(pair, 1000, scratch=Scratch())
    assert len(shown.which) == 20
    assert shown.weight == 5.0
    hopeful = set(range(0, 100, 2))
    assert hopeful <= set(found.right.tolist())
    assert set(found.right.tolist()) - hopeful <= set(found.right[shown.which].tolist())
    assert len(found.right) < 100
    assert found.right.tolist() == sorted(found.right.tolist())
    assert set(found.sharing.tolist()) == {Sharing.NAMES}


def test_the_sample_is_drawn_beside_what_names_alone_brought_together(monkeypatch):
    monkeypatch.setattr(thinning, "_AT_ONCE", 7)
    pair = np.array([3, 5, 8]) * 8 + np.array([Sharing.NAMES, Sharing.MARK, FAINT])
    left = np.zeros(20, dtype=np.int64)
    drawn = [thinning.Drawn(Sharing.KUNYA, left, np.arange(20), np.full(20, 2.0))]
    sample = thinning.beside(pair, drawn, 1000)
    assert sample.right.tolist() == [right for right in range(20) if right not in {3, 8}]
    assert set(sample.weight.tolist()) == {2.0}
    monkeypatch.setattr(thinning, "_SHOWN", 9)
    fewer = thinning.beside(pair, drawn, 1000)
    assert len(set(fewer.right.tolist())) == 9
    assert fewer.weight.sum() == sample.weight.sum()
    assert set(fewer.sharing.tolist()) == {Sharing.KUNYA}
    assert len(thinning.beside(pair, [], 1000).left) == 0
