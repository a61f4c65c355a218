"""What a planned addition would do to a table: one more list, or a longer search, played out in a plausible world."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.simulate.capture_world import CaptureWorld

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEW = "new list"


@dataclass(frozen=True, kw_only=True)
class Addition:
    """Something to do before the next count.

    Attributes:
        name: In words, for tables.
        reach: Of one more list: the share of all people that it would hold. None: no list is added.
        like: Whether that list sees the kinds of people that the present lists see on average, or everybody alike.
        lists: Positions of the lists that are searched longer.
        effort: How many times as long they are searched, counting what was searched already; above 1.
    """

    name: str
    reach: float | None = None
    like: bool = False
    lists: tuple[int, ...] = ()
    effort: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Present:
    """A plausible world together with the people seen in it, by kind.

    Attributes:
        world: The world.
        people: int64 [kinds, 2**lists], people of each kind by pattern; entry 0 of each row is the unseen.
        chance: float64 [kinds, 2**lists], the chance of each pattern for one of that kind.
    """

    world: CaptureWorld
    people: Ints
    chance: Floats


def settle(world: CaptureWorld, table: CaptureTable, *, rng: np.random.Generator) -> Present:
    """Put the unseen beside the people seen, and give each person a kind as the world holds likely for the pattern."""
    full = table.full().astype(np.int64)
    full[0] = world.people - int(full.sum())
    chance = world.chance_by_kind
    share = np.array([kind.share for kind in world.kinds])[:, None] * chance
    share /= np.maximum(share.sum(axis=0), 1e-300)
    people = np.zeros_like(chance, dtype=np.int64)
    for cell in np.flatnonzero(full):
        people[:, cell] = rng.multinomial(full[cell], share[:, cell] / share[:, cell].sum())
    return Present(world=world, people=people, chance=chance)


def play(present: Present, addition: Addition, *, rng: np.random.Generator) -> CaptureTable:
    """The table after the addition."""
    world, people = present.world, present.people
    for j in addition.lists:
        people = _search_longer(people, present.chance, j, effort=addition.effort, rng=rng)
    names = world.lists
    if addition.reach is not None:
        reach = _reach_by_kind(present, addition.reach) if addition.like else np.full(len(people), addition.reach)
        on = rng.binomial(people, reach[:, None])
        people = np.concatenate([people - on, on], axis=1)
        names = (*names, NEW)
    full = people.sum(axis=0)
    full[0] = 0
    return table_of(full, names)


def _search_longer(people: Ints, chance: Floats, j: int, *, effort: float, rng: np.random.Generator) -> Ints:
    """People by pattern after list j went on as before, until it was searched `effort` times as long.

    One who is on the list with chance p, given kind and other lists, is not on it with 1 - p, and after `effort` times
    the search with (1 - p)**effort: a constant rate of being found.
    """
    bit = 1 << j
    without = np.flatnonzero((np.arange(people.shape[1]) & bit) == 0)
    off, on = chance[:, without], chance[:, without | bit]
    missed = off / np.maximum(off + on, 1e-300)
    found = rng.binomial(people[:, without], np.clip(1 - missed ** (effort - 1), 0.0, 1.0))
    after = people.copy()
    after[:, without] -= found
    after[:, without | bit] += found
    return after


def _reach_by_kind(present: Present, reach: float) -> Floats:
    """[kinds]: what a list with `reach` of all holds of each kind, if it favours kinds as the lists do on average."""
    from scipy.optimize import brentq

    share = np.array([kind.share for kind in present.world.kinds])
    odds = np.log([[value / (1 - value) for value in kind.reach] for kind in present.world.kinds])
    apart = (odds - share @ odds).mean(axis=1)

    def over(level: float) -> float:
        return float(share @ (1 / (1 + np.exp(-(level + apart))))) - reach

    widest = 50 + float(np.abs(apart).max())
    level = brentq(over, -widest, widest)
    return np.asarray(1 / (1 + np.exp(-(level + apart))))


def usual_reach(present: Present) -> float:
    """The middle share that the present lists hold, in a plausible world."""
    whole = present.people.sum(axis=0)
    cells = np.arange(len(whole))
    lengths = [whole[(cells >> j) & 1 == 1].sum() for j in range(len(present.world.lists))]
    return float(np.median(lengths)) / max(float(whole.sum()), 1.0)
