"""Two people judge the same pairs: how far they agree, and what becomes of a pair on which they do not."""

import shutil

import numpy as np
import pytest
from two_lists import context, make_study, reviewer

from darkfigure.link.agreement import cohen_kappa
from darkfigure.study import Review, read_judgements, withdraw_judgement
from darkfigure.study.judging import resolve_judgements
from darkfigure.study.second_opinion import SecondReview, second_opinions


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("second") / "study"
    make_study(folder)
    return folder


@pytest.fixture
def folder(linked, tmp_path):
    return shutil.copytree(linked, tmp_path / "study")


def judge_all(review, verdicts):
    asked = []
    for verdict in verdicts:
        pair = review.current()
        if pair is None:
            break
        asked.append(pair)
        review.judge(pair, verdict)
    return asked


def test_kappa_is_that_of_the_paper():
    # Cohen (1960), table 1, proportions of 200: agreement .29, kappa from .70 observed and .41 expected is .492
    counts = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    found = cohen_kappa(counts)
    assert found.agreed == pytest.approx(0.70)
    assert found.kappa == pytest.approx(0.4915, abs=1e-3)
    assert found.low < found.kappa < found.high


def test_kappa_of_full_agreement_is_one_and_of_chance_is_nought():
    assert cohen_kappa(np.diag([5, 7, 2])).kappa == 1
    assert cohen_kappa(np.outer([4, 6], [5, 5])).kappa == pytest.approx(0)


def test_kappa_is_not_made_up_where_it_is_not_defined():
    assert cohen_kappa(np.zeros((3, 3), dtype=np.int64)).kappa is None
    assert cohen_kappa(np.diag([9, 0, 0])).kappa is None


def test_the_pairs_of_others_are_asked_again_and_ones_own_are_not(folder):
    asked = judge_all(Review(folder, by=reviewer("Ann")), ["different", "unsure"])
    assert len(asked) == 2
    assert SecondReview(folder, by=reviewer("Ann")).current() is None
    again = judge_all(SecondReview(folder, by=reviewer("Ben")), ["different", "unsure", "same"])
    assert again == asked
    assert SecondReview(folder, by=reviewer("Ben")).current() is None
    found = second_opinions(folder)
    assert (found.agreement.pairs, found.agreement.kappa, found.disputes) == (2, 1.0, ())
    assert read_judgements(folder).differences == ()


def test_a_disputed_verdict_does_not_count_until_one_withdraws(folder):
    (pair,) = judge_all(Review(folder, by=reviewer("Ann")), ["different"])
    assert resolve_judgements(context(folder)).judged.left.tolist() == [pair[0]]
    judge_all(SecondReview(folder, by=reviewer("Ben")), ["same"])
    resolved = resolve_judgements(context(folder))
    assert resolved.judged.left.tolist() == []
    assert resolved.disputed == (1,)
    assert [notice.code for notice in resolved.notices] == ["judgements-disputed"]
    (dispute,) = second_opinions(folder).disputes
    assert (dispute.first.who, dispute.second.who) == ("Ann", "Ben")
    withdraw_judgement(folder, dispute.second.seq, by=reviewer("Ben"))
    resolved = resolve_judgements(context(folder))
    assert resolved.judged.left.tolist() == [pair[0]]
    assert resolved.notices == ()


def test_a_second_opinion_is_no_verdict_of_its_own(folder):
    judge_all(Review(folder, by=reviewer("Ann")), ["different"])
    judge_all(SecondReview(folder, by=reviewer("Ben")), ["different"])
    withdraw_judgement(folder, 1, by=reviewer("Ann"))
    assert resolve_judgements(context(folder)).judged.left.tolist() == []
    assert second_opinions(folder).agreement.pairs == 0


def test_a_second_opinion_can_be_undone(folder):
    (pair,) = judge_all(Review(folder, by=reviewer("Ann")), ["different"])
    review = SecondReview(folder, by=reviewer("Ben"))
    judge_all(review, ["same"])
    assert review.undo() == pair
    assert review.current() == pair
    assert resolve_judgements(context(folder)).disputed == ()
