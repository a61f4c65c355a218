"""People whose records share no key and so stand apart: how many they are, and drawn tables that join them.

On invented lists the records of a person are clustered as the real ones are. Where a person who is on certain lists
came out in two parts, the share of such people among those who came out whole is learnt, by the sizes of the parts. A
drawn table then joins so many parts, drawn anew each time.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_SPREAD = 0.15  # standard deviation of the log of the shares between invented lists and real ones


@dataclass(frozen=True, kw_only=True)
class Parted:
    """For sizes of two parts: people who came out in them, for one that came out whole, a way of parting."""

    share: Mapping[tuple[int, int], float]


@lru_cache(maxsize=4)
def parted(recipe: str, *, people: int, shares: tuple[float, ...]) -> Parted:
    """Learn on invented lists. The same arguments give the same numbers."""
    from darkfigure.federate.trial import drawn_trial, trials

    whole: Counter[int] = Counter()
    apart: Counter[tuple[int, int]] = Counter()
    rng = np.random.default_rng(17)
    for trial in trials(recipe, people=people, shares=shares):
        person = drawn_trial(trial, rng=rng)
        parts: dict[int, dict[int, int]] = {}
        true = trial.persons.tolist()
        owners: dict[int, set[int]] = {}
        for record, cluster in enumerate(person.tolist()):
            owners.setdefault(cluster, set()).add(true[record])
            own = parts.setdefault(true[record], {})
            own[cluster] = own.get(cluster, 0) + 1
        for own in parts.values():
            sizes = sorted((size for cluster, size in own.items() if len(owners[cluster]) == 1), reverse=True)
            if len(own) == 1 and sizes:
                whole[sizes[0]] += 1
            joined = sizes[0] if sizes else 0
            for size in sizes[1:]:  # as many joins as make one of all parts
                apart[max(joined, size), min(joined, size)] += 1
                joined += size
    return Parted(share=_shares(whole, apart))


def join_parted(counts: Ints, errors: Parted, *, rng: np.random.Generator) -> Ints:
    """Counts by pattern [2**lists] with parts joined that are likely one person; the sum over lists stays."""
    table = counts.copy()
    lists = len(counts).bit_length() - 1
    factor = float(np.exp(_SPREAD * rng.standard_normal()))
    for whole in rng.permutation(np.arange(1, 1 << lists)):
        size = int(whole).bit_count()
        part = (int(whole) - 1) & int(whole)
        while part:
            rest = int(whole) ^ part
            if part > rest:
                a, b = sorted((part.bit_count(), rest.bit_count()), reverse=True)
                mean = factor * errors.share.get((a, b), 0.0) * counts[whole] / _ways(size, a)
                joined = min(int(rng.poisson(mean)), int(table[part]), int(table[rest]))
                table[part] -= joined
                table[rest] -= joined
                table[whole] += joined
            part = (part - 1) & int(whole)
    return table


def _ways(size: int, a: int) -> float:
    from math import comb

    return comb(size, a) / (2 if 2 * a == size else 1)


def _shares(whole: Counter[int], apart: Counter[tuple[int, int]]) -> dict[tuple[int, int], float]:
    return {(a, b): count / max(whole[a + b], 1) for (a, b), count in apart.items()}
