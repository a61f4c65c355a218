"""Many partitions at once, each by average linkage over weights that are perturbed anew; compiled.

A draw ties rows by union-find where a pair comes out strong, and links the tied ones. Of pairs that seldom do, only
those that do are looked for, by how far it is from one to the next; the others get their value where their rows are
tied by other pairs, for only there it is asked for. So a draw costs what it ties, not what was compared.

Numba keeps what it compiled beside this file and looks at this file's age alone: after a change in `partition.py`,
touch this one.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from darkfigure.link.calibration import CLIP
from darkfigure.link.held import HELD, Pairs
from darkfigure.link.partition import CEILING, FLOOR, LARGEST, LOWEST, UNSEEN, average_linkage
from darkfigure.store.scratch import Scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Pairs of like weight, up to each of these, are searched for those that tie; pairs above are all drawn. One below the
# first that does not tie is as unlikely as can be.
_UPTO = (-8.0, -6.0, -4.0, -2.0)
_LATER = np.nan  # the value of a pair that did not tie, until it is asked for
_NEVER = 1e-12  # probability
_AT_ONCE = 1_000_000  # pairs that are laid out in one go
_CUT = 0.0  # groups are one person where the mean of the perturbed log-odds is above: a pair alone by its probability


class Pairwork(NamedTuple):
    """Compared pairs of n rows, laid out for drawing.

    `left`, `right`, `weight`: of each pair, int64, int64, float64 [pairs], the weight within `CLIP` or judged; `start`:
    row i is the left one of the pairs from `start[i]` to `start[i + 1]`, int64 [n + 1]. `order`: the pairs by weight
    as `_UPTO` parts it, int64 [pairs]; `bounds`: where in `order` each part begins, int64 [parts + 1].
    """

    start: Ints
    left: Ints
    right: Ints
    weight: Floats
    order: Ints
    bounds: Ints


def lay_out(mentions: int, pairs: Pairs, *, scratch: Scratch | None = None) -> Pairwork:
    """Prepare compared pairs, in order, for `perturbed_partitions`; large arrays are made by `scratch`."""
    scratch, many = scratch or Scratch(), len(pairs.weight)
    clipped, part = scratch.empty(many, np.float64), scratch.empty(many, np.int8)
    for begin in range(0, many, _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        weight = pairs.weight[some]
        judged = np.abs(weight) >= HELD
        clipped[some] = np.where(judged, weight, np.clip(weight, -CLIP, CLIP))
        part[some] = np.where(judged, len(_UPTO), np.digitize(clipped[some], _UPTO))
    bounds = np.cumsum([0, *_sizes(part, len(_UPTO) + 1)])
    order = scratch.empty(many, np.int64)
    _sort_parts(part, bounds[:-1].copy(), order)
    return Pairwork(
        start=np.searchsorted(pairs.left, np.arange(mentions + 1)).astype(np.int64),
        left=pairs.left,
        right=pairs.right,
        weight=clipped,
        order=order,
        bounds=bounds,
    )


@njit(cache=True)
def _sizes(part, parts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """How many pairs each part has."""
    out = np.zeros(parts, np.int64)
    for one in part:
        out[one] += 1
    return out


@njit(cache=True)
def _sort_parts(part, at, order):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Write the pairs of each part one after the other, from `at` on, which is overwritten."""
    for k in range(len(part)):
        order[at[part[k]]] = k
        at[part[k]] += 1


def perturbed_partitions(pairs: Pairwork, maps: Floats, *, rng: np.random.Generator) -> Ints:
    """Partitions of n rows, int64 [draws, n]; a person goes by the smallest row of it.

    Args:
        pairs: the compared pairs.
        maps: intercept and slope of the log-odds by the weight, a draw, float64 [draws, 2].
        rng: source of randomness.
    """
    return np.array(list(each_perturbed(pairs, maps, [rng] * len(maps)))).reshape(len(maps), -1)


def each_perturbed(
    pairs: Pairwork, maps: Floats, streams: Sequence[np.random.Generator], *, scratch: Scratch | None = None
) -> Iterator[Ints]:
    """As `perturbed_partitions`, one after the other, each with randomness of its own; int64 [n] each."""
    n, many, scratch = len(pairs.start) - 1, len(pairs.right), scratch or Scratch()
    room = scratch.empty(many, np.float64), np.empty((n, 4)), scratch.empty(many, np.int64)
    room[0][:] = FLOOR
    for begin in range(pairs.bounds[1], pairs.bounds[len(_UPTO)], _AT_ONCE):
        room[0][pairs.order[begin : min(begin + _AT_ONCE, pairs.bounds[len(_UPTO)])]] = _LATER
    for (a, b), rng in zip(maps, streams, strict=True):
        person = np.arange(n)
        _draw(pairs.start, pairs.left, pairs.right, pairs.weight, pairs.order, pairs.bounds, a, b, rng, *room, person)
        yield person


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
def _noise(rng, least, most):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Logistic noise between two of its quantiles."""
    u = least + (most - least) * rng.random()
    while u <= 0.0 or u >= 1.0:
        u = least + (most - least) * rng.random()
    return np.log(u / (1.0 - u))


@njit(cache=True)
def _staying(log_odds):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Probability that a pair of these log-odds does not come out above the lowest cut."""
    return 1.0 / (1.0 + np.exp(min(log_odds - LOWEST, 700.0)))


