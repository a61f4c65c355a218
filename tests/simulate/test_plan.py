import math
from dataclasses import replace

import numpy as np
import pytest

from darkfigure.errors import UsageError
from darkfigure.inference.tempering import Effort
from darkfigure.simulate import plan
from darkfigure.simulate.plan import _Came, _outcomes, additions, make_plan
from darkfigure.simulate.shipped_worlds import world


def came(*widths, open_in=()):
    return [_Came(seen=100, width=width, not_identified=i in open_in, holds=True) for i, width in enumerate(widths)]


def test_each_addition_is_tried_for_every_list_and_for_all():
    names = [one.name for one in additions(["press", "police"], extra_list=[0.2], more_overlap=[1.5, 3])]
    assert names == [
        "one more list with 20 % of all, seeing everybody alike",
        "one more list with 20 % of all, like the present lists",
        "press searched 1.5 times as long",
        "police searched 1.5 times as long",
        "all lists searched 1.5 times as long",
        "press searched 3 times as long",
        "police searched 3 times as long",
        "all lists searched 3 times as long",
    ]


def test_outcomes_are_ordered_by_width_and_only_single_additions_compete():
    planned = additions(["a", "b"], extra_list=[], more_overlap=[2.0])
    found = _outcomes(
        planned,
        [came(50, 60, 70, open_in={0}), came(40, 90, 100), came(10, 10, 10)],
        now=200.0,
        scale=2.0,
    )
    assert [one.name[0] for one in found] == ["a", "a", "b"]
    together, a, b = found
    assert (together.width, together.narrower, together.single, together.narrowest) == (20.0, 0.9, False, 0.0)
    assert (a.width, b.width) == (120.0, 180.0)
    assert (a.narrower, b.narrower) == (pytest.approx(0.4), pytest.approx(0.1))
    assert (a.narrowest, b.narrowest) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert a.not_identified == pytest.approx(1 / 3)
    assert a.width_low == pytest.approx(104.0)


def test_an_addition_that_leads_to_no_interval_has_no_width_and_comes_last():
    planned = additions(["a", "b"], extra_list=[], more_overlap=[2.0])
    nothing = came(math.inf, math.inf, math.inf)
    found = _outcomes(planned, [nothing, came(5, 6, math.inf), nothing], now=None, scale=1.0)
    assert [one.width for one in found] == [6.0, None, None]
    assert found[0].width_high is None
    assert found[0].narrower is None
    assert found[0].narrowest == pytest.approx(2 / 3)


def test_one_more_list_narrows_the_interval_of_a_small_table(monkeypatch):
    monkeypatch.setattr(plan, "_QUICK", Effort(particles=40))
    monkeypatch.setattr(plan, "_CHECKS", 2)
    table = replace(world("independent3"), people=400).draw(np.random.default_rng(3))
    told = []
    found = make_plan(table, extra_list=[0.5], futures=4, seed=2, told=lambda *done: told.append(done))
    assert len(found.outcomes) == 2
    assert found.observed == table.observed
    assert found.width == pytest.approx(found.high - found.low)
    assert found.outcomes[0].narrower > 0.2
    assert all(one.seen > table.observed for one in found.outcomes)
    assert found.best == found.outcomes[0].name
    assert told[-1] == (10, 10)
    assert found.to_dict()["outcomes"][0]["width"] == found.outcomes[0].width


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"extra_list": [1.0]}, "would hold 1 of all"),
        ({"more_overlap": [1.0]}, "searched 1 times"),
        ({"futures": 0}, "0 futures"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_what_cannot_be_planned_is_refused(wrong, said):
    table = world("tiny4").draw(np.random.default_rng(1))
    with pytest.raises(UsageError, match=said):
        make_plan(table, **wrong)
