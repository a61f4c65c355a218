"""Invented lists as the tally would see them, with the truth beside: what errors of linkage are learnt from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.federate.chance import alike_by_chance
from darkfigure.federate.clusters import Pairs, drawn
from darkfigure.federate.counting import find_pairs, matcher_for
from darkfigure.federate.keys import keys_of, kinds
from darkfigure.federate.matching import calibrate
from darkfigure.federate.pseudonyms import Pseudonyms
from darkfigure.federate.randomness import derive
from darkfigure.federate.synthetic import invent_lists

Ints = NDArray[np.int64]
_STUDIES = 3
_MOST_PEOPLE = 6000


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """Pairs of records of invented lists, and the true person of each record."""

    pairs: Pairs
    persons: Ints


def trials(recipe: str, *, people: int, shares: tuple[float, ...]) -> Iterator[Trial]:
    """Invented studies other than those that patterns are learnt on."""
    for seed in range(_STUDIES):
        yield trial(recipe, people=min(people, _MOST_PEOPLE), shares=shares, seed=950_000 + seed)


def trial(recipe: str, *, people: int, shares: tuple[float, ...], seed: int) -> Trial:
    """One invented study. The same arguments give the same pairs."""
    import json

    lists = invent_lists(people=people, shares=shares, seed=seed)
    slots = kinds(recipe)
    calibration = calibrate(recipe, people=people, shares=shares)
    seen, notes = [], []
    for number, one in enumerate(lists):
        keys = [keys_of(row, recipe=recipe) for row in one.rows]
        chance, looked_at = alike_by_chance(keys, slots, seed=derive(b"trial", seed, number))
        notes.append(json.dumps({"chance": chance, "pairs": looked_at}).encode())
        seen.append(Pseudonyms(name=str(number), records=keys, strata=[0] * len(keys)))
    pairs = find_pairs(seen, slots, matcher_for(calibration, notes))
    return Trial(pairs=pairs, persons=np.concatenate([np.array(one.persons, dtype=np.int64) for one in lists]))


def drawn_trial(one: Trial, *, rng: np.random.Generator) -> Ints:
    """The person of each record by links drawn as the tally draws them."""
    return drawn(one.pairs, rng=rng)
