"""Histories gathered from single events, curvature by strata at once, and summaries of members that nobody keeps."""

import numpy as np
import pytest

from darkfigure.flows.posterior import _information, _inverse
from darkfigure.flows.predictive import _drawn, _of_data
from darkfigure.flows.probabilities import probabilities_of
from darkfigure.flows.sightings import gather_sightings, sightings_of
from darkfigure.flows.slopes import log_likelihood
from darkfigure.flows.states import Options, design_of
from darkfigure.flows.transience import tables_of
from darkfigure.inference.entering_chain import likelihood, sequences_of

MONTHS = tuple(f"2015-{month:02d}-01" for month in range(1, 7))


@pytest.fixture
def sighted():
    rng = np.random.default_rng(4)
    events = rng.choice([0, 0, 0, 0, 1, 2, 5, 6], size=(80, 6, 2))
    return sightings_of(
        events, months=MONTHS, sources=("a", "b"), strata=("x", "y", "z"), stratum=rng.integers(0, 3, 80)
    )


def test_histories_of_many_sources_are_the_different_rows_in_order():
    rng = np.random.default_rng(9)
    events = np.where(rng.random((300, 5, 30)) < 0.02, rng.integers(1, 7, (300, 5, 30)), 0)
    events[100:200] = events[:100]
    stratum = rng.integers(0, 2, 300)
    stratum[100:200] = stratum[:100]
    sources = tuple(map(str, range(30)))
    found = sightings_of(events, months=MONTHS[:5], sources=sources, strata=("x", "y"), stratum=stratum)
    seen = events.any(axis=(1, 2))
    rows = np.column_stack([stratum, events.reshape(300, -1)])[seen]
    different, counts = np.unique(rows, axis=0, return_counts=True)
    assert (found.events.shape[0], found.events[0].any()) == (len(np.unique(events.reshape(-1, 30), axis=0)), False)
    assert sorted(map(tuple, found.events)) == list(map(tuple, found.events))
    back = np.column_stack([np.repeat([0, 1], np.diff(found.bounds)), found.events[found.symbols].reshape(-1, 150)])
    order = np.lexsort(back.T[::-1])
    assert np.array_equal(back[order], different)
    assert np.array_equal(found.counts[order], counts)
    # in order of the symbols within a stratum
    low, high = found.bounds[:2]
    assert list(map(tuple, found.symbols[low:high])) == sorted(map(tuple, found.symbols[low:high]))


def test_members_without_events_are_no_members():
    one = (np.array([2, 2]), np.array([0, 3]), np.array([1, 0]), np.array([1, 5]))
    found = gather_sightings(
        one, months=MONTHS, sources=("a", "b"), strata=("x", "y"), stratum=np.array([0, 0, 1, 1]), counts=np.arange(4.0)
    )
    assert (found.counts.tolist(), found.bounds) == ([2.0], (0, 0, 1))
    assert found.events[found.symbols[0]].tolist() == [[0, 1], [0, 0], [0, 0], [5, 0], [0, 0], [0, 0]]


def test_curvature_by_strata_at_once_is_that_by_one_parameter_after_the_other(sighted):
    design = design_of(sighted, Options())
    theta = np.random.default_rng(1).normal(0, 0.4, design.parameters)
    found = _information(design, sighted, theta)
    plain = np.empty_like(found)
    for place in range(theta.size):
        low, high = theta.copy(), theta.copy()
        low[place] -= 1e-5
        high[place] += 1e-5
        plain[place] = (log_likelihood(design, low, sighted)[1] - log_likelihood(design, high, sighted)[1]) / 2e-5
    assert found == pytest.approx((plain + plain.T) / 2, abs=2e-3)
    assert np.abs(found).max() > 1


