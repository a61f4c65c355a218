"""The likelihood of counted chains with entries, against every sequence written out."""

import itertools

import numpy as np
import pytest

from darkfigure.inference.entering_chain import likelihood, sequences_of
from darkfigure.inference.entering_paths import draw_paths

TIMES, STATES, SYMBOLS, CLASSES = 4, 3, 3, 2
SEQUENCES = [h for h in itertools.product(range(SYMBOLS), repeat=TIMES) if any(h)]


@pytest.fixture
def chain():
    rng = np.random.default_rng(5)
    moves = rng.dirichlet(np.ones(STATES), size=(TIMES - 1, STATES))
    seen = np.ascontiguousarray(rng.dirichlet(np.ones(SYMBOLS), size=(CLASSES, TIMES, STATES)).transpose(0, 1, 3, 2))
    entries = rng.gamma(2, 3, size=(CLASSES, TIMES, STATES))
    return moves, seen, entries


def mean_number(sequence, moves, seen, entries):
    total = 0.0
    for kind in range(CLASSES):
        there, met = np.zeros(STATES), False
        for t, symbol in enumerate(sequence):
            there = (there @ moves[t - 1] if t else there) + (0 if met else entries[kind, t])
            there = there * seen[kind, t, symbol]
            met |= symbol > 0
        total += there.sum()
    return total


def written_out(counts, moves, seen, entries):
    known = sum(n * np.log(mean_number(h, moves, seen, entries)) for h, n in zip(SEQUENCES, counts, strict=True))
    return known - entries.sum() + mean_number((0,) * TIMES, moves, seen, entries)


def arrays():
    symbols = np.array(SEQUENCES, dtype=np.int64)
    return symbols, (symbols > 0).argmax(axis=1).astype(np.int64), np.full(len(symbols), TIMES, dtype=np.int64)


def sequences():
    symbols, _, ends = arrays()
    return sequences_of(symbols, ends)


def value_and_slopes(counts, moves, seen, entries):
    slopes = [np.zeros_like(each) for each in (moves, seen, entries)]
    nothing = np.zeros(0, dtype=np.int64)
    return likelihood(*sequences(), counts, nothing, moves, seen, entries, *slopes, True), slopes


def test_likelihood_is_that_of_all_sequences_written_out(chain):
    counts = np.random.default_rng(1).poisson(1.5, size=len(SEQUENCES)).astype(float)
    value, _ = value_and_slopes(counts, *chain)
    assert value == pytest.approx(written_out(counts, *chain), rel=1e-12)


def test_the_value_alone_is_the_same(chain):
    counts = np.random.default_rng(1).poisson(1.5, size=len(SEQUENCES)).astype(float)
    value, slopes = value_and_slopes(counts, *chain)
    kept = [each.copy() for each in slopes]
    alone = likelihood(*sequences(), counts, np.zeros(0, dtype=np.int64), *chain, *slopes, False)
    assert alone == pytest.approx(value, rel=1e-12)
    assert not any(each.any() for each in slopes)
    assert all(each.any() for each in kept)


def test_slopes_are_differences_of_the_likelihood(chain):
    counts = np.random.default_rng(2).poisson(1.5, size=len(SEQUENCES)).astype(float)
    _, slopes = value_and_slopes(counts, *chain)
    for array, slope in zip(chain, slopes, strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + 1e-6
            high = written_out(counts, *chain)
            array[place] = kept - 1e-6
            low = written_out(counts, *chain)
            array[place] = kept
            assert slope[place] == pytest.approx((high - low) / 2e-6, rel=1e-5, abs=1e-6)


def test_twice_the_counts_and_entries_give_slopes_twice_as_large_of_moves(chain):
    counts = np.random.default_rng(3).poisson(1.5, size=len(SEQUENCES)).astype(float)
    moves, seen, entries = chain
    _, once = value_and_slopes(counts, moves, seen, entries)
    _, twice = value_and_slopes(2 * counts, moves, seen, 2 * entries)
    assert twice[0] == pytest.approx(2 * once[0])


def test_nothing_is_said_of_what_follows_the_end_of_a_row(chain):
    symbols, _, _ = arrays()
    rows = np.flatnonzero(symbols[:, 2] > 0)  # removed at their sighting at the third time
    ends = np.full(rows.size, 3, dtype=np.int64)
    counts = np.random.default_rng(5).poisson(1.5, size=rows.size).astype(float)
    moves, seen, entries = chain
    slopes = [np.zeros_like(each) for each in chain]
    nothing = np.zeros(0, dtype=np.int64)
    removed = sequences_of(symbols[rows], ends)
    value = likelihood(*removed, counts, nothing, moves, seen, entries, *slopes, True)
    known = sum(
        n * np.log(mean_number(symbols[row, :3], moves, seen, entries)) for row, n in zip(rows, counts, strict=True)
    )
    unseen = mean_number((0,) * TIMES, moves, seen, entries)
    assert value == pytest.approx(known - entries.sum() + unseen, rel=1e-12)
    assert np.all(slopes[1][:, 3, 1:] == 0)  # only members nobody saw go on to the fourth time


def test_a_sequence_that_cannot_be_is_impossible(chain):
    moves, seen, entries = chain
    seen[:, 1, 2] = 0.0
    value, _ = value_and_slopes(np.ones(len(SEQUENCES)), moves, seen, entries)
    assert value == -np.inf


def test_paths_have_the_means_that_the_slopes_tell(chain):
    moves, seen, entries = chain
    counts = np.random.default_rng(4).poisson(3, size=len(SEQUENCES))
    _, slopes = value_and_slopes(counts.astype(float), *chain)
    expected = (slopes[1] * seen).sum(axis=(0, 2))  # members by time and state
    rng = np.random.default_rng(6)
    stocks, unseen = [], []
    for _ in range(400):
        stock, entered = np.zeros((TIMES, STATES)), np.zeros((TIMES, STATES))
        moved = np.zeros((TIMES - 1, STATES, STATES))
        unseen.append(draw_paths(*arrays(), counts, moves, seen, entries, stock, entered, moved, rng))
        stocks.append(stock)
        assert entered.sum() == counts.sum() + unseen[-1]
        assert stock[0] + entered[1:].sum(axis=0) * 0 == pytest.approx(entered[0])
        assert moved[0].sum(axis=0) + entered[1] == pytest.approx(stock[1])
    error = np.std(stocks, axis=0) / 20
    assert np.all(np.abs(np.mean(stocks, axis=0) - expected) < 4.5 * error)
    assert np.mean(unseen) == pytest.approx(mean_number((0,) * TIMES, *chain), rel=0.1)
