"""Figures of others as biased observations: weights by the closed form, and what the table of claims gives."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from darkfigure import records
from darkfigure.flows.analysis import Flows
from darkfigure.flows.answer import answer_of, answer_with_figures
from darkfigure.flows.predictive import Summary
from darkfigure.flows.realised import Realised
from darkfigure.flows.stated import StatedErrors, StatedFigure, with_figures
from darkfigure.store import table_from_rows, write_table
from darkfigure.study.flow_claims import stated_figures

MONTHS = ("2015-01-01", "2015-02-01", "2015-03-01")
STATES = ("theatre", "home", "dying", "dead")
DRAWS = 4000


def flows_of(theatre, *, strata=("",)):
    """Draws whose last month in the theatre is `theatre`, [M], split evenly over the strata."""
    stock = np.zeros((theatre.size, len(strata), 3, len(STATES)))
    stock[:, :, 2, 0] = theatre[:, None] / len(strata)
    stock[:, :, 2, 2:] = 5.0
    entered = stock[:, :, :, 0] + 1.0
    nothing = np.zeros((theatre.size, len(strata)))
    realised = Realised(
        theta=nothing, stock=stock, entered=entered, moved=stock[..., None], unseen=nothing, effective=theatre.size
    )
    return Flows(
        design=SimpleNamespace(states=STATES), months=MONTHS, strata=strata, seen=1.0, realised=realised,
        forecasts=(), checks=(), between=0.0, alone=None, r_hat=None, effective=1.0,
    )  # fmt: skip


def exactly(number, **kwargs):
    return StatedFigure(**{"state": "theatre", "month": 2, "stratum": None, "low": number, "high": number} | kwargs)


def spread_of(factor):
    return np.log(factor) / 1.96


def test_one_figure_is_a_normal_observation_with_the_variances_of_bias_and_error():
    prior = np.random.default_rng(1).normal(np.log(2000), 0.3, size=DRAWS)
    errors = StatedErrors(bias=1.8, each=1.3)
    found = with_figures(flows_of(np.exp(prior)), [exactly(1200)], errors, rng=np.random.default_rng(2))
    after = np.log(found.flows.realised.stock[:, 0, 2, 0])
    around = spread_of(1.8) ** 2 + spread_of(1.3) ** 2
    share = 0.09 / (0.09 + around)
    assert after.mean() == pytest.approx(prior.mean() + share * (np.log(1200) - prior.mean()), abs=0.02)
    assert after.std() == pytest.approx(np.sqrt(0.09 * (1 - share)), rel=0.05)
    bias = spread_of(1.8) ** 2 / (0.09 + around) * (np.log(1200) - prior.mean())
    assert np.log(found.factor).mean() == pytest.approx(bias, abs=0.02)


def test_many_figures_of_one_bias_tell_the_bias_and_not_the_number():
    prior = np.random.default_rng(1).normal(np.log(2000), 0.1, size=DRAWS)
    errors = StatedErrors(bias=3.0, each=1.3)
    found = with_figures(flows_of(np.exp(prior)), [exactly(4000)] * 20, errors, rng=np.random.default_rng(2))
    after = np.log(found.flows.realised.stock[:, 0, 2, 0])
    assert after.std() > 0.9 * 0.1  # twenty independent errors would leave .035
    assert np.median(found.factor) == pytest.approx(2.0, rel=0.1)


def test_an_open_figure_only_bounds():
    numbers = np.tile([500.0, 2000.0], DRAWS // 2)
    errors = StatedErrors(bias=1.05, each=1.05)
    at_least = with_figures(flows_of(numbers), [exactly(1000, high=None)], errors, rng=np.random.default_rng(2))
    assert np.all(at_least.flows.realised.stock[:, 0, 2, 0] == 2000)
    at_most = with_figures(flows_of(numbers), [exactly(1000, low=None)], errors, rng=np.random.default_rng(2))
    assert np.all(at_most.flows.realised.stock[:, 0, 2, 0] == 500)
    either = with_figures(flows_of(numbers), [exactly(100, high=9000)], errors, rng=np.random.default_rng(2))
    assert either.effective == pytest.approx(DRAWS, rel=1e-6)


@pytest.mark.parametrize(
    ("figure", "number"),
    [({"state": "dead"}, 20.0), ({"state": "entered"}, 2004.0), ({"stratum": 1}, 1000.0), ({"month": 0}, 0.5)],
)
def test_a_figure_is_set_beside_its_own_number(figure, number):
    flows = flows_of(np.full(50, 2000.0), strata=("KZ", "UZ"))
    errors = StatedErrors(bias=1.5, each=1.01)
    found = with_figures(flows, [exactly(number * 1.1, **figure)], errors, rng=np.random.default_rng(2))
    assert np.median(found.factor) == pytest.approx(1.1, rel=0.02)


def test_figures_that_no_draw_agrees_with_give_no_numbers():
    flows = flows_of(np.geomspace(1000, 2000, 400))
    errors = StatedErrors(bias=1.05, each=1.05)
    found = with_figures(flows, [exactly(90_000)], errors, rng=np.random.default_rng(2))
    answer = answer_with_figures(found, used=1, left=3, errors=errors, level=0.95)
    assert "total" not in answer
    assert answer["left_out"] == 3
    near = with_figures(flows, [exactly(1500)], StatedErrors(), rng=np.random.default_rng(2))
    assert "total" in answer_with_figures(near, used=1, left=0, errors=StatedErrors(), level=0.95)


GOOD = {
    "claim": "a", "document": "d", "low": 400, "high": 400, "unit": "fighters", "state": "fighting", "origin": "KZ;UZ",
    "location": "SY", "date": "2015-02-10", "stance": "asserts", "in_scope": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, True),
        ({"date": "2015-02"}, True),
        ({"origin": "KZ"}, True),
        ({"location": None}, True),
        ({"date": "2015"}, False),
        ({"date": "2016-02-10"}, False),
        ({"date": None}, False),
        ({"origin": "TJ"}, False),
        ({"origin": None}, False),
        ({"location": "TR"}, False),
        ({"state": "detained"}, False),
        ({"state": "records"}, False),
        ({"unit": "women"}, False),
        ({"stance": "denies"}, False),
        ({"in_scope": False}, False),
        ({"part_of": "b"}, False),
        ({"repeats": "b"}, False),
        ({"low": None, "high": None}, False),
    ],
)
def test_claims_that_are_of_a_number_by_month_are_taken(tmp_path, change, kept):
    row = dict.fromkeys(column.name for column in records.CLAIM.columns) | GOOD | change
    write_table(tmp_path / "claim.parquet", table_from_rows([row], table=records.CLAIM), table=records.CLAIM)
    flows = flows_of(np.full(3, 2000.0), strata=("KZ", "UZ", "other"))
    found, left = stated_figures(tmp_path / "claim.parquet", flows, origins=("KZ", "UZ"), theatre=("SY", "IQ"))
    assert len(found) == kept
    assert left == (0 if kept or "repeats" in change else 1)
    if kept:
        stratum = 0 if row["origin"] == "KZ" else None
        assert found == [exactly(400, month=1, stratum=stratum)]


@pytest.mark.parametrize(("r_hat", "told"), [(None, []), (1.01, []), (1.02, ["not-converged"])])
def test_runs_of_the_sampler_that_differ_are_warned_of(r_hat, told):
    nowhere = Summary(code="months", seen=2.0, low=0.0, high=1.0)
    flows = replace(flows_of(np.ones(10)), checks=(nowhere,), r_hat=r_hat)
    answer = answer_of(flows, population="people", seed=1, level=0.95, version="0")
    assert [one["code"] for one in answer["warnings"]] == ["flows-misfit", *told]
    assert not told or "(R-hat 1.020, at most 1.01)" in answer["warnings"][-1]["message"]
