"""From pair weights to persons: average linkage inside components.

Connected components over pair scores chain namesakes together: one ambiguous row joins two people. Average linkage
merges two groups only while the mean weight over all their pairs, compared or not, stays above the cut.

Source:
    Sokal & Michener (1958), University of Kansas Science Bulletin 38, 1409-1438 (average linkage).
"""

import numba
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_LARGEST = 400  # mentions in one component; a larger one is taken apart at a higher weight first
_UNSEEN = -6.0  # weight of a pair that blocking never brought together
_CEILING = 12.0  # one very sure pair must not carry many unsure ones
_FLOOR = -12.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def partition(mentions: int, *, left: Ints, right: Ints, weight: Floats, cut: float) -> Ints:
    """The person of each mention, int64 [mentions], dense from 0 in the order of first appearance.

    Args:
        mentions: how many there are.
        left, right: compared pairs, int64 [pairs], left < right.
        weight: their posterior log-odds of being one person, natural log, float64 [pairs].
        cut: mean log-odds from which two groups are merged.
    """
    person = np.arange(mentions, dtype=np.int64)
    clipped = np.clip(weight, _FLOOR, _CEILING)
    # below this no pair can lift a group over the cut for good; it keeps components small
    pending = [(left, right, clipped, cut - 3.0)]
    while pending:
        a, b, w, edge = pending.pop()
        strong = w >= edge
        _, label = connected_components(
            coo_matrix((np.ones(strong.sum(), dtype=np.int8), (a[strong], b[strong])), shape=(mentions, mentions)),
            directed=False,
        )
        inside = label[a] == label[b]
        a, b, w = a[inside], b[inside], w[inside]
        size = np.bincount(label, minlength=1)
        large = size[label[a]] > _LARGEST
        if large.any() and edge < _CEILING:
            pending.append((a[large], b[large], w[large], edge + 1.0))
        _merge(a[~large], b[~large], w[~large], label.astype(np.int64), person, cut)
    return _dense(person)


def _merge(a: Ints, b: Ints, w: Floats, label: Ints, person: Ints, cut: float) -> None:
    """Average linkage in every component of these pairs; writes `person` of their mentions."""
    if not len(a):
        return
    order = np.lexsort((b, a, label[a]))
    a, b, w = a[order], b[order], w[order]
    starts = np.flatnonzero(np.r_[True, label[a][1:] != label[a][:-1]])
    _link_components(a, b, w, np.append(starts, len(a)), person, cut)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _link_components(a, b, w, bounds, person, cut):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913
    """Average linkage, one component after the other. A merged group keeps its smallest mention as its name."""
    for c in range(len(bounds) - 1):
        start, stop = bounds[c], bounds[c + 1]
        members = np.unique(np.concatenate((a[start:stop], b[start:stop])))
        n = len(members)
        total = np.full((n, n), _UNSEEN)
        for k in range(start, stop):
            i, j = np.searchsorted(members, a[k]), np.searchsorted(members, b[k])
            total[i, j] = w[k]
            total[j, i] = w[k]
        size = np.ones(n)
        alive = np.ones(n, dtype=np.bool_)
        group = np.arange(n)
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
            if top < 0 or score[top] <= cut:
                break
            i, j = min(top, best[top]), max(top, best[top])
            for k in range(n):
                if alive[k] and k not in (i, j):
                    total[i, k] += total[j, k]
                    total[k, i] = total[i, k]
            size[i] += size[j]
            alive[j] = False
            for k in range(n):
                if group[k] == j:
                    group[k] = i
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
        for k in range(n):
            person[members[k]] = members[group[k]]


def _dense(person: Ints) -> Ints:
    """Renumber from 0 in the order of first appearance."""
    _, first, inverse = np.unique(person, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    renumbered: Ints = rank[inverse]
    return renumbered
