"""Which rows say enough to be linked, by simulation: from what link information on do a study's echoes come back?

An echo comes back where its original is the row that it fits best, and well enough to be one person. Of a row and its
echo the one that says less limits what linking can do; so coming back is told by the smaller of their two
informations, as a share that rises with it (isotonic regression). The cut stands where the share reaches one half: a
row above it is found again more often than not by a second row that says no less.

Source:
    Barlow et al. (1972), Statistical Inference under Order Restrictions (isotonic regression).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from darkfigure.engine import Engine
from darkfigure.link.doubt import ECHOES, Compared
from darkfigure.link.echoes import Study, make_echoes, pair_echoes, plan_echoes, rate_of_slips
from darkfigure.link.information import link_information

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_OFTEN = 0.5
_FEWEST = 200  # echoes from which a share by information can be told


class Returns(NamedTuple):
    """What became of e echoes.

    `information`: the smaller of that of the echo and of its original, float64 [e]; `back`: whether the original's
    person fits it best, and well enough, bool [e].
    """

    information: Floats
    back: Bools


class Best(NamedTuple):
    """The best partition of n rows.

    `pairs`: the compared pairs; `person`: of each row, int64 [n]; `cut`: the weight from which two rows are one person;
    `chance`: how often any two rows agree, as `chance_shares` gives it.
    """

    pairs: Compared
    person: Ints
    cut: float
    chance: tuple[Floats, ...]


class Enough(NamedTuple):
    """Whether each of n rows says enough to be linked, bool [n], and facts about how that was told."""

    rows: Bools
    facts: dict[str, float]


def enough_by_simulation(
    study: Study,
    best: Best,
    information: Floats,
    *,
    engine: Engine,
    rng: np.random.Generator,
) -> Enough:
    """Tell by echoes which rows say enough; where too few rows are linked for that, `study.linkable` stands.

    Args:
        study: n rows.
        best: their best partition.
        information: of the rows, float64 [n].
        engine: where rows are compared.
        rng: source of randomness.
    """
    anybody = study._replace(linkable=np.ones_like(study.linkable))  # any row may be written again
    returns = simulate_returns(anybody, best, information, engine=engine, rng=rng)
    least = cut_of(returns)
    if returns is None or least is None:
        return Enough(study.linkable, {})
    back = round(float(returns.back.mean()), 3)
    return Enough(information >= least, {"information_needed": round(least, 2), "echoes_back": back})


def simulate_returns(
    study: Study,
    best: Best,
    information: Floats,
    *,
    engine: Engine,
    rng: np.random.Generator,
) -> Returns | None:
    """Write rows of the study again, and see which come back; None where no rows are linked that show how.

    Arguments as for `enough_by_simulation`.
    """
    pairs, person = best.pairs, best.person
    tied = person[pairs.left] == person[pairs.right]
    if not tied.any():
        return None
    plan = plan_echoes(ECHOES, study, left=pairs.left[tied], right=pairs.right[tied], rng=rng)
    slips = rate_of_slips(study.names, pairs.left, pairs.right, pairs.birth)
    found = pair_echoes(study, make_echoes(study, plan, slips, rng=rng), engine=engine)
    n = len(person)
    persons = np.concatenate([person, person[plan.original]])
    both = link_information(found.names, found.fields, study.model, person=persons, chance=best.chance, among=n)
    own, other = np.full(len(plan.original), -np.inf), np.full(len(plan.original), -np.inf)
    same = person[found.row] == person[plan.original[found.echo]]
    np.maximum.at(own, found.echo[same], found.weight[same])
    np.maximum.at(other, found.echo[~same], found.weight[~same])
    return Returns(np.minimum(information[plan.original], both[n:]), (own >= best.cut) & (own > other))


def cut_of(returns: Returns | None) -> float | None:
    """The information from which echoes come back more often than not; None where too few tell, or none do."""
    if returns is None or len(returns.back) < _FEWEST:
        return None
    order = np.argsort(returns.information, kind="stable")
    share = isotonic_regression(returns.back[order].astype(np.float64)).x
    often = np.flatnonzero(share >= _OFTEN)
    return float(returns.information[order[often[0]]]) if len(often) else None
