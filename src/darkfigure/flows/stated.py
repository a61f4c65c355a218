"""Figures that others state, as observations of the numbers with an error of their own and a bias that all share.

How far all of them together are off is not known, so one factor common to all is drawn from its prior. Draws of what
happened are then weighted by how likely they make the figures: what the figures change is seen beside what the traces
say alone, and is never the number of the study.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import log_ndtr, logsumexp

from darkfigure.flows.analysis import Flows
from darkfigure.flows.realised import Realised
from darkfigure.flows.sightings import Floats, Ints

_NORMAL = 1.96  # a factor is stated as bounds of 95 %
_GRID = np.linspace(-4.0, 4.0, 81)  # of the common bias, in standard deviations
_LEAST = 0.5  # persons: the logarithm of nobody
_WIDTH = 1e-3  # of the logarithm of an exact figure


@dataclass(frozen=True, kw_only=True)
class StatedFigure:
    """A figure of persons in a month.

    `state`: a state of the design, or `entered`, all who entered until then. `month`: its number. `stratum`: its
    number, None for everybody. `low`, `high`: bounds, equal for one number, None where open; not both None.
    """

    state: str
    month: int
    stratum: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class StatedErrors:
    """Factors within which, at 95 %, all figures together are off (`bias`), and each one beside that (`each`)."""

    bias: float = 3.0
    each: float = 2.0


@dataclass(frozen=True, kw_only=True)
class WithFigures:
    """`flows`: with draws weighted by the figures. `factor`: [M], figures over numbers, of those draws.

    `effective`: how many draws the weighted ones are worth.
    """

    flows: Flows
    factor: Floats
    effective: float


def with_figures(
    flows: Flows, figures: Sequence[StatedFigure], errors: StatedErrors, *, rng: np.random.Generator
) -> WithFigures:
    """Weight the draws of `flows` by what the figures say, and draw them anew.

    Args:
        flows: the analysis.
        figures: at least one.
        errors: how far figures may be off; both factors above 1.
        rng: the source of chance.
    """
    numbers = np.log(np.maximum(np.stack([_numbers(flows, one) for one in figures], axis=1), _LEAST))  # [M, F]
    bias = _GRID * np.log(errors.bias) / _NORMAL
    each = np.log(errors.each) / _NORMAL
    joint = np.tile(-0.5 * _GRID**2, (len(numbers), 1))  # [M, J]
    for place, one in enumerate(figures):
        joint += _likelihood(one, numbers[:, place, None] + bias, each)
    weights = np.exp(logsumexp(joint, axis=1) - logsumexp(joint))
    rows = rng.choice(weights.size, size=weights.size, p=weights)
    within = np.exp(joint - logsumexp(joint, axis=1, keepdims=True)).cumsum(axis=1)
    picked = (rng.random((rows.size, 1)) * within[rows, -1:] > within[rows]).sum(axis=1)
    return WithFigures(
        flows=replace(flows, realised=_taken(flows.realised, rows), forecasts=()),
        factor=np.asarray(np.exp(bias[picked])),
        effective=float(1 / (weights**2).sum()),
    )


def _numbers(flows: Flows, one: StatedFigure) -> Floats:
    """[M], the drawn number that a figure is of; the dead are all who died until then."""
    drawn, states = flows.realised, flows.design.states
    which = slice(None) if one.stratum is None else slice(one.stratum, one.stratum + 1)
    if one.state == "entered":
        return np.asarray(drawn.entered[:, which, : one.month + 1].sum(axis=(1, 2)))
    names = ("dying", "dead") if one.state == "dead" else (one.state,)
    places = [states.index(name) for name in names]
    return np.asarray(drawn.stock[:, which, one.month][:, :, places].sum(axis=(1, 2)))


def _likelihood(one: StatedFigure, centre: Floats, spread: float) -> Floats:
    """Log-probability of the figure if the logarithm of what is stated lies about `centre`."""
    if one.low is not None and one.low == one.high:
        return np.asarray(-0.5 * ((np.log(max(one.low, _LEAST)) - centre) / spread) ** 2)
    # an open or wide figure: what was meant lies somewhere in it
    low = -np.inf if one.low is None else np.log(max(one.low, _LEAST)) - _WIDTH
    high = np.inf if one.high is None else np.log(max(one.high, _LEAST)) + _WIDTH
    above, below = (low - centre) / spread, (high - centre) / spread
    turned = above > 0  # in the upper tail, the difference of lower tails would be nothing
    a, b = np.where(turned, -below, above), np.where(turned, -above, below)
    return np.asarray(log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), -1e-12))))


def _taken(realised: Realised, rows: Ints) -> Realised:
    return replace(
        realised,
        theta=realised.theta[rows],
        stock=realised.stock[rows],
        entered=realised.entered[rows],
        moved=realised.moved[rows],
        unseen=realised.unseen[rows],
    )
