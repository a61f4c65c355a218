"""The match model: how much each component's level says, learnt without labels.

A pair is one person's (class M) or two persons' (class U). Given the class, components are taken as independent. The
classes are told apart by EM on the pairs that a key made of names alone brought together: among them, the agreement of
births and homes is not the reason for being compared, so that its share among two persons' pairs can be counted, with
what names and homes share (people of one country bear alike names) already in it.

    weight = log-odds of the name LLR + sum over birth, sex, home of log m(level) / u(level)

The log-odds of the name LLR are learnt by bins and made to rise with it.

Source:
    Fellegi & Sunter (1969), JASA 64, 1183-1210; Winkler (1988), ASA Proceedings of Survey Research Methods, 667-671;
    Barlow et al. (1972), Statistical Inference under Order Restrictions (isotonic regression).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from darkfigure.link.compare import LEVELS, Components, Home
from darkfigure.link.fields import UNKNOWN, Fields

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_STEPS = 100
_EDGES = np.arange(-10.0, 24.5, 1.0)  # of the bins of the name LLR, natural log
_SURE = 8.0  # log-odds of a pair at an average name LLR, before EM: the LLR less the odds of a random pair


class MatchModel(NamedTuple):
    """What was learnt.

    `m`, `u`: probability of each level by class, one float64 array a component, in the order of `Components`.
    `name_at`, `name_weight`: name LLR and log-odds that it stands for, float64 [bins]. `pairs`: expected number of
    one person's pairs among those EM saw; `steps`: how many it took.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    name_at: Floats
    name_weight: Floats
    pairs: float
    steps: int


class Weights(NamedTuple):
    """Natural-log weights of p pairs, float64 [p] each; `name` is a log-odds, the others are added to it."""

    name: Floats
    birth: Floats
    sex: Floats
    home: Floats
    total: Floats


# What an analyst would expect of two true rows of one person: the start of EM, and the prior it is pulled towards by
# as many pseudo-pairs as `_PULL` says. Two rows of one person whose births lie far apart are a slip, and rare.
_START = Components(
    birth=np.array([0.3, 0.25, 0.2, 0.02, 0.05, 0.008, 0.002, 0.16, 0.01]),
    sex=np.array([0.2, 0.795, 0.005]),
    home=np.array([0.2, 0.3, 0.35, 0.05, 0.06, 0.02, 0.02]),
)
_PULL = 0.1  # as a share of the pairs that EM takes for one person's


def fit_match_model(components: Components, name: Floats, by_name: Flags) -> MatchModel:
    """Learn the model from the compared pairs.

    Args:
        components: levels of the compared pairs.
        name: name LLR of the compared pairs, float64 [pairs].
        by_name: which of them a key made of names alone brought together, bool [pairs].
    """
    levels = [level[by_name] for level in components]
    bins = np.digitize(name[by_name], _EDGES)
    count = len(_EDGES) + 1
    m = [start / start.sum() for start in _START]
    u = [_shares(np.bincount(level, minlength=size) + 1.0) for level, size in zip(levels, LEVELS, strict=True)]
    posterior = _expit(name[by_name] - _SURE + _evidence(levels, m, u))
    step = 0
    for step in range(1, _STEPS + 1):
        found = max(float(posterior.sum()), 1.0)
        pull = _PULL * found
        m = [
            _shares(np.bincount(level, weights=posterior, minlength=size) + pull * start / start.sum() + 0.5 / size)
            for level, start, size in zip(levels, _START, LEVELS, strict=True)
        ]
        u = [
            _shares(np.bincount(level, weights=1 - posterior, minlength=size) + 0.5)
            for level, size in zip(levels, LEVELS, strict=True)
        ]
        log_odds = _rising_log_odds(
            np.bincount(bins, weights=posterior, minlength=count),
            np.bincount(bins, weights=1 - posterior, minlength=count),
        )
        posterior = _expit(log_odds[bins] + _evidence(levels, m, u))
        if abs(float(posterior.sum()) - found) < 1e-5 * found:
            break
    middle = np.concatenate([[_EDGES[0] - 0.5], (_EDGES[1:] + _EDGES[:-1]) / 2, [_EDGES[-1] + 0.5]])
    return MatchModel(
        m=tuple(m), u=tuple(u), name_at=middle, name_weight=log_odds, pairs=float(posterior.sum()), steps=step
    )


def weigh(
    model: MatchModel, fields: Fields, components: Components, name: Floats, left: npt.NDArray[np.int64]
) -> Weights:
    """The weights of the compared pairs. Agreement on a rare town or origin says more than on a common one."""
    birth, sex, home = (np.log(mk / uk)[levels] for levels, mk, uk in zip(components, model.m, model.u, strict=True))
    home = home + _rarity(fields, components, left)
    names = np.interp(name, model.name_at, model.name_weight)
    return Weights(name=names, birth=birth, sex=sex, home=home, total=names + birth + sex + home)


def _evidence(levels: list[npt.NDArray[np.int8]], m: list[Floats], u: list[Floats]) -> Floats:
    total: Floats = sum(
        (np.log(mk / uk)[level] for level, mk, uk in zip(levels, m, u, strict=True)), start=np.zeros(len(levels[0]))
    )
    return total


def _rising_log_odds(matches: Floats, others: Floats) -> Floats:
    """Log-odds of a match by bin, made to rise with the bin; empty bins take their neighbours' value."""
    weight = matches + others + 1e-3
    share = (matches + 1e-4) / (matches + others + 2e-4)
    rising = isotonic_regression(share, weights=weight).x
    rising = np.clip(rising, 1e-7, 1 - 1e-4)
    seen = matches + others >= 1.0
    at = np.arange(len(matches))
    smooth = np.interp(at, at[seen], np.log(rising[seen]) - np.log1p(-rising[seen]))
    log_odds: Floats = np.maximum.accumulate(smooth)
    return log_odds


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
