"""The match model: how much each component's level says, learnt without labels.

A pair is one person's (class M) or two persons' (class U). Given the class, components are taken as independent. The
classes are told apart by EM on pairs for which the agreement of births and homes is not the reason for being compared:
all that a key made of names alone brought together, and a weighted sample of those that share one common name or
kunya, of which only some are compared. So the share of agreement among two persons' pairs can be counted.

    weight = log-odds of the name LLR + sum over the components of log m(level) / u(level)

The log-odds of the name LLR are learnt by bins and made to rise with it, for each of these ways of sharing a name. Two
persons with alike names are often of one family, town or people; so `u` is counted anew for each kind of pair: by
classes of the name LLR, and by the way of sharing.

Source:
    Fellegi & Sunter (1969), JASA 64, 1183-1210; Winkler (1988), ASA Proceedings of Survey Research Methods, 667-671;
    Barlow et al. (1972), Statistical Inference under Order Restrictions (isotonic regression).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from darkfigure.link.candidates import Sharing, Shown
from darkfigure.link.compare import KNOWN, MARKS, Components, Home
from darkfigure.link.fields import UNKNOWN, Fields
from darkfigure.store.scratch import Scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS = 500
_AT_ONCE = 500_000  # pairs that are weighed in one go
_SETTLED = 1e-6  # relative change of the expected number of matches at which EM stops
_EDGES = np.arange(-10.0, 24.5, 1.0)  # of the bins of the name LLR, natural log
_AT = np.concatenate([[_EDGES[0] - 0.5], (_EDGES[1:] + _EDGES[:-1]) / 2, [_EDGES[-1] + 0.5]])  # their middles
_CLASS_EDGES = np.array([-2.0, 2.0, 6.0])  # between the classes of the name LLR, natural log
# Two persons with alike names agree more often than any two, because names go by family, town and age; but not any more
# often. The shares of levels among them lie between those among any two times `_LEAST`, and times `_MOST` or a share.
_LEAST = 0.5
_MOST = (2.0, 20.0, 20.0, 20.0, 20.0, 20.0)
_MOST_SHARE = (0.0, 0.0, 0.0, 0.002, 0.1, 0.2)  # families share a telephone, groups a picture
_TOWARDS_ALL = 20.0  # pseudo-pairs that pull the shares of a kind of pair towards those of all
_TOWARDS_NAMES = 100.0  # pairs of the sample that pull those sharing one name towards those that names brought together
_OTHER_KEYS: dict[Sharing, tuple[str, ...]] = {Sharing.MARK: MARKS, Sharing.DAY: ("birth",)}
_SAME = 1  # the level of full agreement, in every component
_OFFSETS = np.arange(-12.0, 12.1, 0.25)
_OFFSET_SPREAD = 2.0
_MISSED = 0.03  # of the pairs that are one person's, for one that names brought together, as measured
_BAND = np.array([4.0, 4.0])  # how far pairs that share one name may lie from others: spread of log-odds, natural log
_CLASSES = len(_CLASS_EDGES) + 1
_OF_ONE_NAME = len(_CLASS_EDGES) + len(Sharing)  # the first kind of pairs that share one common name
_SURE = (2.0, 5.0, 8.0)  # name LLRs at which a pair is an even bet, as starts of EM


class MatchModel(NamedTuple):
    """What was learnt.

    `m`: probability of each level among one person's pairs, given what is known, float64 [levels] a component, in the
    order of `Components`. `u`: the same among two persons' pairs, float64 [kinds, levels] a component.
    `name_weight`: the log-odds that each bin of the name LLR stands for, float64 [sharing, bins]. `prior`: the
    log-odds of a pair of which no more is known than what brought it together, float64 [sharing]; it is part of
    `name_weight`. `pairs`: expected number of one person's pairs among those EM saw; `same`: how many of them
    agree fully, float64 [components]; `steps`: how many it took;
    `likelihood`: its log, given the names.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    name_weight: Floats
    prior: Floats
    pairs: float
    same: Floats
    steps: int
    likelihood: float


class Weights(NamedTuple):
    """Natural-log weights of p pairs, float64 [p] each: the prior log-odds, what names and each component add."""

    prior: Floats
    name: Floats
    components: dict[str, Floats]
    total: Floats


