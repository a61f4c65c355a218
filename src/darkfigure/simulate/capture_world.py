"""People of known number and the lists that see them: the chance of each capture pattern, and tables drawn from it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import MAX_LISTS, CaptureTable, table_of
from darkfigure.errors import UsageError
from darkfigure.simulate.link_errors import relink

Floats = NDArray[np.float64]

LETTERS = tuple("ABCDEFGHIJKL")
_MOST_PEOPLE = 10**12
_MOST_RECORDED = 10**7  # people whose records are linked one by one
_STEPS = 2000  # of raking; a few dozen suffice unless a factor is extreme
_CLOSE = 1e-10


@dataclass(frozen=True, kw_only=True)
class Kind:
    """People who are alike: their share of all, and the probability that each list holds one of them."""

    share: float
    reach: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """Lists (by position) that share people more often than chance, or less often.

    For two lists `factor` is the odds ratio among people of one kind who are on no other list: 1 is independence, 3
    attracts, 0.3 repels. For three lists and more it is the ratio of odds ratios, as in a log-linear model.
    """

    lists: tuple[int, ...]
    factor: float


@dataclass(frozen=True, kw_only=True)
class CaptureWorld:
    """People, kinds of people, lists, dependence, and errors of linkage.

    Attributes:
        name: What to call it.
        people: How many there are: the truth.
        lists: Names of the lists.
        kinds: Kinds of people; their shares sum to 1.
        interactions: Dependence of lists within a kind.
        margins: Whether `reach` is what a list holds of all people of a kind. Otherwise it is what it holds of those on
            no list it depends on, as the effect of the list in a log-linear model is.
        missed_links: Share of the true links between records that are missed (1 - recall).
        false_links: Share of the links made that join two persons (1 - precision).
        says: What the world is like, in a sentence.

    Raises:
        UsageError: A value that it cannot have.
    """

    people: int
    lists: tuple[str, ...]
    kinds: tuple[Kind, ...]
    name: str = "own"
    interactions: tuple[Interaction, ...] = ()
    margins: bool = True
    missed_links: float = 0.0
    false_links: float = 0.0
    says: str = ""

    def __post_init__(self) -> None:
        _check_lists(self)
        for one in self.interactions:
            _check_interaction(self, one)
        for name, rate in (("missed_links", self.missed_links), ("false_links", self.false_links)):
            if not 0 <= rate < 1:
                raise UsageError(f"{name} is {rate}; it is a share of links: at least 0 and below 1.")
            if rate and self.people > _MOST_RECORDED:
                raise UsageError(f"errors of linkage are made record by record, for up to {_MOST_RECORDED:,} people.")

    @cached_property
    def chance(self) -> Floats:
        """float64 [2**lists]: probability of each pattern by its number (list j is bit j); entry 0 is on no list."""
        shares = np.array([kind.share for kind in self.kinds])
        whole: Floats = shares @ self.chance_by_kind
        whole /= whole.sum()
        return whole

    @cached_property
    def chance_by_kind(self) -> Floats:
        """float64 [kinds, 2**lists]: the same for people of each kind."""
        return np.array([_chance_of(kind, self.interactions, margins=self.margins) for kind in self.kinds])

    @property
    def seen(self) -> float:
        """Persons expected on at least one list, before errors of linkage."""
        return float(self.people * (1 - self.chance[0]))

    def draw(self, rng: np.random.Generator) -> CaptureTable:
        """Who was seen on which lists, once: a sample of the world, with the errors of linkage made in its records."""
        full = rng.multinomial(self.people, self.chance)
        full[0] = 0
        if self.missed_links or self.false_links:
            full = relink(full, missed=self.missed_links, false=self.false_links, rng=rng)
        return table_of(full, self.lists)


def _chance_of(kind: Kind, interactions: tuple[Interaction, ...], *, margins: bool) -> Floats:
    """The probability of each pattern for people of one kind."""
    reach = np.array(kind.reach)
    cells = np.arange(1 << len(reach))
    on = (cells[:, None] >> np.arange(len(reach))) & 1
    chance: Floats = np.where(on, reach, 1 - reach).prod(axis=1)
    for one in interactions:
        term = sum(1 << j for j in one.lists)
        chance = np.where((cells & term) == term, one.factor * chance, chance)
    chance /= chance.sum()
    if margins and interactions:
        _rake(chance, on.astype(bool), reach)
    return chance


def _rake(chance: Floats, on: NDArray[np.bool_], reach: Floats) -> None:
    """Scale the patterns, in place, until each list holds its share; interactions stay (Deming & Stephan 1940)."""
    for _ in range(_STEPS):
        off = 0.0
        for j, wanted in enumerate(reach):
            now = chance[on[:, j]].sum()
            off = max(off, abs(now - wanted))
            chance *= np.where(on[:, j], wanted / now, (1 - wanted) / (1 - now))
        if off < _CLOSE:
            return


def _check_lists(world: CaptureWorld) -> None:
    if not 1 <= world.people <= _MOST_PEOPLE:
        raise UsageError(f"a world has 1 to {_MOST_PEOPLE:,} people, not {world.people:,}.")
    many = len(world.lists)
    if not 2 <= many <= MAX_LISTS:
        raise UsageError(f"a world has 2 to {MAX_LISTS} lists, not {many}.")
    if len(set(world.lists)) < many:
        raise UsageError(f"two lists have one name among {', '.join(world.lists)}. Give each its own.")
    if not world.kinds or not math.isclose(sum(kind.share for kind in world.kinds), 1.0, abs_tol=1e-6):
        found = sum(kind.share for kind in world.kinds)
        raise UsageError(f"the shares of the classes sum to {found:g}; they must sum to 1.")
    for kind in world.kinds:
        if len(kind.reach) != many:
            raise UsageError(f"{len(kind.reach)} values of reach for {many} lists ({', '.join(world.lists)}).")
        for name, value in zip(world.lists, kind.reach, strict=True):
            if not 0 < value < 1:
                raise UsageError(f"the reach of {name} is {value:g}; it is a probability above 0 and below 1.")
        if not 0 <= kind.share <= 1:
            raise UsageError(f"a class has the share {kind.share:g}; a share is between 0 and 1.")


def _check_interaction(world: CaptureWorld, one: Interaction) -> None:
    if len(set(one.lists)) < 2 or len(set(one.lists)) < len(one.lists):
        raise UsageError("a dependence is between two lists or more, each named once.")
    if not all(0 <= j < len(world.lists) for j in one.lists):
        raise UsageError(f"a dependence names list {max(one.lists) + 1} of {len(world.lists)}.")
    if not 0 < one.factor < math.inf:
        raise UsageError(f"a dependence has the factor {one.factor:g}; it must be above 0 (1 is none).")
