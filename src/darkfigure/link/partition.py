"""From pair weights to persons: average linkage inside components.

Connected components over pair scores chain namesakes together: one ambiguous row joins two people. Average linkage
merges two groups only while the mean weight over all their pairs, compared or not, stays above the cut.

Source:
    Sokal & Michener (1958), University of Kansas Science Bulletin 38, 1409-1438 (average linkage).
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from darkfigure.link.codes import both_alike
from darkfigure.link.equal import first_seen
from darkfigure.link.held import HELD

LARGEST = 400  # mentions in one component; a larger one is taken apart at a higher weight first
LOWEST = -1.75  # log-odds below which no cut goes: a mean probability of 0.15
UNSEEN = -3.0  # weight of a pair that blocking never brought together
CEILING = 12.0  # one very sure pair must not carry many unsure ones
FLOOR = -6.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class MergeTree(NamedTuple):
    """The merges of average linkage, best first within each component.

    `kept`, `gone`: mentions that name the two groups merged, int64 [merges]; the group goes by `kept` afterwards.
    `score`: mean log-odds over all pairs between them; it never rises along a component. `pairs`: how many pairs the
    merge declares one person's; float64 [merges] each.
    """

    kept: Ints
    gone: Ints
    score: Floats
    pairs: Floats


def merge_tree(mentions: int, *, left: Ints, right: Ints, weight: Floats) -> MergeTree:
    """All merges that any sensible cut could ask for.

    Args:
        mentions: how many there are.
        left: compared pairs, int64 [pairs].
        right: the other mention of each, larger than the left one.
        weight: their posterior log-odds of being one person, natural log, float64 [pairs]; those that people judged
            are far beyond all others, see `held`.
    """
    strong = weight >= LOWEST
    label = _tied(mentions, left[strong], right[strong])
    pending = [(*_within(label, left, right, weight), LOWEST)]
    found: list[MergeTree] = []
    while pending:
        a, b, w, edge = pending.pop()
        if edge > LOWEST:
            strong = w >= edge
            label = _tied(mentions, a[strong], b[strong])
            inside = label[a] == label[b]
            a, b, w = a[inside], b[inside], w[inside]
        # beyond the ceiling only judged pairs are left, which hold however many they are
        large = (np.bincount(label, minlength=1)[label[a]] > LARGEST) & (edge < CEILING)
        if large.any():
            pending.append((a[large], b[large], w[large], edge + 1.0))
        if not large.all():
            found.append(_merges(a[~large], b[~large], w[~large], label))
    if not found:
        none = np.empty(0, dtype=np.int64)
        return MergeTree(kept=none, gone=none, score=np.empty(0), pairs=np.empty(0))
    return MergeTree(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _tied(mentions: int, left: Ints, right: Ints) -> Ints:
    """The component of each mention, int64 [mentions]."""
    ones = np.ones(len(left), dtype=np.int8)
    graph = coo_matrix((ones, (left, right)), shape=(mentions, mentions))
    label: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return label


def _within(label: Ints, left: Ints, right: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """The pairs inside components, and their weights between `FLOOR` and `CEILING`, but for those that were judged."""
    inside = np.flatnonzero(both_alike(label, left, right))
    a, b, w = left[inside], right[inside], weight[inside]
    clipped = np.clip(w, FLOOR, CEILING)
    np.copyto(clipped, w, where=(w >= HELD) | (w <= -HELD))
    return a, b, clipped


def balanced_cut(tree: MergeTree, *, matches: float) -> float:
    """The cut at which as many pairs are declared one person's as are expected to be among all that were compared.

    There, wrong links and missed links are expected to be equally many, so that the number of links, and with it the
    number of persons, is right on average. The scores must be calibrated.

    Args:
        tree: the merges.
        matches: expected number of one person's pairs among all compared ones.
    """
    order = np.argsort(-tree.score, kind="stable")
    enough = np.flatnonzero(np.cumsum(tree.pairs[order]) > matches)
    if not len(enough):
        return LOWEST
    return min(max(float(tree.score[order[enough[0]]]), LOWEST), 0.0)


def cut_tree(mentions: int, tree: MergeTree, cut: float) -> Ints:
    """The person of each mention, int64 [mentions], dense from 0 in the order of first appearance."""
    done = tree.score > cut
    return first_seen(_tied(mentions, tree.kept[done], tree.gone[done]))


def mean_weight(weight: Floats, *, pairs: int) -> float:
    """What average linkage sees between two groups: the mean log-odds over all their pairs, compared or not.

    Args:
        weight: of the pairs that were compared.
        pairs: how many there are in all.
    """
    seen = float(np.clip(weight, FLOOR, CEILING).sum())
    return (seen + UNSEEN * (pairs - len(weight))) / pairs


def _merges(a: Ints, b: Ints, w: Floats, label: Ints) -> MergeTree:
    """Average linkage in every component of these pairs."""
    order = np.lexsort((b, a, label[a]))
    a, b, w = a[order], b[order], w[order]
    starts = np.flatnonzero(np.r_[True, label[a][1:] != label[a][:-1]])
    most = len(np.unique(np.concatenate((a, b))))
    rows = np.empty((most, 4))
    count = _link_components(a, b, w, np.append(starts, len(a)), rows)
    kept, gone, score, pairs = rows[:count].T
    return MergeTree(kept.astype(np.int64), gone.astype(np.int64), score, pairs)


@numba.njit(cache=True)
def _link_components(a, b, w, bounds, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Average linkage, one component after the other; writes the merges and returns how many there are."""
    count = 0
    for c in range(len(bounds) - 1):
        start, stop = bounds[c], bounds[c + 1]
        members = np.unique(np.concatenate((a[start:stop], b[start:stop])))
        total = np.full((len(members), len(members)), UNSEEN)
        for k in range(start, stop):
            i, j = np.searchsorted(members, a[k]), np.searchsorted(members, b[k])
            total[i, j] = w[k]
            total[j, i] = w[k]
        count = average_linkage(total, members, rows, count)
    return count