# What an analyst would expect of two true rows of one person, given what is known of both: the start of EM, and the
# prior it is pulled towards by `_PULL` times as many pseudo-pairs as it takes for one person's. Without it, EM takes
# namesakes for one person with a slip in the birth: two rows of one person whose births lie far apart are rare.
_START = (
    np.array([1.0, 0.82, 0.11, 0.04, 0.015, 0.01, 0.005, 0.87, 0.12, 0.005, 0.005, 0.96, 0.04]),
    np.array([1.0, 0.995, 0.005]),
    np.array([1.0, 0.87, 0.03, 0.08, 0.02, 0.93, 0.05, 0.02]),
    np.array([1.0, 0.94, 0.04, 0.02]),  # an identifier is one person's, and copied with slips
    np.array([1.0, 0.70, 0.05, 0.25]),  # a person has several accounts
    np.array([1.0, 0.30, 0.01, 0.69]),  # and many pictures
)
_PULL = 2.0


class Evidence(NamedTuple):
    """Pairs as EM sees them: `sharing`, int8 [pairs]; `name`: their name LLR, float64 [pairs]; `components`."""

    sharing: npt.NDArray[np.int8]
    name: Floats
    components: Components


def fit_match_model(
    pairs: Evidence, shown: Shown, sample: Evidence, weight: Floats, *, chance: tuple[Floats, ...]
) -> MatchModel:
    """Learn the model.

    Args:
        pairs: the compared pairs.
        shown: those that are used: of all that a key of names alone brought together.
        sample: pairs that share one common name or kunya, whatever their covariates.
        weight: how many such pairs each of the sample stands for, float64 [sample].
        chance: how often any two persons' rows agree, as `chance_shares` gives it.
    """
    named = take_pairs(pairs, shown.which)
    columns: list[Ints] = [
        np.concatenate([one, other]).astype(np.int64)
        for one, other in zip(_columns(named), _columns(sample), strict=True)
    ]
    weights = np.concatenate([np.full(len(named.name), shown.weight), weight])
    patterns, count = _patterns(columns, weights, [len(Sharing), len(_AT), *map(len, KNOWN)])
    # a mixture has more than one peak: of several starts the likeliest end counts
    pull = _TOWARDS_NAMES * float(weight.mean() if len(weight) else 1.0)
    fits = [_climb(patterns, count, start, chance, pull=pull) for start in _SURE]
    return _with_other_keys(max(fits, key=lambda fit: fit.likelihood), pairs)


def _with_other_keys(model: MatchModel, pairs: Evidence) -> MatchModel:
    """The model, and what pairs are worth that a mark or a day of birth brought together, and no name.

    EM did not see such pairs: all of them agree in what brought them together, and that would be no evidence. Here they
    take what the names stand for, and what agreeing so says, from the pairs that names brought together; one number,
    added to all that one kind of key brought together, is learnt from their other components. It is expected to be
    such that they hold as many of one person's pairs that agree so as names miss, give or take `_OFFSET_SPREAD`.
    """
    name_weight, prior = model.name_weight.copy(), model.prior.copy()
    for sharing, own in _OTHER_KEYS.items():
        here = pairs.sharing == sharing
        missed = _MISSED * sum(share for name, share in zip(Components._fields, model.same, strict=True) if name in own)
        columns: list[Ints] = [column[here].astype(np.int64) for column in _columns(pairs)[1:]]
        (at, *levels), count = _patterns(columns, np.ones(here.sum()), [len(_AT), *map(len, KNOWN)])
        kind = _kind(np.full(len(at), sharing), _AT[at])
        added = [_component(level, kind, mk, uk) for level, mk, uk in zip(levels, model.m, model.u, strict=True)]
        by_component = dict(zip(Components._fields, added, strict=True))
        known = model.name_weight[Sharing.NAMES, at] + sum(by_component.pop(name) for name in own)
        logit = known + _OFFSETS[:, None]
        other: Floats = sum(by_component.values(), start=np.zeros(len(at)))
        likelihood = count * (np.logaddexp(logit + other, 0.0) - np.logaddexp(logit, 0.0))
        matches = np.abs((count * _expit(logit)).sum(axis=1) - min(missed, 0.9 * count.sum()))
        away = (_OFFSETS - _OFFSETS[np.argmin(matches)]) / _OFFSET_SPREAD
        offset = _OFFSETS[np.argmax(likelihood.sum(axis=1) - 0.5 * away**2)]
        name_weight[sharing] = name_weight[Sharing.NAMES] + offset
        prior[sharing] = prior[Sharing.NAMES] + offset
    return model._replace(name_weight=name_weight, prior=prior)


