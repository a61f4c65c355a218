"""Partitions drawn by their probability, so that doubt about who is who can be carried into the number.

Every draw perturbs the weight of each compared pair by logistic noise and forms persons anew by average linkage. Two
rows that are compared with no other come out as one person with exactly the probability of the pair; within larger
groups the evidence weighs as it does in the best partition. The draws are independent of one another.

Three things that are not known are drawn anew for each draw:

- how far the probabilities can be trusted: `logit(true) = a + b * weight`, by what is known of a and b (`calibration`);
- which pairs are one person's;
- how many links are missed nevertheless: no pair could make them, or a row fell away from a group that fits it badly
  on average. So many rows that stand alone join a person they do not contradict. Who they are is not known and does
  not matter: it is the number of persons on the same lists that must be right.

Source:
    Papandreou & Yuille (2011), Perturb-and-MAP random fields, ICCV, 193-200;
    Tancredi & Liseo (2011), Annals of Applied Statistics 5, 1553-1585 (linkage error carried into the estimate).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.special import stdtrit

from darkfigure.engine import Engine, LocalEngine
from darkfigure.link.blocking import MANY
from darkfigure.link.calibration import PRIOR, Trust
from darkfigure.link.equal import first_seen
from darkfigure.link.fields import UNKNOWN, Fields
from darkfigure.link.held import HELD, Pairs
from darkfigure.link.perturb import Pairwork, each_perturbed, lay_out, perturbed_partitions
from darkfigure.store.scratch import Scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BY_PERSON = 0.5  # of the partners, the share chosen as any person is; the others as any row, by the rows of persons
_TRIES, _AT_ONCE = 300, 20  # partners looked at for a row that stands alone, in all and at once
_AT_ONCE_OF_MANY = 4  # where there are many rows: most find one among the first
# Rows beyond which each draw has randomness of its own, so that draws can be made by several workers and in any order;
# fewer are drawn one after the other, which is quick.
_APART = MANY
_TASKS = 2  # a worker


class Rows(NamedTuple):
    """What of n rows matters for drawing: the list each stands on, int64 [n]; whether it is linkable; its fields."""

    source: Ints
    linkable: Bools
    fields: Fields


class Drawn(NamedTuple):
    """Drawn partitions: the person of each row, int64 [draws, n]; the rate of links that pairs miss [draws]."""

    person: Ints
    parted: Floats


def nothing_drawn(mentions: int) -> Drawn:
    """No draw of n rows."""
    return Drawn(np.empty((0, mentions), dtype=np.int64), np.empty(0))


def draw_partitions(  # noqa: PLR0913 - what is known of the study
    rows: Rows,
    pairs: Pairs,
    *,
    draws: int,
    rng: np.random.Generator,
    trust: Trust = PRIOR,
    surplus: float = 0.0,
    engine: Engine | None = None,
) -> Drawn:
    """Draw partitions of n rows into persons.

    Args:
        rows: the rows.
        pairs: compared pairs, in order.
        draws: how many.
        rng: source of randomness.
        trust: how far the weights can be trusted.
        surplus: links that people found among the pairs they judged beyond what draws expect there: so many fewer are
            left to be missed.
        engine: where partitions of many rows are drawn, some a task; here if None. Answers do not depend on it.
    """
    maps = rng.multivariate_normal(trust.mean, trust.spread, size=draws)
    maps[:, 1] = np.maximum(maps[:, 1], 0.0)
    mean, spread = trust.parted
    size = mean * (1.0 - mean) / spread**2 - 1.0
    parted = rng.beta(mean * size, (1.0 - mean) * size, size=draws)
    judged = pairs.weight <= -HELD
    engine = engine or LocalEngine()
    laid = lay_out(len(rows.source), pairs, scratch=engine.scratch)
    asked = _Asked(rows, laid, surplus, (pairs.left[judged], pairs.right[judged]))
    if len(rows.source) <= _APART:
        persons = perturbed_partitions(asked.laid, maps, rng=rng)
        for person, rate in zip(persons, parted, strict=True):
            person[:] = _with_parted(asked, person, float(rate), rng)
        return Drawn(persons, parted)
    persons = engine.scratch.empty((draws, len(rows.source)), np.int64)
    together = max(draws // (_TASKS * engine.workers), 1) if engine.workers > 1 else max(draws, 1)
    streams = rng.spawn(draws)
    tasks = (
        _Some(
            maps[start : start + together],
            parted[start : start + together],
            streams[start : start + together],
            engine.scratch if engine.workers == 1 else Scratch(),
        )
        for start in range(0, draws, together)
    )
    for place, person in enumerate(engine.map_tasks(_draw_some, asked, tasks)):
        persons[place] = person
    return Drawn(persons, parted)


class _Asked(NamedTuple):
    """What all draws need: rows, pairs laid out for drawing, links found already, and rows judged to be two persons."""

    rows: Rows
    laid: Pairwork
    surplus: float
    apart: tuple[Ints, Ints]


class _Some(NamedTuple):
    """Some draws: the trust of each, float64 [draws, 2], its rate of links that pairs miss, and its randomness.

    `scratch`: makes the large arrays.
    """

    maps: Floats
    parted: Floats
    streams: Sequence[np.random.Generator]
    scratch: Scratch


def _draw_some(asked: _Asked, some: _Some) -> Iterator[Ints]:
    """The person of each row, int64 [n], for each of some draws."""
    drawn = each_perturbed(asked.laid, some.maps, some.streams, scratch=some.scratch)
    for person, rate, rng in zip(drawn, some.parted, some.streams, strict=True):
        yield _with_parted(asked, person, float(rate), rng)


def _with_parted(asked: _Asked, person: Ints, rate: float, rng: np.random.Generator) -> Ints:
    return join_parted(first_seen(person), asked.rows, rate=rate, surplus=asked.surplus, apart=asked.apart, rng=rng)


def spread_of_persons(drawn: Drawn, rows: Rows) -> dict[str, float]:
    """Facts about the draws, of linkable rows only.

    How many draws; the 95 % interval of the number of persons, taken as normal; the Monte Carlo error of the mean
    number of persons and the largest of the numbers of persons on the same lists, two or more, in persons: what more
    draws would take away, standard deviation over the root of their number, because each draw is made independently.
    """
    draws = len(drawn.person)
    if not draws:
        return {"draws": 0}
    source = rows.source[rows.linkable]
    persons = [int((np.bincount(one[rows.linkable]) > 0).sum()) for one in drawn.person]
    # a few draws tell a mean and a spread better than their own outermost ones
    reach = float(stdtrit(max(draws - 1, 1), 0.975)) * float(np.std(persons, ddof=min(draws - 1, 1)))
    low, high = np.mean(persons) + reach * np.sqrt(1.0 + 1.0 / draws) * np.array([-1.0, 1.0])
    overlaps = _errors_of_overlaps((one[rows.linkable] for one in drawn.person), source, draws)
    return {
        "draws": draws,
        "drawn_persons_low": round(float(low)),
        "drawn_persons_high": round(float(high)),
        "drawn_persons_error": round(float(np.std(persons) / np.sqrt(draws)), 1),
        "drawn_overlaps_error": round(max(overlaps, default=0.0), 1),
        "links_missed_by_pairs": round(float(drawn.parted.mean()), 4),
    }


def _errors_of_overlaps(persons: Iterable[Ints], source: Ints, draws: int) -> list[float]:
    """Monte Carlo error of how many persons are on exactly the same lists, for every two or more lists that occur."""
    cells: dict[bytes, list[int]] = {}
    lists = np.unique(source, return_inverse=True)[1]
    for person in persons:
        on = np.zeros((int(person.max(initial=-1)) + 1, int(lists.max(initial=-1)) + 1), dtype=np.uint8)
        on[person, lists] = 1
        kinds, count = np.unique(np.packbits(on[on.sum(axis=1) > 1], axis=1), axis=0, return_counts=True)
        for kind, times in zip(kinds, count.tolist(), strict=True):
            cells.setdefault(kind.tobytes(), []).append(times)
    return [float(np.std(times + [0] * (draws - len(times))) / np.sqrt(draws)) for times in cells.values()]


def join_parted(
    person: Ints,
    rows: Rows,
    *,
    rate: float,
    rng: np.random.Generator,
    surplus: float = 0.0,
    apart: tuple[Ints, Ints] | None = None,
) -> Ints:
    """Join so many rows that stand alone to other persons that `rate` of all links are such, but for `surplus` of them.

    A partner is on another list, and contradicts neither in sex, nor in country, nor in the year of birth. Two rows
    `apart`, which people judged to be two persons, are not joined, nor are their persons.
    """
    size = np.bincount(person)
    linkable = np.flatnonzero(rows.linkable)
    links = len(linkable) - int((np.bincount(person[linkable]) > 0).sum())
    alone = linkable[size[person[linkable]] == 1]
    if links <= 0 or len(alone) < 2:
        return person
    many = min(max(int(rng.negative_binomial(links, 1.0 - rate)) - round(surplus), 0), len(alone) // 2)
    chosen = rng.choice(alone, size=many, replace=False)
    free = np.ones(len(person), dtype=np.bool_)
    free[chosen] = False
    one, other = (np.concatenate(ends) for ends in (apart, apart[::-1])) if apart else (chosen[:0], chosen[:0])
    barred = one * len(size) + person[other]  # row and person that must stay two
    joined = person.copy()
    members = linkable[np.argsort(person[linkable], kind="stable")]
    first = np.flatnonzero(np.r_[True, np.diff(person[members]) != 0])
    many_rows = np.diff(np.r_[first, len(members)])
    at_once = _AT_ONCE_OF_MANY if len(person) > MANY else _AT_ONCE
    for _ in range(_TRIES // at_once):
        of = rng.integers(len(first), size=(len(chosen), at_once))
        partner = members[first[of] + (rng.random(of.shape) * many_rows[of]).astype(np.int64)]
        partner = np.where(rng.random(of.shape) < _BY_PERSON, partner, rng.choice(linkable, size=of.shape))
        fits = free[partner] & _compatible(rows, chosen, partner)
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


def _compatible(rows: Rows, chosen: Ints, partner: Ints) -> Bools:
    """Whether rows, int64 [n], contradict none of their partners, int64 [n, tries], in list, sex, country or birth."""
    of = rows.fields
    fits: Bools = _fitting(rows.source, of.sex, of.country, of.birth_low, of.birth_high, chosen, partner)
    return fits


@njit(cache=True)
def _fitting(source, sex, country, low, high, chosen, partner):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    fits = np.zeros(partner.shape, dtype=np.bool_)
    for i in range(len(chosen)):
        one = chosen[i]
        for k in range(partner.shape[1]):
            two = partner[i, k]
            if source[one] == source[two]:
                continue
            if sex[one] != sex[two] and sex[one] != UNKNOWN and sex[two] != UNKNOWN:
                continue
            if country[one] != country[two] and country[one] != UNKNOWN and country[two] != UNKNOWN:
                continue
            known = low[one] != UNKNOWN and low[two] != UNKNOWN
            fits[i, k] = not known or (low[one] <= high[two] + 1 and low[two] <= high[one] + 1)
    return fits
