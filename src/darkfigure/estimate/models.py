"""Hierarchical log-linear models: which terms they hold, how they are listed and how they are written."""

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Terms = tuple[int, ...]
"""The interaction terms of a model (two lists or more), as numbers whose bit j stands for list j, in order."""


def main_terms(lists: int) -> Terms:
    """The constant and every list's own effect, which each model holds."""
    return (0, *(1 << j for j in range(lists)))


def pairs(lists: int) -> Terms:
    """Every two lists, as a term."""
    return tuple(sorted((1 << a) | (1 << b) for a, b in combinations(range(lists), 2)))


@lru_cache(maxsize=16)
def all_models(lists: int, *, max_order: int) -> tuple[Terms, ...]:
    """Every hierarchical model with interactions of at most `max_order` lists, the saturated one left out.

    3 lists have 8 models, 4 have 113, 5 have 1,024 with pairs alone and 6,893 in all.

    Raises:
        ValueError: More than five lists: there are too many models to list.
    """
    if lists > 5:
        raise ValueError(f"{lists} lists have too many models to list; search instead")
    found: list[Terms] = [()]
    for order in range(2, min(max_order, lists) + 1):
        candidates = [sum(1 << j for j in chosen) for chosen in combinations(range(lists), order)]
        found = [larger for model in found for larger in _with_terms(model, candidates, order)]
    saturated = (1 << lists) - 1
    return tuple(sorted((m for m in found if saturated not in m), key=lambda m: (len(m), m)))


def _with_terms(model: Terms, candidates: list[int], order: int) -> list[Terms]:
    """The model with every choice of those candidates whose sub-terms it holds already."""
    held = set(model)
    allowed = [term for term in candidates if order == 2 or all(sub in held for sub in _smaller(term))]
    return [
        tuple(sorted((*model, *(t for i, t in enumerate(allowed) if choice >> i & 1))))
        for choice in range(1 << len(allowed))
    ]


def _smaller(term: int) -> list[int]:
    """The terms with one list fewer."""
    return [term & ~(1 << j) for j in range(term.bit_length()) if term >> j & 1]


def neighbours(model: Terms, lists: int, *, max_order: int) -> list[Terms]:
    """The hierarchical models with one interaction more or one fewer."""
    held = set(model)
    nearby = []
    for term in range(3, (1 << lists) - 1):  # the last number is the saturated term
        order = term.bit_count()
        if order < 2 or order > max_order:
            continue
        if term in held:
            if not any(other != term and other & term == term for other in held):
                nearby.append(tuple(sorted(held - {term})))
        elif order == 2 or all(sub in held for sub in _smaller(term)):
            nearby.append(tuple(sorted(held | {term})))
    return nearby


def as_array(models: tuple[Terms, ...] | list[Terms], lists: int) -> NDArray[np.int64]:
    """int64 [models, terms]: constant, list effects and interactions, padded with -1."""
    base = main_terms(lists)
    width = len(base) + max((len(m) for m in models), default=0)
    array = np.full((len(models), width), -1, dtype=np.int64)
    array[:, : len(base)] = base
    for row, model in zip(array, models, strict=True):
        row[len(base) : len(base) + len(model)] = model
    return array


def written(model: Terms, lists: int) -> str:
    """The model by its maximal terms with lists numbered from 1, e.g. `[123;14;34]`.

    >>> written((3, 5, 6, 7, 9, 12), 4)
    '[123;14;34]'
    """
    held = [*main_terms(lists)[1:], *model]
    maximal = [t for t in held if not any(o != t and o & t == t for o in held)]
    names = sorted(
        ([j + 1 for j in range(lists) if term >> j & 1] for term in maximal),
        key=lambda name: (-len(name), name),
    )
    glue = "" if lists < 10 else "."
    return "[" + ";".join(glue.join(map(str, name)) for name in names) + "]"
