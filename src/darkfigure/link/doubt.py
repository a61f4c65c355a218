"""What a study's own rows say about how far its weights can be trusted: echoes and judgements, asked in order."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.engine import Engine
from darkfigure.link.calibration import PRIOR, Judgements, Trust, learn_trust
from darkfigure.link.echoes import Study, make_echoes, plan_echoes, rate_of_slips, weigh_echoes
from darkfigure.link.held import Judged

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

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


def ask_study(
    study: Study,
    pairs: Compared,
    *,
    person: Ints,
    judged: Judged,
    engine: Engine,
    rng: np.random.Generator,
) -> Told:
    """Learn from echoes of the study's rows, and from what people judged.

    Args:
        study: its rows.
        pairs: its compared pairs.
        person: the person of each row by the best partition, int64 [n].
        judged: pairs of these rows that people judged.
        engine: where rows are compared.
        rng: source of randomness.
    """
    linkable = study.linkable[pairs.left] & study.linkable[pairs.right]
    tied = linkable & (person[pairs.left] == person[pairs.right])
    echoes = np.empty(0)
    if tied.any():
        plan = plan_echoes(ECHOES, study, left=pairs.left[tied], right=pairs.right[tied], rng=rng)
        slips = rate_of_slips(study.names, pairs.left, pairs.right, pairs.birth)
        rows = make_echoes(study, plan, slips, rng=rng)
        echoes = weigh_echoes(study, plan, rows, engine=engine)
    trust = learn_trust(pairs.weight[linkable], echoes, _known_of(pairs, judged, mentions=len(person)), prior=PRIOR)
    return Told(
        trust,
        {
            "echoes": len(echoes),
            "echoes_not_compared": int(np.count_nonzero(np.isneginf(echoes))),
            "trust_intercept": round(float(trust.mean[0]), 3),
            "trust_slope": round(float(trust.mean[1]), 3),
        },
    )


def _known_of(pairs: Compared, judged: Judged, *, mentions: int) -> Judgements:
    """The weights of the compared pairs that people judged."""
    one, other = np.minimum(judged.left, judged.right), np.maximum(judged.left, judged.right)
    code = pairs.left * mentions + pairs.right
    if not len(code):
        return Judgements(np.empty(0), np.empty(0, dtype=np.bool_))
    wanted = one * mentions + other
    place = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
    there = code[place] == wanted
    return Judgements(pairs.weight[place[there]], judged.same[there])
