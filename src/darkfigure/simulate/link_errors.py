"""Errors of linkage made in records: a missed link splits a person in two, a false link makes two persons one."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def relink(full: Ints, *, missed: float, false: float, rng: np.random.Generator) -> Ints:
    """The table that an erring linkage makes of the true one.

    The records of a person, one a list, hang together by a chain of links in random order. Each link is missed with
    probability `missed`, which cuts the chain there. Then persons are joined falsely, so often that `false` of the
    links made are false, true ones and false ones together. Linkage is one to one: two persons are joined only if they
    share no list.

    Args:
        full: int64 [2**lists], persons by pattern number; entry 0, the unseen, is not read.
        missed: Share of true links missed, in [0, 1).
        false: Share of links made that are false, in [0, 1).
        rng: Source of randomness.

    Returns:
        int64 [2**lists]; entry 0 is 0.
    """
    seen = full.copy()
    seen[0] = 0
    persons = np.repeat(np.arange(len(full)), seen)
    found, made = _split(persons, missed=missed, rng=rng)
    if false:
        found = _merge(found, pairs=int(rng.poisson(made * false / (1 - false))), rng=rng)
    return np.bincount(found, minlength=len(full)).astype(np.int64)


def _split(persons: Ints, *, missed: float, rng: np.random.Generator) -> tuple[Ints, int]:
    """Patterns of the persons after missed links, and how many links were made."""
    lists = int(persons.max(initial=0)).bit_length()
    person, on = np.nonzero((persons[:, None] >> np.arange(lists)) & 1)
    order = np.lexsort((rng.random(len(person)), person))
    person, on = person[order], on[order]
    linked = np.zeros(len(person), dtype=bool)  # to the record before it
    linked[1:] = person[1:] == person[:-1]
    linked &= rng.random(len(person)) >= missed
    group = np.cumsum(~linked) - 1
    return np.bincount(group, weights=1 << on).astype(np.int64), int(linked.sum())


def _merge(persons: Ints, *, pairs: int, rng: np.random.Generator) -> Ints:
    """Patterns after up to `pairs` times two persons who share no list were taken for one; nobody is taken twice."""
    left, joined = rng.permutation(persons), [np.empty(0, dtype=np.int64)]
    for _ in range(20):  # some pairs drawn share a list and are drawn again
        half = len(left) // 2
        first, second = left[:half], left[half : 2 * half]
        fits = np.flatnonzero(first & second == 0)[:pairs]
        joined.append(first[fits] | second[fits])
        pairs -= len(fits)
        left = rng.permutation(np.delete(left, np.concatenate([fits, half + fits])))
        if not pairs:
            break
    return np.concatenate([left, *joined])