@numba.njit(cache=True)
def average_linkage(total, members, rows, count):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901, PLR0912
    """Average linkage of one component: writes its merges from row `count` on and returns how many rows are filled.

    A merged group goes by its first member.

    Args:
        total: weight of every pair of members, float64 [n, n]; it is overwritten.
        members: their numbers, int64 [n], ascending.
        rows: merges as (kept, gone, score, pairs), float64 [at least count + n - 1, 4].
        count: how many rows are filled already.
    """
    n = len(members)
    if n == 2:  # most components
        if total[0, 1] > LOWEST:
            rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = members[0], members[1], total[0, 1], 1.0
            count += 1
        return count
    size = np.ones(n)
    alive = np.ones(n, dtype=np.bool_)
    # the best partner of each row, kept up to date, makes a merge cost O(n) in the usual case
    best = np.full(n, -1)
    score = np.full(n, -np.inf)
    for i in range(n):
        for j in range(n):
            if j != i and total[i, j] > score[i]:
                score[i], best[i] = total[i, j], j
    while True:
        top = -1
        for i in range(n):
            if alive[i] and best[i] >= 0 and (top < 0 or score[i] > score[top]):
                top = i
        if top < 0 or score[top] <= LOWEST:
            return count
        i, j = min(top, best[top]), max(top, best[top])
        rows[count, 0], rows[count, 1] = members[i], members[j]
        rows[count, 2], rows[count, 3] = score[top], size[i] * size[j]
        count += 1
        for k in range(n):
            if alive[k] and k not in (i, j):
                total[i, k] += total[j, k]
                total[k, i] = total[i, k]
        size[i] += size[j]
        alive[j] = False
        for k in range(n):
            if alive[k] and (k == i or best[k] in (i, j)):
                score[k], best[k] = -np.inf, -1
                for other in range(n):
                    if alive[other] and other != k:
                        mean = total[k, other] / (size[k] * size[other])
                        if mean > score[k]:
                            score[k], best[k] = mean, other
            elif alive[k]:
                mean = total[k, i] / (size[k] * size[i])
                if mean > score[k]:
                    score[k], best[k] = mean, i