@njit(cache=True)
def _search(left, right, weight, pairs, upto, a, b, rng, value, parent, ties):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Find those of some pairs, of a weight up to `upto`, that tie; writes them into `ties`, returns how many."""
    most = 1.0 - _staying(a + b * upto)
    found, place = 0, -1
    if most < _NEVER:
        return 0
    while True:
        place += 1 + int(min(np.log(1.0 - rng.random()) / np.log1p(-most), 1e12)) if most < 1.0 else 1
        if place >= len(pairs):
            return found
        k = pairs[place]
        least = _staying(a + b * weight[k])
        if rng.random() * most < 1.0 - least:
            value[k] = min(a + b * weight[k] + _noise(rng, least, 1.0), CEILING)
            _unite(parent, left[k], right[k])
            ties[found] = k
            found += 1


@njit(cache=True)
def _perturb(left, right, weight, order, bounds, a, b, rng, value, parent, ties):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Give a value to every pair that ties its rows, and tie them; returns how many there are, in `ties`."""
    found = 0
    for k in order[bounds[len(_UPTO)] :]:
        w = weight[k]
        if abs(w) < HELD:
            w = min(max(a + b * w + _noise(rng, 0.0, 1.0), FLOOR), CEILING)
        value[k] = w
        if w >= LOWEST:
            _unite(parent, left[k], right[k])
            ties[found] = k
            found += 1
    for part in range(len(_UPTO)):
        some = order[bounds[part] : bounds[part + 1]]
        found += _search(left, right, weight, some, _UPTO[part], a, b, rng, value, parent, ties[found:])
    return found


@njit(cache=True)
def _gather(parent, active, place):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The rows of each component of two rows or more, one after the other; writes each row's `place` in its own.

    Returns by root how many rows there are, int64 [n], where they begin, int64 [n], and the rows.
    """
    n = len(parent)
    size, begin, filled, total = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), 0
    for i in active:
        parent[i] = _root(parent, i)
        size[parent[i]] += 1
    for i in active:
        if parent[i] == i and size[i] > 1:
            begin[i] = total
            total += size[i]
    members = np.empty(total, dtype=np.int64)
    for i in active:
        root = parent[i]
        if size[root] > 1:
            place[i] = filled[root]
            members[begin[root] + filled[root]] = i
            filled[root] += 1
    return size, begin, members


@njit(cache=True)
def _weights_among(here, start, right, weight, a, b, rng, value, parent, place):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Weights between all rows of a component, float64 [rows, rows]; those that no draw asked for yet are drawn."""
    weights = np.full((len(here), len(here)), UNSEEN)
    for i in here:
        for k in range(start[i], start[i + 1]):
            j = right[k]
            if parent[j] == parent[i]:
                drawn = value[k]
                if np.isnan(drawn):
                    log_odds = a + b * weight[k]
                    drawn = max(log_odds + _noise(rng, 0.0, _staying(log_odds)), FLOOR)
                weights[place[i], place[j]] = weights[place[j], place[i]] = drawn
    return weights


@njit(cache=True)
def _take_apart(rows, left, right, ties, value, edge, parent):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Tie the rows of components anew, each among themselves, by their ties from `edge` alone.

    Those ties come first in `ties` afterwards; returns how many they are. The others tie nothing at higher edges.
    """
    before = np.full(len(parent), -1, dtype=np.int64)
    for i in rows:
        before[i] = parent[i]
    for i in rows:
        parent[i] = i
    kept = 0
    for t in range(len(ties)):
        k = ties[t]
        i, j = left[k], right[k]
        if value[k] >= edge and before[i] >= 0 and before[i] == before[j]:
            _unite(parent, i, j)
            ties[t], ties[kept] = ties[kept], k
            kept += 1
    return kept


@njit(cache=True)
def _link(start, left, right, weight, ties, a, b, rng, value, parent, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Average linkage of all tied rows; a component that is too large is first taken apart at higher weights.

    `ties` comes out in another order.
    """
    n, count, edge, holding = len(parent), 0, LOWEST, len(ties)
    active, place = np.arange(n), np.empty(n, dtype=np.int64)
    while True:
        size, begin, members = _gather(parent, active, place)
        for root in active:
            if parent[root] != root or size[root] < 2 or (size[root] > LARGEST and edge < CEILING):
                continue
            here = members[begin[root] : begin[root] + size[root]]
            weights = _weights_among(here, start, right, weight, a, b, rng, value, parent, place)
            count = average_linkage(weights, here, rows, count)
        active = active[size[parent[active]] > LARGEST]
        if edge >= CEILING or not len(active):
            return count
        edge += 1.0
        holding = _take_apart(active, left, right, ties[:holding], value, edge, parent)


@njit(cache=True)
def _cut(rows, count, person):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Accept the merges above the cut; writes the smallest row of each row's person."""
    for m in range(count):
        if rows[m, 2] > _CUT:
            _unite(person, int(rows[m, 0]), int(rows[m, 1]))
    for i in range(len(person)):
        person[i] = _root(person, i)


@njit(cache=True)
def _draw(start, left, right, weight, order, bounds, a, b, rng, value, rows, ties, person):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917
    """Write the persons of one draw; `value`, `rows` and `ties` are room that the next draw finds as this one did."""
    parent = np.arange(len(start) - 1)
    found = _perturb(left, right, weight, order, bounds, a, b, rng, value, parent, ties)
    count = _link(start, left, right, weight, ties[:found], a, b, rng, value, parent, rows)
    for k in ties[:found]:  # a pair that every draw draws is overwritten by the next one
        value[k] = FLOOR if weight[k] < _UPTO[0] else _LATER
    _cut(rows, count, person)
