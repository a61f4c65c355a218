"""The rows of one list, block by block, in a shuffled order of the people: what a clerk knows, and whose row it is."""

from collections.abc import Iterator

import numpy as np

from darkfigure.simulate.crowd import Crowd
from darkfigure.simulate.drafts import Draft, draft_rows
from darkfigure.simulate.people import Ints
from darkfigure.simulate.scatter import key_of, scattered
from darkfigure.simulate.sightings import Sightings

BLOCK = 32_768  # people looked at together


def rows_of_list(crowd: Crowd, place: int) -> Iterator[tuple[Ints, list[Draft]]]:
    """Blocks of rows of the list at a place of the world: numbers of the people, and the rows to be.

    Everybody on the list stands there once, some a second time, anywhere else in it.
    """
    world, plan = crowd.world, crowd.world.lists[place]
    turns = 2 * crowd.count
    order = key_of(crowd.seed, f"order of {plan.name}")
    again = world.repeats / (1 - world.repeats)
    for block, start in enumerate(range(0, turns, BLOCK)):
        rng = np.random.default_rng([crowd.seed, 1, place, block])
        turn = scattered(order, np.arange(start, min(start + BLOCK, turns)), turns)
        numbers, second = turn % crowd.count, turn >= crowd.count
        there = crowd.captured(numbers)[:, place]
        there &= ~second | (crowd.chance(f"again on {plan.name}", numbers) < again)
        numbers = numbers[there]
        people = crowd.people(numbers)
        stay = people.left - people.arrived
        day = people.arrived + (rng.random(numbers.size) * (stay + 1)).astype(np.int64)
        sightings = Sightings(person=np.arange(numbers.size), day=day)
        yield numbers, list(draft_rows(world, plan, people, sightings, rng=rng))
