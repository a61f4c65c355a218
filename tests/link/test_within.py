"""Pairs that no key brought together, between rows that other pairs tie."""

import numpy as np

from darkfigure.link import within
from darkfigure.link.candidates import Candidates, Sharing
from darkfigure.link.within import missing_pairs


def _found(*pairs: tuple[int, int], sharing: int = 0) -> Candidates:
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Candidates(left, right, np.full(len(pairs), sharing, dtype=np.int8))


def _pairs(found: Candidates) -> list[tuple[int, int]]:
    return list(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_rows_of_one_person_that_were_never_compared_become_pairs() -> None:
    found = _found((0, 1), (1, 2), sharing=1)
    missing = missing_pairs(found, np.array([0, 0, 0, 1]), np.zeros(2))
    assert _pairs(missing) == [(0, 2)]
    assert missing.sharing.tolist() == [Sharing.NAMES]


def test_two_persons_that_a_near_pair_ties_are_compared_row_by_row() -> None:
    found = _found((0, 1), (1, 2), (2, 3))
    missing = missing_pairs(found, np.array([0, 0, 1, 1]), np.zeros(3))
    assert _pairs(missing) == [(0, 2), (0, 3), (1, 3)]


def test_two_persons_that_only_a_far_pair_ties_are_left_alone() -> None:
    found = _found((0, 1), (1, 2), (2, 3))
    missing = missing_pairs(found, np.array([0, 0, 1, 1]), np.array([0.0, -2.0, 0.0]))
    assert _pairs(missing) == []


def test_large_groups_are_told_apart_by_what_was_compared() -> None:
    person = np.repeat([0, 1], 30)
    missing = missing_pairs(_found((29, 30)), person, np.zeros(1))
    assert _pairs(missing) == []


def test_in_large_studies_persons_that_cannot_become_one_are_left_alone(monkeypatch):
    found, person = _found((0, 1), (1, 2), (2, 3)), np.array([0, 0, 1, 1])
    monkeypatch.setattr(within, "MANY", 3)
    assert _pairs(missing_pairs(found, person, np.array([0.0, -0.9, 0.0]))) == [(0, 2), (0, 3), (1, 3)]
    # the mean of one such pair and three that were not found stays below the lowest cut
    assert _pairs(missing_pairs(found, person, np.array([0.0, -1.1, 0.0]))) == []


def test_no_pairs_at_all() -> None:
    assert _pairs(missing_pairs(_found(), np.arange(3), np.zeros(0))) == []
