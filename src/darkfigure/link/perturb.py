"""Many partitions at once, each by average linkage over weights that are perturbed anew; compiled.

The pairs stay where they are, sorted by row; a draw gives each a value, ties rows by union-find and links the tied
ones, so that a draw costs one pass over the pairs.

Numba keeps what it compiled beside this file and looks at this file's age alone: after a change in `partition.py`,
touch this one.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from darkfigure.link.calibration import CLIP
from darkfigure.link.held import HELD, Pairs
from darkfigure.link.partition import CEILING, FLOOR, LARGEST, LOWEST, UNSEEN, average_linkage

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FAINT = -8.0  # a pair below is so unlikely that only the few draws in which it could tie two rows are looked for
_NEVER = 1e-12  # probability
_CUT = 0.0  # groups are one person where the mean of the perturbed log-odds is above: a pair alone by its probability


class Pairwork(NamedTuple):
    """Compared pairs of n rows, laid out for drawing.

    `right`, `weight`: of each pair, int64, float64 [pairs], the weight within `CLIP` or judged; `start`: row i is the
    left one of the pairs from `start[i]` to `start[i + 1]`, int64 [n + 1]. `clear`: the pairs that are perturbed one by
    one; `faint`: those that hardly ever tie; int64, together all pairs.
    """

    start: Ints
    right: Ints
    weight: Floats
    clear: Ints
    faint: Ints


def lay_out(mentions: int, pairs: Pairs) -> Pairwork:
    """Prepare compared pairs, in order, for `perturbed_partitions`."""
    left, right, weight = pairs
    judged = np.abs(weight) >= HELD
    clipped = np.where(judged, weight, np.clip(weight, -CLIP, CLIP))
    faint = ~judged & (clipped < _FAINT)
    return Pairwork(
        start=np.searchsorted(left, np.arange(mentions + 1)).astype(np.int64),
        right=right.astype(np.int64),
        weight=clipped,
        clear=np.flatnonzero(~faint),
        faint=np.flatnonzero(faint),
    )


def perturbed_partitions(pairs: Pairwork, maps: Floats, *, rng: np.random.Generator) -> Ints:
    """Partitions of n rows, int64 [draws, n]; a person goes by the smallest row of it.

    Args:
        pairs: the compared pairs.
        maps: intercept and slope of the log-odds by the weight, a draw, float64 [draws, 2].
        rng: source of randomness.
    """
    n = len(pairs.start) - 1
    left = np.repeat(np.arange(n), np.diff(pairs.start))
    person = np.empty((len(maps), n), dtype=np.int64)
    _draw_all(pairs.start, left, pairs.right, pairs.weight, pairs.clear, pairs.faint, maps, rng, person)
    return person


@njit(cache=True)
def _root(parent, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@njit(cache=True)
def _unite(parent, i, j):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Tie two rows; the smaller root stays."""
    i, j = _root(parent, i), _root(parent, j)
    if i < j:
        parent[j] = i
    elif j < i:
        parent[i] = j


@njit(cache=True)
def _perturb(left, right, weight, clear, faint, a, b, rng, value, parent):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Give every clear pair its value, tie the rows of strong ones; returns the faint pairs that got a value."""
    for k in clear:
        w = weight[k]
        if abs(w) < HELD:
            u = rng.random()
            while u <= 0.0:
                u = rng.random()
            w = min(max(a + b * w + np.log(u / (1.0 - u)), FLOOR), CEILING)
        value[k] = w
        if w >= LOWEST:
            _unite(parent, left[k], right[k])
    # of the faint pairs those are found that come out above the cut; all others stay at the floor
    most = 1.0 / (1.0 + np.exp(LOWEST - a - b * _FAINT))
    hits = np.empty(len(faint), dtype=np.int64)
    found, place = 0, -1
    if most < _NEVER:
        return hits[:0]
    while True:
        place += 1 + int(min(np.log(1.0 - rng.random()) / np.log1p(-most), 1e12))
        if place >= len(faint):
            return hits[:found]
        k = faint[place]
        least = 1.0 / (1.0 + np.exp(a + b * weight[k] - LOWEST))  # probability of staying below
        if rng.random() * most < 1.0 - least:
            u = least + (1.0 - least) * (1.0 - 1e-12) * rng.random()
            value[k] = min(a + b * weight[k] + np.log(u / (1.0 - u)), CEILING)
            _unite(parent, left[k], right[k])
            hits[found] = k
            found += 1


@njit(cache=True)
def _link(start, right, value, parent, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912
    """Average linkage of all tied rows; a component that is too large is first taken apart at higher weights."""
    n, count, edge = len(parent), 0, LOWEST
    active, place = np.arange(n), np.empty(n, dtype=np.int64)
    while len(active):
        size = np.zeros(n, dtype=np.int64)
        for i in active:
            parent[i] = _root(parent, i)
            size[parent[i]] += 1
        begin, total = np.zeros(n, dtype=np.int64), 0
        for i in active:
            if parent[i] == i and size[i] > 1:
                begin[i] = total
                total += size[i]
        members, filled = np.empty(total, dtype=np.int64), np.zeros(n, dtype=np.int64)
        for i in active:
            root = parent[i]
            if size[root] > 1:
                place[i] = filled[root]
                members[begin[root] + filled[root]] = i
                filled[root] += 1
        left_over = 0
        for root in active:
            if parent[root] != root or size[root] < 2:
                continue
            here = members[begin[root] : begin[root] + size[root]]
            if len(here) > LARGEST and edge < CEILING:
                left_over += len(here)
                continue
            weights = np.full((len(here), len(here)), UNSEEN)
            for i in here:
                for k in range(start[i], start[i + 1]):
                    j = right[k]
                    if parent[j] == root:
                        weights[place[i], place[j]] = value[k]
                        weights[place[j], place[i]] = value[k]
            count = average_linkage(weights, here, rows, count)
        if left_over:
            kept, at = np.empty(left_over, dtype=np.int64), 0
            for i in active:
                if size[parent[i]] > LARGEST:
                    kept[at] = i
                    at += 1
            edge += 1.0
            for i in kept:
                filled[i] = -1
            before = parent.copy()
            for i in kept:
                parent[i] = i
            for i in kept:
                for k in range(start[i], start[i + 1]):
                    j = right[k]
                    if value[k] >= edge and filled[j] == -1 and before[i] == before[j]:
                        _unite(parent, i, j)
            active = kept
        else:
            active = active[:0]
    return count


@njit(cache=True)
def _cut(rows, count, person):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Accept the merges above the cut; writes the smallest row of each row's person."""
    for m in range(count):
        if rows[m, 2] > _CUT:
            _unite(person, int(rows[m, 0]), int(rows[m, 1]))
    for i in range(len(person)):
        person[i] = _root(person, i)


@njit(cache=True)
def _draw_all(start, left, right, weight, clear, faint, maps, rng, person):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    n = len(start) - 1
    value, rows = np.full(len(right), FLOOR), np.empty((n, 4))
    for draw in range(len(maps)):
        parent = np.arange(n)
        hits = _perturb(left, right, weight, clear, faint, maps[draw, 0], maps[draw, 1], rng, value, parent)
        count = _link(start, right, value, parent, rows)
        value[hits] = FLOOR
        person[draw] = np.arange(n)
        _cut(rows, count, person[draw])
