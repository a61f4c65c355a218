"""Partners in large studies: pairs of a block at once, the best of each row, and of these those that a look chooses."""

import numpy as np
import pytest

from darkfigure import records
from darkfigure.link import crowd
from darkfigure.link.candidates import FAINT
from darkfigure.link.crowd import Blocks, crowd_pairs
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.link.glance import Seen, see_rows
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.link.nearest import Many
from darkfigure.store import table_from_rows

KUNYA = 2


def _seen(names: list[str], **known) -> Seen:
    """What is seen of rows with these names, of which nothing else is known but `known`."""
    none = np.full(len(names), UNKNOWN, dtype=np.int32)
    fields = Fields(
        birth_low=none.astype(np.int16),
        birth_high=none.astype(np.int16),
        birth_day=np.full(len(names), NO_DAY, dtype=np.int32),
        sex=none.astype(np.int8),
        origin=none,
        country=none,
        place=none,
    )
    empty = dict.fromkeys(records.MENTION.names)
    rows = [
        empty | {"mention": i, "source": "s", "item": "i", "row": i + 1, "name": name} for i, name in enumerate(names)
    ]
    table = table_from_rows(rows, table=records.MENTION)
    return see_rows(blocking_tokens(tabulate_mentions(table)), fields._replace(**known))


def _met(blocks: list[tuple[int, list[int]]], seen: Seen, *, best: int, compared: int, reach=None):
    """Pairs and how they share a key; `blocks`: how each is shared, and who is in it."""
    laid = Blocks(
        np.concatenate([rows for _, rows in blocks]).astype(np.int32),
        np.cumsum([0, *(len(rows) for _, rows in blocks)]),
        np.array([how for how, _ in blocks], np.int8),
    )
    found = crowd_pairs(laid, seen, Many(ranked=(1, 2), best=best, compared=compared), reach=reach)
    n = len(seen.row)
    return {(code // 8 // n, code // 8 % n): code % 8 for code in found.pair.tolist()}, found.reach


FOUR = ["Rustam Yusupov", "Karim Safin", "Рустам Юсупов", "Omar Daud"]


def test_pairs_of_a_common_key_have_to_be_among_the_best_of_either_row():
    places = _seen(["Yusuf"] * 4, place=np.array([1, 2, 1, 2], np.int32))
    assert _met([(1, [0, 1, 2, 3])], places, best=1, compared=1)[0] == {(0, 2): 1, (1, 3): 1}
    assert len(_met([(4, [0, 1, 2, 3])], places, best=1, compared=1)[0]) == 6


@pytest.mark.parametrize(
    "known",
    [
        {"birth_low": [1990, 1995, 1991, 1999], "birth_high": [1990, 1995, 1991, 1999]},
        {"country": [1, 2, 1, 3]},
        {"sex": [0, 1, 0, 1]},
        {"birth_day": [7000, 9000, 7000, 9500]},
    ],
)
def test_what_agrees_decides_who_is_among_the_best(known):
    seen = _seen(["Yusuf"] * 4, **{name: np.array(values, np.int32) for name, values in known.items()})
    found, _ = _met([(1, [0, 1, 2, 3])], seen, best=1, compared=1)
    assert (0, 2) in found
    assert (0, 1) not in found


def test_words_shared_count_by_their_rarity():
    names = ["Rustam Yusupov", "Rustam Karimov", "Olim Yusupov", "Said Karimov", "Rustam Safin", "Akmal Safin"]
    found, _ = _met([(1, [0, 1, 2, 3, 4, 5])], _seen(names), best=1, compared=1)
    assert set(found) == {(0, 2), (1, 3), (4, 5)}  # three are called Rustam


def test_of_the_best_a_first_look_chooses_those_that_are_compared():
    names = ["Rustam Yusupov", "Sherzod Yusupov", "Rustam Yusupow", "Olim Yusupov"]
    seen = _seen(names)
    assert len(_met([(1, [0, 1, 2, 3])], seen, best=3, compared=3)[0]) == 6
    found, reach = _met([(1, [0, 1, 2, 3])], seen, best=3, compared=1)
    assert (0, 2) in found
    assert len(found) < 6
    assert np.isfinite(reach).all()


def test_names_alone_bring_all_together_and_the_hopeless_are_marked():
    found, _ = _met([(0, [0, 1, 2, 3]), (1, [0, 1, 2, 3])], _seen(FOUR), best=3, compared=3)
    assert len(found) == 6
    assert {pair for pair, how in found.items() if how != FAINT} == {(0, 2)}  # and by no weaker key either


def test_of_two_keys_the_name_counts_before_the_kunya():
    seen = _seen(["Yusuf"] * 3)
    found, _ = _met([(KUNYA, [0, 1]), (1, [0, 1, 2]), (KUNYA, [1, 2])], seen, best=2, compared=2)
    assert found == {(0, 1): 1, (0, 2): 1, (1, 2): 1}
    assert _met([(KUNYA, [0, 1])], seen, best=2, compared=2)[0] == {(0, 1): KUNYA}


def test_rows_that_come_later_meet_earlier_ones_within_whose_reach_they_are():
    seen = _seen(["Yusuf"] * 4, place=np.array([1, 2, 1, 2], np.int32))
    nobody, everybody = np.full((2, 2), np.inf, np.float32), np.full((2, 2), -np.inf, np.float32)
    block = [(1, [0, 1, 2, 3])]
    assert set(_met(block, seen, best=1, compared=1, reach=nobody)[0]) == {(0, 2), (1, 3)}  # their own best
    assert set(_met(block, seen, best=1, compared=1, reach=everybody)[0]) == {(0, 2), (0, 3), (1, 2), (1, 3)}


def test_nobody_shares_anything():
    found, reach = crowd_pairs(
        Blocks(np.empty(0, np.int32), np.zeros(1, np.int64), np.empty(0, np.int8)),
        _seen(["Yusuf", "Karim"]),
        Many(ranked=(1, 2), best=2, compared=1),
    )
    assert len(found) == 0
    assert np.isneginf(reach).all()


def test_rows_walked_some_at_a_time_meet_whom_they_meet_all_at_once(monkeypatch):
    rng = np.random.default_rng(4)
    words = ["Rustam", "Karim", "Olim", "Said", "Omar", "Akmal", "Yusupov", "Safin", "Karimov", "Daud"]
    names = [" ".join(rng.choice(words, size=3, replace=False)) for _ in range(60)]
    seen = _seen(names, place=rng.integers(4, size=60).astype(np.int32), sex=rng.integers(2, size=60).astype(np.int32))
    blocks = [
        (int(how), sorted(rng.choice(60, size=size, replace=False).tolist()))
        for how, size in zip(rng.choice([0, 1, 1, 1, KUNYA, 3], size=25), rng.integers(2, 40, size=25), strict=True)
    ]
    whole, reach = _met(blocks, seen, best=5, compared=3)
    monkeypatch.setattr(crowd, "_HELD", 7 * 8 * 5)  # seven rows
    parts, again = _met(blocks, seen, best=5, compared=3)
    assert parts == whole
    np.testing.assert_array_equal(again, reach)
