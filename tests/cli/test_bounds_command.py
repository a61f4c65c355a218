"""`darkfigure bounds`: what is left when dependence is only bounded."""

import json

import pytest
from message_desk import call

TABLE = "press,court,count\n1,0,20\n0,1,30\n1,1,10\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_two_lists_within_bounds_leave_an_interval_and_a_curve(table):
    # with 20 and 30 on one list and 10 on both, 60 times the odds ratio are unseen
    said = call("bounds", table, "--odds-ratio", "1", "2", "--strength", "0", "--json")
    assert said.status == 0
    document = json.loads(said.out)
    assert (document["observed"], document["low"], document["high"]) == (60, 120.0, 180.0)
    assert document["high_from"] == ["press", "court"]
    assert document["highest_interaction"] == [{"strength": 0.0, "population": 120.0}]


def test_the_bounds_are_told_in_words(table):
    said = call("bounds", table)
    assert "At least 120 and at most 360 persons" in said.out
    assert "odds ratio between 1 and 5" in said.out
    assert "The upper end comes from press and court." in said.out
    assert "+1.00" in said.out


def test_an_empty_overlap_leaves_no_upper_bound_and_no_curve(tmp_path):
    path = tmp_path / "apart.csv"
    path.write_text("press,court,count\n1,0,20\n0,1,30\n", encoding="utf-8")
    said = call("bounds", path)
    assert "without an upper bound" in said.out
    assert "nobody is on exactly press, court" in said.out


def test_bounds_in_the_wrong_order_are_wrong_use(table):
    said = call("bounds", table, "--odds-ratio", "5", "1")
    assert said.status == 2
    assert "the smaller one first" in said.message


@pytest.mark.parametrize("strength", ["1000", "nan", "-inf"])
def test_a_strength_that_is_no_logarithm_of_a_factor_is_wrong_use(table, strength):
    said = call("bounds", table, "--strength", strength)
    assert said.status == 2
    assert "between -20 and 20" in said.message


def test_an_odds_ratio_without_end_is_wrong_use(table):
    said = call("bounds", table, "--odds-ratio", "1", "inf")
    assert said.status == 2
    assert "positive numbers" in said.message
