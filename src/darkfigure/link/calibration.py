"""How far the weights of a study can be trusted, and how many links the drawn pairs miss.

The log-odds that a pair of weight `w` is one person's are `a + b w`. Invented worlds say what `a` and `b` may be. The
echoes of the study say more: with `N` pairs of one person, whose weights are spread as those of the echoes are, there
are in all

    N f(w) (1 + exp(-a - b w))

pairs of weight `w`. So the share of the study's own pairs among these and the echoes together is a function of `N`, `a`
and `b` alone, which is fitted without knowing `f`. Echoes are not quite like further rows: each counts as a small part
of one.

Pairs that people judged are not judged at random either: asked first are those that would move the number most, among
them many that the partition joins against their weight. Joined, a pair is oftener one person's than its weight says,
and apart more rarely, because the partition knows the other pairs of both rows. So a verdict is read as

    logit P(one person | w, s) = h(w) + g(w) s,    s = 1 where the partition joins the pair, else -1,

where `h` is such that over the study's pairs of weight `w`, joined and apart as they are, the log-odds are `a + b w`.
What else sets judged pairs apart is not known, so each counts as a part of one.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]

CLIP = 12.0
"""A weight says no more than this."""


class Trust(NamedTuple):
    """What is known of (a, b), a normal distribution, and of the share of links that drawn pairs miss, a beta one.

    `mean`: float64 [2]; `spread`: covariance, float64 [2, 2]; `parted`: mean and standard deviation of that share.
    """

    mean: Floats
    spread: Floats
    parted: tuple[float, float]


# Learnt on invented worlds with known truth (benchmarks/linkage_draws.py --learn); the worlds on which intervals are
# judged are others.
PRIOR = Trust(np.array([-0.19, 0.807]), np.array([[0.092, -0.0019], [-0.0019, 0.0057]]), (0.093, 0.036))
_ECHO_WORTH = 0.1  # an echo, and a pair beside it, counts as this part of one
_ECHO_SHIFT = np.array([-0.001, -0.01])  # of (a, b): what echoes are off by on average
_PARTED_LEAST, _PARTED_BY_ECHOES, _PARTED_SPREAD = -0.0597, 0.913, 0.01  # rises with the echoes that come apart
LEAST = -4.0
"""The lowest weight that echoes are asked about: below, they err in other ways than rows do."""
_MOST = 12.0  # the highest
_SURE = 4.0
_FEWEST_ECHOES, _FEWEST_JUDGED = 50, 20
_CONTEXT = (1.57, -0.063)  # g by w, over six invented worlds: what the partition knows of a pair beside its weight
_CONTEXT_UPTO = 4.0
_JUDGED_WORTH = 0.3


class Judgements(NamedTuple):
    """Compared pairs that people judged.

    `weight`: float64 [judged]. `same`: whether they are one person's, bool. `joined`: whether the partition joins them
    by their weights, bool. `rate`: share of the study's pairs of that weight which it joins, float64.
    """

    weight: Floats
    same: npt.NDArray[np.bool_]
    joined: npt.NDArray[np.bool_]
    rate: Floats


def learn_trust(pairs: Floats, echoes: Floats, judged: Judgements | None = None, *, prior: Trust = PRIOR) -> Trust:
    """What the echoes and judgements of a study add to what was known before.

    Args:
        pairs: weights of the study's compared pairs, float64.
        echoes: weights of echoes with their originals, float64; -inf where blocking missed them.
        judged: what people judged. They choose which pairs they judge, by weight and partition; so their answers tell
            what pairs of a weight are, not how many there are.
        prior: what was known before.
    """
    trust = prior
    mine, theirs = (one[(one >= LEAST) & (one < _MOST)] for one in (pairs, echoes))
    if len(theirs) >= _FEWEST_ECHOES and len(mine) >= _FEWEST_ECHOES:
        trust = _by_echoes(trust, mine, theirs)
        parting = float(_expit(-trust.mean[0] - trust.mean[1] * np.clip(echoes, -CLIP, CLIP)).mean())
        parted = max(_PARTED_LEAST + _PARTED_BY_ECHOES * parting, _PARTED_SPREAD)
        trust = trust._replace(parted=(parted, _PARTED_SPREAD))
    if judged is not None and len(judged.weight) >= _FEWEST_JUDGED:
        trust = _by_judgements(trust, judged)
    return trust


def _by_echoes(trust: Trust, pairs: Floats, echoes: Floats) -> Trust:
    """Fit log N/E, a and b by the share of pairs among pairs and echoes; the posterior as a normal one."""
    precision = np.linalg.inv(trust.spread)
    weight = np.concatenate([pairs, echoes])
    sign = np.repeat([1.0, -1.0], [len(pairs), len(echoes)])

    def shape(at: Floats) -> tuple[Floats, Floats]:
        """Log-odds of a pair of the study, and their derivatives, [3, weights]."""
        logit = at[1] + at[2] * weight
        other = _expit(-logit)  # that a pair of the study is two persons'
        return at[0] + np.logaddexp(0.0, -logit), np.stack([np.ones_like(other), -other, -other * weight])

    def loss(at: Floats) -> tuple[float, Floats]:
        logit, slope = shape(at)
        apart = at[1:] - trust.mean
        value = _ECHO_WORTH * np.logaddexp(0.0, -sign * logit).sum() + 0.5 * apart @ precision @ apart
        gradient = -_ECHO_WORTH * slope @ (sign * _expit(-sign * logit))
        gradient[1:] += precision @ apart
        return float(value), gradient

    sure = [float(max((one > _SURE).sum(), 1)) for one in (pairs, echoes)]
    at = minimize(loss, np.r_[np.log(sure[0] / sure[1]), trust.mean], jac=True, method="BFGS").x
    logit, slope = shape(at)
    share = _expit(logit)
    known = _ECHO_WORTH * (slope * (share * (1.0 - share))) @ slope.T
    known[1:, 1:] += precision
    return trust._replace(mean=at[1:] + _ECHO_SHIFT, spread=_inverse(known)[1:, 1:])


def _by_judgements(trust: Trust, judged: Judgements) -> Trust:
    """Logistic regression of the verdicts given weight and partition, from what was known before."""
    precision = np.linalg.inv(trust.spread)
    weight = np.clip(judged.weight, -CLIP, CLIP)
    sign = np.where(judged.same, 1.0, -1.0)

    def logit(at: Floats) -> Floats:
        return _given_partition(at[0] + at[1] * weight, judged)

    def loss(at: Floats) -> float:
        apart = at - trust.mean
        return float(_JUDGED_WORTH * np.logaddexp(0.0, -sign * logit(at)).sum() + 0.5 * apart @ precision @ apart)

    at: Floats = minimize(loss, trust.mean, method="BFGS").x
    slope = np.stack([(logit(at + step) - logit(at - step)) / 2e-4 for step in 1e-4 * np.eye(2)])
    share = _expit(logit(at))
    known = _JUDGED_WORTH * (slope * (share * (1.0 - share))) @ slope.T
    return trust._replace(mean=at, spread=_inverse(precision + known))


def _given_partition(logit: Floats, judged: Judgements) -> Floats:
    """Log-odds of pairs that are joined or apart, where `logit` are those over both: the root of a quadratic in e^h."""
    context = _CONTEXT[0] + _CONTEXT[1] * np.clip(judged.weight, -_CONTEXT_UPTO, _CONTEXT_UPTO)
    odds, g, rate = np.exp(logit), np.exp(context), judged.rate
    # rate x g / (1 + x g) + (1 - rate) x / (g + x) = odds / (1 + odds), for x = e^h
    middle = (1.0 + odds) * (rate * g * g + 1.0 - rate) - odds * (1.0 + g * g)
    root = (-middle + np.sqrt(middle * middle + 4.0 * odds * g * g)) / (2.0 * g)
    found: Floats = np.log(root) + np.where(judged.joined, context, -context)
    return found


def _inverse(precision: Floats) -> Floats:
    return np.asarray(np.linalg.inv(precision), dtype=np.float64)


def _expit(logit: Floats) -> Floats:
    p: Floats = 0.5 * (1.0 + np.tanh(0.5 * logit))
    return p
