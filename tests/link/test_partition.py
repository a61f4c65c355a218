import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.link.partition import balanced_cut, cut_tree, merge_tree


def tree(mentions, left, right, weight):
    return merge_tree(
        mentions,
        left=np.asarray(left, dtype=np.int64),
        right=np.asarray(right, dtype=np.int64),
        weight=np.asarray(weight, dtype=float),
    )


def parts(mentions: int, edges: list[tuple[int, int, float]], cut: float = 0.0) -> list[set[int]]:
    left, right, weight = (np.array(column) for column in zip(*edges, strict=True)) if edges else ([], [], [])
    person = cut_tree(mentions, tree(mentions, left, right, weight), cut)
    return [set(np.flatnonzero(person == p)) for p in range(person.max(initial=-1) + 1)]


def test_a_strong_pair_is_one_person_and_the_rest_stay_alone():
    assert parts(4, [(1, 3, 5.0)]) == [{0}, {1, 3}, {2}]


def test_one_ambiguous_row_does_not_join_two_people():
    # 0-1 and 2-3 are sure; 1-2 alone would chain all four together; 0-2, 0-3, 1-3 were never brought together
    assert parts(4, [(0, 1, 6.0), (2, 3, 6.0), (1, 2, 4.0)]) == [{0, 1}, {2, 3}]


def test_a_group_takes_a_row_that_most_of_it_agrees_with():
    assert parts(3, [(0, 1, 6.0), (0, 2, 6.0), (1, 2, -1.0)]) == [{0, 1, 2}]


def test_it_is_the_mean_that_counts_and_many_weak_pairs_do_not_add_up():
    assert parts(3, [(0, 1, 6.0), (0, 2, 0.6), (1, 2, 0.6)], cut=1.0) == [{0, 1}, {2}]
    assert parts(3, [(0, 1, 6.0), (0, 2, 1.6), (1, 2, 0.6)], cut=1.0) == [{0, 1, 2}]


def test_a_component_beyond_the_size_limit_is_taken_apart_and_its_sure_pairs_survive():
    n = 1200
    chain = [(i, i + 1, 8.0 if i % 2 == 0 else 1.0) for i in range(n - 1)]
    assert all(len(part) == 2 for part in parts(n, chain))


def test_no_mentions_and_no_pairs():
    assert parts(0, []) == []
    assert parts(2, []) == [{0}, {1}]


@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(-10, 10)), max_size=30),
    st.permutations(range(12)),
)
def test_the_partition_does_not_depend_on_the_numbering(edges, order):
    unique = {(min(a, b), max(a, b)): w + 1e-9 * (12 * a + b) for a, b, w in edges if a != b}
    before = parts(12, [(a, b, w) for (a, b), w in unique.items()])
    moved = [(min(order[a], order[b]), max(order[a], order[b]), w) for (a, b), w in unique.items()]
    after = parts(12, sorted(moved))
    scores = sorted(unique.values())
    ties = any(abs(x - y) < 1e-6 for x, y in itertools.pairwise(scores))
    if not ties:
        assert sorted(sorted(order[i] for i in part) for part in before) == sorted(sorted(part) for part in after)


def test_the_balanced_cut_declares_as_many_pairs_as_are_expected():
    rng = np.random.default_rng(3)
    weight = rng.normal(-2, 2, 4000)
    found = tree(8000, np.arange(0, 8000, 2), np.arange(1, 8000, 2), weight)
    matches = float((1 / (1 + np.exp(-weight))).sum())
    declared = int((found.score > balanced_cut(found, matches=matches)).sum())
    assert abs(declared - matches) < 2
