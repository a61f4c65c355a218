"""The match model: how much each component's level says, learnt without labels.

A pair is one person's (class M) or two persons' (class U). Given the class, components are taken as independent. The
classes are told apart by EM on the pairs that a key made of names alone brought together: among them, the agreement of
births and homes is not the reason for being compared, so that its share among two persons' pairs can be counted, with
what names and homes share (people of one country bear alike names) already in it.

    weight = log-odds of the name LLR + sum over birth, sex, home of log m(level) / u(level)

The log-odds of the name LLR are learnt by bins and made to rise with it. Two persons with alike names are often of one
family, town or people; so `u` is counted anew for each of a few classes of the name LLR.

Source:
    Fellegi & Sunter (1969), JASA 64, 1183-1210; Winkler (1988), ASA Proceedings of Survey Research Methods, 667-671;
    Barlow et al. (1972), Statistical Inference under Order Restrictions (isotonic regression).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from darkfigure.link.compare import KNOWN, Components, Home
from darkfigure.link.fields import UNKNOWN, Fields

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_STEPS = 500
_SETTLED = 1e-6  # relative change of the expected number of matches at which EM stops
_EDGES = np.arange(-10.0, 24.5, 1.0)  # of the bins of the name LLR, natural log
_AT = np.concatenate([[_EDGES[0] - 0.5], (_EDGES[1:] + _EDGES[:-1]) / 2, [_EDGES[-1] + 0.5]])  # their middles
_CLASS_EDGES = np.array([-2.0, 2.0, 6.0])  # between the classes of the name LLR, natural log
_NAME_CLASS = np.digitize(_AT, _CLASS_EDGES)
_TOWARDS_ALL = 20.0  # pseudo-pairs that pull the shares of a name class towards those of all
_SURE = (2.0, 5.0, 8.0)  # name LLRs at which a pair is an even bet, as starts of EM


class MatchModel(NamedTuple):
    """What was learnt.

    `m`: probability of each level among one person's pairs, given what is known, float64 [levels] a component, in the
    order of `Components`. `u`: the same among two persons' pairs, float64 [name classes, levels] a component.
    `name_weight`: the log-odds that each bin of the name LLR stands for, float64 [bins]. `pairs`: expected number of
    one person's pairs among those EM saw; `steps`: how many it took; `likelihood`: its logarithm, given the names.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    name_weight: Floats
    pairs: float
    steps: int
    likelihood: float


class Weights(NamedTuple):
    """Natural-log weights of p pairs, float64 [p] each; `name` is a log-odds, the others are added to it."""

    name: Floats
    birth: Floats
    sex: Floats
    home: Floats
    total: Floats


# What an analyst would expect of two true rows of one person, given what is known of both: the start of EM, and the
# prior it is pulled towards by `_PULL` times as many pseudo-pairs as it takes for one person's. Without it, EM takes
# namesakes for one person with a slip in the birth: two rows of one person whose births lie far apart are rare.
_START = (
    np.array([1.0, 0.82, 0.06, 0.115, 0.005, 0.87, 0.12, 0.005, 0.005, 0.96, 0.04]),
    np.array([1.0, 0.995, 0.005]),
    np.array([1.0, 0.90, 0.08, 0.02, 0.93, 0.05, 0.02]),
)
_PULL = 2.0


def fit_match_model(components: Components, name: Floats, by_name: Flags) -> MatchModel:
    """Learn the model from the compared pairs.

    Args:
        components: levels of the compared pairs.
        name: name LLR of the compared pairs, float64 [pairs].
        by_name: which of them a key made of names alone brought together, bool [pairs].
    """
    bins = np.digitize(name[by_name], _EDGES)
    columns: list[Ints] = [bins, *(level[by_name].astype(np.int64) for level in components)]
    patterns, count = _patterns(columns, [len(_AT), *map(len, KNOWN)])
    # a mixture has more than one peak: of several starts the likeliest end counts
    fits = [_climb(patterns, count, start) for start in _SURE]
    return max(fits, key=lambda fit: fit.likelihood)


def _climb(patterns: list[Ints], count: Floats, sure: float) -> MatchModel:
    """EM from one start: `sure` is the name LLR at which a pair is as likely one person's as not."""
    at, *levels = patterns
    m = [np.asarray(start, dtype=np.float64) for start in _START]
    kind = _NAME_CLASS[at]
    u = [_by_name_class(level, kind, count, known) for level, known in zip(levels, KNOWN, strict=True)]
    log_odds = _AT - sure
    posterior = _expit(log_odds[at] + _evidence(levels, kind, m, u))
    found, step = 0.0, 0
    while step < _STEPS:
        step += 1
        match = count * posterior
        before, found = found, max(float(match.sum()), 1.0)
        if abs(found - before) < _SETTLED * found:
            break
        m = [
            _pulled(_counts(level, match, len(known)), start, known)
            for level, start, known in zip(levels, _START, KNOWN, strict=True)
        ]
        u = [_by_name_class(level, kind, count - match, known) for level, known in zip(levels, KNOWN, strict=True)]
        log_odds = _rising_log_odds(_counts(at, match, len(_AT)), _counts(at, count - match, len(_AT)))
        posterior = _expit(log_odds[at] + _evidence(levels, kind, m, u))
    chance = sum((np.log(uk[kind, level]) for level, uk in zip(levels, u, strict=True)), start=np.zeros(len(at)))
    mixed = np.logaddexp(log_odds[at] + _evidence(levels, kind, m, u), 0.0) - np.logaddexp(log_odds[at], 0.0)
    return MatchModel(
        m=tuple(m),
        u=tuple(u),
        name_weight=log_odds,
        pairs=found,
        steps=step,
        likelihood=float((count * (chance + mixed)).sum()),
    )


