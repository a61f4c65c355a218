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

from darkfigure.link.equal import first_seen
from darkfigure.link.fields import UNKNOWN, Fields
from darkfigure.link.held import HELD
from darkfigure.link.perturb import expected_matches, lay_out, perturbed_partitions

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Learnt on invented worlds with known truth (benchmarks/linkage_draws.py --learn); the worlds on which intervals are
# judged are others.
_MAP = np.array([-0.62, 0.895])
_MAP_SPREAD = np.array([[0.089, -0.0053], [-0.0053, 0.0068]])  # over 12 worlds, and for not knowing it better
_PARTED = (5.0, 251.0)  # beta distribution of the share of links that no compared pair could make
_COMPARED = 0.98  # share of the pairs within persons so tied together that were compared
_ROUNDS, _TRIES = 15, 20  # partners looked at for a row that stands alone


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
    pairs = lay_out(len(rows.source), left=left, right=right, weight=weight)
    maps = rng.multivariate_normal(_MAP, _MAP_SPREAD, size=draws)
    maps[:, 1] = np.maximum(maps[:, 1], 0.0)
    parted = rng.beta(*_PARTED, size=draws)
    matches = np.array([expected_matches(pairs, a, b) for a, b in maps]) / _COMPARED
    persons = perturbed_partitions(pairs, maps, matches, rng=rng)
    apart = weight <= -HELD
    for person, rate in zip(persons, parted, strict=True):
        person[:] = first_seen(person)
        person[:] = join_parted(person, rows, rate=float(rate), apart=(left[apart], right[apart]), rng=rng)
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


def join_parted(
    person: Ints, rows: Rows, *, rate: float, rng: np.random.Generator, apart: tuple[Ints, Ints] | None = None
) -> Ints:
    """Join so many rows that stand alone to other persons that `rate` of all links are such.

    A partner is on another list, and contradicts neither in sex, nor in country, nor in the year of birth. Two rows
    `apart`, which people judged to be two persons, are not joined, nor are their persons.
    """
    size = np.bincount(person)
    linkable = np.flatnonzero(rows.linkable)
    links = len(linkable) - len(np.unique(person[linkable]))
    alone = linkable[size[person[linkable]] == 1]
    if links <= 0 or len(alone) < 2:
        return person
    many = min(int(rng.negative_binomial(links, 1.0 - rate)), len(alone) // 2)
    chosen = rng.choice(alone, size=many, replace=False)
    free = np.ones(len(person), dtype=np.bool_)
    free[chosen] = False
    one, other = (np.concatenate(ends) for ends in (apart, apart[::-1])) if apart else (chosen[:0], chosen[:0])
    barred = one * len(size) + person[other]  # row and person that must stay two
    joined = person.copy()
    for _ in range(_ROUNDS):
        partner = rng.choice(linkable, size=(len(chosen), _TRIES))
        fits = free[partner] & _compatible(rows, chosen[:, None], partner)
        if len(barred):
            fits &= ~np.isin(chosen[:, None] * len(size) + person[partner], barred)
        place = fits.argmax(axis=1)
        found = fits[np.arange(len(chosen)), place]
        joined[chosen[found]] = person[partner[np.arange(len(chosen)), place][found]]
        chosen = chosen[~found]
    # two that joined one person may have been judged two
    clash = one[joined[one] == joined[other]]
    joined[clash] = person[clash]
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
