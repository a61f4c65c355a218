"""Statements of many documents joined to assertions: one figure that one origin gave, however often it is passed on.

Sure joins come first: sentences copied word for word; one speaker with one figure; a figure nobody else would hit on.
A plain figure without a speaker in common is joined only where two texts share another figure too. A join that would
bring two speakers under one assertion who are different is left out, and told as a coincidence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from darkfigure.extract.claim import Claim
from darkfigure.extract.repeats.actors import Actor, actor_of, agreement
from darkfigure.extract.repeats.signature import (
    is_distinctive,
    numbers_of,
    same_bounds,
    same_population,
    state_class,
    unit_class,
)

_COPIED, _SPOKEN, _REBOUNDED, _DISTINCTIVE, _TOGETHER, _OFFICE = 6, 5, 4, 3, 2, 1
_TOGETHER_FIGURES = 2
# Statements of one figure are compared with this many others that differ in speaker or document; more say no more.
_MOST = 64


class Assertions(NamedTuple):
    """`group[i]` is the assertion of claim i; `coincidences` are pairs of assertions with one figure, unproven."""

    group: list[int]
    coincidences: set[tuple[int, int]]


def join_statements(claims: Sequence[Claim], copied: Iterable[tuple[int, int]]) -> Assertions:
    """Join the statements of documents to assertions. `copied`: pairs whose sentences are copies."""
    groups = _Groups(claims)
    _join_within(claims, groups)
    alone: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    edges = [(_COPIED, a, b) for a, b in copied if _is_copy(claims[a], claims[b])]
    pairs = list(_candidates(claims, groups))
    for a, b in pairs:
        strength = _strength(claims[a], claims[b], groups.actors[a], groups.actors[b])
        if strength:
            edges.append((strength, a, b))
        elif claims[a].doc != claims[b].doc and agreement(groups.actors[a], groups.actors[b]) == "unknown":
            alone[claims[a].doc, claims[b].doc].append((a, b))
    for found in alone.values():
        equal = [(a, b) for a, b in found if same_bounds(claims[a], claims[b])]
        if equal and len({_shared(claims[a], claims[b]) for a, b in found}) >= _TOGETHER_FIGURES:
            edges += [(_TOGETHER, a, b) for a, b in equal]
    between = Counter((claims[a].doc, claims[b].doc) for _, a, b in edges)

    def surest_first(edge: tuple[int, int, int]) -> tuple[object, ...]:
        strength, a, b = edge
        one, other = claims[a], claims[b]
        alike = one.population.state == other.population.state
        return -strength, not alike, -between[one.doc, other.doc], a, b

    for _, a, b in sorted(edges, key=surest_first):
        groups.join(a, b)
    _carry(claims, groups)
    coincidences = set()
    for a, b in pairs:
        one, other = groups.find(a), groups.find(b)
        if one != other and same_bounds(claims[a], claims[b]) and claims[a].doc != claims[b].doc:
            coincidences.add((min(one, other), max(one, other)))
    return Assertions([groups.find(at) for at in range(len(claims))], coincidences)


def _is_copy(one: Claim, other: Claim) -> bool:
    return one.doc != other.doc and same_bounds(one, other) and same_population(one, other)


def _join_within(claims: Sequence[Claim], groups: "_Groups") -> None:
    """A document that gives one number twice for the same people states it again."""
    first: dict[object, int] = {}
    for at, claim in enumerate(claims):
        who = claim.population
        key = (claim.doc, claim.value.low, claim.value.high, unit_class(claim), who.state, who.origin)
        groups.join(first.setdefault(key, at), at)


def _candidates(claims: Sequence[Claim], groups: "_Groups") -> Iterator[tuple[int, int]]:
    """Pairs that share a number, unit, state and origin; of what a document says again with one speaker, the first."""
    buckets: dict[object, dict[object, int]] = defaultdict(dict)
    for at, claim in enumerate(claims):
        for number in numbers_of(claim):
            key = number, unit_class(claim), state_class(claim), frozenset(claim.population.origin)
            buckets[key].setdefault((groups.find(at), groups.actors[at]), at)
    seen = set()
    for said in buckets.values():
        bucket = list(said.values())
        for place, at in enumerate(bucket):
            for other in bucket[max(0, place - _MOST) : place]:
                if (other, at) not in seen:
                    seen.add((other, at))
                    yield other, at


def _strength(one: Claim, other: Claim, mine: Actor, theirs: Actor) -> int:
    said = agreement(mine, theirs)
    equal = same_bounds(one, other)
    if said == "same":
        if bool(mine.person) != bool(theirs.person):
            return _OFFICE  # somebody of the office, perhaps another than who is named
        return _SPOKEN if equal else _REBOUNDED
    if said == "different" or one.doc == other.doc:
        return 0
    return _DISTINCTIVE if equal and is_distinctive(one) else 0


def _shared(one: Claim, other: Claim) -> object:
    return numbers_of(one) & numbers_of(other), one.population.origin, state_class(one)


def _carry(claims: Sequence[Claim], groups: "_Groups") -> None:
    """Two texts that share an assertion pass on others too, with other bounds or the region by another name."""
    members: dict[int, list[int]] = defaultdict(list)
    by_doc: dict[str, list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        members[groups.find(at)].append(at)
        by_doc[claim.doc].append(at)
    linked = set()
    for found in members.values():
        docs = list(dict.fromkeys(claims[at].doc for at in found))
        linked |= set(combinations(docs, 2)) if len(docs) <= _MOST else set(pairwise(docs))
    by_number: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for doc, found in by_doc.items():
        for at in found:
            for number in numbers_of(claims[at]):
                by_number[doc][number].append(at)
    for one, other in sorted(linked):
        for number, mine in by_number[one].items():
            for a, b in product(mine[:_MOST], by_number[other].get(number, ())[:_MOST]):
                if same_population(claims[a], claims[b]):
                    groups.join(a, b)
    for found in by_doc.values():
        for a, b in combinations(found[:_MOST], 2):
            if _restated(claims[a], claims[b], groups.actors[a], groups.actors[b]):
                groups.join(a, b)


def _restated(one: Claim, other: Claim, mine: Actor, theirs: Actor) -> bool:
    """One text that gives a number with other bounds: up to 4,000, then 2,000 to 4,000."""
    shared = numbers_of(one) & numbers_of(other)
    return bool(shared) and same_population(one, other) and agreement(mine, theirs) != "different"


class _Groups:
    """Disjoint sets of statements; a set never holds two speakers who are different."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.actors = [actor_of(claim.attribution.speaker) for claim in claims]
        self._parent = list(range(len(claims)))
        self._said: list[set[Actor]] = [{actor} if actor.known else set() for actor in self.actors]

    def find(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, a: int, b: int) -> bool:
        """Join two sets unless their speakers are different persons or offices."""
        one, other = sorted((self.find(a), self.find(b)))
        if one == other:
            return True
        if any(agreement(x, y) == "different" for x in self._said[one] for y in self._said[other]):
            return False
        self._parent[other] = one
        self._said[one] |= self._said[other]
        return True
