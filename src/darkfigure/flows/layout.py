"""How the probabilities of a hidden chain follow from parameters: each probability names the parameter it has.

The index arrays are the parameter index matrices (PIMs) of program MARK: entries that are equal share a parameter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from darkfigure.flows.histories import Floats, Histories, Ints
from darkfigure.inference.entering_chain import likelihood

FIXED = -1
"""An index that means: no parameter, the fixed value holds."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """States, and which parameter rules which probability.

    `survival`: [T - 1, S], logit; who does not survive goes to `after[s]`. `movement`: [T - 1, S, S], for survivors,
    multinomial logit with staying as the reference; FIXED where a way is not open. `detection`: [T, S], logit.
    `entries`: [T, S], log of the mean number; None where the likelihood is given the first capture. Where an index is
    FIXED, survival and detection have the values of `fixed_survival` and `fixed_detection`, entries are none.
    `symbol`: [S], the symbol a state is seen as.
    """

    survival: Ints
    movement: Ints
    detection: Ints
    entries: Ints | None
    after: Ints
    symbol: Ints
    fixed_survival: Floats
    fixed_detection: Floats
    parameters: int

    @property
    def told(self) -> Ints:
        """[O], the state that a symbol tells; for the likelihood given the first capture. Empty with entries."""
        if self.entries is not None:
            return np.zeros(0, dtype=np.int64)
        told = np.full(int(self.symbol.max()) + 1, -1, dtype=np.int64)
        for state in range(self.symbol.size - 1, -1, -1):
            told[self.symbol[state]] = state
        told[0] = -1
        return told


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The probabilities of a chain.

    `moves`: [T - 1, S, S], made of `survival`: [T - 1, S] and `movement`: [T - 1, S, S]. `detection`: [T, S]. `seen`:
    [1, T, O, S]. `entries`: [1, T, S].
    """

    survival: Floats
    movement: Floats
    moves: Floats
    detection: Floats
    seen: Floats
    entries: Floats


def chain_of(layout: Layout, theta: Floats) -> Chain:
    """The chain at parameters theta, [P]."""
    survival = _value(theta, layout.survival, layout.fixed_survival)
    movement = _movement(theta, layout.movement)
    moves = survival[:, :, None] * movement
    states = layout.symbol.size
    moves[:, np.arange(states), layout.after] += 1.0 - survival
    detection = _value(theta, layout.detection, layout.fixed_detection)
    seen = np.zeros((1, detection.shape[0], int(layout.symbol.max()) + 1, states))
    seen[0, :, 0, :] = 1.0 - detection
    for state in range(states):
        if layout.symbol[state] > 0:
            seen[0, :, layout.symbol[state], state] = detection[:, state]
        else:
            seen[0, :, 0, state] = 1.0
    entries = np.zeros((1, *detection.shape))
    if layout.entries is not None:
        there = layout.entries != FIXED
        entries[0][there] = np.exp(theta[layout.entries[there]])
    return Chain(survival=survival, movement=movement, moves=moves, detection=detection, seen=seen, entries=entries)


def slope(layout: Layout, theta: Floats, histories: Histories) -> tuple[float, Floats]:
    """Log-likelihood at theta, up to a constant, and its slope, [P]; -inf where a history is impossible."""
    chain = chain_of(layout, theta)
    by_moves, by_seen, by_entries = (np.zeros_like(each) for each in (chain.moves, chain.seen, chain.entries))
    value = likelihood(
        *histories.sequences,
        histories.counts,
        layout.told,
        chain.moves,
        chain.seen,
        chain.entries,
        by_moves,
        by_seen,
        by_entries,
        True,
    )
    grad = np.zeros(layout.parameters)
    states = np.arange(layout.symbol.size)
    by_survival = (by_moves * chain.movement).sum(axis=2) - by_moves[:, states, layout.after]
    _gather(grad, layout.survival, by_survival * chain.survival * (1 - chain.survival))
    by_movement = by_moves * chain.survival[:, :, None]
    mean = (by_movement * chain.movement).sum(axis=2, keepdims=True)
    _gather(grad, layout.movement, chain.movement * (by_movement - mean))
    by_detection = by_seen[0][:, layout.symbol, states] - by_seen[0][:, 0, :]
    by_detection[:, layout.symbol == 0] = 0.0
    _gather(grad, layout.detection, by_detection * chain.detection * (1 - chain.detection))
    if layout.entries is not None:
        _gather(grad, layout.entries, by_entries[0] * chain.entries[0])
    return value, grad


def _value(theta: Floats, index: Ints, fixed: Floats) -> Floats:
    return np.where(index == FIXED, fixed, expit(theta[np.maximum(index, 0)]) if theta.size else fixed)


def _movement(theta: Floats, index: Ints) -> Floats:
    """[T - 1, S, S], rows that sum to one; staying has the log-odds 0."""
    states = index.shape[1]
    logits = np.where(index == FIXED, -np.inf, theta[np.maximum(index, 0)] if theta.size else -np.inf)
    logits[:, np.arange(states), np.arange(states)] = 0.0
    logits -= logits.max(axis=2, keepdims=True)
    odds = np.exp(logits)
    shares: NDArray[np.float64] = odds / odds.sum(axis=2, keepdims=True)
    return shares


def _gather(grad: Floats, index: Ints, values: Floats) -> None:
    there = index != FIXED
    np.add.at(grad, index[there], values[there])