def test_the_inverse_by_halves_is_that_by_directions():
    rng = np.random.default_rng(2)
    root = rng.normal(size=(8, 8))
    steep = root @ root.T + np.eye(8)
    assert _inverse(steep) @ steep == pytest.approx(np.eye(8), abs=1e-9)
    flat = np.diag([1e-6, 4.0])
    assert _inverse(flat) == pytest.approx(np.diag([100.0, 0.25]))


def test_likelihoods_too_small_for_a_number_are_told_in_logs():
    symbols = np.array([[1, 0, 1, 1, 2], [0, 1, 0, 0, 0]])
    times, states = symbols.shape[1], 2
    moves = np.tile(np.array([[0.9, 0.1], [0.2, 0.8]]), (times - 1, 1, 1))
    seen = np.zeros((2, times, 3, states))
    seen[:, :, 0] = 0.5
    seen[0, :, 1:], seen[1, :, 1:] = 1e-90, 3e-90
    entries = np.full((2, times, states), 2.0)
    slopes = [np.zeros_like(each) for each in (moves, seen, entries)]
    ends, counts = np.full(2, times), np.array([2.0, 1.0])
    value = likelihood(
        *sequences_of(symbols, ends), counts, np.zeros(0, dtype=np.int64), moves, seen, entries, *slopes, True
    )
    # seen a hundred times as readily, the likelihood of a row with four sightings is 1e8 times as large
    more = seen.copy()
    more[:, :, 1:] *= 100
    other = [np.zeros_like(each) for each in slopes]
    higher = likelihood(
        *sequences_of(symbols, ends), counts, np.zeros(0, dtype=np.int64), moves, more, entries, *other, True
    )
    assert higher - value == pytest.approx((2 * 4 + 1) * np.log(100), rel=1e-9)
    assert (slopes[1] * seen)[:, :, 1:].sum() == pytest.approx(2 * 4 + 1)
    assert slopes[0] == pytest.approx(other[0], rel=1e-9)


def test_summaries_of_data_are_those_of_the_members_written_out(sighted):
    found = _of_data(sighted)
    members = sighted.events[np.repeat(sighted.symbols, sighted.counts.astype(int), axis=0)]
    shown = members > 0
    months = np.bincount(shown.any(axis=2).sum(axis=1), minlength=7)
    assert found.months.tolist() == months.tolist()
    assert found.sources.tolist() == np.bincount(shown.any(axis=1).sum(axis=1), minlength=3).tolist()
    for source in range(2):
        told = np.bincount(members[:, :, source].ravel(), minlength=7)
        assert found.told[source, 1:].tolist() == told[1:].tolist()
    assert np.array_equal(found.tables, tables_of(shown.any(axis=2), np.ones(len(members))))


def test_members_drawn_one_by_one_are_as_many_as_the_chain_brings_forth(sighted):
    design = design_of(sighted, Options())
    theta = np.random.default_rng(1).normal(0, 0.3, design.parameters)
    theta[design.blocks["entries"]] = np.log(40.0)
    there = probabilities_of(design, theta, sighted)
    expected = np.zeros((2, 7))  # how often each source says each event
    for told, entries in zip(there.told, there.entries, strict=True):
        for of_kind, enter in zip(told, entries, strict=True):
            members = enter[0]
            for month in range(6):
                if month:
                    members = members @ there.moves[month - 1] + enter[month]
                expected += np.einsum("s,ksj->kj", members, of_kind[month])
    rng = np.random.default_rng(3)

    class _At:
        pass

    _At.design = design
    drawn = [_drawn(_At, sighted, theta, rng=rng) for _ in range(200)]
    told = np.array([one.told[:, 1:] for one in drawn])
    error = told.std(axis=0) / np.sqrt(200) + 1e-9
    assert (np.abs(told.mean(axis=0) - expected[:, 1:]) / error).max() < 4.5
    # who is seen is seen in a month and by a source, and nobody else is counted
    for one in drawn[:3]:
        assert one.months[0] == one.sources[0] == 0
        assert one.months.sum() == one.sources.sum() > 0
