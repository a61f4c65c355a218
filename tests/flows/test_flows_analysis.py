"""Flows on small invented populations: slopes, what happened, what may come, and misfits."""

from dataclasses import replace

import numpy as np
import pytest

from darkfigure.errors import InputError, UsageError
from darkfigure.flows.analysis import Plan, analyse
from darkfigure.flows.answer import answer_of
from darkfigure.flows.forecast import Scenario, forecast
from darkfigure.flows.posterior import fit_posterior
from darkfigure.flows.probabilities import probabilities_of
from darkfigure.flows.realised import draw_parameters, draw_realised
from darkfigure.flows.sampler import sample
from darkfigure.flows.sightings import sightings_of
from darkfigure.flows.slopes import log_likelihood
from darkfigure.flows.states import Options, design_of

MONTHS = tuple(f"2015-{month:02d}-01" for month in range(1, 7))
SOURCES = ("posts", "press")


def invent(seed, *, people=1200, odds=1.0):
    """Events [N, 6, 2], and true numbers by month in the theatre and at home."""
    rng = np.random.default_rng(seed)
    start = rng.choice(6, size=people, p=[0.4, 0.12, 0.12, 0.12, 0.12, 0.12])
    shift = np.where(rng.random(people) < 0.5, 0.5, -0.5) * np.log(odds)
    state, events, truth = np.full(people, -1), np.zeros((people, 6, 2), dtype=np.int64), []
    for month in range(6):
        chance = rng.random(people)
        home, died = (state == 0) & (chance < 0.06), (state == 0) & (chance > 0.98)
        state[home], state[state == 3], state[died] = 2, 4, 3
        state[start == month] = 0
        truth.append([(state == 0).sum(), (state == 2).sum()])
        for source, (there, back) in enumerate([(0.3, 0.1), (0.2, 0.25)]):
            for place, level, code in ((0, there, 1), (2, back, 3)):
                seen = rng.random(people) < 1 / (1 + np.exp(-np.log(level / (1 - level)) - shift))
                events[(state == place) & seen, month, source] = code
            events[(state == 3) & (rng.random(people) < 0.5), month, source] = 5
    return events, np.array(truth)


def sighted(events, **kwargs):
    return sightings_of(events, months=MONTHS, sources=SOURCES, **kwargs)


@pytest.mark.parametrize("options", [Options(classes=1), Options(classes=2, back=True)])
def test_slopes_are_differences_of_the_likelihood(options):
    rng = np.random.default_rng(3)
    events = rng.choice([0, 0, 0, 1, 2, 3, 4, 5, 6], size=(40, 6, 2))
    data = sighted(events, strata=("KZ", "UZ"), stratum=rng.integers(0, 2, 40))
    design = design_of(data, options)
    theta = rng.normal(0, 0.5, design.parameters)
    _, slope = log_likelihood(design, theta, data)
    for place in range(theta.size):
        moved = np.array([theta, theta])
        moved[:, place] += (-1e-5, 1e-5)
        low, high = (log_likelihood(design, each, data)[0] for each in moved)
        assert slope[place] == pytest.approx((high - low) / 2e-5, rel=1e-4, abs=1e-4)


def test_probabilities_sum_to_one():
    data = sighted(invent(1)[0])
    design = design_of(data, Options())
    there = probabilities_of(design, np.random.default_rng(1).normal(size=design.parameters), data)
    assert there.moves.sum(axis=2) == pytest.approx(1)
    assert there.told.sum(axis=-1) == pytest.approx(1)


def test_true_numbers_lie_inside_and_members_add_up():
    events, truth = invent(2)
    data = sighted(events)
    found = analyse([data], Plan(draws=200), rng=np.random.default_rng(1))
    assert not found.misfits
    low, high = np.quantile(found.realised.stock[:, 0, :, 0], [0.005, 0.995], axis=0)
    assert np.all((low <= truth[:, 0]) & (truth[:, 0] <= high))
    low, high = np.quantile(found.realised.total, [0.005, 0.995])
    assert low <= 1200 <= high
    everybody = data.counts.sum() + found.realised.unseen.sum(axis=1)
    assert found.realised.total == pytest.approx(everybody)
    assert found.realised.stock[:, 0, -1].sum(axis=1) == pytest.approx(everybody)


def test_order_of_sources_changes_nothing():
    events, _ = invent(3, people=500)
    forth, back = sighted(events), sighted(events[:, :, ::-1])
    modes = [fit_posterior(design_of(data, Options()), data) for data in (forth, back)]
    assert modes[0].log_posterior == pytest.approx(modes[1].log_posterior, abs=0.01)


def test_a_fit_that_starts_from_another_ends_where_it_would_from_nothing():
    events, _ = invent(8, people=800)
    other = events.copy()
    other[:40] = 0
    design = design_of(sighted(events), Options())
    first = fit_posterior(design, sighted(events))
    warm, cold = fit_posterior(design, sighted(other), start=first), fit_posterior(design, sighted(other))
    spread = np.sqrt(np.diag(cold.covariance))
    assert (np.abs(warm.theta - cold.theta) / spread).max() < 0.1
    assert (np.abs(first.theta - cold.theta) / spread).max() > 0.4