def _columns(pairs: Evidence) -> list[npt.NDArray[np.int8] | Ints]:
    return [pairs.sharing, np.digitize(pairs.name, _EDGES), *pairs.components]


def _climb(patterns: list[Ints], count: Floats, sure: float, chance: tuple[Floats, ...], *, pull: float) -> MatchModel:
    """EM from one start: `sure` is the name LLR at which a pair is as likely one person's as not."""
    sharing, at, *levels = patterns
    m = [np.asarray(start, dtype=np.float64) for start in _START]
    kind = _kind(sharing, _AT[at])
    u = _by_kind(levels, kind, count, chance, pull=pull)
    log_odds = np.tile(_AT - sure, (len(Sharing), 1))
    posterior = _expit(log_odds[sharing, at] + _evidence(levels, kind, m, u))
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
        u = _by_kind(levels, kind, count - match, chance, pull=pull)
        log_odds = _log_odds_of_names(sharing, at, match, count)
        posterior = _expit(log_odds[sharing, at] + _evidence(levels, kind, m, u))
    names = log_odds[sharing, at]
    agreed = sum((np.log(uk[kind, level]) for level, uk in zip(levels, u, strict=True)), start=np.zeros(len(at)))
    mixed = np.logaddexp(names + _evidence(levels, kind, m, u), 0.0) - np.logaddexp(names, 0.0)
    return MatchModel(
        m=tuple(m),
        u=tuple(u),
        name_weight=log_odds,
        prior=_prior(sharing, count * posterior, count),
        pairs=found,
        same=np.array([(count * posterior)[level == _SAME].sum() for level in levels]),
        steps=step,
        likelihood=float((count * (agreed + mixed)).sum()),
    )


def _kind(sharing: Ints | npt.NDArray[np.int8], name: Floats) -> Ints:
    """Which chance agreement a pair has: by class of the name LLR; where a kunya brought it together, one of its own.

    Pairs that share one common name have classes of their own: two persons whose other names are alike too are oftener
    of one people, and so of one origin and town. Counted together they would pass for one person's.
    """
    by_class = np.digitize(name, _CLASS_EDGES)
    kind: Ints = np.where(sharing == Sharing.KUNYA, len(_CLASS_EDGES) + sharing.astype(np.int64), by_class)
    return np.where(sharing == Sharing.ONE_NAME, _OF_ONE_NAME + by_class, kind)


def _patterns(columns: list[Ints], weight: Floats, sizes: list[int]) -> tuple[list[Ints], Floats]:
    """The distinct rows of these columns, column by column, and the weight of each."""
    code = np.ravel_multi_index(columns, sizes)
    count = _counts(code, weight, int(np.prod(sizes)))
    kept = np.flatnonzero(count)
    return list(np.unravel_index(kept, sizes)), count[kept]


def weigh(model: MatchModel, fields: Fields, pairs: Evidence, left: Ints) -> Weights:
    """The weights of the compared pairs. Agreement on a rare town or origin says more than on a common one."""
    components = pairs.components
    kind = _kind(pairs.sharing, pairs.name)
    added = {
        name: _component(level, kind, mk, uk)
        for name, level, mk, uk in zip(Components._fields, components, model.m, model.u, strict=True)
    }
    added["home"] = added["home"] + _rarity(fields, components, left)
    names, prior = _names(model, pairs), model.prior[pairs.sharing]
    return Weights(prior=prior, name=names - prior, components=added, total=sum(added.values(), start=names))


