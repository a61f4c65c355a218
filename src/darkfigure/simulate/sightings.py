"""Who is seen by which list, how often and when."""

from dataclasses import dataclass

import numpy as np

from darkfigure.simulate.people import Bools, Ints, People
from darkfigure.simulate.world import World


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """The rows of one list in the order of the file: person (position) and day (since 1970-01-01), shape (rows,)."""

    person: Ints
    day: Ints


def draw_captures(world: World, *, rng: np.random.Generator) -> Bools:
    """Which person is on which list, shape (people, lists).

    The log-odds of a list are shifted by how visible the person is and by dependence on lists drawn before.
    """
    visible = rng.normal(0.0, world.heterogeneity, size=world.people)
    seen = np.zeros((world.people, len(world.lists)), dtype=bool)
    place = {plan.name: number for number, plan in enumerate(world.lists)}
    for number, plan in enumerate(world.lists):
        odds = np.log(plan.capture / (1 - plan.capture)) + visible
        for pair in world.dependence:
            if pair.second == plan.name:
                first = seen[:, place[pair.first]]
                odds = odds + pair.log_odds * (first - world.lists[place[pair.first]].capture)
        seen[:, number] = rng.random(world.people) < 1 / (1 + np.exp(-odds))
    return seen


def draw_sightings(world: World, people: People, captured: Bools, *, rng: np.random.Generator) -> Sightings:
    """The rows of a list: everyone captured once, some again, shuffled; days within each person's stay.

    `captured` has shape (people,).
    """
    once = np.flatnonzero(captured)
    again = round(once.size * world.repeats / (1 - world.repeats))
    repeats = rng.choice(once, size=again) if once.size else once
    person = rng.permutation(np.concatenate([once, repeats]))
    stay = people.left[person] - people.arrived[person]
    day = people.arrived[person] + (rng.random(person.size) * (stay + 1)).astype(np.int64)
    return Sightings(person=person, day=day)
