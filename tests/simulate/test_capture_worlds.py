import numpy as np
import pytest

from darkfigure.errors import UsageError
from darkfigure.simulate.capture_world import CaptureWorld, Interaction, Kind
from darkfigure.simulate.link_errors import relink
from darkfigure.simulate.shipped_worlds import world, worlds


def two_lists(factor=3.0, **more):
    return CaptureWorld(
        people=1000,
        lists=("A", "B"),
        kinds=(Kind(share=1.0, reach=(0.3, 0.2)),),
        interactions=(Interaction(lists=(0, 1), factor=factor),),
        **more,
    )


def test_lists_that_depend_keep_their_reach_and_have_the_odds_ratio_asked_for():
    chance = two_lists().chance
    assert chance[1] + chance[3] == pytest.approx(0.3)
    assert chance[2] + chance[3] == pytest.approx(0.2)
    assert chance[0] * chance[3] / (chance[1] * chance[2]) == pytest.approx(3.0)


def test_without_margins_reach_is_that_of_people_not_on_the_other_list():
    chance = two_lists(margins=False).chance
    assert chance[1] / (chance[0] + chance[1]) == pytest.approx(0.3)
    assert chance[2] / (chance[0] + chance[2]) == pytest.approx(0.2)
    assert chance.sum() == pytest.approx(1.0)


def test_kinds_of_people_are_mixed_by_their_shares():
    mixed = CaptureWorld(
        people=10,
        lists=("A", "B"),
        kinds=(Kind(share=0.25, reach=(0.8, 0.8)), Kind(share=0.75, reach=(0.2, 0.4))),
    )
    assert mixed.chance == pytest.approx(
        [0.25 * 0.04 + 0.75 * 0.48, 0.25 * 0.16 + 0.75 * 0.12, 0.25 * 0.16 + 0.75 * 0.32, 0.25 * 0.64 + 0.75 * 0.08]
    )


def test_a_drawn_table_has_the_counts_expected_and_nobody_unseen():
    drawn = world("large4").draw(np.random.default_rng(1))
    expected = world("large4").chance * 100_000
    full = drawn.full()
    assert full[0] == 0
    assert np.abs((full[1:] - expected[1:]) / np.sqrt(expected[1:] + 1)).max() < 4.5


@pytest.mark.parametrize("one", worlds(), ids=lambda one: one.name)
def test_every_shipped_world_draws_and_sees_a_part_of_its_people(one):
    table = one.draw(np.random.default_rng(2))
    assert table.lists == one.lists
    assert 0.15 * one.people < table.observed < 0.9 * one.people
    assert one.says


def test_the_second_set_has_ten_kinds_and_every_number_of_lists():
    second = worlds("second")
    assert len(second) >= 10
    assert {3, 4, 5, 6, 8, 10, 12} <= {len(one.lists) for one in second}
    assert not {one.name for one in second} & {one.name for one in worlds("first")}


def test_missed_links_split_people_and_keep_records():
    full = np.zeros(16, dtype=np.int64)
    full[0b1111], full[0b0011], full[0b0100] = 4000, 3000, 500
    found = relink(full, missed=0.1, false=0.0, rng=np.random.default_rng(3))
    weights = np.array([cell.bit_count() for cell in range(16)])
    for j in range(4):
        on = (np.arange(16) >> j) & 1 == 1
        assert found[on].sum() == full[on].sum()
    # every missed link makes one person more; 4,000 people have three links each and 3,000 one
    missed = found.sum() - full.sum()
    assert missed == pytest.approx(0.1 * 15_000, abs=5 * np.sqrt(0.09 * 15_000))
    assert found @ weights == full @ weights


def test_false_links_join_people_who_share_no_list():
    full = np.zeros(8, dtype=np.int64)
    full[1], full[2], full[3], full[4] = 2000, 1500, 1000, 800
    found = relink(full, missed=0.0, false=0.2, rng=np.random.default_rng(4))
    for j in range(3):
        on = (np.arange(8) >> j) & 1 == 1
        assert found[on].sum() == full[on].sum()
    # 1,000 true links are made, and a fifth of all links is false
    assert full.sum() - found.sum() == pytest.approx(250, abs=5 * np.sqrt(250))


def test_without_errors_the_table_is_the_true_one():
    full = np.arange(16, dtype=np.int64)
    assert (relink(full, missed=0.0, false=0.0, rng=np.random.default_rng(5)) == full).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": 0}, "people"),
        ({"lists": ("A", "A")}, "two lists have one name"),
        ({"kinds": (Kind(share=0.5, reach=(0.1, 0.1)),)}, "sum to 0.5"),
        ({"kinds": (Kind(share=1.0, reach=(0.1,)),)}, "1 values of reach for 2 lists"),
        ({"kinds": (Kind(share=1.0, reach=(0.1, 1.0)),)}, "reach of B is 1"),
        ({"interactions": (Interaction(lists=(0, 0), factor=2.0),)}, "two lists or more"),
        ({"interactions": (Interaction(lists=(0, 5), factor=2.0),)}, "list 6 of 2"),
        ({"interactions": (Interaction(lists=(0, 1), factor=0.0),)}, "factor 0"),
        ({"missed_links": 1.0}, "missed_links is 1.0"),
    ],
)
def test_a_world_that_cannot_be_is_refused(change, said):
    good = {"people": 100, "lists": ("A", "B"), "kinds": (Kind(share=1.0, reach=(0.1, 0.1)),)}
    with pytest.raises(UsageError, match=said):
        CaptureWorld(**(good | change))


def test_a_mistyped_world_gets_the_near_one():
    with pytest.raises(UsageError, match="Did you mean `classes4`"):
        world("clases4")
