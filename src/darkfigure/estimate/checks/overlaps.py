"""What the overlaps alone show: combinations nobody is in, and lists that are hardly two sources."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from darkfigure.estimate.checks.sample import Counts

_TOO_STRONG = 10.0  # odds ratio of two lists whose lower limit lies above
_SURE = 2.576  # standard errors of the lower limit: 99 %, two-sided


@dataclass(frozen=True, kw_only=True)
class EmptyMap:
    """Combinations of lists that nobody is on together.

    Attributes:
        pairs: Every two lists without a common person, and how many chance would have given them.
        triples: Every three that share nobody although every two of them do.
        cells: Combinations that a pair without overlap empties, of all combinations of two lists or more.
        share: Part of these combinations that is so emptied.
    """

    pairs: tuple[tuple[str, str, float], ...]
    triples: tuple[tuple[str, str, str], ...]
    cells: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """Two lists, by the people that some other list has: how much likelier those on the one are on the other.

    Attributes:
        one: The shorter list.
        other: The longer.
        shared: Persons on both.
        length: Persons on the shorter.
        ratio: Odds ratio among people of other lists.
        low: Its lower limit.
    """

    one: str
    other: str
    shared: float
    length: float
    ratio: float
    low: float


def empty_map(counts: Counts, *, population: float | None) -> EmptyMap:
    """The combinations that are empty; `population` says what chance would have given."""
    cells = np.arange(len(counts.full))
    whole = max(population or counts.seen, 1.0)

    def shared(*lists: int) -> float:
        mask = sum(1 << j for j in lists)
        return float(counts.full[(cells & mask) == mask].sum())

    lengths = [shared(j) for j in range(counts.lists)]
    pairs = [(a, b) for a, b in combinations(range(counts.lists), 2) if not shared(a, b)]
    triples = [
        three
        for three in combinations(range(counts.lists), 3)
        if not shared(*three) and not any(pair in pairs for pair in combinations(three, 2))
    ]
    masks = [(1 << a) | (1 << b) for a, b in pairs]
    several = [int(cell) for cell in cells if int(cell).bit_count() >= 2]
    emptied = sum(any(cell & mask == mask for mask in masks) for cell in several)
    names = counts.names
    return EmptyMap(
        pairs=tuple((names[a], names[b], lengths[a] * lengths[b] / whole) for a, b in pairs),
        triples=tuple((names[a], names[b], names[c]) for a, b, c in triples),
        cells=emptied,
        share=emptied / len(several) if several else 0.0,
    )


def dependences(counts: Counts) -> list[Dependence]:
    """Every two lists of three or more, the strongest first."""
    if counts.lists < 3:
        return []
    found = [_between(counts, a, b) for a, b in combinations(range(counts.lists), 2)]
    return sorted(found, key=lambda one: -one.low)


def too_strong(found: list[Dependence]) -> list[Dependence]:
    """Those that are hardly two sources."""
    return [one for one in found if one.low > _TOO_STRONG]


def _between(counts: Counts, a: int, b: int) -> Dependence:
    """The odds ratio among people whom another list has, for of these it is known who is on neither.

    Half a person is added to each count, and the limits are normal on the logarithm (Woolf 1955, Haldane 1956).
    """
    cells = np.arange(len(counts.full))
    seen_elsewhere = (cells & ~((1 << a) | (1 << b))) > 0
    parts = [
        0.5 + float(counts.full[seen_elsewhere & ((cells >> a & 1) == x) & ((cells >> b & 1) == y)].sum())
        for x, y in ((1, 1), (0, 0), (1, 0), (0, 1))
    ]
    log = math.log(parts[0] * parts[1] / (parts[2] * parts[3]))
    error = math.sqrt(sum(1 / part for part in parts))
    lengths = [float(counts.full[cells >> j & 1 == 1].sum()) for j in (a, b)]
    shorter, longer = (a, b) if lengths[0] <= lengths[1] else (b, a)
    both = float(counts.full[(cells >> a & cells >> b & 1) == 1].sum())
    return Dependence(
        one=counts.names[shorter],
        other=counts.names[longer],
        shared=both,
        length=min(lengths),
        ratio=math.exp(log),
        low=math.exp(log - _SURE * error),
    )
