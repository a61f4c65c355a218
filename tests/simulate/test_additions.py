import numpy as np
import pytest

from darkfigure.captures.table import table_of
from darkfigure.simulate.additions import NEW, Addition, play, settle
from darkfigure.simulate.capture_world import CaptureWorld, Kind

KINDS = CaptureWorld(
    people=200_000,
    lists=("A", "B"),
    kinds=(Kind(share=0.3, reach=(0.6, 0.5)), Kind(share=0.7, reach=(0.1, 0.2))),
)


def present(seed=1):
    table = KINDS.draw(np.random.default_rng(seed))
    return table, settle(KINDS, table, rng=np.random.default_rng(seed))


def test_the_people_seen_stay_and_the_unseen_are_put_beside_them():
    table, settled = present()
    assert settled.people.sum(axis=0)[1:].tolist() == table.full()[1:].astype(int).tolist()
    assert settled.people.sum() == 200_000


def test_people_have_the_kind_that_their_pattern_makes_likely():
    _, settled = present()
    both, nobody = settled.people[:, 3], settled.people[:, 0]
    assert both[0] / both.sum() == pytest.approx(0.3 * 0.3 / (0.3 * 0.3 + 0.7 * 0.02), abs=0.02)
    assert nobody[0] / nobody.sum() == pytest.approx(0.3 * 0.2 / (0.3 * 0.2 + 0.7 * 0.72), abs=0.01)


def test_a_list_that_sees_everybody_alike_finds_its_share_of_every_pattern():
    table, settled = present()
    after = play(settled, Addition(name="x", reach=0.25), rng=np.random.default_rng(2))
    assert after.lists == ("A", "B", NEW)
    full = after.full()
    for cell in range(1, 4):
        assert full[cell] + full[cell + 4] == table.full()[cell]
        assert full[cell + 4] / table.full()[cell] == pytest.approx(0.25, abs=0.02)
    assert full[4] / settled.people[:, 0].sum() == pytest.approx(0.25, abs=0.02)
    assert full[0] == 0


def test_a_list_like_the_others_has_its_reach_and_favours_the_kinds_they_favour():
    _, settled = present()
    full = play(settled, Addition(name="x", reach=0.25, like=True), rng=np.random.default_rng(2)).full()
    assert full[4:].sum() / 200_000 == pytest.approx(0.25, abs=0.01)
    on_both, on_none = full[7] / (full[7] + full[3]), full[4] / settled.people[:, 0].sum()
    assert on_both > 0.4
    assert on_none < 0.25


def test_a_longer_search_finds_those_whom_the_list_would_find_and_moves_nobody_else():
    table, settled = present()
    after = play(settled, Addition(name="x", lists=(0,), effort=2.0), rng=np.random.default_rng(2))
    full, before = after.full(), table.full()
    assert after.lists == table.lists
    assert full[1] + full[3] == pytest.approx(200_000 * (0.3 * (1 - 0.4**2) + 0.7 * (1 - 0.9**2)), rel=0.01)
    assert full[2] + full[3] == before[2] + before[3]
    assert full[3] > before[3]


def test_searching_no_longer_changes_nothing():
    table, settled = present()
    after = play(settled, Addition(name="x"), rng=np.random.default_rng(2))
    assert (after.full() == table.full()).all()


def test_a_pattern_that_the_world_rules_out_has_people_all_the_same():
    sure = CaptureWorld(people=50, lists=("A", "B"), kinds=(Kind(share=1.0, reach=(1e-9, 1e-9)),))
    settled = settle(sure, table_of(np.array([0, 3, 2, 1]), ("A", "B")), rng=np.random.default_rng(1))
    assert settled.people.tolist() == [[44, 3, 2, 1]]