def test_two_kinds_of_people_are_a_misfit_of_the_model_with_one():
    events, _ = invent(4, people=3000, odds=12.0)
    found = analyse([sighted(events)], Plan(options=Options(classes=1), draws=60), rng=np.random.default_rng(1))
    assert any("months" in one.code for one in found.misfits)
    answer = answer_of(found, population="people", seed=1, level=0.95, version="0")
    assert answer["fits"] is False
    assert "total" not in answer
    assert answer["warnings"][0]["code"] == "flows-misfit"


def test_draws_of_the_linkage_are_pooled_and_their_share_is_told():
    events, _ = invent(5, people=600)
    other = events.copy()
    other[:120] = 0  # a linkage under which fewer persons were seen
    drawn = [sighted(events), sighted(other), sighted(events)]
    found = analyse(drawn, Plan(draws=80, ahead=2), rng=np.random.default_rng(1))
    assert found.realised.total.size == 80
    assert found.forecasts[0].stock.shape[:3] == (80, 1, 2)
    assert 0.3 < found.between <= 1
    halves = found.realised.total[:40].mean(), found.realised.total[40:].mean()
    assert halves[0] < halves[1] - 60  # the best linkage is no draw
    answer = answer_of(found, population="people", seed=1, level=0.95, version="0")
    dead = [found.design.states.index(name) for name in ("dying", "dead")]
    assert answer["states"]["dead"][3]["estimate"] == pytest.approx(
        np.median(found.realised.stock[:, 0, 3][:, dead].sum(axis=1)), abs=1
    )
    assert answer["best_linkage"]["total"] == pytest.approx(halves[1], rel=0.05)
    one = analyse(drawn[:1], Plan(draws=20, ahead=0), rng=np.random.default_rng(1))
    assert answer_of(one, population="people", seed=1, level=0.95, version="0")["best_linkage"] is None


def test_scenario_without_entries_has_none_and_closed_ways_are_not_taken():
    data = sighted(invent(6, people=600)[0])
    fitted = fit_posterior(design_of(data, Options()), data)
    rng = np.random.default_rng(1)
    drawn = draw_realised(fitted, data, draws=40, rng=rng)
    closed = Scenario(name="closed", entries=0.0, ways={"theatre to home": 0.0})
    ahead = forecast(fitted, drawn, months=3, rng=rng, scenario=closed)
    assert ahead.entered.sum() == 0
    home = ahead.stock[:, :, :, fitted.design.states.index("home")]
    assert np.array_equal(home[:, :, 2], drawn.stock[:, :, -1, fitted.design.states.index("home")])
    with pytest.raises(UsageError, match="no way `theatre to moon`"):
        forecast(fitted, drawn, months=1, rng=rng, scenario=Scenario(name="x", ways={"theatre to moon": 1.0}))
    with pytest.raises(UsageError, match="1 to 6 months"):
        forecast(fitted, drawn, months=7, rng=rng)


def test_draws_follow_the_posterior_and_not_what_proposes_them():
    data = sighted(invent(7, people=600)[0])
    fitted = fit_posterior(design_of(data, Options(classes=1)), data)
    spread = np.sqrt(np.diag(fitted.covariance))
    place = fitted.design.blocks["level"].start
    shift = 1.5 * fitted.covariance[:, place] / spread[place]  # proposals lie one and a half standard deviations off
    beside = replace(fitted, theta=fitted.theta + shift)
    drawn, effective = draw_parameters(beside, data, draws=400, rng=np.random.default_rng(1))
    assert abs(drawn[:, place].mean() - fitted.theta[place]) < 0.4 * spread[place]
    _, centred = draw_parameters(fitted, data, draws=400, rng=np.random.default_rng(1))
    assert effective < 0.6 * centred


def test_sampler_agrees_with_the_curvature():
    data = sighted(invent(7, people=600)[0])
    fitted = fit_posterior(design_of(data, Options(classes=1)), data)
    found = sample(fitted, data, rng=np.random.default_rng(1), moves=120, chains=2)
    spread = np.sqrt(np.diag(fitted.covariance))
    assert np.abs(found.theta.mean(axis=0) - fitted.theta).max() < 1.2 * spread.max()
    assert found.theta.std(axis=0) == pytest.approx(spread, rel=0.5)
    assert found.r_hat < 1.1


def test_people_seen_nowhere_but_in_the_theatre_stay_there():
    rng = np.random.default_rng(8)
    events = (rng.random((400, 6, 2)) < [0.3, 0.2]).astype(np.int64)
    plan = Plan(options=Options(classes=1), draws=50, ahead=1, published=True)
    found = analyse([sighted(events)], plan, rng=rng)
    answer = answer_of(found, population="people", seed=1, level=0.95, version="0")
    assert answer["fits"]
    assert answer["movements"] == []
    assert list(answer["states"]) == ["theatre"]
    assert answer["total"]["low"] <= 400 <= answer["total"]["high"] < 440


def test_nobody_seen_and_too_few_months_are_refused():
    with pytest.raises(InputError, match="no member was seen"):
        sighted(np.zeros((3, 6, 2), dtype=np.int64))
    with pytest.raises(InputError, match="at least 3"):
        sightings_of(np.ones((3, 2, 1), dtype=np.int64), months=("a", "b"), sources=("x",))
