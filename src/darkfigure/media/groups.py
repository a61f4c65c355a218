"""Near-duplicate pictures of files and folders, in groups, each member with what was done to it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.media.align import Affine, compose, invert
from darkfigure.media.describe import Change, describe
from darkfigure.media.edge import Edge
from darkfigure.media.fingerprint import Fingerprint


@dataclass(frozen=True, kw_only=True, eq=False)
class Relation:
    """How a member of a group was tied to another.

    Attributes:
        to: Row of the other.
        affine: Where the other lies in this one, in pixels of the files; 2 x 3.
        change: What was done to the other to make this one.
        found_by: `bytes`, `hash` or `features`.
        distance: Bits in which the hashes differ, where they proposed the pair.
        points: Places that agree, column and row in the other and in this one, in pixels of the files; features x 4.
    """

    to: int
    affine: Affine
    change: Change
    found_by: str
    distance: int | None
    points: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Pictures that are copies of one picture.

    Attributes:
        rows: Its members; the first is the one that most others were tied to.
        relations: How each member but the first was tied to one before it.
    """

    rows: tuple[int, ...]
    relations: tuple[Relation, ...]


def form_groups(prints: Sequence[Fingerprint], edges: Sequence[Edge]) -> list[Group]:
    """Groups of pictures that edges tie together, the largest first; edges form no circle."""
    ties: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        ties[edge.here].append(edge)
        ties[edge.there].append(edge)
    seen: set[int] = set()
    groups = []
    for row in sorted(ties, key=lambda row: (-len(ties[row]), row)):
        if row not in seen:
            members = list(_walk(row, ties, prints))
            seen.update(member for member, _ in members)
            rows = tuple(member for member, _ in members)
            groups.append(Group(rows=rows, relations=tuple(how for _, how in members if how is not None)))
    return sorted(groups, key=lambda group: (-len(group.rows), group.rows))


def _walk(
    root: int, ties: dict[int, list[Edge]], prints: Sequence[Fingerprint]
) -> Iterator[tuple[int, Relation | None]]:
    """The pictures tied to one, the nearest first, each with the tie that led to it."""
    yield root, None
    reached, waiting = {root}, [root]
    while waiting:
        row = waiting.pop(0)
        for edge in sorted(ties[row], key=lambda edge: (edge.here, edge.there)):
            other = edge.there if edge.here == row else edge.here
            if other not in reached:
                reached.add(other)
                waiting.append(other)
                yield other, _relation(row, edge, prints)


def _relation(row: int, edge: Edge, prints: Sequence[Fingerprint]) -> Relation:
    """The tie seen from one of its ends, in pixels of the files."""
    seen = edge if edge.here == row else edge.reversed()
    here, there = prints[seen.here], prints[seen.there]
    whole = in_files(seen.affine, here, there)
    scale = np.array([*here.scale, *there.scale])
    return Relation(
        to=row,
        affine=whole,
        change=describe(whole, seen.agreement),
        found_by=edge.found_by,
        distance=edge.distance,
        points=seen.points.astype(np.float64) * scale,
    )


def in_files(affine: Affine, here: Fingerprint, there: Fingerprint) -> Affine:
    """A map between decoded pixels as one between pixels of the files."""
    before, after = (np.array([[one.scale[0], 0.0, 0.0], [0.0, one.scale[1], 0.0]]) for one in (here, there))
    return compose(after, compose(affine, invert(before)))
