"""How wide the interval will be is said before anybody agrees."""

import msgspec
import pytest
from ring_in_memory import agreement

from darkfigure.federate.agreement import Output, Plan
from darkfigure.federate.width import MOST_WIDER, predict_width

NAMES = ("a", "b", "c", "d")


def planned(people, epsilon, values=()):
    one = agreement(NAMES, values=values)
    plan = Plan(people=people, shares=(0.4, 0.35, 0.3, 0.3))
    return msgspec.structs.replace(one, plan=plan, output=Output(epsilon=epsilon, epsilon_total=epsilon))


def test_two_lists_without_noise_have_the_width_of_the_textbook():
    """Lincoln and Petersen: the variance is N (1-p1) (1-p2) / (p1 p2)."""
    one = msgspec.structs.replace(agreement(("a", "b")), plan=Plan(people=1000, shares=(0.4, 0.25)))
    expected = 2 * 1.96 * (1000 * 0.6 * 0.75 / (0.4 * 0.25)) ** 0.5
    assert predict_width(one).without_noise == pytest.approx(expected, rel=0.02)


def test_less_epsilon_is_wider_and_more_people_are_relatively_narrower():
    widths = [predict_width(planned(1000, epsilon)).with_noise for epsilon in (0.2, 0.5, 1.0, 5.0)]
    assert widths == sorted(widths, reverse=True)
    assert predict_width(planned(1000, 1.0)).without_noise < widths[-1]
    assert predict_width(planned(4000, 1.0)).with_noise / 4000 < predict_width(planned(1000, 1.0)).with_noise / 1000


def test_many_strata_of_few_people_cost_too_much():
    many = tuple(f"{chr(65 + n)}X" for n in range(12))
    assert predict_width(planned(400, 0.5, many)).growth > MOST_WIDER
    assert predict_width(planned(20_000, 1.0, ("KZ",))).growth < MOST_WIDER
    assert predict_width(planned(400, 0.5)).growth == 1.0


def test_the_words_say_people_and_width():
    said = predict_width(planned(4000, 1.0, ("KZ",))).words
    assert "4,000 people" in said
    assert "With the strata" in said
