"""The match model: how much each component's level says, learnt without labels.

A pair is one person's (class M) or two persons' (class U). Given the class, components are taken as independent:

    weight = log-odds before looking + name LLR + sum over components of log m(level) / u(level)

`u` is counted on random pairs, nearly all of which are two persons'. `m` and the prior come from EM over the compared
pairs: the pairs never compared are taken as two persons'.

Source:
    Fellegi & Sunter (1969), JASA 64, 1183-1210; Winkler (1988), ASA Proceedings of Survey Research Methods, 667-671.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.compare import LEVELS, Components, Home, compare_fields
from darkfigure.link.fields import UNKNOWN, Fields

Floats = npt.NDArray[np.float64]

_RANDOM_PAIRS = 1_000_000
_STEPS = 60
_PSEUDO = 2.0  # pseudo-counts that keep a level nobody showed from being impossible


class MatchModel(NamedTuple):
    """`m` and `u`: probability of each level by class, one float64 array a component; `prior`: log-odds of a pair."""

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    prior: float
    steps: int


class Weights(NamedTuple):
    """Natural-log weights of p pairs, float64 [p] each; `total` includes names and the prior."""

    birth: Floats
    sex: Floats
    home: Floats
    total: Floats


# What an analyst would expect of two true rows of one person; the start of EM and the weak prior it is pulled to.
_START = Components(
    birth=np.array([0.3, 0.25, 0.2, 0.03, 0.06, 0.01, 0.02, 0.1, 0.03]),
    sex=np.array([0.2, 0.79, 0.01]),
    home=np.array([0.2, 0.3, 0.35, 0.05, 0.04, 0.03, 0.03]),
)


def fit_match_model(
    fields: Fields, components: Components, name: Floats, *, rng: np.random.Generator
) -> MatchModel:
    """Learn the model from the compared pairs.

    Args:
        fields: of all mentions; random pairs are drawn from them.
        components: levels of the compared pairs.
        name: name LLR of the compared pairs, float64 [pairs].
        rng: draws the random pairs.
    """
    n = len(fields.sex)
    u = _chance_levels(fields, rng)
    everything = n * (n - 1) / 2
    m = tuple(start / start.sum() for start in _START)
    found = 0.3 * n
    step = 0
    for step in range(1, _STEPS + 1):
        prior = np.log(found) - np.log(everything)
        logit = prior + name
        for levels, mk, uk in zip(components, m, u, strict=True):
            logit = logit + np.log(mk / uk)[levels]
        posterior = _expit(logit)
        before, found = found, max(float(posterior.sum()), 1.0)
        m = tuple(
            _shares(np.bincount(levels, weights=posterior, minlength=size) + _PSEUDO * start * size)
            for levels, start, size in zip(components, _START, LEVELS, strict=True)
        )
        if abs(found - before) < 1e-4 * found:
            break
    return MatchModel(m=m, u=u, prior=float(np.log(found) - np.log(everything)), steps=step)


def weigh(model: MatchModel, fields: Fields, components: Components, name: Floats, left: npt.NDArray[np.int64]) -> Weights:
    """The weights of the compared pairs. Agreement on a rare town or origin says more than on a common one."""
    birth, sex, home = (
        np.log(mk / uk)[levels] for levels, mk, uk in zip(components, model.m, model.u, strict=True)
    )
    home = home + _rarity(fields, components, left)
    return Weights(birth=birth, sex=sex, home=home, total=model.prior + name + birth + sex + home)


def _chance_levels(fields: Fields, rng: np.random.Generator) -> tuple[Floats, ...]:
    """Shares of the levels among random pairs."""
    n = len(fields.sex)
    left = rng.integers(n, size=_RANDOM_PAIRS)
    right = (left + rng.integers(1, max(n, 2), size=_RANDOM_PAIRS)) % n
    levels = compare_fields(fields, left, right)
    return tuple(
        _shares(np.bincount(level, minlength=size) + 0.5) for level, size in zip(levels, LEVELS, strict=True)
    )


def _rarity(fields: Fields, components: Components, left: npt.NDArray[np.int64]) -> Floats:
    """How much rarer than the usual shared value the shared town or origin is, natural log; 0 where none is shared."""
    out = np.zeros(len(left))
    for level, codes in ((Home.SAME_TOWN, fields.place), (Home.SAME_ORIGIN, fields.origin)):
        share = np.bincount(codes[codes != UNKNOWN], minlength=1).astype(float)
        share = share / max(share.sum(), 1.0)
        usual = (share**3).sum() / max((share**2).sum(), 1e-300)  # expected share of the value two random rows share
        here = components.home == level
        out[here] = np.log(max(usual, 1e-12)) - np.log(share[codes[left[here]]])
    return out


def _shares(counts: Floats) -> Floats:
    shares: Floats = counts / counts.sum()
    return shares


def _expit(logit: Floats) -> Floats:
    p: Floats = 0.5 * (1.0 + np.tanh(0.5 * logit))
    return p
