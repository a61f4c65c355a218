import numpy as np
import pytest

from darkfigure.link.draws import Rows, draw_partitions, join_parted, spread_of_persons
from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.link.held import Pairs

N = 4000


def rows(n=N, *, lists=3, sex=None, birth=None, linkable=None) -> Rows:
    unknown = np.full(n, UNKNOWN)
    birth = unknown if birth is None else birth
    return Rows(
        source=np.arange(n) % lists,
        linkable=np.ones(n, dtype=bool) if linkable is None else linkable,
        fields=Fields(
            birth_low=birth.astype(np.int16),
            birth_high=birth.astype(np.int16),
            birth_day=np.full(n, NO_DAY, dtype=np.int32),
            sex=(unknown if sex is None else sex).astype(np.int8),
            origin=unknown.astype(np.int32),
            country=unknown.astype(np.int32),
            place=unknown.astype(np.int32),
        ),
    )


def draw(weight, *, draws=20, seed=1, n=N):
    left = np.arange(0, 2 * len(weight), 2)
    return draw_partitions(
        rows(n),
        Pairs(left, left + 1, np.asarray(weight, float)),
        draws=draws,
        rng=np.random.default_rng(seed),
    )


def joined(person, pairs):
    left = np.arange(0, 2 * pairs, 2)
    return (person[:, left] == person[:, left + 1]).mean(axis=1)


def test_a_pair_alone_is_one_person_about_as_often_as_its_probability_says():
    weight = np.r_[np.full(500, 9.0), np.full(500, 1.0), np.full(1000, -9.0)]
    share = joined(draw(weight).person, 2000)
    assert share.mean() == pytest.approx(0.25 + 0.25 * 0.56, abs=0.04)
    assert share.std() > 0.01  # how far probabilities can be trusted is drawn too


def test_sure_pairs_hold_in_every_draw_and_impossible_ones_in_none():
    drawn = draw(np.r_[np.full(1000, 12.0), np.full(1000, -12.0)], draws=5)
    left = np.arange(0, 4000, 2)
    together = (drawn.person[:, left] == drawn.person[:, left + 1]).mean(axis=0)
    assert together[:1000].mean() > 0.995
    assert together[1000:].mean() < 0.005


def test_what_people_judged_holds_in_every_draw():
    drawn = draw(np.r_[np.full(50, 1e9), np.full(50, -1e15), np.full(1900, 0.0)], draws=10)
    left = np.arange(0, 200, 2)
    together = drawn.person[:, left] == drawn.person[:, left + 1]
    assert together[:, :50].all()
    assert not together[:, 50:].any()


def test_the_same_seed_draws_the_same_and_another_does_not():
    weight = np.linspace(-4, 4, 1000)
    one, again, other = (draw(weight, draws=2, seed=seed).person for seed in (3, 3, 4))
    assert (one == again).all()
    assert (one != other).any()


def test_rows_that_stand_alone_join_persons_they_do_not_contradict():
    rng = np.random.default_rng(7)
    sex, birth = rng.integers(0, 2, N), rng.integers(1960, 2000, N)
    of = rows(sex=sex, birth=birth)
    person = np.r_[np.repeat(np.arange(N // 4), 2), N + np.arange(N // 2)]
    after = join_parted(person, of, rate=0.1, rng=rng)
    moved = np.flatnonzero(after != person)
    assert len(moved) == pytest.approx(N / 4 / 9, rel=0.3)  # a tenth of all links
    for row in moved.tolist():
        with_it = np.flatnonzero((after == after[row]) & (np.arange(N) != row))
        assert len(with_it)
        # it fits one of them; the others are that one's
        assert any(
            of.source[row] != of.source[k] and sex[row] == sex[k] and abs(birth[row] - birth[k]) <= 1 for k in with_it
        )


def test_nobody_is_joined_where_nobody_is_linked_or_the_rate_is_nothing():
    alone = np.arange(N)
    assert (join_parted(alone, rows(), rate=0.3, rng=np.random.default_rng(1)) == alone).all()
    person = np.r_[0, 0, np.arange(2, N)]
    assert (join_parted(person, rows(), rate=0.0, rng=np.random.default_rng(1)) == person).all()


def test_the_facts_count_linkable_rows_alone():
    drawn = draw(np.full(10, 12.0), draws=4, n=40)
    linkable = np.arange(40) < 20
    facts = spread_of_persons(drawn, rows(40, linkable=linkable))
    assert facts["draws"] == 4
    assert 5 <= facts["drawn_persons_low"] <= facts["drawn_persons_high"] <= 20
    assert spread_of_persons(drawn._replace(person=drawn.person[:0]), rows(40)) == {"draws": 0}


def test_nothing_to_draw_from():
    drawn = draw([], draws=3, n=5)
    assert (drawn.person == np.arange(5)).all()


def test_partners_are_chosen_half_as_any_person_is_and_half_as_any_row():
    person = np.r_[np.repeat(np.arange(N // 8), 4), N + np.arange(N // 2)]  # as many rows alone as in groups of four
    after = join_parted(person, rows(), rate=0.3, rng=np.random.default_rng(5))
    moved = np.flatnonzero(after != person)
    share = (after[moved] < N // 8).mean()
    assert 0.36 < share < 0.50  # 0.27 if chosen as persons alone, 0.60 as rows alone


def test_draws_of_many_rows_do_not_depend_on_who_makes_them(monkeypatch, several_workers):
    monkeypatch.setattr("darkfigure.link.draws._APART", N - 1)
    weight = np.random.default_rng(4).normal(0, 4, N // 2)
    left = np.arange(0, N, 2)
    alone, divided = (
        draw_partitions(rows(), Pairs(left, left + 1, weight), draws=13, rng=np.random.default_rng(2), engine=engine)
        for engine in (None, several_workers)
    )
    np.testing.assert_array_equal(alone.person, divided.person)
    assert several_workers.done == {"darkfigure.link.draws._draw_some": 7}
    assert len({one.tobytes() for one in alone.person}) == 13  # each draw is another one
    before = draw(weight, draws=13, seed=2)  # in one stream
    np.testing.assert_array_equal(alone.parted, before.parted)
    assert joined(alone.person, N // 2).mean() == pytest.approx(joined(before.person, N // 2).mean(), abs=0.01)