def weigh_all(
    model: MatchModel, fields: Fields, pairs: Evidence, left: Ints, *, scratch: Scratch | None = None
) -> Floats:
    """The total weights of all compared pairs, float64 [pairs], without a copy of their parts."""
    total: Floats = (scratch or Scratch()).empty(len(left), np.float64)
    for begin in range(0, len(left), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        total[some] = weigh(model, fields, take_pairs(pairs, some), left[some]).total
    return total


def take_pairs(pairs: Evidence, some: slice | npt.NDArray[np.bool_] | Ints) -> Evidence:
    """What is known of some of the pairs."""
    return Evidence(
        sharing=pairs.sharing[some],
        name=pairs.name[some],
        components=Components(*(levels[some] for levels in pairs.components)),
    )


def _prior(sharing: Ints, match: Floats, count: Floats) -> Floats:
    """Log-odds of a match by way of sharing."""
    matches = _counts(sharing, match, len(Sharing)) + 0.5
    prior: Floats = np.log(matches) - np.log(_counts(sharing, count, len(Sharing)) + 1.0 - matches)
    return prior


def _names(model: MatchModel, pairs: Evidence) -> Floats:
    """Log-odds that the name LLRs stand for."""
    place = np.clip(pairs.name - _AT[0], 0.0, len(_AT) - 1.0)  # the bins are one wide
    bin_ = np.minimum(place.astype(np.int64), len(_AT) - 2)
    part = place - bin_
    below = model.name_weight[pairs.sharing, bin_]
    at: Floats = below + part * (model.name_weight[pairs.sharing, bin_ + 1] - below)
    return at


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


def _by_kind(levels: list[Ints], kind: Ints, count: Floats, chance: tuple[Floats, ...], *, pull: float) -> list[Floats]:
    """Shares of the levels within what is known, for each kind of pair, pulled a little towards those of all.

    Those of pairs that share one name are pulled towards those that names brought together, of the same class, by
    `pull` pairs. All stay within bounds of what chance alone does.
    """
    kinds = _OF_ONE_NAME + _CLASSES
    found = []
    for level, known, alone, most, share in zip(levels, KNOWN, chance, _MOST, _MOST_SHARE, strict=True):
        counts = _counts(kind * len(known) + level, count, kinds * len(known)).reshape(kinds, len(known))
        everywhere = _shares(counts.sum(axis=0) + 0.5, known)
        least = np.where(np.arange(len(known)) == _SAME, _LEAST, 0.0)
        rows = np.array([_shares(row + _TOWARDS_ALL * everywhere, known) for row in counts])
        towards = pull * rows[:_CLASSES]
        rows[_OF_ONE_NAME:] = [_shares(row, known) for row in counts[_OF_ONE_NAME:] + towards]
        found.append(
            np.array([_shares(np.clip(row, least * alone, np.maximum(most * alone, share)), known) for row in rows])
        )
    return found


def _log_odds_of_names(sharing: Ints, at: Ints, match: Floats, count: Floats) -> Floats:
    """Log-odds of a match by way of sharing and bin of the name LLR, float64 [sharing, bins].

    Pairs that share one common name or kunya take the curve of those that names brought together, moved by one number.
    A curve of their own would rest on a sample that holds hardly a match: where EM once finds none in a bin, it never
    finds one again.
    """
    counts = np.array(
        [[_counts(at[sharing == s], some[sharing == s], len(_AT)) for some in (match, count)] for s in Sharing]
    )
    matches, pairs = counts[:, 0], counts[:, 1]
    curve = _rising_log_odds(matches[Sharing.NAMES], (pairs - matches)[Sharing.NAMES])
    log_odds = np.tile(curve, (len(Sharing), 1))
    for s in (Sharing.ONE_NAME, Sharing.KUNYA):
        log_odds[s] = _moved(curve, matches[s], pairs[s])
    return log_odds


def _moved(curve: Floats, matches: Floats, pairs: Floats) -> Floats:
    """Log-odds by bin that fit the matches of each bin best: the curve, and what rises evenly with the bin.

    A logistic regression (Newton's method) with the curve as offset; `_BAND` is what its two numbers may be.
    """
    x = np.stack([np.ones(len(curve)), _AT / 10.0])
    moved = np.zeros(2)
    for _ in range(30):
        expected = _expit(curve + moved @ x)
        slope = x @ (matches - pairs * expected) - moved / _BAND**2
        bend = (x * (pairs * expected * (1.0 - expected))) @ x.T + np.diag(1.0 / _BAND**2)
        step = np.clip(np.linalg.solve(bend, slope), -2.0, 2.0)
        moved += step
        if np.abs(step).max() < 1e-6:
            break
    moved[1] = max(moved[1], 0.0)
    return curve + moved @ x


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
