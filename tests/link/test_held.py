import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkfigure.errors import InputError
from darkfigure.link.held import HELD, Closure, Judged, Pairs, held_pairs, hold, implying_lines
from darkfigure.link.partition import cut_tree, merge_tree


def judged(*rows):
    """Judgements (left, right, same), on lines 1, 2, ..."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Judged(left=columns[:, 0], right=columns[:, 1], same=columns[:, 2] == 1, line=np.arange(1, len(columns) + 1))


def partition(mentions, edges, said):
    """The person of each mention, by these compared pairs and judgements."""
    columns = np.array(sorted(edges), dtype=float).reshape(-1, 3)
    computed = Pairs(columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64), columns[:, 2])
    pairs = hold(computed, held_pairs(said))
    return cut_tree(mentions, merge_tree(mentions, left=pairs.left, right=pairs.right, weight=pairs.weight), 0.0)


def test_what_follows_from_judgements_is_held_too():
    pairs = held_pairs(judged((0, 1, True), (1, 2, True), (2, 3, False)))
    said = dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.weight > 0, strict=True))
    assert said == {(0, 1): True, (0, 2): True, (1, 2): True, (0, 3): False, (1, 3): False, (2, 3): False}


def test_rows_that_were_never_compared_are_one_person_where_a_person_said_so():
    assert partition(3, [(0, 2, -4.0)], judged((0, 1, True))).tolist() == [0, 0, 1]


def test_rows_that_look_alike_are_two_persons_where_a_person_said_so_and_a_third_does_not_tie_them():
    edges = [(0, 1, 11.0), (0, 2, 9.0), (1, 2, 9.0)]
    assert len(set(partition(3, edges, judged()).tolist())) == 1
    person = partition(3, edges, judged((0, 1, False)))
    assert person[0] != person[1]


def test_judged_rows_stay_together_in_a_component_that_is_taken_apart():
    n = 1001
    chain = [(i, i + 1, 3.0) for i in range(n - 1)]
    said = judged(*((i, i + 500, True) for i in range(0, 500, 50)), (0, 999, False))
    person = partition(n, chain, said)
    assert all(person[i] == person[i + 500] for i in range(0, 500, 50))
    assert person[0] != person[999]


def test_more_rows_than_a_component_may_have_are_one_person_where_people_said_so():
    n = 450
    assert set(partition(n, [], judged(*((i, i + 1, True) for i in range(n - 1)))).tolist()) == {0}


@pytest.mark.parametrize("last", [(0, 2, False), (2, 0, False)])
def test_a_contradiction_names_its_lines_and_no_others(last):
    with pytest.raises(InputError, match=r"lines 2 and 3 say together .* line 4 says that they are not.*--withdraw"):
        held_pairs(judged((5, 6, True), (0, 1, True), (1, 2, True), last))


def test_one_line_against_one():
    with pytest.raises(InputError, match="line 2 says that two rows are one person, line 1 says"):
        held_pairs(judged((0, 1, False), (1, 0, True)))


def test_the_lines_from_which_an_answer_follows():
    said = judged((0, 1, True), (1, 2, True), (2, 3, False), (3, 4, False), (7, 8, True))
    assert implying_lines(said, 0, 2, same=True) == (1, 2)
    assert implying_lines(said, 0, 3, same=False) == (1, 2, 3)
    assert implying_lines(said, 0, 2, same=False) == ()
    assert implying_lines(said, 0, 4, same=False) == ()  # two persons that differ from a third may be one or two
    assert implying_lines(said, 0, 8, same=True) == ()


def test_no_judgement_changes_no_pair():
    pairs = Pairs(np.array([0, 1]), np.array([2, 2]), np.array([1.0, -1.0]))
    assert hold(pairs, held_pairs(judged())) is pairs


_ROWS = 9
_EDGES = st.dictionaries(
    st.tuples(st.integers(0, _ROWS - 1), st.integers(0, _ROWS - 1)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-12, 12),
    max_size=30,
)
_SAID = st.lists(st.tuples(st.integers(0, _ROWS - 1), st.integers(0, _ROWS - 1), st.booleans()), max_size=12)


_PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)


@_PATIENT
@given(_EDGES, _SAID)
def test_the_partition_holds_every_judgement_whatever_the_weights_say(edges, said):
    closure = Closure()
    kept = [(a, b, same) for a, b, same in said if a != b and closure.add(a, b, same=same)]
    person = partition(_ROWS, [(a, b, w) for (a, b), w in edges.items()], judged(*kept))
    assert all(bool(person[a] == person[b]) is same for a, b, same in kept)


@_PATIENT
@given(_SAID)
def test_the_closure_says_of_each_pair_what_the_held_pairs_say(said):
    closure = Closure()
    kept = [(a, b, same) for a, b, same in said if a != b and closure.add(a, b, same=same)]
    pairs = held_pairs(judged(*kept))
    weights = dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.weight, strict=True))
    for a in range(_ROWS):
        for b in range(a + 1, _ROWS):
            expected = None if (a, b) not in weights else bool(weights[a, b] > 0)
            assert closure.implied(a, b) is expected
    assert all(abs(weight) >= HELD for weight in weights.values())
