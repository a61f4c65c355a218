"""What a study's own rows say about how far its weights can be trusted: echoes and judgements, asked in order."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from darkfigure.engine import Engine
from darkfigure.link.calibration import LEAST, PRIOR, Judgements, Trust, learn_trust
from darkfigure.link.codes import among, both_alike
from darkfigure.link.echoes import Study, make_echoes, plan_echoes, rate_of_slips, weigh_echoes
from darkfigure.link.held import Judged

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NEAREST = 100  # pairs below and above a weight that tell how often the partition joins pairs of it
ECHOES = 1500
"""Rows written again: more of them say little more, because echoes are not quite like rows."""


class Compared(NamedTuple):
    """Compared pairs of n rows in order, `left` < `right`, int64 [pairs].

    `weight`: as computed, float64 [pairs]; `birth`: how their births agree, int8 [pairs].
    """

    left: Ints
    right: Ints
    weight: Floats
    birth: npt.NDArray[np.int8]


class Told(NamedTuple):
    """What was learnt, and facts about it."""

    trust: Trust
    facts: dict[str, float]


def ask_study(  # noqa: PLR0913 - what is known of the study
    study: Study,
    pairs: Compared,
    *,
    person: Ints,
    unjudged: Ints,
    judged: Judged,
    engine: Engine,
    rng: np.random.Generator,
) -> Told:
    """Learn from echoes of the study's rows, and from what people judged.

    Args:
        study: its rows.
        pairs: its compared pairs.
        person: the person of each row by the best partition, int64 [n].
        unjudged: the person of each row if nobody had judged, int64 [n].
        judged: pairs of these rows that people judged.
        engine: where rows are compared.
        rng: source of randomness.
    """
    linkable = _both(study.linkable, pairs.left, pairs.right)
    tied = linkable & both_alike(person, pairs.left, pairs.right)
    echoes = np.empty(0)
    if tied.any():
        plan = plan_echoes(ECHOES, study, left=pairs.left[tied], right=pairs.right[tied], rng=rng)
        slips = rate_of_slips(study.names, pairs.left, pairs.right, pairs.birth)
        rows = make_echoes(study, plan, slips, rng=rng)
        echoes = weigh_echoes(study, plan, rows, engine=engine)
    joined = both_alike(unjudged, pairs.left, pairs.right)
    known = _known_of(pairs, judged, joined, linkable)
    asked = np.flatnonzero(linkable & (pairs.weight >= LEAST))  # of others nothing is learnt
    trust = learn_trust(pairs.weight[asked], echoes, known, prior=PRIOR)
    return Told(
        trust,
        {
            "echoes": len(echoes),
            "echoes_not_compared": int(np.count_nonzero(np.isneginf(echoes))),
            "trust_intercept": round(float(trust.mean[0]), 3),
            "trust_slope": round(float(trust.mean[1]), 3),
        },
    )


@njit(cache=True)
def _both(flag, left, right):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Whether both rows of each pair have a flag, bool [pairs]."""
    out = np.empty(len(left), np.bool_)
    for k in range(len(left)):
        out[k] = flag[left[k]] and flag[right[k]]
    return out


def _known_of(pairs: Compared, judged: Judged, joined: Flags, linkable: Flags) -> Judgements:
    """The compared pairs that people judged."""
    one, other = np.minimum(judged.left, judged.right), np.maximum(judged.left, judged.right)
    place, there = among(pairs.left, pairs.right, one, other)
    at = place[there]
    if not len(at):
        nothing = np.empty(0)
        return Judgements(nothing, nothing.astype(np.bool_), nothing.astype(np.bool_), nothing)
    rate = _share_near(pairs.weight[linkable], joined[linkable], pairs.weight[at])
    return Judgements(pairs.weight[at], judged.same[there], joined[at], rate)


def _share_near(weight: Floats, joined: Flags, at: Floats) -> Floats:
    """Share of joined ones among the pairs whose weights are nearest to each of `at`."""
    order = np.argsort(weight, kind="stable")
    upto = np.concatenate([[0], np.cumsum(joined[order])])
    middle = np.searchsorted(weight[order], at)
    low, high = np.maximum(middle - _NEAREST, 0), np.minimum(middle + _NEAREST, len(weight))
    share: Floats = (upto[high] - upto[low] + 0.5) / (high - low + 1.0)
    return share
