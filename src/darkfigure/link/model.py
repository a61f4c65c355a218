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

_STEPS = 500
_SETTLED = 1e-6  # relative change of the expected number of matches at which EM stops
_EDGES = np.arange(-10.0, 24.5, 1.0)  # of the bins of the name LLR, natural log
_AT = np.concatenate([[_EDGES[0] - 0.5], (_EDGES[1:] + _EDGES[:-1]) / 2, [_EDGES[-1] + 0.5]])  # their middles
_SURE = 8.0  # log-odds of a pair at an average name LLR, before EM: the LLR less the odds of a random pair


class MatchModel(NamedTuple):
    """What was learnt.

    `m`, `u`: probability of each level by class, one float64 array a component, in the order of `Components`.
    `name_weight`: the log-odds that each bin of the name LLR stands for, float64 [bins]. `pairs`: expected number of
    one person's pairs among those EM saw; `steps`: how many it took.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
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
_PULL = 2.0  # as a multiple of the pairs that EM takes for one person's


def fit_match_model(components: Components, name: Floats, by_name: Flags) -> MatchModel:
    """Learn the model from the compared pairs.

    Args:
        components: levels of the compared pairs.
        name: name LLR of the compared pairs, float64 [pairs].
        by_name: which of them a key made of names alone brought together, bool [pairs].
    """
    bins = np.digitize(name[by_name], _EDGES)
    patterns, count = _patterns([bins, *(level[by_name] for level in components)], [len(_AT), *LEVELS])
    at, *levels = patterns
    m = [start / start.sum() for start in _START]
    u = [_shares(np.bincount(level, count, minlength=size) + 1.0) for level, size in zip(levels, LEVELS, strict=True)]
    posterior = _expit(_AT[at] - _SURE + _evidence(levels, m, u))
    log_odds = _AT - _SURE
    found, step = 0.0, 0
    for step in range(1, _STEPS + 1):
        match = count * posterior
        before, found = found, max(float(match.sum()), 1.0)
        if abs(found - before) < _SETTLED * found:
            break
        m = [
            _shares(np.bincount(level, match, minlength=size) + _PULL * found * start / start.sum() + 0.5 / size)
            for level, start, size in zip(levels, _START, LEVELS, strict=True)
        ]
        u = [
            _shares(np.bincount(level, count - match, minlength=size) + 0.5)
            for level, size in zip(levels, LEVELS, strict=True)
        ]
        log_odds = _rising_log_odds(
            np.bincount(at, match, minlength=len(_AT)), np.bincount(at, count - match, minlength=len(_AT))
        )
        posterior = _expit(log_odds[at] + _evidence(levels, m, u))
    return MatchModel(m=tuple(m), u=tuple(u), name_weight=log_odds, pairs=found, steps=step)


def _patterns(columns: list[npt.NDArray[np.int64] | npt.NDArray[np.int8]], sizes: list[int]) -> tuple[list[npt.NDArray[np.int64]], Floats]:
    """The distinct rows of these columns, column by column, and how often each occurs."""
    code = np.ravel_multi_index([np.asarray(column, dtype=np.int64) for column in columns], sizes)
    count = np.bincount(code, minlength=int(np.prod(sizes)))
    kept = np.flatnonzero(count)
    return list(np.unravel_index(kept, sizes)), count[kept].astype(np.float64)


def weigh(
    model: MatchModel, fields: Fields, components: Components, name: Floats, left: npt.NDArray[np.int64]
) -> Weights:
    """The weights of the compared pairs. Agreement on a rare town or origin says more than on a common one."""
    birth, sex, home = (np.log(mk / uk)[levels] for levels, mk, uk in zip(components, model.m, model.u, strict=True))
    home = home + _rarity(fields, components, left)
    names = np.interp(name, _AT, model.name_weight)
    return Weights(name=names, birth=birth, sex=sex, home=home, total=names + birth + sex + home)


def _evidence(levels: list[npt.NDArray[np.int64]], m: list[Floats], u: list[Floats]) -> Floats:
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
    if not seen.any():
        return _AT - _SURE
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
