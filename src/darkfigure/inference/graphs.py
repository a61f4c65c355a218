"""Decomposable graphs on a few vertices, as signed sums of vertex sets.

The density of a decomposable model is a product over vertices, each given its later neighbours in a perfect
elimination order. So any score that adds over cliques less separators is a sum over vertex sets with coefficients 1
and -1, and all graphs together are a matrix.

Source:
    Lauritzen (1996), Graphical Models, section 2.1.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled

Ints = NDArray[np.int64]


@lru_cache(maxsize=8)
def decomposable_graphs(vertices: int) -> tuple[NDArray[np.int8], Ints]:
    """Every decomposable graph on so many vertices: 8 on 3, 61 on 4, 822 on 5, 18,154 on 6.

    Returns:
        int8 [graphs, 2**vertices], the coefficient of each vertex set (as a number whose bit j is vertex j);
        int64 [graphs], the edges as a number whose bits are the pairs (0, 1), (0, 2), (1, 2), (0, 3), ...

    Raises:
        ValueError: More than six vertices.
    """
    if vertices > 6:
        raise ValueError(f"{vertices} vertices have too many graphs to list")
    edges = [(a, b) for b in range(vertices) for a in range(b)]
    coefficients, chosen = _enumerate(vertices, np.array(edges, dtype=np.int64).reshape(-1, 2))
    return coefficients, chosen


@compiled
def _enumerate(vertices: int, edges: Ints) -> tuple[NDArray[np.int8], Ints]:  # noqa: C901 - one kernel
    graphs = 1 << edges.shape[0]
    coefficients = np.zeros((graphs, 1 << vertices), dtype=np.int8)
    chosen = np.empty(graphs, dtype=np.int64)
    beside = np.empty(vertices, dtype=np.int64)
    found = 0
    for graph in range(graphs):
        beside[:] = 0
        for e in range(edges.shape[0]):
            if graph >> e & 1:
                beside[edges[e, 0]] |= 1 << edges[e, 1]
                beside[edges[e, 1]] |= 1 << edges[e, 0]
        coefficients[found, :] = 0
        left = (1 << vertices) - 1
        while left:
            picked = -1
            for v in range(vertices):
                if left >> v & 1 and picked < 0:
                    near = beside[v] & left
                    complete = True
                    for u in range(vertices):
                        if near >> u & 1 and near & ~beside[u] & ~(1 << u):
                            complete = False
                    if complete:
                        picked = v
            if picked < 0:
                break
            near = beside[picked] & left
            coefficients[found, near | 1 << picked] += 1
            coefficients[found, near] -= 1
            left &= ~(1 << picked)
        if left == 0:
            chosen[found] = graph
            found += 1
    return coefficients[:found].copy(), chosen[:found].copy()
