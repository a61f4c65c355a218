"""How likely two records that share keys are one person, by which keys they share.

What one person's keys look like on two lists is learnt on invented lists, which everybody can make again; how often two
people's keys are alike, there and from the parties' own lists; how many pairs of two lists are one person, from the
patterns themselves, by EM.

Source:
    Fellegi & Sunter (1969), JASA 64, 1183-1210, with a pattern as one outcome, so that kinds may hang together;
    Winkler (1988), Using the EM algorithm for weight computation in the Fellegi-Sunter model of record linkage.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.federate.chance import alike_by_chance, shared
from darkfigure.federate.keys import capped, keys_of, kinds
from darkfigure.federate.randomness import derive
from darkfigure.federate.synthetic import invent_lists

Floats = NDArray[np.float64]
_STUDIES = 6
_PEOPLE = 1500  # of an invented population, at least
_MOST_PEOPLE = 6000
_SMOOTH = 2.0  # pairs that the regression counts for beside what was seen of a pattern
_OWN = 5.0  # pairs that the invented lists count for beside the parties' own
_RIDGE = 1.0
_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What invented lists say: pairs of one person and of two by pattern, and of all pairs how many are one person's.

    `same` and `other` map a pattern to pairs; `persons` and `pairs` count all, those that share no key too. `chance`
    and `looked_at` are of pairs within the invented lists, counted as each party counts its own.
    """

    kinds: int
    same: Mapping[int, int]
    other: Mapping[int, int]
    persons: int
    pairs: int
    chance: Mapping[int, int]
    looked_at: int

    @property
    def missed(self) -> float:
        """Share of the pairs of one person that share no key."""
        return 1.0 - sum(self.same.values()) / max(self.persons, 1)


@lru_cache(maxsize=4)
def calibrate(recipe: str, *, people: int, shares: tuple[float, ...]) -> Calibration:
    """Count patterns on invented lists of such sizes. The same arguments give the same numbers."""
    same: Counter[int] = Counter()
    other: Counter[int] = Counter()
    chance: Counter[int] = Counter()
    persons = pairs = looked_at = 0
    slots = kinds(recipe)
    size = min(max(people, _PEOPLE), _MOST_PEOPLE)
    for seed in range(_STUDIES):
        lists = invent_lists(people=size, shares=shares, seed=900_000 + seed)
        every = [[keys_of(row, recipe=recipe) for row in one.rows] for one in lists]
        for rows in every:
            alike, looked = alike_by_chance(rows, slots, seed=derive(b"invented", seed))
            chance.update(alike)
            looked_at += looked
        keyed = [capped(rows, slots) for rows in every]
        for i, one in enumerate(lists):
            for j in range(i + 1, len(lists)):
                two = lists[j]
                persons += len(set(one.persons) & set(two.persons))
                pairs += len(one.rows) * len(two.rows)
                for (a, b), pattern in shared(keyed[i], keyed[j], slots).items():
                    (same if one.persons[a] == two.persons[b] else other)[pattern] += 1
    return Calibration(
        kinds=len(set(slots)), same=dict(same), other=dict(other), persons=persons, pairs=pairs, chance=dict(chance),
        looked_at=looked_at,
    )  # fmt: skip


class Matcher:
    """Odds of a pattern, for any share of pairs that are one person."""

    def __init__(self, calibration: Calibration, *, chance: Mapping[int, int], looked_at: int) -> None:
        """Learn from invented lists, and from the parties' own.

        Args:
            calibration: the invented lists.
            chance: pairs of rows of one list, which are two people, by pattern.
            looked_at: how many such pairs there were, those that share no key too.
        """
        self.missed = calibration.missed
        self._calibration, self._chance, self._looked_at = calibration, chance, looked_at
        self._weights = _regress(calibration)
        expected = sum(calibration.chance.values()) / max(calibration.looked_at, 1) * looked_at
        self._level = (sum(chance.values()) + 1.0) / (expected + 1.0) if looked_at else 1.0

    def odds(self, pattern: int) -> float:
        """P(pattern | one person) / P(pattern | two people)."""
        one = self._calibration
        likely = 1.0 / (1.0 + np.exp(-float(_features(pattern, one.kinds) @ self._weights)))
        same = one.same.get(pattern, 0) + _SMOOTH * likely
        other = one.other.get(pattern, 0) + _SMOOTH * (1.0 - likely)
        strangers = max(one.pairs - one.persons, 1)
        return float((same / max(one.persons, 1)) / (other / strangers * self._own(pattern)))

    def _own(self, pattern: int) -> float:
        """By how much two people's keys are alike more often on the parties' own lists than on invented ones."""
        if not self._looked_at:
            return 1.0
        expected = self._calibration.chance.get(pattern, 0) / max(self._calibration.looked_at, 1) * self._looked_at
        return (self._chance.get(pattern, 0) + _OWN * self._level) / (expected + _OWN)

    def probabilities(self, patterns: Sequence[int], *, pairs: int, most: int) -> Floats:
        """Probability of each pattern that two records with it are one person.

        Args:
            patterns: of the pairs of two lists that share a key.
            pairs: all pairs of the two lists.
            most: pairs that can be one person: the length of the shorter list.
        """
        counts = Counter(patterns)
        odds = {pattern: self.odds(pattern) for pattern in counts}
        share = 0.2 * most / max(pairs, 1)
        found: dict[int, float] = {}
        for _ in range(_STEPS):
            prior = share / (1.0 - share)
            found = {pattern: prior * odd / (1.0 + prior * odd) for pattern, odd in odds.items()}
            same = sum(counts[pattern] * found[pattern] for pattern in counts) / (1.0 - self.missed)
            new = min(max(same, 0.5), most) / max(pairs, 1)
            if abs(new - share) < 1e-9 * share:
                break
            share = new
        return np.array([found[pattern] for pattern in patterns])


def _features(pattern: int, kinds: int) -> Floats:
    bits = np.array([pattern >> kind & 1 for kind in range(kinds)], dtype=np.float64)
    return np.concatenate(([1.0], bits))


def _regress(one: Calibration) -> Floats:
    """Logistic regression of being one person on the keys shared, for patterns that were seldom seen."""
    patterns: Iterable[int] = sorted(one.same.keys() | one.other.keys())
    rows = np.array([_features(pattern, one.kinds) for pattern in patterns]).reshape(-1, one.kinds + 1)
    same = np.array([one.same.get(pattern, 0) for pattern in patterns], dtype=np.float64)
    total = same + np.array([one.other.get(pattern, 0) for pattern in patterns], dtype=np.float64)
    weights = np.zeros(one.kinds + 1)
    for _ in range(50):
        likely = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (same - total * likely) - _RIDGE * weights
        bend = (rows.T * (total * likely * (1 - likely))) @ rows + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights
