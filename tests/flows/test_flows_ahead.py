"""What is learnt of how things change, how far a forecast goes, and tests of behaviour, on cases worked out by hand."""

import numpy as np
import pytest

from darkfigure.flows.forecast import Scenario, forecast
from darkfigure.flows.posterior import fit_posterior
from darkfigure.flows.prior import draw_scales, learn_scales
from darkfigure.flows.realised import Realised
from darkfigure.flows.sampler import _chain
from darkfigure.flows.sightings import sightings_of
from darkfigure.flows.states import Options, design_of
from darkfigure.flows.transience import tests_of as behaviour_of

DRAWS = 4000


@pytest.fixture(scope="module")
def fitted():
    """A fit to a few invented members who are seen in the theatre and at home."""
    rng = np.random.default_rng(1)
    events = np.where(rng.random((200, 6, 1)) < 0.4, 1, 0)
    events[:60, 4:] *= 3
    months = tuple(f"2015-{month:02d}-01" for month in range(1, 7))
    data = sightings_of(events, months=months, sources=("posts",))
    return fit_posterior(design_of(data, Options(classes=1)), data)


@pytest.fixture
def known(fitted):
    """All draws alike: one theta and one stock, so that what scatters ahead is what is to come."""
    states = len(fitted.design.states)
    theta = np.tile(fitted.theta, (DRAWS, 1))
    entries = fitted.design.blocks["entries"]
    theta[:, entries] = np.log(500.0) + np.cumsum([0, 0, 0.4, -0.4, 0.4, -0.4])
    rates = fitted.design.blocks["rates"]
    theta[:, rates] = -2.0
    theta[:, rates.start] = -1.6
    stock = np.zeros((DRAWS, 1, 6, states))
    stock[:, 0, -1, 0] = 40_000
    nothing = np.zeros((DRAWS, 1))
    moved = np.zeros((DRAWS, 1, 5, states, states))
    return Realised(theta=theta, stock=stock, entered=stock[..., 0], moved=moved, unseen=nothing, effective=1.0)


def test_scales_are_root_mean_squares_of_changes_with_two_changes_of_the_guess(fitted, known):
    theta = known.theta[0]
    found = learn_scales(fitted.design, theta, np.zeros((theta.size, theta.size)))
    assert found.entries == pytest.approx(np.sqrt((4 * 0.16 + 2 * 0.09) / 6))
    assert found.rates == pytest.approx(np.sqrt((0.16 + 2 * 0.09) / 3))
    wider = learn_scales(fitted.design, theta, np.eye(theta.size) * 0.02)
    assert wider.entries == pytest.approx(np.sqrt((4 * 0.16 + 4 * 0.04 + 2 * 0.09) / 6))


def test_scales_of_the_forecast_scatter_as_few_changes_leave_them(fitted, known):
    entries, rates = draw_scales(fitted.design, known.theta, rng=np.random.default_rng(1))
    assert np.mean(1 / entries**2) == pytest.approx(6 / (4 * 0.16 + 2 * 0.09), rel=0.05)
    assert np.mean(1 / rates**2) == pytest.approx(3 / (0.16 + 2 * 0.09), rel=0.05)


def test_entries_walk_on_from_the_last_month(fitted, known):
    ahead = forecast(fitted, known, months=6, rng=np.random.default_rng(2))
    logs = np.log1p(ahead.entered[:, 0])
    assert np.median(logs, axis=0) == pytest.approx(np.log(500.0), abs=0.05)
    # the middle half of the walk grows with the root of time, and is far wider than chance alone
    reach = np.diff(np.quantile(logs, [0.25, 0.75], axis=0), axis=0)[0]
    assert reach[5] / reach[0] == pytest.approx(np.sqrt(6), rel=0.12)
    assert reach[0] > 5 * 1.35 / np.sqrt(500)


def test_rates_take_a_step_at_the_end_of_their_period(fitted, known):
    closed = Scenario(name="closed", entries=0.0)
    ahead = forecast(fitted, known, months=6, rng=np.random.default_rng(2), scenario=closed)
    left = np.diff(-ahead.stock[:, 0, :, 0], axis=1, prepend=-40_000.0)
    share = left / np.maximum(ahead.stock[:, 0, :, 0] + left, 1.0)
    reach = np.diff(np.quantile(share, [0.25, 0.75], axis=0), axis=0)[0]
    # five moves fill a period of three and two months of the next one; the second move ahead begins a third
    assert reach[0] < 1.2 * 1.35 * np.sqrt(0.12 * 0.88 / 40_000)
    assert reach[1] > 10 * reach[0]
    assert reach[4] > 1.2 * reach[1]


def test_the_sampler_takes_moves_by_their_energy():
    def target(z):  # thirty independent standard normals
        return -0.5 * float(z @ z), -z

    kept, taken = _chain(target, 30, moves=1500, rng=np.random.default_rng(1))
    assert kept.var() == pytest.approx(1.0, abs=0.05)
    assert 0.6 < taken < 0.95


def histories(*rows):
    return np.array([[int(mark) for mark in row] for row, _ in rows]) > 0, np.array([n for _, n in rows], dtype=float)


def test_those_who_only_pass_through_are_transients():
    seen, counts = histories(("11100", 40), ("01000", 40), ("00100", 40), ("11110", 40), ("01110", 10))
    transience, _ = behaviour_of(seen, counts)
    assert transience.signed > 3
    assert transience.p_value < 0.001
    turned, _ = behaviour_of(*histories(("11000", 40), ("01100", 40), ("11100", 10), ("01000", 5)))
    assert turned.signed < -3


def test_those_just_seen_who_are_seen_next_too_respond():
    seen, counts = histories(("11111", 40), ("10001", 40), ("11011", 5), ("10101", 5))
    _, response = behaviour_of(seen, counts)
    assert response.signed < -3