def _patterns(columns: list[Ints], sizes: list[int]) -> tuple[list[Ints], Floats]:
    """The distinct rows of these columns, column by column, and how often each occurs."""
    code = np.ravel_multi_index(columns, sizes)
    count = np.bincount(code, minlength=int(np.prod(sizes)))
    kept = np.flatnonzero(count)
    return list(np.unravel_index(kept, sizes)), count[kept].astype(np.float64)


def weigh(model: MatchModel, fields: Fields, components: Components, name: Floats, left: Ints) -> Weights:
    """The weights of the compared pairs. Agreement on a rare town or origin says more than on a common one."""
    kind = np.digitize(name, _CLASS_EDGES)
    birth, sex, home = (
        _component(level, kind, mk, uk) for level, mk, uk in zip(components, model.m, model.u, strict=True)
    )
    home = home + _rarity(fields, components, left)
    names = np.interp(name, _AT, model.name_weight)
    return Weights(name=names, birth=birth, sex=sex, home=home, total=names + birth + sex + home)


def _evidence(levels: list[Ints], kind: Ints, m: list[Floats], u: list[Floats]) -> Floats:
    total: Floats = sum(
        (_component(level, kind, mk, uk) for level, mk, uk in zip(levels, m, u, strict=True)),
        start=np.zeros(len(kind)),
    )
    return total


def _component(level: Ints | npt.NDArray[np.int8], kind: Ints, m: Floats, u: Floats) -> Floats:
    """Log m/u of one component, by level and name class."""
    weight: Floats = np.log(m / u)[kind, level]
    return weight


def _by_name_class(level: Ints, kind: Ints, count: Floats, known: Ints) -> Floats:
    """Shares of the levels within what is known, for each name class, pulled a little towards those of all classes."""
    counts = np.zeros((len(_CLASS_EDGES) + 1, len(known)))
    np.add.at(counts, (kind, level), count)
    everywhere = _shares(counts.sum(axis=0) + 0.5, known)
    return np.array([_shares(row + _TOWARDS_ALL * everywhere, known) for row in counts])


def _rising_log_odds(matches: Floats, others: Floats) -> Floats:
    """Log-odds of a match by bin, made to rise with the bin; empty bins take their neighbours' value."""
    weight = matches + others + 1e-3
    share = (matches + 1e-4) / (matches + others + 2e-4)
    rising = isotonic_regression(share, weights=weight).x
    rising = np.clip(rising, 1e-7, 1 - 1e-4)
    seen = matches + others >= 1.0
    if not seen.any():
        return _AT - _SURE[-1]
    at = np.arange(len(matches))
    smooth = np.interp(at, at[seen], np.log(rising[seen]) - np.log1p(-rising[seen]))
    log_odds: Floats = np.maximum.accumulate(smooth)
    return log_odds


def _rarity(fields: Fields, components: Components, left: Ints) -> Floats:
    """How much rarer than the usual shared value the shared town or origin is, natural log; 0 where none is shared."""
    out = np.zeros(len(left))
    for level, codes in ((Home.SAME_TOWN, fields.place), (Home.SAME_ORIGIN, fields.origin)):
        share = np.bincount(codes[codes != UNKNOWN], minlength=1).astype(float)
        share = share / max(share.sum(), 1.0)
        usual = (share**3).sum() / max((share**2).sum(), 1e-300)  # expected share of the value two random rows share
        here = components.home == level
        out[here] = np.log(max(usual, 1e-12)) - np.log(share[codes[left[here]]])
    return out


def _pulled(counts: Floats, start: Floats, known: Ints) -> Floats:
    """Shares of the levels within what is known, pulled towards `start`."""
    weight = _PULL * _counts(known, counts, len(known))[known] + 1.0
    return _shares(counts + weight * start, known)


def _shares(counts: Floats, known: Ints) -> Floats:
    """Shares of the levels within what is known: `known` gives the group of each level."""
    shares: Floats = counts / _counts(known, counts, len(known))[known]
    return shares


def _counts(value: Ints, weight: Floats, size: int) -> Floats:
    """Sum of the weights of each value 0..size-1."""
    sums: Floats = np.bincount(value, weights=weight, minlength=size).astype(np.float64)
    return sums


def _expit(logit: Floats) -> Floats:
    p: Floats = 0.5 * (1.0 + np.tanh(0.5 * logit))
    return p
