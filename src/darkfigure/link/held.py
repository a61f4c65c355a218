"""Judgements in the partition: pairs that must be one person, and pairs that must not.

What was judged implies more: of a = b and b = c follows a = c, of a = b and b != c follows a != c. All pairs that
follow are held, as weights so far beyond those of the model that no mean of other weights can outweigh them. A pair
that must be one person is merged before all others; two groups that hold a pair of two persons never are.
"""

from collections import deque
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.errors import InputError
from darkfigure.link.codes import among
from darkfigure.store.scratch import Scratch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]

HELD = 1e9
"""A weight at least this far from 0 was judged, not computed. Pairs of one person have it."""
_APART = -1e15  # outweighs every sum of HELD in a component


class Judged(NamedTuple):
    """Pairs of mentions that people judged: `left`, `right` int64 [pairs]; `same` bool [pairs]; `line` int64 [pairs].

    The lines are those of `decisions/judgements.jsonl`. People choose which pairs they judge, and are shown the
    doubtful ones first: these are not a sample of all pairs.
    """

    left: Ints
    right: Ints
    same: npt.NDArray[np.bool_]
    line: Ints


def nothing_judged() -> Judged:
    """No judgement."""
    none = np.empty(0, dtype=np.int64)
    return Judged(left=none, right=none, same=np.empty(0, dtype=np.bool_), line=none)


class Pairs(NamedTuple):
    """Pairs with their log-odds, `left` < `right`: int64, int64, float64 [pairs]. Beyond `HELD`, they were judged."""

    left: Ints
    right: Ints
    weight: Floats


class Closure:
    """What judgements imply about any pair."""

    def __init__(self) -> None:
        self._group: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: set[Pair] = set()

    def add(self, a: int, b: int, *, same: bool) -> bool:
        """Take in a judgement; whether it agrees with those before. One that does not is left out."""
        known = self.implied(a, b)
        if known is not None:
            return known is same
        one, other = self._find(a), self._find(b)
        if not same:
            self._apart.add(_pair(one, other))
            return True
        self._members[one] += self._members.pop(other)
        for member in self._members[one]:
            self._group[member] = one
        self._apart = {_pair(*(one if g == other else g for g in apart)) for apart in self._apart}
        return True

    def implied(self, a: int, b: int) -> bool | None:
        """True: one person; False: two; None: the judgements do not say."""
        one, other = self._group.get(a, -1 - a), self._group.get(b, -1 - b)
        if one == other:
            return True
        return False if _pair(one, other) in self._apart else None

    def pairs(self) -> dict[Pair, bool]:
        """Every pair that follows, and whether it is one person's."""
        found = {_pair(a, b): True for group in self._members.values() for a, b in combinations(group, 2)}
        for one, other in self._apart:
            found |= {_pair(a, b): False for a, b in product(self._members[one], self._members[other])}
        return found

    def _find(self, mention: int) -> int:
        if mention not in self._group:
            self._group[mention] = mention
            self._members[mention] = [mention]
        return self._group[mention]


def held_pairs(judged: Judged) -> Pairs:
    """All pairs that follow from judgements, in order, with weights beyond `HELD`.

    Raises:
        InputError: Judgements contradict each other; their lines are named.
    """
    closure = Closure()
    order = np.argsort(~judged.same, kind="stable")  # first what is one person, so that `different` meets it whole
    for a, b, same, line in zip(*(column[order].tolist() for column in judged), strict=True):
        if not closure.add(a, b, same=same):
            raise InputError(
                f"decisions/judgements.jsonl: {_lines(implying_lines(judged, a, b, same=True))} that two rows are one "
                f"person, line {line} says that they are not. Withdraw the wrong one: "
                "darkfigure review STUDY --withdraw LINE."
            )
    found = closure.pairs()
    ends = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    weight = np.array([HELD if found[pair] else _APART for pair in sorted(found)], dtype=np.float64)
    return Pairs(left=ends[:, 0], right=ends[:, 1], weight=weight)


def hold(pairs: Pairs, held: Pairs, *, scratch: Scratch | None = None) -> Pairs:
    """Pairs in which what was judged has taken the place of what was computed; in order of left and right.

    Args:
        pairs: the compared pairs.
        held: the pairs that follow from judgements.
        scratch: makes the large arrays; in memory if None.
    """
    if not len(held.left):
        return pairs
    scratch = scratch or Scratch()
    place, there = among(pairs.left, pairs.right, held.left, held.right)
    weight = scratch.empty(len(pairs.weight), np.float64)
    weight[:] = pairs.weight
    weight[place[there]] = held.weight[there]
    both = zip((pairs.left, pairs.right, weight), held, strict=True)
    return Pairs(*(scratch.insert(one, place[~there], more[~there]) for one, more in both))


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def implying_lines(judged: Judged, a: int, b: int, *, same: bool) -> tuple[int, ...]:
    """The fewest lines of judgements from which follows that two mentions are one person, or that they are not.

    Empty where it does not follow.
    """
    steps: dict[int, list[tuple[int, bool, int]]] = {}
    for one, other, one_person, line in zip(*(column.tolist() for column in judged), strict=True):
        steps.setdefault(one, []).append((other, one_person, line))
        steps.setdefault(other, []).append((one, one_person, line))
    # a way of judgements `same`, with one `different` among them where two persons are to follow
    paths: dict[tuple[int, bool], tuple[int, ...]] = {(a, True): ()}
    waiting = deque(paths)
    while waiting and (b, same) not in paths:
        here, united = waiting.popleft()
        for there, one_person, line in steps.get(here, []):
            state = (there, united and one_person)
            if (united or one_person) and state not in paths:
                paths[state] = (*paths[here, united], line)
                waiting.append(state)
    return tuple(sorted(paths.get((b, same), ())))


def _lines(lines: tuple[int, ...]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]} says"
    return f"lines {', '.join(map(str, lines[:-1]))} and {lines[-1]} say together"
