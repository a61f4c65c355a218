import shutil

import pytest
from two_lists import context, link, make_study, reviewer

from darkfigure.errors import InputError
from darkfigure.study import Reasons, Review, read_judgements, withdraw_judgement
from darkfigure.study.traces import mention_at


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reviewing") / "study"
    make_study(folder)
    return folder


@pytest.fixture
def folder(linked, tmp_path):
    shutil.copytree(linked, tmp_path / "study")
    return tmp_path / "study"


def pair(folder, one, other):
    ends = (mention_at(context(folder), *one), mention_at(context(folder), *other))
    return min(ends), max(ends)


def asked(review):
    """The pairs that would be asked one after another, all answered `unsure`."""
    found = []
    while (here := review.current()) is not None:
        found.append(here)
        review.judge(here, "unsure")
    return found


def test_each_pair_is_asked_once_and_never_again(folder):
    first = asked(Review(folder, by=reviewer("Judge")))
    assert first
    assert len(first) == len(set(first))
    assert asked(Review(folder, by=reviewer("Another"))) == []


def test_a_pair_that_follows_from_others_is_not_asked(folder):
    doubtful = pair(folder, ("press", 1), ("court", 1))
    assert doubtful in asked(Review(shutil.copytree(folder, folder.parent / "other"), by=reviewer("Judge")))
    third = ("court", 3)
    for row, verdict in ((("press", 1), "same"), (("court", 1), "different")):
        review = Review(folder, by=reviewer("Judge"), pair=(row, third))
        review.judge(review.current(), verdict)
    assert doubtful not in asked(Review(folder, by=reviewer("Judge")))


def test_undo_withdraws_the_last_verdict_and_asks_its_pair_again(folder):
    review = Review(folder, by=reviewer("Judge"))
    assert review.undo() is None
    first = review.current()
    review.judge(first, "same")
    assert review.current() != first
    assert review.undo() == first == review.current()
    assert [line.verdict for line in read_judgements(folder).entries] == ["same", "withdrawn"]


def test_a_given_pair_is_judged_again_and_the_earlier_verdict_is_withdrawn(folder):
    rows = (("press", 4), ("court", 3))
    for verdict in ("same", "different"):
        review = Review(folder, by=reviewer("Judge"), note="seen again", pair=rows)
        assert review.current() == pair(folder, *rows)
        review.judge(review.current(), verdict)
        assert review.current() is None
    lines = read_judgements(folder).entries
    assert [(line.verdict, line.withdraws) for line in lines] == [("same", None), ("withdrawn", 1), ("different", None)]


def test_a_verdict_against_those_that_stand_is_refused(folder):
    one, two, three = ("press", 1), ("court", 1), ("press", 4)
    for rows, verdict in (((one, two), "same"), ((two, three), "same")):
        review = Review(folder, by=reviewer("Judge"), pair=rows)
        review.judge(review.current(), verdict)
    review = Review(folder, by=reviewer("Judge"), pair=(one, three))
    with pytest.raises(InputError, match=r"one person \(line 1, 2\)\. Nothing was written"):
        review.judge(review.current(), "different")
    assert len(read_judgements(folder).entries) == 2


def test_both_rows_are_shown_as_they_stand(folder):
    review = Review(folder, by=reviewer("Judge"), pair=(("press", 2), ("court", 3)))
    one, other = review.sides(review.current())
    assert (one.name, one.birth, one.sex, one.origin, one.source, one.row) == (
        "Aziz Karimov",
        "1985",
        "male",
        "UZ",
        "press",
        2,
    )
    assert (other.name, other.place) == ("Karim Nazarov", "")


def test_one_row_is_no_pair(folder):
    with pytest.raises(InputError, match="A pair needs two"):
        Review(folder, by=reviewer("Judge"), pair=(("press", 2), ("press", 2)))


def test_the_components_of_a_pair_add_up_and_the_partition_says_why(folder):
    why = Reasons(folder).of_rows(("court", 1), ("press", 1))
    assert sum(component.weight for component in why.weight.components) == pytest.approx(why.weight.weight, abs=1e-4)
    assert sum(part.weight for part in why.weight.name_parts) == pytest.approx(why.weight.name_llr, abs=0.051)
    words = {component.component: component.words for component in why.weight.components}
    assert (words["birth"], words["sex"], words["home"]) == ("the same year", "the same", "the same origin")
    assert why.same_person
    assert why.partition.startswith("One person")


def test_a_pair_that_was_never_compared_has_no_weight(folder):
    why = Reasons(folder).of_rows(("press", 4), ("court", 3))
    assert why.weight.weight is None
    assert {component.weight for component in why.weight.components} == {None}
    assert "share no key" in why.partition


def test_a_judged_pair_says_who_judged_it_before_and_after_the_run(folder):
    rows = (("press", 4), ("court", 3))
    review = Review(folder, by=reviewer("A. Reader"), note="one address", pair=rows)
    review.judge(review.current(), "same")
    before = Reasons(folder).of_rows(*rows)
    assert (before.same_person, before.judgement.who) == (False, "A. Reader")
    assert "the next run holds them" in before.partition
    link(folder)
    after = Reasons(folder).of_rows(*rows)
    assert after.partition == "One person: people judged so (line 1 of decisions/judgements.jsonl)."
    withdraw_judgement(folder, 1, by=reviewer("A. Reader"))
    assert Reasons(folder).of_rows(*rows).judgement is None


def test_no_name_stands_in_the_document_unless_asked_for(folder):
    why = Reasons(folder).of_rows(("court", 1), ("press", 1))
    assert "yusupov" not in str(why.to_dict()).lower()
    assert "yusupov" in str(why.to_dict(names=True)).lower()
