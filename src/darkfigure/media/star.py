"""Each member of a group tied to its first, so that one sees what was done to the first to make it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from darkfigure.media.align import Affine, compose
from darkfigure.media.check import check
from darkfigure.media.edge import Edge
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.picture import Grey


def tie_to_first(edges: Sequence[Edge], prints: Sequence[Fingerprint], grey: Callable[[int], Grey]) -> Iterator[Edge]:
    """The edges of a forest, those that do not begin at the first of their group replaced where pixels allow it.

    The first of a group is the picture with most edges, of these the one with most pixels. Where a member does not
    agree with the first well enough, such as two crops with little in common, it stays tied to the one between.
    """
    ties: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        ties[edge.here].append(edge)
        ties[edge.there].append(edge.reversed())
    done: set[int] = set()
    for first in sorted(ties, key=lambda row: (-len(ties[row]), -prints[row].width * prints[row].height, row)):
        if first not in done:
            yield from _tied(first, ties, done, (prints, grey))


def _tied(
    first: int,
    ties: dict[int, list[Edge]],
    done: set[int],
    pictures: tuple[Sequence[Fingerprint], Callable[[int], Grey]],
) -> Iterator[Edge]:
    prints, grey = pictures
    done.add(first)
    waiting: list[tuple[int, Affine]] = [(first, np.eye(2, 3))]
    while waiting:
        row, from_first = waiting.pop(0)
        for edge in ties[row]:
            if edge.there in done:
                continue
            done.add(edge.there)
            affine = compose(edge.affine, from_first)
            if row != first:
                affine, same = check(grey(first), grey(edge.there), affine, (prints[first].box, prints[edge.there].box))
                if same.is_copy:
                    edge = Edge(  # noqa: PLW2901 - the better tie takes the place of the found one
                        here=first,
                        there=edge.there,
                        affine=affine,
                        found_by=edge.found_by if edge.found_by != "bytes" else "hash",
                        distance=None,
                        points=np.zeros((0, 4), np.float32),
                        agreement=same,
                    )
            waiting.append((edge.there, affine))
            yield edge
