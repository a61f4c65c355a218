"""Partitions drawn by their probability, so that doubt about who is who can be carried into the number.

Every draw perturbs the weight of each compared pair by logistic noise and forms persons anew by average linkage. Two
rows that are compared with no other come out as one person with exactly the probability of the pair; within larger
groups the evidence weighs as it does in the best partition. The draws are independent of one another.

Three things that are not known are drawn anew for each draw:

- how far the probabilities can be trusted: `logit(true) = a + b * weight`, by what invented worlds showed of a and b;
- which pairs are one person's, and by that how many: the cut is placed where as many pairs are joined as the drawn
  probabilities expect;
- how many links no compared pair could make. So many rows that stand alone join a person they do not contradict.
  Who they are is not known and does not matter: it is the number of persons on the same lists that must be right.

Source:
    Papandreou & Yuille (2011), Perturb-and-MAP random fields, ICCV, 193-200;
    Tancredi & Liseo (2011), Annals of Applied Statistics 5, 1553-1585 (linkage error carried into the estimate).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.fields import UNKNOWN, Fields
from darkfigure.link.partition import balanced_cut, cut_tree, merge_tree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Learnt on invented worlds with known truth (benchmarks/linkage_draws.py --learn); the worlds on which intervals are
# judged are others.
_MAP = np.array([-0.62, 0.895])
_MAP_SPREAD = np.array([[0.089, -0.0053], [-0.0053, 0.0068]])  # over 12 worlds, and for not knowing it better
_PARTED = (5.0, 251.0)  # beta distribution of the share of links that no compared pair could make
_COMPARED = 0.98  # share of the pairs within persons so tied together that were compared
_CLIP = 12.0
_JUDGED = 1e6  # a weight beyond was judged by people, and holds in every draw
_TRIES = 300  # partners looked at for a row that stands alone


class Rows(NamedTuple):
    """What of n rows matters for drawing: the list each stands on, int64 [n]; whether it is linkable; its fields."""

    source: Ints
    linkable: Bools
    fields: Fields


class Drawn(NamedTuple):
    """Drawn partitions: the person of each row, int64 [draws, n]; the rate of links no pair could make [draws]."""

    person: Ints
    parted: Floats


def draw_partitions(
    rows: Rows, *, left: Ints, right: Ints, weight: Floats, draws: int, rng: np.random.Generator
) -> Drawn:
    """Draw partitions of n rows into persons.

    Args:
        rows: the rows.
        left: compared pairs, int64 [pairs].
        right: the other row of each.
        weight: their log-odds of being one person, natural log, float64 [pairs].
        draws: how many.
        rng: source of randomness.
    """
    n = len(rows.source)
    persons = np.empty((draws, n), dtype=np.int64)
    parted = rng.beta(*_PARTED, size=draws)
    clipped = np.clip(weight, -_CLIP, _CLIP)
    judged = np.abs(weight) > _JUDGED
    for draw in range(draws):
        a, b = rng.multivariate_normal(_MAP, _MAP_SPREAD)
        logit = a + max(b, 0.0) * clipped
        expected = float((0.5 + 0.5 * np.tanh(0.5 * logit)).sum())
        noisy = np.where(judged, weight, logit + rng.logistic(size=len(logit)))
        tree = merge_tree(n, left=left, right=right, weight=noisy)
        cut = balanced_cut(tree, matches=expected / _COMPARED)
        persons[draw] = join_parted(cut_tree(n, tree, cut), rows, rate=float(parted[draw]), rng=rng)
    return Drawn(persons, parted)


def spread_of_persons(drawn: Drawn, linkable: Bools) -> dict[str, float]:
    """Facts about the draws: how many, and between which numbers of persons 95 % of them lie (linkable rows only)."""
    if not len(drawn.person):
        return {"draws": 0}
    persons = [len(np.unique(one[linkable])) for one in drawn.person]
    low, high = np.quantile(persons, [0.025, 0.975])
    return {
        "draws": len(persons),
        "drawn_persons_low": round(float(low)),
        "drawn_persons_high": round(float(high)),
        "links_no_pair_could_make": round(float(drawn.parted.mean()), 4),
    }


def join_parted(person: Ints, rows: Rows, *, rate: float, rng: np.random.Generator) -> Ints:
    """Join so many rows that stand alone to other persons that `rate` of all links are such.

    A partner is on another list, and contradicts neither in sex, nor in country, nor in the year of birth.
    """
    size = np.bincount(person)
    linkable = np.flatnonzero(rows.linkable)
    links = len(linkable) - len(np.unique(person[linkable]))
    alone = linkable[size[person[linkable]] == 1]
    if links <= 0 or len(alone) < 2:
        return person
    many = min(int(rng.negative_binomial(links, 1.0 - rate)), len(alone) // 2)
    chosen = rng.choice(alone, size=many, replace=False)
    partner = rng.choice(linkable, size=(many, _TRIES))
    fits = _compatible(rows, chosen[:, None], partner) & ~np.isin(partner, chosen)
    joined = person.copy()
    place = fits.argmax(axis=1)
    found = fits[np.arange(many), place]
    joined[chosen[found]] = person[partner[np.arange(many), place][found]]
    return joined


def _compatible(rows: Rows, one: Ints, two: Ints) -> Bools:
    fields = rows.fields
    fits = (rows.source[one] != rows.source[two]) & _agree(fields.sex, one, two) & _agree(fields.country, one, two)
    known = (fields.birth_low[one] != UNKNOWN) & (fields.birth_low[two] != UNKNOWN)
    near = (fields.birth_low[one] <= fields.birth_high[two] + 1) & (fields.birth_low[two] <= fields.birth_high[one] + 1)
    found: Bools = fits & (~known | near)
    return found


def _agree(codes: npt.NDArray[np.integer], one: Ints, two: Ints) -> Bools:
    same: Bools = (codes[one] == codes[two]) | (codes[one] == UNKNOWN) | (codes[two] == UNKNOWN)
    return same
